/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/master.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double POINTS_PER_UPT = 1e-6;
enum { WORK_PER_CALL = 20 }; /* of the simplex method, in iterations: factorising, pricing all, copying */

/* --- rows and their slack columns
 * ---------------------------------------------------------------------------- */

static bool binds_below(const struct store *store, int32_t r)
{
    const struct row *row = store_row(store, r);
    return row->lower > row->reach_lower;
}

static bool binds_above(const struct store *store, int32_t r)
{
    const struct row *row = store_row(store, r);
    return row->upper < row->reach_upper;
}

static void add_slack(struct master *m, int32_t r, double sign, double cost, double lower, double upper)
{
    lp_add_column(m->lp, cost, lower, upper, &r, &sign, 1);
}

/* How deep an activity can lie beyond one edge of the soft band. The least depth is above 0 where the hard
 * interval lies wholly on that side of the band. */
struct depth {
    double least, greatest;
};

static struct depth depth_below(const struct store *store, int32_t r)
{
    const struct shape *shape = &store->shapes[r];
    return (struct depth){.least = fmax(0, shape->soft_lower - shape->upper),
                          .greatest = binds_below(store, r) ? shape->soft_lower - shape->lower : INFINITY};
}

static struct depth depth_above(const struct store *store, int32_t r)
{
    const struct shape *shape = &store->shapes[r];
    return (struct depth){.least = fmax(0, shape->lower - shape->soft_upper),
                          .greatest = binds_above(store, r) ? shape->upper - shape->soft_upper : INFINITY};
}

/* One column per tier, as wide as the tier and at most to the hard limit. */
static void add_tiers(struct master *m, int32_t r, const struct bend *bends, int32_t count, double sign,
                      struct depth depth)
{
    double scale = m->store->shapes[r].scale;
    for (int32_t t = 0; t < count; t++) {
        double end = t + 1 < count ? fmin(bends[t + 1].at, depth.greatest) : depth.greatest;
        double width = end - bends[t].at, filled = fmax(0, fmin(width, depth.least - bends[t].at));
        if (width > 0)
            add_slack(m, r, sign, bends[t].slope * scale * POINTS_PER_UPT, filled / scale, width / scale);
    }
}

static void add_row_slacks(struct master *m, int32_t r)
{
    const struct shape *shape = &m->store->shapes[r];
    add_tiers(m, r, shape->under, shape->under_count, 1, depth_below(m->store, r));
    add_tiers(m, r, shape->over, shape->over_count, -1, depth_above(m->store, r));
}

static void add_elastic(struct master *m, double points)
{
    m->first_elastic = lp_column_count(m->lp);
    for (int32_t r = 0; points > 0 && r < m->store->rows; r++) {
        if (binds_below(m->store, r))
            add_slack(m, r, 1, points, 0, INFINITY);
        if (binds_above(m->store, r))
            add_slack(m, r, -1, points, 0, INFINITY);
    }
    m->elastic_columns = lp_column_count(m->lp) - m->first_elastic;
}

/* Bounds of activity + under - over. Where the hard interval lies wholly beyond one edge of the band, that
 * side's tier columns fill the whole distance and the row is an equation at the edge. */
static double side_lower(const struct store *store, int32_t r)
{
    const struct shape *shape = &store->shapes[r];
    if (shape->lower > shape->soft_upper)
        return shape->soft_upper;
    return fmax(shape->soft_lower,
                binds_below(store, r) && shape->upper >= shape->soft_lower ? shape->lower : -INFINITY);
}

static double side_upper(const struct store *store, int32_t r)
{
    const struct shape *shape = &store->shapes[r];
    if (shape->upper < shape->soft_lower)
        return shape->soft_lower;
    return fmin(shape->soft_upper,
                binds_above(store, r) && shape->lower <= shape->soft_upper ? shape->upper : INFINITY);
}

void master_update_bounds(struct master *m)
{
    lp_set_constant(m->lp, m->fixed_cost * POINTS_PER_UPT);
    for (int32_t r = 0; r < m->store->rows; r++) {
        double scale = m->store->shapes[r].scale, lower = side_lower(m->store, r),
               upper = side_upper(m->store, r);
        lp_set_row_bounds(m->lp, r, (lower - m->activity[r]) / scale, (upper - m->activity[r]) / scale);
    }
}

/* --- life
 * ---------------------------------------------------------------------------------------------------- */

static void enter(struct master *m, int64_t choice, double sign)
{
    const struct store *store = m->store;
    for (int64_t e = store->first_entry[choice]; e < store->first_entry[choice + 1]; e++)
        m->activity[store->row[e]] += sign * store->amount[e];
    m->fixed_cost += sign * store->cost[choice];
}

static bool master_allocate(struct master *m)
{
    size_t people = (size_t)m->store->people + 1;
    m->column_room = 1024;
    m->fixed = calloc(people, sizeof *m->fixed);
    m->activity = calloc((size_t)m->store->rows + 1, sizeof *m->activity);
    m->person_row = calloc(people, sizeof *m->person_row);
    m->inside = calloc((size_t)m->store->choices + 1, sizeof *m->inside);
    m->choice_of = calloc((size_t)m->column_room, sizeof *m->choice_of);
    m->person_of = calloc((size_t)m->column_room, sizeof *m->person_of);
    return m->fixed && m->activity && m->person_row && m->inside && m->choice_of && m->person_of;
}

