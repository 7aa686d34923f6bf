/* SPDX-License-Identifier: MIT */
/* Kilometres between units, from a list (from, to, km) or a table with units on both sides. */
#include "client/office_parts.h"

#include "client/text.h"

#include <string.h>

enum { UNSAID = -1, UNITS_MOST = 8000 };
#define KM_MOST (INT64_C(100000) * MICRO)

/* The table being filled: units that are named, in the order of the units' sheet. */
struct table {
    struct office *office;
    const struct sheet *sheet;
    int32_t *place_of; /* per unit: its place in the table, NONE: not in it */
    int32_t *units;    /* per place */
    int64_t *micro_km; /* size x size; UNSAID */
    int32_t size;
};

/* --- who is in it --- */

static void name_unit(struct table *table, int32_t unit)
{
    if (unit != NONE)
        table->place_of[unit] = 0;
}

static bool make_table(struct table *table)
{
    const struct registry *units = &table->office->units;
    for (int32_t u = 0; u < units->count; u++)
        if (table->place_of[u] != NONE)
            table->place_of[u] = table->size++;
    size_t size = (size_t)table->size;
    if (table->size > UNITS_MOST) {
        const struct place whole = {table->sheet->file, 0, COLUMN_NONE, NULL};
        issue_error(table->office->issues, whole, _("distances of more than %d units"), UNITS_MOST);
        table->size = 0;
        return true;
    }
    table->units = arena_alloc(table->office->arena, size, sizeof *table->units);
    table->micro_km = arena_alloc(table->office->arena, size * size, sizeof *table->micro_km);
    if (table->units == NULL || table->micro_km == NULL)
        return false;
    for (int32_t u = 0; u < units->count; u++)
        if (table->place_of[u] != NONE)
            table->units[table->place_of[u]] = u;
    for (size_t i = 0; i < size * size; i++)
        table->micro_km[i] = i % (size + 1) == 0 ? 0 : UNSAID;
    return true;
}

static void say(struct table *table, int32_t from, int32_t to, struct place place, int64_t micro_km)
{
    int64_t *cell =
        &table->micro_km[(size_t)table->place_of[from] * (size_t)table->size + (size_t)table->place_of[to]];
    if (from == to && micro_km != 0)
        issue_error(table->office->issues, place, _("a unit's distance to itself is 0"));
    else if (from != to && *cell != UNSAID)
        issue_error(table->office->issues, place, _("this distance is listed a second time: keep one row"));
    *cell = micro_km;
}

/* --- the list --- */

static bool read_list(struct table *table)
{
    const struct sheet *sheet = table->sheet;
    const struct registry *units = &table->office->units;
    int32_t *ends = arena_alloc(sheet->arena, 2 * (size_t)sheet->count, sizeof *ends);
    if (ends == NULL)
        return false;
    for (uint32_t r = 0; r < sheet->count; r++) {
        for (uint32_t i = 0; i < 2; i++)
            name_unit(table, ends[2 * r + i] = registry_cell(units, sheet, r, DISTANCE_FROM + (int)i));
    }
    if (!make_table(table))
        return false;
    for (uint32_t r = 0; r < sheet->count; r++) {
        int64_t km;
        bool is_good =
            sheet_required(sheet, r, DISTANCE_KM) && sheet_number(sheet, r, DISTANCE_KM, 0, KM_MOST, &km);
        if (is_good && table->size > 0 && ends[2 * r] != NONE && ends[2 * r + 1] != NONE)
            say(table, ends[2 * r], ends[2 * r + 1], sheet_place(sheet, r, DISTANCE_KM), km);
    }
    return true;
}

/* --- the table with units on both sides --- */

static int32_t unit_in(struct table *table, const char *text, uint32_t line, int column)
{
    const struct place place = {table->sheet->file, line, column, NULL};
    return text[0] == '\0' ? NONE : registry_find(&table->office->units, text, table->sheet, place);
}

