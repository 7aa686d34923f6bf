/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A start out of the plan of another job: its placement, its row prices and, where it was proven by
 * branching, the prices at the root of its tree. The problem may be another: who, where and which rows are
 * not there are passed over, and so is whatever is no such plan. */
#include "proto/id_table.h"
#include "solver/worker/job_parts.h"

#include <string.h>

/* --- who is who --------------------------------------------------------------------------------------- */

struct base {
    struct arena *arena;
    const struct job_model *job;
    struct id_table employees, units, surges;
};

static bool add_id(struct id_table *table, const char *id)
{
    bool fresh;
    return id_table_add(table, id, (uint32_t)strlen(id), &fresh) != NONE;
}

static bool init_ids(struct base *base)
{
    const struct instance *instance = base->job->problem->instance;
    bool ok = id_table_init(&base->employees, base->arena, (size_t)instance->employee_count) &&
              id_table_init(&base->units, base->arena, (size_t)instance->unit_count) &&
              id_table_init(&base->surges, base->arena, (size_t)instance->surge_count);
    for (int32_t i = 0; ok && i < instance->employee_count; i++) {
        ok = add_id(&base->employees, instance->employees[i].id);
    }
    for (int32_t u = 0; ok && u < instance->unit_count; u++) {
        ok = add_id(&base->units, instance->units[u].id);
    }
    for (int32_t s = 0; ok && s < instance->surge_count; s++) {
        ok = add_id(&base->surges, instance->surges[s].id);
    }
    return ok;
}

static int32_t found(const struct id_table *table, const struct node *id)
{
    return id == NULL || id->kind != NODE_STRING ? NONE : id_table_find(table, id->as.text, id->count);
}

static const struct node *list_in(const struct node *map, const char *key)
{
    const struct node *list = map_get(map, key);
    return list != NULL && list->kind == NODE_ARRAY ? list : NULL;
}

static uint32_t length_of(const struct node *list)
{
    return list != NULL ? list->count : 0;
}

/* --- the placement ------------------------------------------------------------------------------------ */

/* The choice that a move is here, or NONE. */
static int32_t choice_of_move(const struct base *base, int32_t employee, const struct node *move)
{
    const struct node *to = map_get(move, "to"), *offer = map_get(move, "offer");
    int32_t unit = found(&base->units, to);
    if (to == NULL || (unit == NONE && to->kind != NODE_NULL)) {
        return NONE;
    }
    bool offered = offer != NULL && offer->kind == NODE_INTEGER && offer->as.integer >= 0 &&
                   offer->as.integer < INT32_MAX;
    return choice_model_choice_of(base->job->model, employee, unit,
                                  offered ? (int32_t)offer->as.integer : NONE, NONE);
}

/* Who cannot be lent here as there is not lent. */
static void lend(const struct base *base, const struct node *secondments, int32_t *choice)
{
    for (uint32_t m = 0; m < length_of(secondments); m++) {
        const struct node *lent = &secondments->as.items[m];
        int32_t employee = found(&base->employees, map_get(lent, "employee"));
        int32_t unit = found(&base->units, map_get(lent, "unit"));
        int32_t surge = found(&base->surges, map_get(lent, "surge"));
        if (employee == NONE || unit == NONE || surge == NONE) {
            continue;
        }
        int32_t there = choice_model_choice_of(base->job->model, employee, unit, NONE, surge);
        choice[employee] = there != NONE ? there : choice[employee];
    }
}

static enum error_code read_placement(const struct base *base, const struct node *plan, struct job_start *out,
                                      struct error *error)
{
    const struct instance *instance = base->job->problem->instance;
    const struct node *moves = list_in(plan, "moves"), *unplaced = list_in(plan, "unplaced");
    int32_t *choice = arena_alloc(base->arena, (size_t)instance->employee_count, sizeof *choice);
    if (choice == NULL) {
        return error_set(error, ERROR_MEMORY, NULL, "no memory for the start");
    }
    for (int32_t i = 0; i < instance->employee_count; i++) {
        choice[i] = choice_model_staying(base->job->model, i);
    }
    for (uint32_t m = 0; m < length_of(moves); m++) {
        int32_t employee = found(&base->employees, map_get(&moves->as.items[m], "employee"));
        if (employee != NONE) {
            choice[employee] = choice_of_move(base, employee, &moves->as.items[m]);
        }
    }
    for (uint32_t m = 0; m < length_of(unplaced); m++) {
        int32_t employee = found(&base->employees, &unplaced->as.items[m]);
        if (employee != NONE) {
            choice[employee] = choice_model_choice_of(base->job->model, employee, NONE, NONE, NONE);
        }
    }
    lend(base, list_in(plan, "secondments"), choice);
    out->choice = choice;
    return ERROR_NONE;
}

