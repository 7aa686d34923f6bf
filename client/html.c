/* SPDX-License-Identifier: MIT */
#include "client/html.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const char *entity_of(char byte)
{
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

/* Bytes of a character that is not to be seen: C0 without tab and newline, DEL, C1, and the marks and
 * overrides of direction, U+200E, U+200F, U+202A..E, U+2066..9, with the separators U+2028 and U+2029. 0: it
 * is none. */
static size_t hidden_length(const unsigned char *at)
{
    if ((at[0] < 0x20 && at[0] != '\t' && at[0] != '\n') || at[0] == 0x7f)
        return 1;
    if (at[0] == 0xc2 && at[1] >= 0x80 && at[1] < 0xa0)
        return 2;
    if (at[0] != 0xe2)
        return 0;
    bool is_mark = at[1] == 0x80 && (at[2] == 0x8e || at[2] == 0x8f || (at[2] >= 0xa8 && at[2] <= 0xae));
    bool is_isolate = at[1] == 0x81 && at[2] >= 0xa6 && at[2] <= 0xa9;
    return is_mark || is_isolate ? 3 : 0;
}

void html_text(FILE *out, const char *text)
{
    const unsigned char *at = (const unsigned char *)text;
    while (*at != '\0') {
        size_t hidden = hidden_length(at);
        const char *entity = entity_of((char)*at);
        if (hidden > 0)
            fputs("\xef\xbf\xbd", out);
        else if (entity != NULL)
            fputs(entity, out);
        else
            fputc(*at, out);
        at += hidden > 0 ? hidden : 1;
    }
}

void html_element(FILE *out, const char *tag, const char *text)
{
    fprintf(out, "<%s>", tag);
    html_text(out, text);
    fprintf(out, "</%.*s>", (int)strcspn(tag, " "), tag);
}

void html_format(FILE *out, const char *tag, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    char *text = length < 0 ? NULL : malloc((size_t)length + 1);
    if (text != NULL)
        vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    va_end(arguments);
    html_element(out, tag, text == NULL ? "" : text);
    free(text);
}