static void read_matrix_row(struct table *table, uint32_t row, int32_t from, const int32_t *heads)
{
    struct sheet column = *table->sheet; /* one column of it, seen as the list's kilometres */
    for (uint32_t c = 1; c < column.rows[row].count && c < column.head->count; c++) {
        int64_t km;
        column.column[DISTANCE_KM] = (int)c;
        if (heads[c] != NONE && sheet_number(&column, row, DISTANCE_KM, 0, KM_MOST, &km))
            say(table, from, heads[c], sheet_place(&column, row, DISTANCE_KM), km);
    }
}

static bool read_matrix(struct table *table)
{
    const struct sheet *sheet = table->sheet;
    int32_t *heads = arena_alloc(sheet->arena, sheet->head->count, sizeof *heads);
    int32_t *sides = arena_alloc(sheet->arena, sheet->count, sizeof *sides);
    if (heads == NULL || sides == NULL)
        return false;
    for (uint32_t c = 1; c < sheet->head->count; c++)
        name_unit(table, heads[c] = unit_in(table, sheet->head->cells[c], sheet->head->line, (int)c));
    for (uint32_t r = 0; r < sheet->count; r++)
        name_unit(table, sides[r] = unit_in(table, sheet->rows[r].cells[0], sheet->rows[r].line, 0));
    if (!make_table(table))
        return false;
    for (uint32_t r = 0; r < sheet->count && table->size > 0; r++)
        if (sides[r] != NONE)
            read_matrix_row(table, r, sides[r], heads);
    return true;
}

/* --- the way back, and what is missing --- */

static void mirror(struct table *table)
{
    size_t size = (size_t)table->size;
    for (size_t i = 0; i < size * size; i++) {
        int64_t back = table->micro_km[i % size * size + i / size];
        if (table->micro_km[i] == UNSAID)
            table->micro_km[i] = back;
    }
}

static bool is_complete(struct table *table)
{
    const char *const *id = table->office->units.id;
    bool complete = true;
    for (int32_t i = 0; i < table->size; i++) {
        int32_t missing = 0, first = NONE;
        for (int32_t j = i + 1; j < table->size; j++) {
            if (table->micro_km[(size_t)i * (size_t)table->size + (size_t)j] != UNSAID)
                continue;
            first = missing++ == 0 ? j : first;
        }
        const struct place whole = {table->sheet->file, 0, COLUMN_NONE, NULL};
        if (missing > 0)
            issue_error(
                table->office->issues, whole,
                _("no distance between '%s' and '%s' (%d missing from there): every pair of the units "
                  "in the file needs one"),
                id[table->units[i]], id[table->units[first]], (int)missing);
        complete = complete && missing == 0;
    }
    return complete;
}

static struct node table_node(const struct table *table)
{
    struct arena *arena = table->office->arena;
    size_t size = (size_t)table->size;
    struct node map = node_map(arena, 2), km = node_array(arena, size), ids = node_array(arena, size);
    for (size_t i = 0; i < size; i++) {
        struct node row = node_array(arena, size);
        for (size_t j = 0; j < size; j++)
            array_add(&row, node_micro(table->micro_km[i * size + j]));
        array_add(&km, row);
        array_add(&ids, node_borrowed(table->office->units.id[table->units[i]]));
    }
    map_add(&map, "km", km);
    map_add(&map, "units", ids);
    return map;
}

bool office_distances(struct office *office, struct node *root)
{
    const struct sheet *sheet = &office->sheets[SHEET_DISTANCES];
    struct table table = {.office = office, .sheet = sheet};
    if (sheet->count == 0)
        return true;
    table.place_of = arena_alloc(office->arena, (size_t)office->units.count, sizeof *table.place_of);
    if (table.place_of == NULL)
        return false;
    for (int32_t u = 0; u < office->units.count; u++)
        table.place_of[u] = NONE;
    if (!(sheet->is_matrix ? read_matrix(&table) : read_list(&table)))
        return false;
    mirror(&table);
    if (is_complete(&table))
        map_add(root, "distances", table_node(&table));
    return true;
}
