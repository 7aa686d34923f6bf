/* SPDX-License-Identifier: MIT */
/* Adding units and people, and changing single fields of those who stay. */
#include "proto/scenario_parts.h"

#include <string.h>

static const struct node yes = {.kind = NODE_BOOLEAN, .as.boolean = true};
static const struct node no = {.kind = NODE_BOOLEAN, .as.boolean = false};

/* The units, or the employees: a copy of the list, with what is added, that may be edited in place. */
struct roster {
    struct arena *arena;
    struct node list;
    struct id_table ids;
    bool addressable;
    bool out_of_memory;
};

static enum error_code roster_open(struct scenario *scenario, const struct node *before,
                                   const struct node *added, struct roster *out)
{
    const struct node *joined = array_joined(scenario->reader.arena, before, added);
    *out = (struct roster){.arena = scenario->reader.arena};
    if (!joined)
        return out_of_memory(&scenario->reader);
    out->list = *joined;
    return ids_of_maps(&scenario->reader, joined, &out->ids, &out->addressable);
}

static struct node *item(const struct roster *roster, const struct node *id)
{
    return &roster->list.as.items[id_position(&roster->ids, id)];
}

static void assign(struct roster *roster, const struct node *id, const char *field, const struct node *value)
{
    const struct node *changed = map_with(roster->arena, item(roster, id), field, value);
    roster->out_of_memory |= !changed;
    if (changed)
        *item(roster, id) = *changed;
}

/* Sets true, false or (value NULL) nothing, unless something else is there: reading will refuse that. */
static void assign_flag(struct roster *roster, const struct node *id, const char *field,
                        const struct node *value)
{
    const struct node *before = map_get(item(roster, id), field);
    if (before ? before->kind == NODE_BOOLEAN : value != NULL)
        assign(roster, id, field, value);
}

static void assign_flags(struct roster *roster, const struct node *ids, const char *field,
                         const struct node *value)
{
    for (uint32_t i = 0; ids && i < ids->count; i++)
        assign_flag(roster, &ids->as.items[i], field, value);
}

static bool is_text(const struct node *node, const char *text)
{
    return node && node->kind == NODE_STRING && strcmp(node->as.text, text) == 0;
}

static void release(struct roster *employees, const struct node *ids)
{
    assign_flags(employees, ids, "pinned", &no);
    for (uint32_t i = 0; ids && i < ids->count; i++)
        if (is_text(map_get(item(employees, &ids->as.items[i]), "consent"), "none"))
            assign(employees, &ids->as.items[i], "consent", NULL);
}

/* --- need -------------------------------------------------------------------------------------------------
 */

/* A number of the document in millionths; false when it is none, or is outside what a reader will accept. */
static bool micro_of(const struct node *node, int64_t *micro)
{
    double value = !node                        ? -1
                   : node->kind == NODE_INTEGER ? (double)node->as.integer
                   : node->kind == NODE_REAL    ? node->as.real
                                                : -1;
    if (value < 0 || value > NUMBER_MAX)
        return false;
    *micro = micro_from_double(value);
    return true;
}

static bool need_of_work(const struct node *work, int64_t minutes_micro, int64_t *mfte)
{
    int128 total = 0;
    if (work->kind != NODE_ARRAY || minutes_micro <= 0)
        return false;
    for (uint32_t i = 0; i < work->count; i++) {
        int64_t volume, minutes;
        if (!micro_of(map_get(&work->as.items[i], "volume"), &volume) ||
            !micro_of(map_get(&work->as.items[i], "minutes"), &minutes))
            return false;
        total += (int128)volume * minutes;
    }
    /* 10^-12 minutes over 10^-6 minutes a year is 10^-6 FTE; a thousand of those are one milli-FTE. */
    if (!divide_fits(total, (int128)minutes_micro * 1000))
        return false;
    *mfte = divide_rounded(total, (int128)minutes_micro * 1000);
    return true;
}

/* What the unit needs now. false when its fields are not readable: reading the changed instance says why. */
static bool present_need(const struct node *unit, const struct node *policy, int64_t *mfte)
{
    const struct node *work = map_get(unit, "work"), *need = map_get(unit, "need");
    const struct node *stated = map_get(policy, "effective_minutes");
    int64_t micro = INT64_C(75000) * MICRO;
    if (work)
        return (!stated || micro_of(stated, &micro)) && need_of_work(work, micro, mfte);
    if (!micro_of(need, &micro))
        return false;
    *mfte = micro_to_milli(micro);
    return true;
}

static enum error_code need_scaled(struct reader *reader, int64_t mfte, int64_t micro_percent,
                                   const struct path *at, struct node *out)
{
    const int128 whole = (int128)100 * MICRO;
    const int128 scaled = (int128)mfte * (whole + micro_percent);
    if (scaled > whole * (MICRO_MAX / 1000))
        return error_at(reader->error, ERROR_OUT_OF_RANGE, at,
                        "seen a change to more than %g FTE, expected less", NUMBER_MAX);
    *out = node_micro(divide_rounded(scaled, whole) * 1000);
    return ERROR_NONE;
}

static enum error_code need_assign(struct reader *reader, struct roster *units, const struct node *id,
                                   const struct node *policy, const struct path *at)
{
    struct need_change wanted;
    const struct node *change = id + 1, *unit = item(units, id);
    struct node need = *change;
    bool stated = map_get(unit, "need") || map_get(unit, "work");
    int64_t mfte = 0;
    enum error_code code = need_change_read(reader, change, at, &wanted);
    if (code || (stated && !present_need(unit, policy, &mfte)))
        return code;
    if (wanted.is_percent) {
        if (!stated)
            return error_at(reader->error, ERROR_CONTRADICTION, at,
                            "seen a change of unit \"%s\", expected a unit that has a need", id->as.text);
        if ((code = need_scaled(reader, mfte, wanted.value, at, &need)))
            return code;
    }
    assign(units, id, "need", &need);
    assign(units, id, "work", NULL);
    return ERROR_NONE;
}

