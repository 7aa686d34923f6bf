/* SPDX-License-Identifier: MIT */
#include "solver/model/row_name.h"

#include <string.h>

/* `~` and `/` escaped as in RFC 6901. */
static const char *escaped(struct arena *arena, const char *id)
{
    size_t special = 0, length = strlen(id);
    for (const char *c = id; *c != '\0'; c++) {
        special += *c == '~' || *c == '/';
    }
    if (special == 0) {
        return id;
    }
    char *text = arena_alloc(arena, length + special + 1, 1);
    if (text == NULL) {
        return NULL;
    }
    char *end = text;
    for (const char *c = id; *c != '\0'; c++) {
        if (*c == '~' || *c == '/') {
            *end++ = '~';
            *end++ = *c == '~' ? '0' : '1';
        } else {
            *end++ = *c;
        }
    }
    return text;
}

const char *row_name(struct arena *arena, const char *kind, const char *id)
{
    const char *clean = escaped(arena, id);
    return clean == NULL ? NULL : arena_format(arena, "%s/%s", kind, clean);
}

const char *row_name_competency(struct arena *arena, const char *kind, const char *id, const char *competency,
                                int32_t level)
{
    const char *clean = escaped(arena, id), *wanted = escaped(arena, competency);
    if (clean == NULL || wanted == NULL) {
        return NULL;
    }
    return arena_format(arena, "%s/%s/%s/%d", kind, clean, wanted, (int)level);
}

const char *row_name_day(struct arena *arena, const char *kind, const char *id, day date)
{
    const char *clean = escaped(arena, id);
    char text[11];
    day_format(date, text);
    return clean == NULL ? NULL : arena_format(arena, "%s/%s/%s", kind, clean, text);
}

const char *row_name_pair(struct arena *arena, int32_t pair, const char *place, const char *id)
{
    const char *clean = escaped(arena, id);
    return clean == NULL ? NULL : arena_format(arena, "pair/%d/%s/%s", (int)pair, place, clean);
}
