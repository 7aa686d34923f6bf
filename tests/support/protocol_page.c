/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/protocol_page.h"

#include "tests/support/documents.h"

#include <string.h>

static const char *line_end(const char *line)
{
    const char *end = strchr(line, '\n');
    return end ? end : line + strlen(line);
}

static const char *next_line(const char *line)
{
    const char *end = line_end(line);
    return *end ? end + 1 : end;
}

static bool starts(const char *line, const char *with)
{
    return strncmp(line, with, strlen(with)) == 0;
}

/* The text between `from` and `to` without blanks and backticks around it. */
static const char *trimmed(struct arena *arena, const char *from, const char *to)
{
    while (from < to && (*from == ' ' || *from == '`'))
        from++;
    while (to > from && (to[-1] == ' ' || to[-1] == '`'))
        to--;
    return arena_text(arena, from, (size_t)(to - from));
}

/* Reads the fence that begins at `line`; the line behind it. */
static const char *read_fence(struct arena *arena, struct page *page, const char *line)
{
    const char *word = line + 3, *end = line_end(line);
    const char *space = memchr(word, ' ', (size_t)(end - word));
    const char *text = next_line(line), *close = text;
    while (*close && !starts(close, "```"))
        close = next_line(close);
    page->examples[page->example_count++] = (struct page_example){
        .language = arena_text(arena, word, (size_t)((space ? space : end) - word)),
        .kind = space ? trimmed(arena, space, end) : "",
        .text = arena_text(arena, text, (size_t)(close - text)),
    };
    return next_line(close);
}

/* The cell number n (from 0) of a table row. */
static const char *cell(struct arena *arena, const char *row, int n)
{
    const char *end = line_end(row);
    for (; n >= 0 && row < end; n--)
        row = (const char *)memchr(row, '|', (size_t)(end - row)) + 1;
    const char *close = memchr(row, '|', (size_t)(end - row));
    return trimmed(arena, row, close ? close : end);
}

static const char *read_table(struct arena *arena, struct page *page, const char *line)
{
    const char *name = line + strlen("<!-- fields:"), *end = strstr(name, "-->");
    const char *schema = trimmed(arena, name, end);
    line = next_line(next_line(next_line(line))); /* the marker, the heading, the rule under it */
    for (; *line == '|'; line = next_line(line))
        page->fields[page->field_count++] =
            (struct page_field){schema, cell(arena, line, 0), cell(arena, line, 2)};
    return line;
}

struct page page_read(struct arena *arena, const char *path)
{
    enum { MOST = 1000 };
    size_t length;
    struct page page = {.text = file_text(arena, path, &length)};
    if (!page.text)
        return page;
    page.examples = arena_alloc(arena, MOST, sizeof *page.examples);
    page.fields = arena_alloc(arena, MOST, sizeof *page.fields);
    for (const char *line = page.text; *line && page.example_count < MOST && page.field_count < MOST / 2;)
        line = starts(line, "```")            ? read_fence(arena, &page, line)
               : starts(line, "<!-- fields:") ? read_table(arena, &page, line)
                                              : next_line(line);
    return page;
}

const char *page_example(const struct page *page, const char *language, const char *kind, int n)
{
    for (int32_t i = 0; i < page->example_count; i++)
        if (strcmp(page->examples[i].language, language) == 0 && strcmp(page->examples[i].kind, kind) == 0 &&
            n-- == 0)
            return page->examples[i].text;
    return NULL;
}