/* --- the two rosters --------------------------------------------------------------------------------------
 */

/* Of a list, or of the keys of a map. */
static enum error_code named_known(struct scenario *scenario, const char *field, const struct node *named,
                                   const struct roster *roster, const char *what)
{
    const struct path at = {scenario->at, field, 0};
    if (!named || named->kind == NODE_ARRAY)
        return ids_known(&scenario->reader, named, &at, &roster->ids, what);
    for (uint32_t i = 0; i < named->count; i++) {
        const struct node *key = &named->as.items[2 * i];
        if (id_position(&roster->ids, key) == NONE)
            return error_at(scenario->reader.error, ERROR_UNKNOWN_ID, &(struct path){&at, key->as.text, 0},
                            "seen \"%s\", expected the id of %s", key->as.text, what);
    }
    return ERROR_NONE;
}

static enum error_code units_change(struct scenario *scenario, const struct node *policy,
                                    struct roster *units)
{
    const struct scenario_form *form = &scenario->form;
    const struct path at = {scenario->at, "need", 0};
    enum error_code code = named_known(scenario, "close", form->close, units, "a unit");
    if (!code)
        code = named_known(scenario, "open", form->open, units, "a unit");
    if (!code)
        code = named_known(scenario, "need", form->need, units, "a unit");
    if (code)
        return code;
    assign_flags(units, form->close, "open", &no);
    assign_flags(units, form->open, "open", &yes);
    for (uint32_t i = 0; form->need && i < form->need->count && !code; i++) {
        const struct node *id = &form->need->as.items[2 * i];
        code = need_assign(&scenario->reader, units, id, policy, &(struct path){&at, id->as.text, 0});
    }
    return code;
}

static enum error_code employees_change(struct scenario *scenario, struct roster *employees)
{
    const struct scenario_form *form = &scenario->form;
    enum error_code code = named_known(scenario, "pin", form->pin, employees, "an employee");
    if (!code)
        code = named_known(scenario, "release", form->release, employees, "an employee");
    if (!code)
        code = named_known(scenario, "place", form->place, employees, "an employee");
    if (code)
        return code;
    assign_flags(employees, form->pin, "pinned", &yes);
    release(employees, form->release);
    /* Placing somebody is a stronger word than the pin the instance gives them. */
    for (uint32_t i = 0; form->place && i < form->place->count; i++) {
        const struct node *id = &form->place->as.items[2 * i];
        assign_flag(employees, id, "pinned", NULL);
    }
    return ERROR_NONE;
}

static enum error_code places_check(struct scenario *scenario, const struct roster *units)
{
    const struct node *map = scenario->form.place;
    const struct path place = {scenario->at, "place", 0};
    for (uint32_t i = 0; map && i < map->count; i++) {
        const struct node *unit = &map->as.items[2 * i + 1];
        const struct path at = {&place, map->as.items[2 * i].as.text, 0};
        if (id_position(&units->ids, unit) == NONE)
            return error_at(scenario->reader.error, ERROR_UNKNOWN_ID, &at,
                            "seen \"%s\", expected the id of a unit", unit->as.text);
        const struct node *open = map_get(item(units, unit), "open");
        if (open && open->kind == NODE_BOOLEAN && !open->as.boolean)
            return error_at(scenario->reader.error, ERROR_CONTRADICTION, &at,
                            "seen the closed unit \"%s\", expected an open one", unit->as.text);
    }
    return ERROR_NONE;
}

static enum error_code edit(struct scenario *scenario, const struct node *policy, struct roster *units,
                            struct roster *employees)
{
    enum error_code code = units_change(scenario, policy, units);
    if (!code)
        code = employees_change(scenario, employees);
    return code ? code : places_check(scenario, units);
}

/* A list that is none stays: reading it will say so. */
static enum error_code surges_add(struct scenario *scenario, const struct node **instance)
{
    const struct node *before = map_get(*instance, "surges"), *added = scenario->form.add_surges;
    if (!added || (before && before->kind != NODE_ARRAY))
        return ERROR_NONE;
    const struct node *joined = array_joined(scenario->reader.arena, before, added);
    const struct node *changed =
        joined ? map_with(scenario->reader.arena, *instance, "surges", joined) : NULL;
    *instance = changed ? changed : *instance;
    return changed ? ERROR_NONE : out_of_memory(&scenario->reader);
}

enum error_code scenario_change(struct scenario *scenario, const struct node *policy,
                                const struct node **instance)
{
    struct roster units, employees;
    const struct scenario_form *form = &scenario->form;
    enum error_code code = roster_open(scenario, map_get(*instance, "units"), form->add_units, &units);
    if (!code)
        code = roster_open(scenario, map_get(*instance, "employees"), form->add_employees, &employees);
    /* An added element without an id, or with one in use: reading the changed instance will name it. */
    if (!code && units.addressable && employees.addressable)
        code = edit(scenario, policy, &units, &employees);
    if (code)
        return code;
    const struct node *changed = map_with(units.arena, *instance, "units", &units.list);
    if (changed)
        changed = map_with(units.arena, changed, "employees", &employees.list);
    if (!changed || units.out_of_memory || employees.out_of_memory)
        return out_of_memory(&scenario->reader);
    *instance = changed;
    return surges_add(scenario, instance);
}
