/* SPDX-License-Identifier: MIT */
/* Adding units and people, and changing single fields of those who stay. */
#include "proto/instance.h"
#include "proto/scenario_parts.h"

#include <string.h>

static const struct node yes = {.kind = NODE_BOOLEAN, .as.boolean = true};
static const struct node no = {.kind = NODE_BOOLEAN, .as.boolean = false};

/* A list of the instance (units or employees) that may be edited in place. */
struct list {
    struct arena *arena;
    struct node *items; /* a copy of the list */
    uint32_t count;
    struct id_set ids;
    bool out_of_memory;
};

static bool list_open(struct arena *arena, const struct node *before, const struct node *added,
                      struct list *out)
{
    const struct node *joined = array_joined(arena, before, added);
    *out = (struct list){.arena = arena};
    if (!joined)
        return false;
    out->items = joined->as.items;
    out->count = joined->count;
    return true;
}

static const struct node *item(const struct list *list, const char *id)
{
    return &list->items[id_set_find(&list->ids, id)];
}

static void assign(struct list *list, const char *id, const char *field, const struct node *value)
{
    int64_t position = id_set_find(&list->ids, id);
    const struct node *changed = map_with(list->arena, &list->items[position], field, value);
    list->out_of_memory |= !changed;
    if (changed)
        list->items[position] = *changed;
}

static void assign_all(struct list *list, const struct node *ids, const char *field, const struct node *value)
{
    for (uint32_t i = 0; ids && i < ids->count; i++)
        assign(list, ids->as.items[i].as.text, field, value);
}

static bool is_text(const struct node *node, const char *text)
{
    return node && node->kind == NODE_STRING && strcmp(node->as.text, text) == 0;
}

