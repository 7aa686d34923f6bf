/* SPDX-License-Identifier: MIT */
/* The people. */
#include "client/office_parts.h"

#include "client/text.h"

#include <string.h>

enum { WITHOUT_UNIT = -2 }; /* where NONE is a unit that could not be found */

/* The cell's parts between | or line ends, trimmed, without empty ones; in a copy of its text. NULL when out
 * of memory. */
static char **split(const struct sheet *sheet, uint32_t row, int column, uint32_t *count)
{
    const char *cell = sheet_text(sheet, row, column);
    size_t length = strlen(cell), most = 1;
    for (size_t i = 0; i < length; i++)
        most += cell[i] == '|' || cell[i] == '\n';
    char *text = arena_text(sheet->arena, cell, length);
    char **parts = arena_alloc(sheet->arena, most, sizeof *parts), *rest = NULL;
    *count = 0;
    if (text == NULL || parts == NULL) {
        sheet->issues->out_of_memory = true;
        return NULL;
    }
    for (char *part = strtok_r(text, "|\n", &rest); part != NULL; part = strtok_r(NULL, "|\n", &rest)) {
        char *trimmed = csv_trim(part);
        if (trimmed[0] != '\0')
            parts[(*count)++] = trimmed;
    }
    return parts;
}

static void add_tags(const struct sheet *sheet, uint32_t row, struct node *map)
{
    uint32_t count;
    if (sheet_text(sheet, row, EMPLOYEE_TAGS)[0] == '\0')
        return;
    char **parts = split(sheet, row, EMPLOYEE_TAGS, &count);
    if (parts == NULL || count == 0)
        return;
    struct node list = node_array(sheet->arena, count);
    for (uint32_t i = 0; i < count; i++)
        array_add(&list, node_borrowed(parts[i]));
    map_add(map, "tags", list);
}

static bool is_among(const int32_t *units, uint32_t count, int32_t unit)
{
    for (uint32_t i = 0; i < count; i++)
        if (units[i] == unit)
            return true;
    return false;
}

static void add_consent_units(struct office *office, const struct sheet *sheet, uint32_t row,
                              struct node *map)
{
    uint32_t count, met = 0;
    struct place place = sheet_place(sheet, row, EMPLOYEE_CONSENT);
    char **parts = split(sheet, row, EMPLOYEE_CONSENT, &count);
    int32_t *units = parts == NULL ? NULL : arena_alloc(office->arena, count, sizeof *units);
    struct node list = node_array(office->arena, count);
    for (uint32_t i = 0; units != NULL && i < count; i++) {
        int32_t unit = registry_find(&office->units, parts[i], sheet, place);
        if (unit == NONE)
            continue;
        if (is_among(units, met, unit)) {
            issue_error(office->issues, place, _("'%s' is listed twice"), parts[i]);
            continue;
        }
        units[met++] = unit;
        array_add(&list, node_borrowed(office->units.id[unit]));
    }
    map_add(map, "consent", list);
}

static void add_consent(struct office *office, const struct sheet *sheet, uint32_t row, struct node *map)
{
    const char *text = sheet_text(sheet, row, EMPLOYEE_CONSENT);
    char folded[64];
    cell_fold(text, folded, sizeof folded);
    if (text[0] == '\0')
        return;
    if (cell_is_one_of(folded, "any/semua/bersedia/ya/yes/all"))
        map_add(map, "consent", node_borrowed("any"));
    else if (cell_is_one_of(folded, "none/tidak/tidak bersedia/no"))
        map_add(map, "consent", node_borrowed("none"));
    else
        add_consent_units(office, sheet, row, map);
}

/* Dates of people lie before the planning date. */
static void add_past(struct office *office, const struct sheet *sheet, uint32_t row, int column,
                     struct node *map, const char *key)
{
    char iso[11];
    if (!sheet_date(sheet, row, column, iso))
        return;
    if (strcmp(iso, office->date) > 0)
        issue_error(office->issues, sheet_place(sheet, row, column), _("'%s' is after the planning date, %s"),
                    sheet_text(sheet, row, column), office->date);
    map_add(map, key, node_string(office->arena, iso));
}

