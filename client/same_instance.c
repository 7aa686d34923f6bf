/* SPDX-License-Identifier: MIT */
#include "client/same_instance.h"

#include "client/file.h"

#include <string.h>

/* Where two documents differ; a side is NULL where it has nothing. */
struct difference {
    const struct node *one, *other;
};

static enum error_code report(struct arena *arena, struct difference difference, const struct path *at,
                              const char *other_file, struct error *error)
{
    const char *texts[2] = {"nothing", "nothing"};
    const struct node *const sides[2] = {difference.one, difference.other};
    size_t length;
    for (int i = 0; i < 2; i++)
        if (sides[i] != NULL && tree_write_json(arena, sides[i], JSON_CANONICAL, &texts[i], &length, error))
            texts[i] = "?";
    return error_at(error, ERROR_CONTRADICTION, at,
                    "another instance than that of %.100s: here %.80s, there %.80s", other_file, texts[0],
                    texts[1]);
}

static enum error_code compare(struct arena *arena, struct difference pair, const struct path *at,
                               const char *other_file, struct error *error);

/* Both canonical, so keys are in order: the first that only one side has is the difference. */
static enum error_code compare_maps(struct arena *arena, struct difference pair, const struct path *at,
                                    const char *other_file, struct error *error)
{
    uint32_t i = 0, j = 0;
    enum error_code code = ERROR_NONE;
    while (code == ERROR_NONE && (i < pair.one->count || j < pair.other->count)) {
        const struct node *one = i < pair.one->count ? &pair.one->as.items[2 * i] : NULL;
        const struct node *other = j < pair.other->count ? &pair.other->as.items[2 * j] : NULL;
        int order = one == NULL ? 1 : other == NULL ? -1 : strcmp(one->as.text, other->as.text);
        const struct path here = {at, order <= 0 ? one->as.text : other->as.text, 0};
        const struct difference values = {order <= 0 ? one + 1 : NULL, order >= 0 ? other + 1 : NULL};
        code = order == 0 ? compare(arena, values, &here, other_file, error)
                          : report(arena, values, &here, other_file, error);
        i += order <= 0;
        j += order >= 0;
    }
    return code;
}

static enum error_code compare_arrays(struct arena *arena, struct difference pair, const struct path *at,
                                      const char *other_file, struct error *error)
{
    enum error_code code = ERROR_NONE;
    for (uint32_t i = 0; code == ERROR_NONE && (i < pair.one->count || i < pair.other->count); i++) {
        const struct path here = {at, NULL, i};
        const struct difference items = {i < pair.one->count ? &pair.one->as.items[i] : NULL,
                                         i < pair.other->count ? &pair.other->as.items[i] : NULL};
        code = items.one == NULL || items.other == NULL ? report(arena, items, &here, other_file, error)
                                                        : compare(arena, items, &here, other_file, error);
    }
    return code;
}

/* As deep as a tree may be: TREE_DEPTH_MAX. */
static enum error_code compare(struct arena *arena, struct difference pair, const struct path *at,
                               const char *other_file, struct error *error)
{
    if (pair.one->kind == NODE_MAP && pair.other->kind == NODE_MAP)
        return compare_maps(arena, pair, at, other_file, error);
    if (pair.one->kind == NODE_ARRAY && pair.other->kind == NODE_ARRAY)
        return compare_arrays(arena, pair, at, other_file, error);
    return node_equal(pair.one, pair.other) ? ERROR_NONE : report(arena, pair, at, other_file, error);
}

enum error_code same_instance(struct arena *arena, const struct node *document, const char *file,
                              const struct node *other, const char *other_file, struct error *error)
{
    if (node_equal(document, other))
        return ERROR_NONE;
    enum error_code code = compare(arena, (struct difference){document, other}, NULL, other_file, error);
    file_name_error(file, error);
    return code;
}
