/* SPDX-License-Identifier: MIT */
#include "client/visible.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { ESCAPE = 6 }; /* bytes of \u202e, the longest that a byte of the text becomes */

size_t hidden_length(const char *text)
{
    const unsigned char *at = (const unsigned char *)text;
    if ((at[0] < 0x20 && at[0] != '\0' && at[0] != '\t' && at[0] != '\n') || at[0] == 0x7f)
        return 1;
    if (at[0] == 0xc2 && at[1] >= 0x80 && at[1] < 0xa0)
        return 2;
    if (at[0] != 0xe2)
        return 0;
    bool is_mark = at[1] == 0x80 && (at[2] == 0x8e || at[2] == 0x8f || (at[2] >= 0xa8 && at[2] <= 0xae));
    bool is_isolate = at[1] == 0x81 && at[2] >= 0xa6 && at[2] <= 0xa9;
    return is_mark || is_isolate ? 3 : 0;
}

/* The code point of one to three bytes of UTF-8. */
static unsigned code_point(const char *text, size_t length)
{
    const unsigned char *at = (const unsigned char *)text;
    return length == 1   ? at[0]
           : length == 2 ? (at[0] & 0x1fU) << 6 | (at[1] & 0x3fU)
                         : (at[0] & 0x0fU) << 12 | (at[1] & 0x3fU) << 6 | (at[2] & 0x3fU);
}

static const char *write_visible(struct arena *arena, const char *text, bool is_quoted)
{
    char *out = arena_alloc(arena, ESCAPE * strlen(text) + 3, 1), *end = out;
    if (out == NULL)
        return NULL;
    if (is_quoted)
        *end++ = '"';
    while (*text != '\0') {
        size_t hidden = *text == '\t' || *text == '\n' ? 1 : hidden_length(text);
        if (hidden > 0)
            end += snprintf(end, ESCAPE + 1, "\\u%04x", code_point(text, hidden));
        else if (is_quoted && (*text == '"' || *text == '\\'))
            *end++ = '\\';
        if (hidden == 0)
            *end++ = *text;
        text += hidden > 0 ? hidden : 1;
    }
    if (is_quoted)
        *end++ = '"';
    *end = '\0';
    return out;
}

const char *visible(struct arena *arena, const char *text)
{
    return write_visible(arena, text, false);
}

const char *visible_quoted(struct arena *arena, const char *text)
{
    return write_visible(arena, text, true);
}