bool master_init(struct master *m, const struct store *store, const int64_t *fixed, double elastic)
{
    *m = (struct master){.store = store};
    if (!master_allocate(m) || (m->lp = lp_new()) == NULL)
        return false;
    for (int32_t k = 0; k < store->people; k++) {
        m->fixed[k] = fixed[k];
        m->person_row[k] = -1;
        enter(m, fixed[k], 1);
    }
    for (int32_t r = 0; r < store->rows; r++)
        lp_add_row(m->lp, -INFINITY, INFINITY);
    for (int32_t r = 0; r < store->rows; r++)
        add_row_slacks(m, r);
    add_elastic(m, elastic);
    m->first_choice_column = lp_column_count(m->lp);
    master_update_bounds(m);
    return true;
}

void master_free(struct master *m, bool glpk_failed)
{
    if (glpk_failed)
        lp_forget(m->lp);
    else
        lp_free(m->lp);
    free(m->fixed);
    free(m->activity);
    free(m->person_row);
    free(m->inside);
    free(m->choice_of);
    free(m->person_of);
    *m = (struct master){0};
}

/* --- people and choices
 * --------------------------------------------------------------------------------------- */

static bool grow(struct master *m)
{
    if (m->choice_columns < m->column_room)
        return true;
    size_t room = 2 * (size_t)m->column_room;
    int64_t *choices = realloc(m->choice_of, room * sizeof *choices);
    if (choices != NULL)
        m->choice_of = choices;
    int32_t *people = realloc(m->person_of, room * sizeof *people);
    if (people != NULL)
        m->person_of = people;
    if (choices == NULL || people == NULL)
        return false;
    m->column_room = (int32_t)room;
    return true;
}

bool master_add_choice(struct master *m, int32_t person, int64_t choice)
{
    enum { ROOM = 512 };
    const struct store *store = m->store;
    int32_t rows[ROOM], count = 0;
    double values[ROOM];
    int64_t entries = store->first_entry[choice + 1] - store->first_entry[choice];
    if (m->inside[choice])
        return true;
    if (entries >= ROOM || !grow(m))
        return false;
    rows[count] = m->person_row[person];
    values[count++] = 1;
    for (int64_t e = store->first_entry[choice]; e < store->first_entry[choice + 1]; e++) {
        rows[count] = store->row[e];
        values[count++] = store->amount[e] / store->shapes[store->row[e]].scale;
    }
    lp_add_column(m->lp, store->cost[choice] * POINTS_PER_UPT, 0, INFINITY, rows, values, count);
    m->choice_of[m->choice_columns] = choice;
    m->person_of[m->choice_columns++] = person;
    m->inside[choice] = 1;
    return true;
}

bool master_add_person(struct master *m, int32_t person)
{
    int64_t choice = m->fixed[person];
    m->person_row[person] = lp_add_row(m->lp, 1, 1);
    m->fixed[person] = -1;
    enter(m, choice, -1);
    if (!master_add_choice(m, person, choice))
        return false;
    lp_place_row(m->lp, m->person_row[person], LP_AT_LOWER);
    lp_place_column(m->lp, m->first_choice_column + m->choice_columns - 1, LP_BASIC);
    return true;
}

enum lp_status master_relax(struct master *m, struct solve *solve)
{
    int64_t size = lp_size(m->lp) + 1, left = solve_effort_left(solve) / size;
    int64_t iterations = left > WORK_PER_CALL ? left - WORK_PER_CALL + 1 : 0;
    enum lp_status status = lp_solve(m->lp, solve_time_left(solve), &iterations);
    solve_spend(solve, (iterations + WORK_PER_CALL) * size);
    return status;
}

/* --- reading
 * ---------------------------------------------------------------------------------------------------- */

void master_prices(const struct master *m, double *prices)
{
    for (int32_t r = 0; r < m->store->rows; r++)
        prices[r] = lp_price(m->lp, r) / POINTS_PER_UPT / m->store->shapes[r].scale;
}

/* Fills one side's tier columns, in the order add_tiers made them; returns the column behind. */
static int32_t fill_tiers(double *x, int32_t column, const struct bend *bends, int32_t count, double depth,
                          double distance, double scale)
{
    for (int32_t t = 0; t < count; t++) {
        double end = t + 1 < count ? fmin(bends[t + 1].at, depth) : depth;
        if (end > bends[t].at)
            x[column++] = fmax(0, fmin(distance, end) - bends[t].at) / scale;
    }
    return column;
}

bool master_point(const struct master *m, const int64_t *choice, double *x)
{
    const struct store *store = m->store;
    double *activity = calloc((size_t)store->rows + 1, sizeof *activity);
    int32_t column = 0;
    memset(x, 0, (size_t)lp_column_count(m->lp) * sizeof *x);
    for (int32_t k = 0; activity != NULL && k < store->people; k++)
        for (int64_t e = store->first_entry[choice[k]]; e < store->first_entry[choice[k] + 1]; e++)
            activity[store->row[e]] += store->amount[e];
    for (int32_t r = 0; activity != NULL && r < store->rows; r++) {
        const struct shape *shape = &store->shapes[r];
        column = fill_tiers(x, column, shape->under, shape->under_count, depth_below(store, r).greatest,
                            shape->soft_lower - activity[r], shape->scale);
        column = fill_tiers(x, column, shape->over, shape->over_count, depth_above(store, r).greatest,
                            activity[r] - shape->soft_upper, shape->scale);
    }
    for (int32_t j = 0; j < m->choice_columns; j++)
        x[m->first_choice_column + j] = choice[m->person_of[j]] == m->choice_of[j] ? 1 : 0;
    bool written = activity != NULL;
    free(activity);
    return written;
}

double master_elastic_use(const struct master *m)
{
    double use = 0;
    for (int32_t j = 0; j < m->elastic_columns; j++)
        use += lp_primal(m->lp, m->first_elastic + j);
    return use;
}

void master_set_elastic(struct master *m, double points)
{
    for (int32_t j = 0; j < m->elastic_columns; j++)
        lp_set_cost(m->lp, m->first_elastic + j, points);
}
