/* SPDX-License-Identifier: MIT */
#include "proto/error.h"

#include "proto/utf8.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static const char *const words[] = {
#define ERROR_WORD(name, word, text) word,
    ERROR_LIST(ERROR_WORD)
#undef ERROR_WORD
};

static const char *const meanings[] = {
#define ERROR_MEANING(name, word, text) text,
    ERROR_LIST(ERROR_MEANING)
#undef ERROR_MEANING
};

static enum error_code known(enum error_code code)
{
    return (unsigned)code < ERROR_COUNT ? code : ERROR_INTERNAL;
}

const char *error_word(enum error_code code)
{
    return words[known(code)];
}

const char *error_meaning(enum error_code code)
{
    return meanings[known(code)];
}

enum error_code error_from_word(const char *word)
{
    for (size_t i = 0; word != NULL && i < ERROR_COUNT; i++) {
        if (strcmp(words[i], word) == 0) {
            return (enum error_code)i;
        }
    }
    return ERROR_INTERNAL;
}

/* Callers may pass texts out of *error itself, so everything is rendered before it is touched. */
static void fill(struct error *error, enum error_code code, const char *path, const char *format,
                 va_list arguments)
{
    struct error next = {.code = code};
    snprintf(next.path, sizeof next.path, "%s", path != NULL ? path : "");
    vsnprintf(next.text, sizeof next.text, format, arguments);
    utf8_clean(next.path);
    utf8_clean(next.text);
    *error = next;
}

enum error_code error_set(struct error *error, enum error_code code, const char *path, const char *format,
                          ...)
{
    if (error != NULL) {
        va_list arguments;
        va_start(arguments, format);
        fill(error, code, path, format, arguments);
        va_end(arguments);
    }
    return code;
}

/* Appends to a text of fixed capacity and returns its new length; what does not fit is cut off. */
static size_t append_step(char *out, size_t capacity, size_t length, const struct path *step)
{
    int written;
    if (step->key != NULL) {
        written = snprintf(out + length, capacity - length, "%s%s", length > 0 ? "." : "", step->key);
    } else {
        written = snprintf(out + length, capacity - length, "[%lld]", (long long)step->index);
    }
    size_t after = length + (written > 0 ? (size_t)written : 0);
    return after < capacity ? after : capacity - 1;
}

/* From the root down. A path is as long as a document is deep, so recursion is bounded by the readers. */
static size_t render(char *out, size_t capacity, const struct path *at)
{
    if (at == NULL) {
        out[0] = '\0';
        return 0;
    }
    return append_step(out, capacity, render(out, capacity, at->up), at);
}

enum error_code error_at(struct error *error, enum error_code code, const struct path *at, const char *format,
                         ...)
{
    if (error != NULL) {
        char path[sizeof error->path];
        render(path, sizeof path, at);
        va_list arguments;
        va_start(arguments, format);
        fill(error, code, path, format, arguments);
        va_end(arguments);
    }
    return code;
}

enum error_code error_within(struct error *error, const char *key)
{
    char path[sizeof error->path];
    bool dot = error->path[0] != '\0' && error->path[0] != '[';
    size_t length = (size_t)snprintf(path, sizeof path, "%s%s", key, dot ? "." : "");
    if (length < sizeof path) {
        snprintf(path + length, sizeof path - length, "%.*s", (int)(sizeof path - length - 1), error->path);
    }
    return error_set(error, error->code, path, "%s", error->text);
}