static int32_t add_unit(struct office *office, const struct sheet *sheet, uint32_t row, struct node *map)
{
    bool is_new = sheet_text(sheet, row, EMPLOYEE_UNIT)[0] == '\0';
    int32_t unit = is_new ? NONE : registry_cell(&office->units, sheet, row, EMPLOYEE_UNIT);
    office->without_unit += is_new;
    map_add(map, "unit", unit == NONE ? node_null() : node_borrowed(office->units.id[unit]));
    return is_new ? WITHOUT_UNIT : unit;
}

static void add_pin(struct office *office, const struct sheet *sheet, uint32_t row, int32_t unit,
                    struct node *map)
{
    bool is_pinned;
    struct place place = sheet_place(sheet, row, EMPLOYEE_PINNED);
    if (!sheet_yes(sheet, row, EMPLOYEE_PINNED, &is_pinned))
        return;
    if (is_pinned && unit == WITHOUT_UNIT)
        issue_error(office->issues, place, _("somebody without a unit cannot be pinned to it"));
    if (is_pinned && unit >= 0 && office->unit_is_closed[unit])
        issue_error(office->issues, place, _("pinned in a unit that is closed: open it or unpin"));
    map_add(map, "pinned", node_boolean(is_pinned));
}

static struct node employee_node(struct office *office, const struct sheet *sheet, uint32_t row,
                                 const char *id)
{
    struct node map = node_map(office->arena, 15);
    map_add(&map, "id", node_borrowed(id));
    sheet_add_text(sheet, row, EMPLOYEE_NAME, &map, "name");
    int32_t unit = add_unit(office, sheet, row, &map);
    sheet_add_text(sheet, row, EMPLOYEE_STATUS, &map, "status");
    sheet_add_text(sheet, row, EMPLOYEE_GRADE, &map, "grade");
    add_past(office, sheet, row, EMPLOYEE_SINCE, &map, "since");
    add_past(office, sheet, row, EMPLOYEE_BORN, &map, "born");
    sheet_add_number(sheet, row, EMPLOYEE_FTE, 1000 * MICRO, &map, "fte");
    add_tags(sheet, row, &map);
    add_consent(office, sheet, row, &map);
    sheet_add_number(sheet, row, EMPLOYEE_RELUCTANCE, 1000 * MICRO, &map, "reluctance");
    add_pin(office, sheet, row, unit, &map);
    return map;
}

/* How many NIPs look as if they had been a number: in decimal digits, and in binary ones. */
static void count_rounded(const struct registry *people, int32_t *decimal, int32_t *binary)
{
    *decimal = *binary = 0;
    for (int32_t e = 0; e < people->count; e++) {
        *decimal += cell_is_rounded_nip(people->id[e]);
        *binary += cell_is_binary_nip(people->id[e]);
    }
}

/* A column in which every NIP does was once a column of numbers; a single one may have been. */
static void check_rounding(struct office *office, const struct sheet *sheet)
{
    enum { BINARY_LEAST = 4 }; /* one chance in 16^4 */
    const struct registry *people = &office->employees;
    int32_t decimal, binary;
    count_rounded(people, &decimal, &binary);
    if (people->count > 0 &&
        ((decimal > 1 && decimal == people->count) || (binary >= BINARY_LEAST && binary == people->count))) {
        issue_error(office->issues, sheet_place(sheet, people->row[0], EMPLOYEE_ID),
                    _("all NIPs end in rounded digits, as '%s': they were numbers once; export the column as "
                      "Text from the source"),
                    people->id[0]);
        return;
    }
    for (int32_t e = 0; e < people->count; e++)
        if (cell_is_rounded_nip(people->id[e]))
            issue_warning(
                office->issues, sheet_place(sheet, people->row[e], EMPLOYEE_ID),
                _("'%s' ends in 000: a spreadsheet may have rounded it; compare it with the source"),
                people->id[e]);
}

bool office_employees(struct office *office)
{
    const struct sheet *sheet = &office->sheets[SHEET_EMPLOYEES];
    struct registry *people = &office->employees;
    if (!registry_init(people, sheet))
        return false;
    for (uint32_t r = 0; r < sheet->count; r++) {
        const char *id = sheet_person(sheet, r, EMPLOYEE_ID);
        int32_t index = id == NULL ? NONE : registry_declare(people, id, "", r, EMPLOYEE_ID);
        struct node map = employee_node(office, sheet, r, id == NULL ? "" : id);
        if (index != NONE)
            people->nodes[index] = map;
    }
    check_rounding(office, sheet);
    return !office->issues->out_of_memory;
}