static void release(struct list *employees, const struct node *ids)
{
    assign_all(employees, ids, "pinned", &no);
    for (uint32_t i = 0; ids && i < ids->count; i++)
        if (is_text(map_get(item(employees, ids->as.items[i].as.text), "consent"), "none"))
            assign(employees, ids->as.items[i].as.text, "consent", NULL);
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

static enum error_code need_scaled(int64_t mfte, int64_t micro_percent, const struct path *at,
                                   struct node *out, struct error *error)
{
    const int128 whole = (int128)100 * MICRO;
    const int128 scaled = (int128)mfte * (whole + micro_percent);
    if (scaled > whole * (int128)NUMBER_MAX * 1000)
        return error_at(error, ERROR_OUT_OF_RANGE, at, "the scaled need is above %g FTE", NUMBER_MAX);
    *out = node_micro(divide_rounded(scaled, whole) * 1000);
    return ERROR_NONE;
}

static enum error_code need_change(struct list *units, const char *id, const struct node *change,
                                   const struct node *policy, const struct path *at, struct error *error)
{
    struct need_change wanted;
    struct node need = *change;
    const struct node *unit = item(units, id);
    enum error_code code = need_change_read(change, at, &wanted, error);
    if (code)
        return code;
    if (wanted.is_percent) {
        int64_t mfte;
        if (!map_get(unit, "need") && !map_get(unit, "work"))
            return error_at(error, ERROR_CONTRADICTION, at, "unit \"%s\" has no need to scale", id);
        if (!present_need(unit, policy, &mfte))
            return ERROR_NONE;
        if ((code = need_scaled(mfte, wanted.value, at, &need, error)))
            return code;
    }
    assign(units, id, "need", &need);
    assign(units, id, "work", NULL);
    return ERROR_NONE;
}

/* --- the two lists ----------------------------------------------------------------------------------------
 */

static enum error_code keys_known(const struct scenario_form *form, const char *field, const struct node *map,
                                  const struct id_set *known, const char *what, struct error *error)
{
    const struct path at = {form->at, field, 0};
    for (uint32_t i = 0; map && i < map->count; i++) {
        const char *id = map->as.items[2 * i].as.text;
        if (id_set_find(known, id) < 0)
            return error_at(error, ERROR_UNKNOWN_ID, &(struct path){&at, id, 0}, "there is no %s \"%s\"",
                            what, id);
    }
    return ERROR_NONE;
}

static enum error_code units_change(const struct scenario_form *form, const struct node *policy,
                                    struct list *units, struct error *error)
{
    const struct path at = {form->at, "need", 0};
    enum error_code code = ids_known(form, "close", NULL, form->close, &units->ids, "unit", error);
    if (!code)
        code = ids_known(form, "open", NULL, form->open, &units->ids, "unit", error);
    if (!code)
        code = keys_known(form, "need", form->need, &units->ids, "unit", error);
    if (code)
        return code;
    assign_all(units, form->close, "open", &no);
    assign_all(units, form->open, "open", &yes);
    for (uint32_t i = 0; form->need && i < form->need->count && !code; i++) {
        const struct node *pair = &form->need->as.items[2 * i];
        code =
            need_change(units, pair->as.text, &pair[1], policy, &(struct path){&at, pair->as.text, 0}, error);
    }
    return code;
}

static enum error_code employees_change(const struct scenario_form *form, struct list *employees,
                                        struct error *error)
{
    enum error_code code = ids_known(form, "pin", NULL, form->pin, &employees->ids, "employee", error);
    if (!code)
        code = ids_known(form, "release", NULL, form->release, &employees->ids, "employee", error);
    if (!code)
        code = keys_known(form, "place", form->place, &employees->ids, "employee", error);
    if (code)
        return code;
    assign_all(employees, form->pin, "pinned", &yes);
    release(employees, form->release);
    /* Placing somebody is a stronger word than the pin the instance gives them. */
    for (uint32_t i = 0; form->place && i < form->place->count; i++) {
        const char *id = form->place->as.items[2 * i].as.text;
        if (map_get(item(employees, id), "pinned"))
            assign(employees, id, "pinned", NULL);
    }
    return ERROR_NONE;
}

static enum error_code places_check(const struct scenario_form *form, const struct list *units,
                                    struct error *error)
{
    const struct path place = {form->at, "place", 0};
    for (uint32_t i = 0; form->place && i < form->place->count; i++) {
        const struct node *pair = &form->place->as.items[2 * i];
        const struct path at = {&place, pair->as.text, 0};
        if (id_set_find(&units->ids, pair[1].as.text) < 0)
            return error_at(error, ERROR_UNKNOWN_ID, &at, "there is no unit \"%s\"", pair[1].as.text);
        const struct node *open = map_get(item(units, pair[1].as.text), "open");
        if (open && open->kind == NODE_BOOLEAN && !open->as.boolean)
            return error_at(error, ERROR_CONTRADICTION, &at, "unit \"%s\" is closed", pair[1].as.text);
    }
    return ERROR_NONE;
}

/* The instance with the changed list in place of its own. */
static const struct node *with_list(struct arena *arena, const struct node *instance, const char *field,
                                    const struct list *list)
{
    const struct node array = {.kind = NODE_ARRAY, .count = list->count, .as.items = list->items};
    return list->out_of_memory ? NULL : map_with(arena, instance, field, &array);
}

/* Ids of a list after additions. An added element without an id, or one that is used twice, leaves the list
 * as it is: reading the changed instance names it. */
static bool list_ids(struct list *list)
{
    const struct node array = {.kind = NODE_ARRAY, .count = list->count, .as.items = list->items};
    return id_set_build(list->arena, &array, &list->ids) && id_set_repeated(&list->ids) < 0;
}

enum error_code scenario_change(struct arena *arena, const struct scenario_form *form,
                                const struct node *policy, const struct node **instance, struct error *error)
{
    struct list units, employees;
    const struct node *changed = *instance;
    if (!list_open(arena, map_get(changed, "units"), form->add_units, &units) ||
        !list_open(arena, map_get(changed, "employees"), form->add_employees, &employees))
        return error_at(error, ERROR_MEMORY, form->at, "out of memory");
    if (list_ids(&units) && list_ids(&employees)) {
        enum error_code code = units_change(form, policy, &units, error);
        if (!code)
            code = employees_change(form, &employees, error);
        if (!code)
            code = places_check(form, &units, error);
        if (code)
            return code;
    }
    if ((changed = with_list(arena, changed, "units", &units)))
        changed = with_list(arena, changed, "employees", &employees);
    if (!changed)
        return error_at(error, ERROR_MEMORY, form->at, "out of memory");
    *instance = changed;
    return ERROR_NONE;
}
