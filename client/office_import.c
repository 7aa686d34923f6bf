/* SPDX-License-Identifier: MIT */
#include "client/office.h"
#include "client/office_parts.h"

#include "client/text.h"
#include "proto/instance.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static struct node list_of(const struct registry *registry)
{
    struct node list = node_array(registry->arena, (size_t)registry->count);
    for (int32_t i = 0; i < registry->count; i++)
        array_add(&list, registry->nodes[i]);
    return list;
}

static bool open_sheets(struct office *office, const struct office_file *files, int count)
{
    struct mended *mended = arena_alloc(office->arena, SHEET_COUNT, sizeof *mended);
    for (int s = 0; s < SHEET_COUNT && mended != NULL; s++)
        office->sheets[s] = (struct sheet){.arena = office->arena,
                                           .issues = office->issues,
                                           .kind = (enum sheet_kind)s,
                                           .mended = &mended[s]};
    for (int f = 0; f < count && mended != NULL; f++)
        sheet_open(&office->sheets[files[f].kind], files[f].kind, files[f].name, files[f].bytes);
    return mended != NULL;
}

/* Files that must be there, and rows that should be. */
static void check_presence(struct office *office)
{
    for (int s = 0; s < SHEET_COUNT; s++) {
        const struct sheet *sheet = &office->sheets[s];
        const struct sheet_rule *rule = &sheet_rules[s];
        char english[64], indonesian[64];
        alternative_name(rule->names, 0, english);
        alternative_name(rule->names, 1, indonesian);
        const char *file = sheet->file; /* issues keep it longer than this turn */
        if (file == NULL)
            file = arena_format(office->issues->arena, "%s.csv", english);
        const struct place here = {file == NULL ? "" : file, 0, COLUMN_NONE, NULL};
        if (rule->is_required && sheet->file == NULL)
            issue_error(office->issues, here,
                        _("there is no %s.csv (or %s.csv): it is needed, `mutasi import template` writes an "
                          "empty one"),
                        english, indonesian);
        else if (rule->is_required && !sheet->is_broken && sheet->count == 0)
            issue_warning(office->issues, here, _("no rows yet"));
    }
}

static bool read_parts(struct office *office, struct node *root)
{
    return office_units(office) && office_employees(office) && office_work(office) &&
           office_holdings(office) && office_minimums(office) && office_preferences(office) &&
           office_offers(office) && office_pairs(office, root) && office_distances(office, root);
}

/* What the document's own reader refuses that no part saw: said at the row it came from. */
static void place_refusal(struct office *office, const struct error *refusal)
{
    static const struct {
        const char *prefix;
        size_t registry;
    } lists[] = {{"units[", offsetof(struct office, units)},
                 {"employees[", offsetof(struct office, employees)},
                 {"groups[", offsetof(struct office, agencies)}};
    struct place place = {"instance", 0, COLUMN_NONE, NULL};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        size_t length = strlen(lists[i].prefix);
        const struct registry *registry =
            (const struct registry *)(const void *)((const char *)office + lists[i].registry);
        if (strncmp(refusal->path, lists[i].prefix, length) != 0)
            continue;
        long index = strtol(refusal->path + length, NULL, 10);
        if (index >= 0 && index < registry->count && registry->sheet->file != NULL)
            place = sheet_place(registry->sheet, registry->row[index], COLUMN_NONE);
    }
    issue_error(office->issues, place, "%s: %s", refusal->path, refusal->text);
}

static enum error_code finish(struct office *office, struct node map, const struct node **out,
                              struct error *error)
{
    const struct instance *instance;
    struct error refusal = {0};
    struct node *root = arena_alloc(office->arena, 1, sizeof *root);
    if (root == NULL)
        return error_set(error, ERROR_MEMORY, "", "out of memory");
    *root = map;
    enum error_code code = tree_canonicalise(root, error);
    if (code != ERROR_NONE)
        return code;
    code = instance_read(office->arena, root, NULL, &instance, &refusal);
    if (code == ERROR_MEMORY)
        return error_set(error, code, "", "%s", refusal.text);
    if (code != ERROR_NONE)
        place_refusal(office, &refusal);
    else
        *out = root;
    return ERROR_NONE;
}

static void count_rows(const struct office *office, struct office_counts *counts)
{
    *counts = (struct office_counts){office->units.count, office->employees.count, office->without_unit, 0};
    for (int s = 0; s < SHEET_COUNT; s++)
        if (s != SHEET_UNITS && s != SHEET_EMPLOYEES)
            counts->rows += office->sheets[s].count;
}

enum error_code office_import(struct arena *arena, const struct office_file *files, int count,
                              const char *date, const char *name, struct issues *issues,
                              struct office_counts *counts, const struct node **out, struct error *error)
{
    *out = NULL;
    *counts = (struct office_counts){0};
    struct office *office = arena_alloc(arena, 1, sizeof *office);
    if (office == NULL)
        return error_set(error, ERROR_MEMORY, "", "out of memory");
    *office = (struct office){.arena = arena, .issues = issues, .date = date};
    struct node root = node_map(arena, 8);
    map_add(&root, "format", node_borrowed("mutasi-instance/1"));
    map_add(&root, "date", node_borrowed(date));
    if (name != NULL)
        map_add(&root, "name", node_borrowed(name));
    if (!open_sheets(office, files, count))
        return error_set(error, ERROR_MEMORY, "", "out of memory");
    check_presence(office);
    if (!read_parts(office, &root) || issues->out_of_memory)
        return error_set(error, ERROR_MEMORY, "", "out of memory");
    for (int s = 0; s < SHEET_COUNT; s++)
        sheet_close(&office->sheets[s]);
    count_rows(office, counts);
    if (issues->errors > 0)
        return ERROR_NONE;
    if (office->agencies.count > 0)
        map_add(&root, "groups", list_of(&office->agencies));
    map_add(&root, "units", list_of(&office->units));
    map_add(&root, "employees", list_of(&office->employees));
    return finish(office, root, out, error);
}
