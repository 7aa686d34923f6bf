/* SPDX-License-Identifier: MIT */
#include "client/start.h"

#include <string.h>

/* NULL keys would be written: out of memory is noted and told at the end. */
static void add(struct arena *arena, struct node *map, const char *key, struct node value, bool *is_whole)
{
    const char *own = arena_text(arena, key, strlen(key));
    if (own == NULL)
        *is_whole = false;
    else
        map_add(map, own, value);
}

static bool is_lent(const struct plan *plan, int32_t employee)
{
    for (int32_t i = 0; i < plan->secondment_count; i++)
        if (plan->secondments[i].employee == employee)
            return true;
    return false;
}

static struct node placement_of(struct arena *arena, const struct plan *plan, const struct instance *instance,
                                bool *is_whole)
{
    struct node placement = node_map(arena, (size_t)plan->move_count + (size_t)plan->secondment_count);
    for (int32_t i = 0; i < plan->move_count; i++) {
        const struct move *move = &plan->moves[i];
        struct node to = move->to == NONE ? node_null() : node_string(arena, instance->units[move->to].id);
        if (move->to != move->from && !is_lent(plan, move->employee))
            add(arena, &placement, instance->employees[move->employee].id, to, is_whole);
    }
    for (int32_t i = 0; i < plan->secondment_count; i++) {
        const struct secondment *lent = &plan->secondments[i];
        struct node end = node_map(arena, 2);
        map_add(&end, "surge", node_string(arena, instance->surges[lent->surge].id));
        map_add(&end, "unit", node_string(arena, instance->units[lent->unit].id));
        add(arena, &placement, instance->employees[lent->employee].id, end, is_whole);
    }
    return placement;
}

static struct node prices_of(struct arena *arena, const struct proof *proof, bool *is_whole)
{
    struct node prices = node_map(arena, (size_t)proof->price_count);
    for (int32_t i = 0; i < proof->price_count; i++)
        add(arena, &prices, proof->prices[i].row, node_integer(proof->prices[i].price_ppt), is_whole);
    return prices;
}

enum error_code start_from_plan(struct arena *arena, const struct plan *plan, const struct problem *problem,
                                const struct node **out, struct error *error)
{
    struct node *start = arena_alloc(arena, 1, sizeof *start);
    bool is_whole = start != NULL;
    *out = NULL;
    if (is_whole) {
        *start = node_map(arena, 2);
        map_add(start, "placement", placement_of(arena, plan, problem->instance, &is_whole));
        map_add(start, "prices", prices_of(arena, &plan->proof, &is_whole));
    }
    if (!is_whole)
        return error_set(error, ERROR_MEMORY, "", "out of memory for the start");
    enum error_code code = tree_canonicalise(start, error);
    *out = code == ERROR_NONE ? start : NULL;
    return code;
}
