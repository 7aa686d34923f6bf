/* SPDX-License-Identifier: MIT */
/* Competency minimums of units and agencies. */
#include "client/office_parts.h"

#include "client/text.h"

#include <string.h>

enum { PEOPLE_MOST = 1000000 };

/* Whose the row is: a unit's (is_agency false) or an agency's; NONE: neither, an issue. */
static int32_t owner_of(struct office *office, const struct sheet *sheet, uint32_t row, bool *is_agency)
{
    bool has_unit = sheet_text(sheet, row, MINIMUM_UNIT)[0] != '\0';
    *is_agency = sheet_text(sheet, row, MINIMUM_AGENCY)[0] != '\0';
    if (has_unit != *is_agency)
        return has_unit ? registry_cell(&office->units, sheet, row, MINIMUM_UNIT)
                        : registry_cell(&office->agencies, sheet, row, MINIMUM_AGENCY);
    issue_error(office->issues, sheet_place(sheet, row, COLUMN_NONE),
                has_unit ? _("a unit and an agency: name only the one that asks for it")
                         : _("neither a unit nor an agency: name the one that asks for it"));
    return NONE;
}

static struct node minimum_node(const struct sheet *sheet, uint32_t row)
{
    struct node map = node_map(sheet->arena, 4);
    int64_t value;
    if (sheet_required(sheet, row, MINIMUM_ID))
        sheet_add_text(sheet, row, MINIMUM_ID, &map, "id");
    if (sheet_whole(sheet, row, MINIMUM_LEVEL, LEVEL_MIN, LEVEL_MAX, &value))
        map_add(&map, "level", node_integer(value));
    if (sheet_required(sheet, row, MINIMUM_MIN) &&
        sheet_whole(sheet, row, MINIMUM_MIN, 0, PEOPLE_MOST, &value))
        map_add(&map, "min", node_integer(value));
    sheet_add_yes(sheet, row, MINIMUM_HARD, &map, "hard");
    return map;
}

/* The same competency at the same level twice for one owner, "01" and "1" and empty alike. */
static bool is_repeated(struct id_table *seen, const struct sheet *sheet, uint32_t row, int32_t owner)
{
    int64_t level = 0;
    const char *text = sheet_text(sheet, row, MINIMUM_LEVEL), *id = sheet_text(sheet, row, MINIMUM_ID);
    if (text[0] == '\0' || cell_number(text, sheet->mark, &level) != CELL_GOOD)
        level = MICRO;
    const char *what = arena_format(sheet->arena, "%s %d", id, (int)(level / MICRO));
    if (what == NULL) {
        sheet->issues->out_of_memory = true;
        return true;
    }
    return id[0] != '\0' && !registry_is_new(seen, sheet, row, MINIMUM_ID, owner, what);
}

/* A competency that is asked for and that nobody holds is mostly spelled in two ways. */
static bool check_spelling(struct office *office)
{
    const struct sheet *asked = &office->sheets[SHEET_MINIMUMS], *held = &office->sheets[SHEET_COMPETENCIES];
    struct id_table known;
    bool fresh;
    if (!id_table_init(&known, office->arena, held->count))
        return false;
    for (uint32_t r = 0; r < held->count; r++) {
        const char *id = sheet_text(held, r, HOLDING_ID);
        if (id_table_add(&known, id, (uint32_t)strlen(id), &fresh) == NONE)
            return false;
    }
    for (uint32_t r = 0; r < asked->count && !held->is_broken; r++) {
        const char *id = sheet_text(asked, r, MINIMUM_ID);
        if (id[0] != '\0' && id_table_find(&known, id, (uint32_t)strlen(id)) == NONE)
            issue_warning(office->issues, sheet_place(asked, r, MINIMUM_ID),
                          _("nobody holds '%s': is it spelled as in %s?"), id,
                          held->file == NULL ? "competencies.csv" : held->file);
    }
    return true;
}

/* The rows of units (or of agencies) into their maps; of_row and is_agency as owner_of found them. */
static bool fill(struct office *office, struct registry *registry, bool agencies, const int32_t *of_row,
                 const bool *is_agency)
{
    const struct sheet *sheet = &office->sheets[SHEET_MINIMUMS];
    uint32_t *counts = arena_alloc(office->arena, (size_t)registry->count, sizeof *counts);
    struct node *lists = arena_alloc(office->arena, (size_t)registry->count, sizeof *lists);
    struct id_table seen;
    if (counts == NULL || lists == NULL || !id_table_init(&seen, office->arena, sheet->count))
        return false;
    for (uint32_t r = 0; r < sheet->count; r++)
        if (of_row[r] != NONE && is_agency[r] == agencies)
            counts[of_row[r]]++;
    for (int32_t i = 0; i < registry->count; i++)
        if (counts[i] > 0)
            lists[i] = node_array(office->arena, counts[i]);
    for (uint32_t r = 0; r < sheet->count; r++)
        if (of_row[r] != NONE && is_agency[r] == agencies && !is_repeated(&seen, sheet, r, of_row[r]))
            array_add(&lists[of_row[r]], minimum_node(sheet, r));
    for (int32_t i = 0; i < registry->count; i++)
        if (counts[i] > 0)
            map_add(&registry->nodes[i], "competencies", lists[i]);
    return true;
}

bool office_minimums(struct office *office)
{
    const struct sheet *sheet = &office->sheets[SHEET_MINIMUMS];
    int32_t *of_row = arena_alloc(office->arena, sheet->count, sizeof *of_row);
    bool *is_agency = arena_alloc(office->arena, sheet->count, sizeof *is_agency);
    if (of_row == NULL || is_agency == NULL)
        return false;
    for (uint32_t r = 0; r < sheet->count; r++) {
        of_row[r] = owner_of(office, sheet, r, &is_agency[r]);
        if (of_row[r] == NONE)
            minimum_node(sheet, r); /* for what else is wrong with it */
    }
    return fill(office, &office->units, false, of_row, is_agency) &&
           fill(office, &office->agencies, true, of_row, is_agency) && check_spelling(office);
}
