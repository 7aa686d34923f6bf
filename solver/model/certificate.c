/* SPDX-License-Identifier: MIT */
#include "solver/model/certificate.h"

#include "solver/model/row_least.h"

static bool add(int128 *sum, int128 term)
{
    return !__builtin_add_overflow(*sum, term, sum);
}

/* min_q (c_q - lambda . a_q) of one person. */
static bool person_term(const struct person_view *view, const int64_t *prices_ppt, int128 *least)
{
    for (int32_t q = 0; q < view->count; q++) {
        int128 reduced = (int128)view->cost_upt[q] * PPT_PER_UPT;
        for (int32_t e = view->first[q]; e < view->first[q + 1]; e++) {
            int128 term = (int128)prices_ppt[view->entries[e].row] * view->entries[e].amount;
            if (!add(&reduced, -term))
                return false;
        }
        if (q == 0 || reduced < *least)
            *least = reduced;
    }
    return true;
}

static enum error_code sum_of_people(const struct choice_model *model, const int64_t *prices_ppt, int128 *sum,
                                     struct error *error)
{
    struct person_room *room = person_room_new(model);
    if (room == NULL)
        return error_set(error, ERROR_MEMORY, NULL, "no memory to check the bound");
    bool fits = true;
    for (int32_t k = 0; fits && k < choice_model_person_count(model); k++) {
        struct person_view view;
        int128 least = 0;
        choice_model_person(model, k, room, &view);
        fits = person_term(&view, prices_ppt, &least) && add(sum, least);
    }
    person_room_free(room);
    return fits ? ERROR_NONE : error_set(error, ERROR_OVERFLOW, NULL, "the bound leaves 127 bits");
}

enum error_code certificate_bound(const struct choice_model *model, const int64_t *prices_ppt,
                                  int64_t *bound_upt, bool *infeasible, struct error *error)
{
    int128 sum = 0;
    *infeasible = false;
    for (int32_t r = 0; r < choice_model_row_count(model); r++) {
        const struct row *row = choice_model_row(model, r);
        int64_t lower = row->lower > row->reach_lower ? row->lower : row->reach_lower;
        int64_t upper = row->upper < row->reach_upper ? row->upper : row->reach_upper;
        struct row_least least;
        if (lower > upper) {
            *infeasible = true;
            return ERROR_NONE;
        }
        if (!row_least_ppt(row, prices_ppt[r], lower, upper, &least) || !add(&sum, least.value_ppt) ||
            !add(&sum, row->rounded ? -HALF_UPT_IN_PPT : 0))
            return error_set(error, ERROR_OVERFLOW, NULL, "row %s: the bound leaves 127 bits", row->name);
    }
    enum error_code code = sum_of_people(model, prices_ppt, &sum, error);
    if (code != ERROR_NONE)
        return code;
    int128 whole = sum / PPT_PER_UPT + (sum % PPT_PER_UPT > 0 ? 1 : 0);
    if (whole > INT64_MAX || whole < INT64_MIN)
        return error_set(error, ERROR_OVERFLOW, NULL, "the bound leaves 64 bits of micro-points");
    *bound_upt = (int64_t)whole;
    return ERROR_NONE;
}
