/* SPDX-License-Identifier: MIT */
#include "client/issues.h"

#include "client/text.h"
#include "proto/utf8.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct issue {
    struct issue *next;
    struct place place;
    int order;
    bool is_error;
    char text[];
};

static void add(struct issues *issues, struct place place, bool is_error, const char *format, va_list values)
{
    char text[600];
    vsnprintf(text, sizeof text, format, values);
    utf8_clean(text);
    size_t length = strlen(text) + 1;
    struct issue *issue = arena_alloc(issues->arena, 1, sizeof *issue + length);
    is_error ? issues->errors++ : issues->warnings++;
    if (issue == NULL) {
        issues->out_of_memory = true;
        return;
    }
    issue->place = place;
    issue->order = issues->errors + issues->warnings;
    issue->is_error = is_error;
    memcpy(issue->text, text, length);
    if (issues->last != NULL)
        issues->last->next = issue;
    else
        issues->first = issue;
    issues->last = issue;
}

void issue_error(struct issues *issues, struct place place, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    add(issues, place, true, format, values);
    va_end(values);
}

void issue_warning(struct issues *issues, struct place place, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    add(issues, place, false, format, values);
    va_end(values);
}

static int by_place(const void *a, const void *b)
{
    const struct issue *left = *(struct issue *const *)a, *right = *(struct issue *const *)b;
    int files = strcmp(left->place.file, right->place.file);
    if (left->is_error != right->is_error)
        return left->is_error ? -1 : 1;
    if (files != 0)
        return files;
    if (left->place.line != right->place.line)
        return left->place.line < right->place.line ? -1 : 1;
    if (left->place.column != right->place.column)
        return left->place.column < right->place.column ? -1 : 1;
    return (left->order > right->order) - (left->order < right->order);
}

/* 0: "A", 25: "Z", 26: "AA". */
static const char *letters(int column, char room[8])
{
    char *at = room + 7;
    *at = '\0';
    for (int rest = column + 1; rest > 0 && at > room; rest = (rest - 1) / 26)
        *--at = (char)('A' + (rest - 1) % 26);
    return at;
}

static void print_one(const struct issue *issue, FILE *out)
{
    const struct place *place = &issue->place;
    char room[8], heading[80];
    fprintf(out, "%s: %s", issue->is_error ? _("error") : _("warning"), place->file);
    if (place->line > 0)
        fprintf(out, ":%u", (unsigned)place->line);
    if (place->column != COLUMN_NONE) {
        fprintf(out, _(": column %s"), letters(place->column, room));
        snprintf(heading, sizeof heading, "%s", place->heading == NULL ? "" : place->heading);
        utf8_clean(heading);
        if (heading[0] != '\0')
            fprintf(out, " (%s)", heading);
    }
    fprintf(out, ": %s\n", issue->text);
}

void issues_print(const struct issues *issues, FILE *out)
{
    size_t count = 0, most = (size_t)issues->errors + (size_t)issues->warnings;
    const struct issue **list = arena_alloc(issues->arena, most, sizeof *list);
    for (const struct issue *issue = issues->first; issue != NULL && list != NULL; issue = issue->next)
        list[count++] = issue;
    if (count > 1)
        qsort(list, count, sizeof *list, by_place);
    for (size_t i = 0; i < count; i++)
        print_one(list[i], out);
}
