/* SPDX-License-Identifier: MIT */
#include "proto/body_start.h"

#include "proto/msgpack_scan.h"

#include <string.h>

/* The value of a field, or NULL: there is none, or no map. */
static const void *value_of(const void *map, const char *field)
{
    size_t pairs, length;
    const char *text;
    if (map == NULL || !msgpack_map(map, &pairs)) {
        return NULL;
    }
    const unsigned char *at = msgpack_inside(map);
    for (; pairs > 0; pairs--) {
        const unsigned char *value = msgpack_behind(at);
        if (msgpack_text(at, &text, &length) && length == strlen(field) && memcmp(text, field, length) == 0) {
            return value;
        }
        at = pairs > 1 ? msgpack_behind(value) : at;
    }
    return NULL;
}

enum error_code body_names_start(const void *body, bool *named, char key[KEY_MAX_BYTES + 1],
                                 struct error *error)
{
    const void *job = value_of(value_of(body, "start"), "job");
    const char *text;
    size_t length;
    *named = false;
    if (job == NULL || !msgpack_text(job, &text, &length)) {
        return ERROR_NONE;
    }
    if (length < 1 || length > KEY_MAX_BYTES) {
        return error_set(error, ERROR_OUT_OF_RANGE, "start.job", "%zu bytes, expected 1 to %d", length,
                         KEY_MAX_BYTES);
    }
    memcpy(key, text, length);
    key[length] = '\0';
    *named = true;
    return ERROR_NONE;
}
