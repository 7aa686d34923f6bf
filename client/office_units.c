/* SPDX-License-Identifier: MIT */
/* Units and their agencies. */
#include "client/office_parts.h"

#include "client/text.h"

#include <string.h>

enum { LAT_MOST = 90, LON_MOST = 180, PEOPLE_MOST = 1000000 };

/* [low|null, high|null] of two cells; nothing when both are empty. */
static void add_limits(const struct sheet *sheet, uint32_t row, int low, bool is_people, struct node *map,
                       const char *key)
{
    struct node ends[2] = {node_null(), node_null()};
    int64_t value[2] = {0, INT64_MAX};
    bool is_there[2];
    for (int i = 0; i < 2; i++) {
        is_there[i] = is_people ? sheet_whole(sheet, row, low + i, 0, PEOPLE_MOST, &value[i])
                                : sheet_number(sheet, row, low + i, 0, FTE_MOST, &value[i]);
        if (is_there[i])
            ends[i] = is_people ? node_integer(value[i]) : node_micro(value[i]);
    }
    if (!is_there[0] && !is_there[1])
        return;
    if (value[0] > value[1])
        issue_error(sheet->issues, sheet_place(sheet, row, low), _("the lower limit is above the upper one"));
    struct node list = node_array(sheet->arena, 2);
    array_add(&list, ends[0]);
    array_add(&list, ends[1]);
    map_add(map, key, list);
}

/* Both coordinates, or none. */
static void add_place(const struct sheet *sheet, uint32_t row, struct node *map)
{
    int64_t lat, lon;
    struct sheet degrees = *sheet;
    degrees.mark = strchr(sheet_text(sheet, row, UNIT_LAT), ',') != NULL ? DECIMAL_COMMA : DECIMAL_POINT;
    bool has_lat = sheet_number(&degrees, row, UNIT_LAT, -LAT_MOST * MICRO, LAT_MOST * MICRO, &lat);
    degrees.mark = strchr(sheet_text(sheet, row, UNIT_LON), ',') != NULL ? DECIMAL_COMMA : DECIMAL_POINT;
    bool has_lon = sheet_number(&degrees, row, UNIT_LON, -LON_MOST * MICRO, LON_MOST * MICRO, &lon);
    if (has_lat && has_lon) {
        struct node pair = node_array(sheet->arena, 2);
        array_add(&pair, node_micro(lat));
        array_add(&pair, node_micro(lon));
        map_add(map, "at", pair);
    } else if (sheet_text(sheet, row, UNIT_LAT)[0] == '\0' && has_lon) {
        issue_error(sheet->issues, sheet_place(sheet, row, UNIT_LON), _("a longitude without a latitude"));
    } else if (sheet_text(sheet, row, UNIT_LON)[0] == '\0' && has_lat) {
        issue_error(sheet->issues, sheet_place(sheet, row, UNIT_LAT), _("a latitude without a longitude"));
    }
}

/* --- agencies --- */

static struct node agency_node(const struct sheet *sheet, uint32_t row)
{
    struct node map = node_map(sheet->arena, 6);
    sheet_add_text(sheet, row, AGENCY_ID, &map, "id");
    sheet_add_text(sheet, row, AGENCY_NAME, &map, "name");
    sheet_add_number(sheet, row, AGENCY_NEED, FTE_MOST, &map, "need");
    add_limits(sheet, row, AGENCY_MIN_FTE, false, &map, "supply_limits");
    add_limits(sheet, row, AGENCY_MIN_PEOPLE, true, &map, "headcount_limits");
    return map;
}

/* Without a sheet of their own, agencies are what the units name. */
static bool agencies_of_units(struct office *office)
{
    const struct sheet *units = &office->sheets[SHEET_UNITS];
    struct registry *agencies = &office->agencies;
    if (!registry_init(agencies, units))
        return false;
    agencies->sheet = &office->sheets[SHEET_AGENCIES];
    for (uint32_t r = 0; r < units->count; r++) {
        const char *id = sheet_text(units, r, UNIT_AGENCY);
        if (id[0] == '\0' || id_table_find(&agencies->ids, id, (uint32_t)strlen(id)) != NONE)
            continue;
        int32_t index = registry_declare(agencies, id, "", r, UNIT_AGENCY);
        if (index == NONE)
            return false;
        agencies->nodes[index] = node_map(office->arena, 6);
        map_add(&agencies->nodes[index], "id", node_borrowed(id));
    }
    return true;
}

static bool declare_agencies(struct office *office)
{
    const struct sheet *sheet = &office->sheets[SHEET_AGENCIES];
    if (sheet->file == NULL)
        return agencies_of_units(office);
    if (!registry_init(&office->agencies, sheet))
        return false;
    for (uint32_t r = 0; r < sheet->count; r++) {
        if (!sheet_required(sheet, r, AGENCY_ID))
            continue;
        int32_t index = registry_declare(&office->agencies, sheet_text(sheet, r, AGENCY_ID),
                                         sheet_text(sheet, r, AGENCY_NAME), r, AGENCY_ID);
        if (index != NONE)
            office->agencies.nodes[index] = agency_node(sheet, r);
    }
    return !office->issues->out_of_memory;
}

/* --- units --- */

static struct node unit_node(struct office *office, const struct sheet *sheet, uint32_t row)
{
    struct node map = node_map(office->arena, 11);
    sheet_add_text(sheet, row, UNIT_ID, &map, "id");
    sheet_add_text(sheet, row, UNIT_NAME, &map, "name");
    if (sheet_text(sheet, row, UNIT_AGENCY)[0] != '\0') {
        int32_t agency = registry_cell(&office->agencies, sheet, row, UNIT_AGENCY);
        if (agency != NONE)
            map_add(&map, "group", node_borrowed(office->agencies.id[agency]));
    }
    sheet_add_number(sheet, row, UNIT_NEED, FTE_MOST, &map, "need");
    add_place(sheet, row, &map);
    sheet_add_yes(sheet, row, UNIT_OPEN, &map, "open");
    sheet_add_number(sheet, row, UNIT_BUDGET, INT64_C(1000000000) * MICRO, &map, "budget");
    add_limits(sheet, row, UNIT_MIN_FTE, false, &map, "supply_limits");
    add_limits(sheet, row, UNIT_MIN_PEOPLE, true, &map, "headcount_limits");
    return map;
}

bool office_units(struct office *office)
{
    const struct sheet *sheet = &office->sheets[SHEET_UNITS];
    struct registry *units = &office->units;
    office->unit_is_closed = arena_alloc(office->arena, sheet->count, sizeof(bool));
    office->unit_has_need = arena_alloc(office->arena, sheet->count, sizeof(bool));
    if (office->unit_is_closed == NULL || office->unit_has_need == NULL || !declare_agencies(office) ||
        !registry_init(units, sheet))
        return false;
    for (uint32_t r = 0; r < sheet->count; r++) {
        bool is_open = true;
        if (!sheet_required(sheet, r, UNIT_ID))
            continue;
        int32_t index = registry_declare(units, sheet_text(sheet, r, UNIT_ID),
                                         sheet_text(sheet, r, UNIT_NAME), r, UNIT_ID);
        if (index == NONE)
            continue;
        units->nodes[index] = unit_node(office, sheet, r);
        office->unit_has_need[index] = sheet_text(sheet, r, UNIT_NEED)[0] != '\0';
        office->unit_is_closed[index] = cell_yes(sheet_text(sheet, r, UNIT_OPEN), &is_open) && !is_open;
    }
    return !office->issues->out_of_memory;
}
