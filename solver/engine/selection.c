/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/selection.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double PENALTY_GROWTH = 1.1, PENALTY_DECAY = 0.97;
static const double NEGLIGIBLE = 0.03; /* of a unit: rows are as good as ideal within what that buys */

static struct lane lane_of(const struct shape *shape, double price, double unit)
{
    double step = unit / shape->scale, slack = NEGLIGIBLE * step;
    struct lane lane = {
        .soft_lower = shape->soft_lower,
        .soft_upper = shape->soft_upper,
        .under_slope = shape->under_count > 0 ? shape->under[0].slope : 0,
        .over_slope = shape->over_count > 0 ? shape->over[0].slope : 0,
        .lower = shape->lower,
        .upper = shape->upper,
        .penalty = fmax(fabs(price), step),
        .least_penalty = fmax(fabs(price), step),
        .row_price = price,
        .steepness = fmax(fabs(price), slack),
        .tiers = shape->under_count > 1 || shape->over_count > 1 ? shape : NULL,
    };
    shape_minimum(shape, price + slack, 0, &lane.ideal_lower);
    shape_minimum(shape, price - slack, 0, &lane.ideal_upper);
    return lane;
}

static bool can_break(const struct row *row)
{
    return row->lower > row->reach_lower || row->upper < row->reach_upper;
}

bool selection_init(struct selection *s, const struct candidates *candidates, const double *prices,
                    double unit)
{
    const struct store *store = candidates->store;
    size_t rows = (size_t)store->rows + 1, people = (size_t)store->people + 1;
    *s = (struct selection){
        .candidates = candidates,
        .lanes = calloc(rows, sizeof *s->lanes),
        .hard = calloc(rows, sizeof *s->hard),
        .at = calloc(people, sizeof *s->at),
        .best_total = INFINITY,
        .best = calloc(people, sizeof *s->best),
        .log = calloc(people + 1, sizeof *s->log),
        .touched = calloc(rows, sizeof *s->touched),
        .hurt = calloc(rows, sizeof *s->hurt),
        .changed_to = calloc(people, sizeof *s->changed_to),
        .changes = calloc(people, sizeof *s->changes),
    };
    if (!s->lanes || !s->hard || !s->at || !s->best || !s->log || !s->touched || !s->hurt || !s->changed_to ||
        !s->changes)
        return false;
    for (int32_t r = 0; r < store->rows; r++) {
        s->lanes[r] = lane_of(&store->shapes[r], prices[r], unit);
        if (can_break(store_row(store, r)))
            s->hard[s->hard_count++] = r;
    }
    return true;
}

void selection_free(struct selection *s)
{
    free(s->lanes);
    free(s->hard);
    free(s->at);
    free(s->best);
    free(s->log);
    free(s->touched);
    free(s->hurt);
    free(s->changed_to);
    free(s->changes);
    *s = (struct selection){0};
}

static void count_activities(struct selection *s)
{
    const struct candidates *c = s->candidates;
    for (int32_t r = 0; r < c->store->rows; r++)
        s->lanes[r].activity = 0;
    for (int32_t k = 0; k < c->store->people; k++) {
        const struct option *option = &c->options[s->at[k]];
        for (int32_t e = option->first; e < option->end; e++)
            s->lanes[c->entries[e].row].activity += c->entries[e].amount;
    }
}

/* The total afresh, from the activities and the penalties of now. */
static void sum_up(struct selection *s)
{
    const struct candidates *c = s->candidates;
    s->total = 0;
    s->broken = 0;
    for (int32_t k = 0; k < c->store->people; k++)
        s->total += c->options[s->at[k]].cost;
    for (int32_t r = 0; r < c->store->rows; r++) {
        struct lane *lane = &s->lanes[r];
        lane->price = lane_price(lane, lane->activity);
        s->total += lane->price;
        s->broken += lane_is_broken(lane);
    }
}

void selection_set(struct selection *s, const int32_t *choice)
{
    int32_t people = s->candidates->store->people;
    for (int32_t k = 0; k < people; k++)
        s->at[k] = candidates_option_of(s->candidates, k, choice[k]);
    count_activities(s);
    sum_up(s);
    s->log_count = people + 1;
    s->best_total = INFINITY;
    if (s->broken == 0)
        selection_note_best(s);
}

static void write_choices(const struct selection *s, const int32_t *at, int32_t *choice)
{
    for (int32_t k = 0; k < s->candidates->store->people; k++)
        choice[k] = s->candidates->options[at[k]].choice;
}

void selection_get(const struct selection *s, int32_t *choice)
{
    write_choices(s, s->at, choice);
}

void selection_get_best(const struct selection *s, int32_t *choice)
{
    write_choices(s, s->best, choice);
}

double selection_violation(const struct selection *s, int32_t row)
{
    const struct lane *lane = &s->lanes[row];
    return fmax(0, fmax(lane->lower - lane->activity, lane->activity - lane->upper));
}

void selection_balance_penalties(struct selection *s)
{
    for (int32_t i = 0; i < s->hard_count; i++) {
        struct lane *lane = &s->lanes[s->hard[i]];
        lane->penalty = lane_is_broken(lane) ? lane->penalty * PENALTY_GROWTH
                                             : fmax(lane->penalty * PENALTY_DECAY, lane->least_penalty);
    }
    sum_up(s);
}

int32_t selection_raise_penalties(struct selection *s, double factor)
{
    for (int32_t i = 0; i < s->hard_count; i++) {
        struct lane *lane = &s->lanes[s->hard[i]];
        if (lane_is_broken(lane)) {
            lane->penalty *= factor;
            lane->least_penalty *= factor;
        }
    }
    sum_up(s);
    return s->broken;
}

void selection_press(struct selection *s, double factor)
{
    for (int32_t i = 0; i < s->hard_count; i++) {
        struct lane *lane = &s->lanes[s->hard[i]];
        if (lane_is_broken(lane))
            lane->penalty *= factor;
    }
    sum_up(s);
}

void selection_note_best(struct selection *s)
{
    s->best_total = s->total;
    if (s->log_count > s->candidates->store->people)
        memcpy(s->best, s->at, (size_t)s->candidates->store->people * sizeof *s->best);
    else
        for (int32_t i = 0; i < s->log_count; i++)
            s->best[s->log[i]] = s->at[s->log[i]];
    s->log_count = 0;
}
