/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/explain/single_row.h"

enum { PEOPLE_BETWEEN_LOOKS = 64 };

struct side {
    struct inquiry *inquiry;
    int32_t row;
    bool is_most;
};

/* The most that the person can do for the side with these lifted: the greatest entry, or the least one's
 * opposite. The person has a choice. */
static int64_t help(const struct side *side, const struct person_view *view, int32_t employee,
                    uint64_t lifted)
{
    struct restrictions *restrictions = &side->inquiry->restrictions;
    int64_t best = INT64_MIN;
    for (int32_t q = 0; q < view->count; q++) {
        int64_t amount = 0;
        for (int32_t e = view->first[q]; e < view->first[q + 1]; e++) {
            amount = view->entries[e].row == side->row ? view->entries[e].amount : amount;
        }
        amount = side->is_most ? -amount : amount;
        if (amount > best && restrictions_allow(restrictions, employee, view->unit[q], lifted)) {
            best = amount;
        }
    }
    return best;
}

static uint64_t kept_of(const struct demands *demands, const uint64_t *set, int32_t employee)
{
    uint64_t kept = 0;
    for (int32_t d = demands->first_of[employee]; d < demands->first_of[employee + 1]; d++) {
        kept |= demand_in(set, d) ? restriction(demands_bit(demands, d)) : 0;
    }
    return kept;
}

static bool is_over(const struct side *side, int32_t k)
{
    return k % PEOPLE_BETWEEN_LOOKS == 0 && inquiry_is_over(side->inquiry);
}

/* How far the side is from possible, less one: what may still be won without making it so. False when the
 * limits ended it. */
static bool find_slack(const struct side *side, const uint64_t *set, int64_t *out)
{
    const struct choice_model *whole = side->inquiry->whole;
    const struct row *row = choice_model_row(whole, side->row);
    int64_t reached = 0;
    for (int32_t k = 0; k < choice_model_person_count(whole); k++) {
        struct person_view view;
        if (is_over(side, k)) {
            return false;
        }
        choice_model_person(whole, k, side->inquiry->room, &view);
        reached += help(side, &view, k, ~kept_of(&side->inquiry->demands, set, k));
    }
    *out = (side->is_most ? -row->upper : row->lower) - 1 - reached;
    return true;
}

static void reduce_person(const struct side *side, int32_t employee, uint64_t *set, int64_t *slack)
{
    const struct demands *demands = &side->inquiry->demands;
    struct person_view view;
    choice_model_person(side->inquiry->whole, employee, side->inquiry->room, &view);
    uint64_t lifted = ~kept_of(demands, set, employee);
    int64_t helped = help(side, &view, employee, lifted);
    for (int32_t d = demands->first_of[employee]; d < demands->first_of[employee + 1]; d++) {
        uint64_t more = lifted | restriction(demands_bit(demands, d));
        int64_t won = help(side, &view, employee, more) - helped;
        if (won > *slack) {
            continue;
        }
        demand_drop(set, d);
        *slack -= won;
        helped += won;
        lifted = more;
    }
}

bool single_row_reduce(struct inquiry *inquiry, int32_t row, bool is_most, uint64_t *set)
{
    const struct side side = {inquiry, row, is_most};
    int64_t slack;
    if (!find_slack(&side, set, &slack)) {
        return false;
    }
    for (int32_t k = 0; k < choice_model_person_count(inquiry->whole); k++) {
        if (is_over(&side, k)) {
            return false;
        }
        if (inquiry->restrictions.held[k] != 0) {
            reduce_person(&side, k, set, &slack);
        }
    }
    return true;
}
