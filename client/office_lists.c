/* SPDX-License-Identifier: MIT */
/* Sheets whose rows belong to a unit or a person declared elsewhere. */
#include "client/office_parts.h"

#include "client/text.h"

#include <string.h>

enum { PEOPLE_MOST = 1000000 };

/* A list for everything of the registry that has rows, empty yet; NULL when out of memory. */
static struct node *new_lists(const struct registry *registry, const uint32_t *counts, bool are_maps)
{
    struct node *lists = arena_alloc(registry->arena, (size_t)registry->count, sizeof *lists);
    for (int32_t i = 0; lists != NULL && i < registry->count; i++)
        if (counts[i] > 0)
            lists[i] =
                are_maps ? node_map(registry->arena, counts[i]) : node_array(registry->arena, counts[i]);
    return lists;
}

/* Under the key in every owner that has rows. */
static bool hand_over(struct registry *registry, const struct node *lists, const char *key)
{
    for (int32_t i = 0; i < registry->count; i++)
        if (lists[i].count > 0)
            map_add(&registry->nodes[i], key, lists[i]);
    return true;
}

/* --- work --- */

static struct node task_node(const struct sheet *sheet, uint32_t row)
{
    struct node map = node_map(sheet->arena, 3);
    sheet_add_text(sheet, row, WORK_TASK, &map, "task");
    if (sheet_required(sheet, row, WORK_VOLUME))
        sheet_add_number(sheet, row, WORK_VOLUME, INT64_C(1000000000) * MICRO, &map, "volume");
    if (sheet_required(sheet, row, WORK_MINUTES))
        sheet_add_number(sheet, row, WORK_MINUTES, INT64_C(1000000000) * MICRO, &map, "minutes");
    return map;
}

/* A unit says its need in one way only; one that says none is not balanced. */
static void check_needs(struct office *office, const struct sheet *work, const struct owners *owners)
{
    const struct sheet *units = &office->sheets[SHEET_UNITS];
    bool *is_told = arena_alloc(office->arena, (size_t)office->units.count, sizeof *is_told);
    for (uint32_t r = 0; is_told != NULL && r < work->count; r++) {
        int32_t unit = owners->of_row[r];
        if (unit == NONE || !office->unit_has_need[unit] || is_told[unit])
            continue;
        is_told[unit] = true;
        issue_error(office->issues, sheet_place(work, r, WORK_UNIT),
                    _("'%s' has a need in %s and work volumes here: keep one of them"),
                    office->units.id[unit], units->file);
    }
    for (int32_t u = 0; u < office->units.count; u++)
        if (!office->unit_has_need[u] && !work->is_broken && owners->counts[u] == 0)
            issue_warning(office->issues, sheet_place(units, office->units.row[u], UNIT_ID),
                          _("'%s' has neither a need nor work volumes: it will not be balanced"),
                          office->units.id[u]);
}

bool office_work(struct office *office)
{
    const struct sheet *sheet = &office->sheets[SHEET_WORK];
    struct owners owners;
    if (!owners_find(&owners, &office->units, sheet, WORK_UNIT))
        return false;
    struct node *lists = new_lists(&office->units, owners.counts, false);
    if (lists == NULL)
        return false;
    for (uint32_t r = 0; r < sheet->count; r++) {
        struct node task = task_node(sheet, r);
        if (owners.of_row[r] != NONE)
            array_add(&lists[owners.of_row[r]], task);
    }
    check_needs(office, sheet, &owners);
    return hand_over(&office->units, lists, "work");
}

/* --- competencies of people --- */

static struct node level_node(const struct sheet *sheet, uint32_t row)
{
    int64_t level;
    char folded[32];
    const char *text = sheet_text(sheet, row, HOLDING_LEVEL);
    cell_fold(text, folded, sizeof folded);
    if (folded[0] == '\0' || cell_is_one_of(folded, "unknown/tidak diketahui/belum diketahui/n a")) {
        if (folded[0] != '\0' || strspn(text, "?-") == strlen(text))
            return node_null();
    }
    return sheet_whole(sheet, row, HOLDING_LEVEL, LEVEL_MIN, LEVEL_MAX, &level) ? node_integer(level)
                                                                                : node_null();
}

bool office_holdings(struct office *office)
{
    const struct sheet *sheet = &office->sheets[SHEET_COMPETENCIES];
    struct owners owners;
    struct id_table seen;
    if (!owners_find(&owners, &office->employees, sheet, HOLDING_EMPLOYEE) ||
        !id_table_init(&seen, office->arena, sheet->count))
        return false;
    struct node *lists = new_lists(&office->employees, owners.counts, true);
    for (uint32_t r = 0; lists != NULL && r < sheet->count; r++) {
        bool is_named = sheet_required(sheet, r, HOLDING_ID);
        struct node level = level_node(sheet, r);
        const char *id = sheet_text(sheet, r, HOLDING_ID);
        int32_t owner = owners.of_row[r];
        if (is_named && owner != NONE && registry_is_new(&seen, sheet, r, HOLDING_ID, owner, id))
            map_add(&lists[owner], id, level);
    }
    return lists != NULL && hand_over(&office->employees, lists, "competencies");
}

/* --- preferences --- */

