/* SPDX-License-Identifier: MIT */
/* What the plan's own row prices prove about one person, without a solve: the Lagrangian bound is a sum over
 * people of their least reduced cost, so a placement whose reduced cost lies higher lifts the bound by the
 * difference. (Fisher 1981, section 2; reduced-cost fixing.) */
#include "client/explain.h"
#include "solver/model/certificate.h"
#include "solver/model/formulate.h"

static int128 reduced_ppt(const struct person_view *view, int32_t choice, const int64_t *prices)
{
    int128 reduced = (int128)view->cost_upt[choice] * PPT_PER_UPT;
    for (int32_t e = view->first[choice]; e < view->first[choice + 1]; e++)
        reduced -= (int128)view->entries[e].amount * prices[view->entries[e].row];
    return reduced;
}

/* The bound is L rounded up, so L lies above bound - 1; a plan with the choice costs at least
 * L + difference, a whole number of micro-points: at least bound + difference rounded down. */
static void lift(const struct person_view *view, const int64_t *prices, int64_t bound_upt, int64_t *bounds)
{
    int128 least = reduced_ppt(view, 0, prices);
    for (int32_t q = 1; q < view->count; q++)
        least = reduced_ppt(view, q, prices) < least ? reduced_ppt(view, q, prices) : least;
    for (int32_t q = 0; q < view->count; q++) {
        if (view->unit[q] == NONE)
            continue;
        int64_t *bound = &bounds[view->unit[q]];
        int128 lifted = bound_upt + (reduced_ppt(view, q, prices) - least) / PPT_PER_UPT;
        int64_t own = lifted > INT64_MAX / 2 ? INT64_MAX / 2 : (int64_t)lifted;
        *bound = *bound == INT64_MIN || own < *bound ? own : *bound;
    }
}

enum error_code explain_price_bounds(struct arena *arena, const struct explanation *explanation,
                                     int64_t **bounds, struct error *error)
{
    const struct verification *base = &explanation->base;
    int32_t units = base->problem->instance->unit_count, stuck_count;
    const struct choice_model *model;
    const int32_t *stuck;
    const char *unknown;
    bool infeasible = false;
    int64_t bound_upt;
    *bounds = arena_alloc(arena, (size_t)units, sizeof **bounds);
    enum error_code code = formulate(arena, base->problem, &model, &stuck, &stuck_count, error);
    if (code != ERROR_NONE || model == NULL || *bounds == NULL)
        return code != ERROR_NONE ? code : error_set(error, ERROR_MEMORY, "", "out of memory");
    for (int32_t u = 0; u < units; u++)
        (*bounds)[u] = INT64_MIN;
    const int64_t *prices = verify_prices(arena, model, &base->plan->proof, &unknown);
    struct person_room *room = person_room_new(model);
    if (prices == NULL || room == NULL)
        code = error_set(error, ERROR_MEMORY, "", "out of memory");
    if (code == ERROR_NONE)
        code = certificate_bound(model, prices, &bound_upt, &infeasible, error);
    if (code == ERROR_NONE && !infeasible) {
        struct person_view view;
        choice_model_person(model, explanation->employee, room, &view);
        lift(&view, prices, bound_upt, *bounds);
    }
    person_room_free(room);
    return code;
}
