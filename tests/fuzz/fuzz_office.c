/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as an office's sheets: either issues say what is wrong, or a document comes out that its own
 * reader accepts; never both, never anything else. A line of @ and a letter begins a sheet, which one by the
 * letter. */
#include "client/office.h"
#include "proto/instance.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int condition)
{
    if (!condition) {
        abort();
    }
}

/* "@c" at the beginning of a line: the sheet of that letter. */
static int next_mark(const char *text, size_t size, size_t from, size_t *at)
{
    for (size_t i = from; i + 2 < size; i++) {
        if (text[i] == '@' && text[i + 2] == '\n' && (i == 0 || text[i - 1] == '\n')) {
            *at = i;
            return (unsigned char)text[i + 1] % SHEET_COUNT;
        }
    }
    *at = size;
    return SHEET_COUNT;
}

static int split(const char *text, size_t size, struct office_file files[SHEET_COUNT])
{
    int count = 0;
    bool is_met[SHEET_COUNT] = {false};
    size_t at, end;
    int kind = next_mark(text, size, 0, &at);
    while (kind < SHEET_COUNT) {
        int following = next_mark(text, size, at + 3, &end);
        if (!is_met[kind])
            files[count++] = (struct office_file){
                .name = "sheet.csv", .kind = (enum sheet_kind)kind, .bytes = {text + at + 3, end - at - 3}};
        is_met[kind] = true;
        kind = following;
        at = end;
    }
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct issues issues = {.arena = arena};
    struct office_file files[SHEET_COUNT];
    struct office_counts counts;
    struct error error = {.code = ERROR_NONE};
    const struct node *document;
    const struct instance *instance;
    int count = split((const char *)data, size, files);
    enum error_code code =
        office_import(arena, files, count, "2026-01-05", NULL, &issues, &counts, &document, &error);
    must(code == ERROR_NONE && (issues.errors == 0) == (document != NULL));
    if (document != NULL) {
        must(instance_read(arena, document, NULL, &instance, &error) == ERROR_NONE);
        must(instance->employee_count == counts.employees && instance->unit_count == counts.units);
    }
    arena_free(arena);
    return 0;
}
