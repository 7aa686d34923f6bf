/* SPDX-License-Identifier: MIT */
#include "client/html.h"

#include "client/visible.h"

#include <stdarg.h>
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

void html_text(FILE *out, const char *text)
{
    const char *at = text;
    while (*at != '\0') {
        size_t hidden = hidden_length(at);
        const char *entity = entity_of(*at);
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

void html_head(FILE *out, const char *class, const char *sort, const char *text)
{
    fputs("<th scope=\"col\"", out);
    if (class[0] != '\0')
        fprintf(out, " class=\"%s\"", class);
    if (sort != NULL)
        fprintf(out, " data-sort=\"%s\"", sort);
    fputc('>', out);
    html_text(out, text);
    fputs("</th>", out);
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
