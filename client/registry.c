/* SPDX-License-Identifier: MIT */
#include "client/registry.h"

#include "client/text.h"

#include <string.h>

enum { AMBIGUOUS = -2, NAME_ROOM = 200 };

bool registry_init(struct registry *registry, const struct sheet *sheet)
{
    size_t room = sheet->count;
    struct arena *arena = sheet->arena;
    *registry = (struct registry){.sheet = sheet, .arena = arena};
    registry->named = arena_alloc(arena, 2 * room, sizeof *registry->named);
    registry->id = arena_alloc(arena, room, sizeof *registry->id);
    registry->row = arena_alloc(arena, room, sizeof *registry->row);
    registry->nodes = arena_alloc(arena, room, sizeof *registry->nodes);
    return registry->named != NULL && registry->id != NULL && registry->row != NULL &&
           registry->nodes != NULL && id_table_init(&registry->ids, arena, room) &&
           id_table_init(&registry->names, arena, 2 * room);
}

static bool add_name(struct registry *registry, const char *name, int32_t index)
{
    char folded[NAME_ROOM];
    bool fresh;
    cell_fold(name, folded, sizeof folded);
    size_t length = strlen(folded);
    const char *own = length == 0 ? NULL : arena_text(registry->arena, folded, length);
    if (own == NULL)
        return length == 0;
    int32_t at = id_table_add(&registry->names, own, (uint32_t)length, &fresh);
    if (at == NONE)
        return false;
    registry->named[at] = fresh || registry->named[at] == index ? index : AMBIGUOUS;
    return true;
}

int32_t registry_declare(struct registry *registry, const char *id, const char *name, uint32_t row,
                         int column)
{
    bool fresh;
    const struct sheet *sheet = registry->sheet;
    int32_t index = id_table_add(&registry->ids, id, (uint32_t)strlen(id), &fresh);
    if (index == NONE || (fresh && !(add_name(registry, id, index) && add_name(registry, name, index)))) {
        sheet->issues->out_of_memory = true;
        return NONE;
    }
    if (!fresh) {
        issue_error(
            sheet->issues, sheet_place(sheet, row, column),
            cell_is_rounded_nip(id)
                ? _("'%s' is on line %u already; it ends in 000: a spreadsheet rounded it, export the "
                    "column as Text from the source")
                : _("'%s' is on line %u already: an id belongs to one row"),
            id, (unsigned)sheet->rows[registry->row[index]].line);
        return NONE;
    }
    registry->id[index] = id;
    registry->row[index] = row;
    registry->count++;
    return index;
}

static const char *file_of(const struct registry *registry)
{
    static const char *const files[] = {
        [SHEET_UNITS] = "units.csv", [SHEET_EMPLOYEES] = "employees.csv", [SHEET_AGENCIES] = "agencies.csv"};
    return registry->sheet->file == NULL ? files[registry->sheet->kind] : registry->sheet->file;
}

int32_t registry_find(const struct registry *registry, const char *text, const struct sheet *from,
                      struct place place)
{
    char folded[NAME_ROOM];
    int32_t index = id_table_find(&registry->ids, text, (uint32_t)strlen(text));
    if (index != NONE)
        return index;
    cell_fold(text, folded, sizeof folded);
    int32_t at = id_table_find(&registry->names, folded, (uint32_t)strlen(folded));
    index = at == NONE ? NONE : registry->named[at];
    if (index >= 0 || registry->sheet->is_broken || registry->sheet->has_lost_rows)
        return index >= 0 ? index : NONE;
    if (index == AMBIGUOUS)
        issue_error(from->issues, place, _("'%s' is the name of several in %s: write the id"), text,
                    file_of(registry));
    else
        issue_error(from->issues, place, _("'%s' is not in %s: correct it here or add it there"), text,
                    file_of(registry));
    return NONE;
}

int32_t registry_cell(const struct registry *registry, const struct sheet *from, uint32_t row, int column)
{
    if (registry->sheet->kind == SHEET_EMPLOYEES) {
        const char *id = sheet_person(from, row, column);
        return id == NULL ? NONE : registry_find(registry, id, from, sheet_place(from, row, column));
    }
    if (!sheet_required(from, row, column))
        return NONE;
    return registry_find(registry, sheet_text(from, row, column), from, sheet_place(from, row, column));
}

bool owners_find(struct owners *owners, const struct registry *registry, const struct sheet *from, int column)
{
    owners->of_row = arena_alloc(from->arena, from->count, sizeof *owners->of_row);
    owners->counts = arena_alloc(from->arena, (size_t)registry->count, sizeof *owners->counts);
    if (owners->of_row == NULL || owners->counts == NULL)
        return false;
    for (uint32_t r = 0; r < from->count; r++) {
        owners->of_row[r] = registry_cell(registry, from, r, column);
        if (owners->of_row[r] != NONE)
            owners->counts[owners->of_row[r]]++;
    }
    return true;
}

bool registry_is_new(struct id_table *seen, const struct sheet *from, uint32_t row, int column, int32_t owner,
                     const char *what)
{
    bool fresh = false;
    size_t length = strlen(what);
    char *key = arena_alloc(from->arena, 1, length + sizeof owner + 1);
    if (key != NULL) {
        memcpy(key, &owner, sizeof owner);
        memcpy(key + sizeof owner, what, length);
    }
    if (key == NULL || id_table_add(seen, key, (uint32_t)(length + sizeof owner), &fresh) == NONE) {
        from->issues->out_of_memory = true;
        return false;
    }
    if (!fresh)
        issue_error(from->issues, sheet_place(from, row, column),
                    _("'%s' is listed a second time for the same one: keep one row"), what);
    return fresh;
}