static bool share_of_cell(const struct sheet *sheet, uint32_t row, int64_t *micro)
{
    const char *text = sheet_text(sheet, row, PREFERENCE_SHARE);
    size_t length = strlen(text);
    if (!sheet_required(sheet, row, PREFERENCE_SHARE))
        return false;
    if (text[length - 1] != '%')
        return sheet_number(sheet, row, PREFERENCE_SHARE, 0, MICRO, micro);
    char *number = arena_text(sheet->arena, text, length - 1);
    if (number != NULL && cell_number(csv_trim(number), sheet->mark, micro) == CELL_GOOD && *micro >= 0 &&
        *micro <= 100 * MICRO) {
        *micro = divide_rounded(*micro, 100);
        return true;
    }
    issue_error(sheet->issues, sheet_place(sheet, row, PREFERENCE_SHARE),
                _("'%s': expected 0 %% to 100 %%, or 0 to 1"), text);
    return false;
}

bool office_preferences(struct office *office)
{
    const struct sheet *sheet = &office->sheets[SHEET_PREFERENCES];
    struct owners owners;
    struct id_table seen;
    if (!owners_find(&owners, &office->employees, sheet, PREFERENCE_EMPLOYEE) ||
        !id_table_init(&seen, office->arena, sheet->count))
        return false;
    struct node *lists = new_lists(&office->employees, owners.counts, true);
    for (uint32_t r = 0; lists != NULL && r < sheet->count; r++) {
        int64_t share;
        int32_t owner = owners.of_row[r], unit = registry_cell(&office->units, sheet, r, PREFERENCE_UNIT);
        bool is_good = share_of_cell(sheet, r, &share) && unit != NONE && owner != NONE;
        if (is_good && registry_is_new(&seen, sheet, r, PREFERENCE_UNIT, owner, office->units.id[unit]))
            map_add(&lists[owner], office->units.id[unit], node_micro(share));
    }
    return lists != NULL && hand_over(&office->employees, lists, "prefers");
}

/* --- offers --- */

/* A training has a competency, an incentive the reluctance that is left. */
static void add_kind(const struct sheet *sheet, uint32_t row, struct node *map)
{
    static const char *const words[] = {"training/pelatihan/diklat", "incentive/insentif"};
    int64_t level;
    int kind = sheet_word(sheet, row, OFFER_KIND, words, 2);
    if (kind == 0 && sheet_required(sheet, row, OFFER_COMPETENCY)) {
        map_add(map, "kind", node_borrowed("training"));
        sheet_add_text(sheet, row, OFFER_COMPETENCY, map, "competency");
        if (sheet_whole(sheet, row, OFFER_LEVEL, LEVEL_MIN, LEVEL_MAX, &level))
            map_add(map, "level", node_integer(level));
    } else if (kind == 1 && sheet_required(sheet, row, OFFER_RELUCTANCE)) {
        map_add(map, "kind", node_borrowed("incentive"));
        sheet_add_number(sheet, row, OFFER_RELUCTANCE, 1000 * MICRO, map, "reluctance");
    }
}

bool office_offers(struct office *office)
{
    const struct sheet *sheet = &office->sheets[SHEET_OFFERS];
    struct owners owners;
    if (!owners_find(&owners, &office->employees, sheet, OFFER_EMPLOYEE))
        return false;
    struct node *lists = new_lists(&office->employees, owners.counts, false);
    for (uint32_t r = 0; lists != NULL && r < sheet->count; r++) {
        struct node map = node_map(office->arena, 4);
        add_kind(sheet, r, &map);
        if (sheet_required(sheet, r, OFFER_COST))
            sheet_add_number(sheet, r, OFFER_COST, INT64_C(1000000000) * MICRO, &map, "cost");
        if (owners.of_row[r] != NONE)
            array_add(&lists[owners.of_row[r]], map);
    }
    return lists != NULL && hand_over(&office->employees, lists, "offers");
}

/* --- pairs --- */

static struct node couple(struct office *office, const struct sheet *sheet, uint32_t row)
{
    struct node list = node_array(office->arena, 2);
    int32_t both[2];
    for (int i = 0; i < 2; i++) {
        both[i] = registry_cell(&office->employees, sheet, row, PAIR_FIRST + i);
        array_add(&list, both[i] == NONE ? node_null() : node_borrowed(office->employees.id[both[i]]));
    }
    if (both[0] == both[1] && both[0] != NONE)
        issue_error(office->issues, sheet_place(sheet, row, PAIR_SECOND),
                    _("the same person twice: a pair is of two"));
    return list;
}

bool office_pairs(struct office *office, struct node *root)
{
    static const char *const kinds[] = {"together/bersama", "apart/pisah/terpisah"};
    static const char *const scopes[] = {"unit/unit/unit kerja",
                                         "agency/opd/perangkat daerah/group/kelompok"};
    const struct sheet *sheet = &office->sheets[SHEET_PAIRS];
    struct node list = node_array(office->arena, sheet->count);
    for (uint32_t r = 0; r < sheet->count; r++) {
        struct node map = node_map(office->arena, 3);
        int kind = sheet_word(sheet, r, PAIR_KIND, kinds, 2),
            scope = sheet_word(sheet, r, PAIR_SCOPE, scopes, 2);
        map_add(&map, "kind", node_borrowed(kind == 0 ? "together" : "apart"));
        map_add(&map, "scope", node_borrowed(scope == 0 ? "unit" : "group"));
        map_add(&map, "employees", couple(office, sheet, r));
        array_add(&list, map);
    }
    if (sheet->count > 0)
        map_add(root, "pairs", list);
    return true;
}