/* --- the prices --------------------------------------------------------------------------------------- */

static int64_t price_of(const struct node *price)
{
    return price != NULL && price->kind == NODE_INTEGER ? price->as.integer : 0;
}

/* Names and prices in two lists, as a map; NULL: out of memory, or they are no such lists. */
static const struct node *paired(struct arena *arena, const struct node *names, const struct node *prices)
{
    if (names == NULL || prices == NULL || names->count != prices->count) {
        return NULL;
    }
    struct node *map = arena_alloc(arena, 1, sizeof *map);
    if (map == NULL) {
        return NULL;
    }
    *map = node_map(arena, names->count);
    for (uint32_t i = 0; i < names->count; i++) {
        if (names->as.items[i].kind == NODE_STRING) {
            map_add(map, names->as.items[i].as.text, prices->as.items[i]);
        }
    }
    return tree_canonicalise(map, NULL) == ERROR_NONE ? map : NULL;
}

/* Per row of this model; NULL when out of memory. */
static const int64_t *row_prices(const struct base *base, const struct node *map)
{
    int32_t rows = choice_model_row_count(base->job->model);
    int64_t *prices = arena_alloc(base->arena, (size_t)rows, sizeof *prices);
    for (int32_t r = 0; prices != NULL && r < rows; r++) {
        prices[r] = price_of(map_get(map, choice_model_row(base->job->model, r)->name));
    }
    return prices;
}

/* Somebody new has the price 0. */
static const int64_t *people_prices(const struct base *base, const struct node *people,
                                    const struct node *prices)
{
    int32_t count = base->job->problem->instance->employee_count;
    int64_t *out = arena_alloc(base->arena, (size_t)count, sizeof *out);
    for (int32_t i = 0; out != NULL && i < count; i++) {
        out[i] = JOB_NO_PRICE;
    }
    for (uint32_t i = 0; out != NULL && i < people->count; i++) {
        int32_t employee = found(&base->employees, &people->as.items[i]);
        if (employee != NONE) {
            out[employee] = price_of(&prices->as.items[i]);
        }
    }
    return out;
}

/* The first point of a tree is where its branching began. */
static void read_tree(const struct base *base, const struct node *certificate, struct job_start *out)
{
    const struct node *points = list_in(certificate, "points"), *people = list_in(certificate, "people");
    const struct node *point = length_of(points) > 0 ? &points->as.items[0] : NULL;
    const struct node *mu = point != NULL ? list_in(point, "people") : NULL;
    const struct node *rows =
        point != NULL ? paired(base->arena, list_in(certificate, "rows"), list_in(point, "rows")) : NULL;
    if (people == NULL || mu == NULL || rows == NULL || people->count != mu->count) {
        return;
    }
    out->unit_rows_ppt = row_prices(base, rows);
    out->people_ppt = people_prices(base, people, mu);
}

enum error_code job_base_read(struct arena *arena, const struct node *plan, const struct job_model *job,
                              struct job_start *out, struct error *error)
{
    struct base base = {.arena = arena, .job = job};
    const struct node *status = map_get(plan, "status"), *proof = map_get(plan, "proof");
    const struct node *certificate = proof != NULL ? map_get(proof, "certificate") : NULL;
    const struct node *prices = certificate != NULL ? map_get(certificate, "prices") : NULL;
    *out = (struct job_start){0};
    if (!init_ids(&base)) {
        return error_set(error, ERROR_MEMORY, NULL, "no memory for the start");
    }
    if (prices != NULL && prices->kind == NODE_MAP) {
        out->prices_ppt = row_prices(&base, prices);
        read_tree(&base, certificate, out);
    }
    bool placed = status != NULL && status->kind == NODE_STRING &&
                  (strcmp(status->as.text, plan_status_word(PLAN_OPTIMAL)) == 0 ||
                   strcmp(status->as.text, plan_status_word(PLAN_FEASIBLE)) == 0);
    return placed ? read_placement(&base, plan, out, error) : ERROR_NONE;
}
