/* SPDX-License-Identifier: MIT */
#include "client/labels.h"

#include <stdbool.h>
#include <string.h>

static const char *after_slash(const char *file)
{
    const char *slash = strrchr(file, '/');
    return slash == NULL ? file : slash + 1;
}

/* Bytes of the name before its suffix; a leading dot begins no suffix. */
static size_t stem_length(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot == NULL || dot == name ? strlen(name) : (size_t)(dot - name);
}

static bool is_taken(const char *label, const char *const *labels, int count)
{
    for (int i = 0; i < count; i++)
        if (strcmp(labels[i], label) == 0)
            return true;
    return false;
}

static const char *label_of(struct arena *arena, const char *file, const char *const *labels, int count)
{
    const char *name = file == NULL ? "default" : after_slash(file);
    int length = (int)stem_length(name);
    const char *label = arena_format(arena, "%.*s", length, name);
    for (int again = 2; label != NULL && is_taken(label, labels, count); again++)
        label = arena_format(arena, "%.*s-%d", length, name, again);
    return label;
}

const char *const *labels_of_files(struct arena *arena, const char *const *files, int count)
{
    const char **labels = arena_alloc(arena, (size_t)count, sizeof *labels);
    for (int i = 0; labels != NULL && i < count; i++) {
        labels[i] = label_of(arena, files[i], labels, i);
        if (labels[i] == NULL)
            return NULL;
    }
    return labels;
}

const char *label_file(struct arena *arena, const char *file, const char *label)
{
    const char *name = after_slash(file);
    size_t stem = (size_t)(name - file) + stem_length(name);
    return arena_format(arena, "%.*s-%s%s", (int)stem, file, label, file + stem);
}
