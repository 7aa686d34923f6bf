/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Large places, also such whose search grows too long: what is said of them holds all the same. It is held
 * against staffs that a local search finds, and against dynamic programming where that can be done. */
#include "solver/engine/staffing.h"

#include "tests/support/tiny_random.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum { ITEMS = 40, ROWS = 6, PLACES = 40, STAFFS = 3 };

struct place {
    struct bend under[ROWS], over;
    struct shape shapes[ROWS];
    struct staff_row rows[ROWS];
    struct staff_item items[ITEMS + 1];
    struct staff_entry entries[ITEMS * ROWS];
    struct staffing staffing;
    double amounts[ITEMS][ROWS];
};

/* --- nobody knows the best staff ------------------------------------------------------------------------ */

static double draw(struct tiny_random *random, int64_t lowest, int64_t highest)
{
    return (double)tiny_between(random, lowest, highest);
}

/* Work of 800 to 1200 milli-FTE, a narrow band; minimums of people who hold one thing or another; the last
 * row counts heads up to a hard limit. */
static void draw_rows(struct place *place, struct tiny_random *random)
{
    double need = draw(random, 8000, 20000);
    place->over = (struct bend){0, 6e4};
    for (int32_t r = 0; r < ROWS; r++) {
        bool is_work = r == 0, counts = r == ROWS - 1;
        place->under[r] = (struct bend){0, is_work ? 1e5 : 80e6};
        place->shapes[r] = (struct shape){.upper = is_work  ? ITEMS * 1200
                                                   : counts ? draw(random, 20, 40)
                                                            : ITEMS,
                                          .soft_lower = is_work  ? need
                                                        : counts ? -INFINITY
                                                                 : draw(random, 2, 9),
                                          .soft_upper = is_work ? need + 3 : INFINITY,
                                          .under = &place->under[r],
                                          .over = &place->over,
                                          .under_count = counts ? 0 : 1,
                                          .over_count = is_work ? 1 : 0,
                                          .scale = is_work ? 1200 : 1};
        place->rows[r] = (struct staff_row){.shape = &place->shapes[r],
                                            .floor = is_work  ? -6e4
                                                     : counts ? -INFINITY
                                                              : 0,
                                            .ceiling = counts ? 0 : place->under[r].slope};
    }
}

static void draw_place(struct place *place, struct tiny_random *random)
{
    int32_t entry = 0;
    *place = (struct place){.staffing = {.row_count = ROWS, .item_count = ITEMS}};
    draw_rows(place, random);
    for (int32_t i = 0; i < ITEMS; i++) {
        place->items[i] = (struct staff_item){.cost = -draw(random, 0, 40000000), .first = entry};
        for (int32_t r = 0; r < ROWS; r++) {
            bool enters = r == 0 || r == ROWS - 1 || tiny_chance(random, 35);
            place->amounts[i][r] = !enters ? 0 : r == 0 ? draw(random, 800, 1200) : 1;
            if (enters)
                place->entries[entry++] = (struct staff_entry){r, place->amounts[i][r]};
        }
    }
    place->items[ITEMS].first = entry;
    place->staffing.rows = place->rows;
    place->staffing.items = place->items;
    place->staffing.entries = place->entries;
}

static double value_of(const struct place *place, const bool *staff)
{
    double value = 0;
    for (int32_t i = 0; i < ITEMS; i++)
        value += staff[i] ? place->items[i].cost : 0;
    for (int32_t r = 0; r < ROWS; r++) {
        const struct shape *shape = &place->shapes[r];
        double activity = 0;
        for (int32_t i = 0; i < ITEMS; i++)
            activity += staff[i] ? place->amounts[i][r] : 0;
        if (activity < shape->lower || activity > shape->upper)
            return INFINITY;
        if (activity < shape->soft_lower)
            value += (shape->soft_lower - activity) * place->under[r].slope;
        if (activity > shape->soft_upper)
            value += (activity - shape->soft_upper) * place->over.slope;
    }
    return value;
}

/* One person comes, goes, or takes another's place, as long as that helps. */
static double improve(const struct place *place, bool *staff)
{
    double value = value_of(place, staff);
    for (bool better = true; better;) {
        better = false;
        for (int32_t i = 0; i < ITEMS; i++)
            for (int32_t j = i; j < ITEMS; j++) {
                if (i != j && staff[i] == staff[j])
                    continue;
                staff[i] = !staff[i];
                staff[j] = i == j ? staff[j] : !staff[j];
                double next = value_of(place, staff);
                if (next < value) {
                    value = next;
                    better = true;
                    continue;
                }
                staff[i] = !staff[i];
                staff[j] = i == j ? staff[j] : !staff[j];
            }
    }
    return value;
}

static double named(const struct place *place)
{
    bool staff[ITEMS];
    for (int32_t i = 0; i < ITEMS; i++)
        staff[i] = place->items[i].taken;
    return value_of(place, staff);
}

Test(staffing_limits, hold_for_every_staff_that_can_be_found)
{
    struct tiny_random random = {5};
    struct staff_search *search = staff_search_new(ITEMS);
    int gave_up = 0, asked = 0, excluded = 0;
    cr_assert_not_null(search);
    for (int round = 0; round < PLACES; round++) {
        struct place place;
        draw_place(&place, &random);
        double v = staffing_solve(search, &place.staffing), h = v - place.staffing.excess;
        cr_assert(isfinite(v));
        gave_up += !(named(&place) <= v + 1e-3);
        for (int s = 0; s < STAFFS; s++) {
            bool staff[ITEMS];
            for (int32_t i = 0; i < ITEMS; i++)
                staff[i] = s == 0 ? staff_search_in_base(search, i) : tiny_chance(&random, 15);
            double value = improve(&place, staff);
            cr_assert_leq(v, value + 1e-3, "place %d: %.3f, a staff costs %.3f", round, v, value);
            for (int32_t i = 0; i < ITEMS && isfinite(value); i++) {
                if (staff[i] != staff_search_in_base(search, i))
                    cr_assert(staffing_could_differ(search, i, value - h + 1, true), "place %d item %d",
                              round, i);
                else
                    excluded += !staffing_could_differ(search, i, value - h + 1, true);
                asked++;
            }
        }
    }
    cr_assert_gt(gave_up, 0, "none of these places is hard");
    cr_assert_gt(excluded, asked / 20, "only %d of %d questions are answered no", excluded, asked);
    staff_search_free(search);
}

/* --- dynamic programming knows it ----------------------------------------------------------------------- */

enum { CROWD = 60, STATES = CROWD * 120 + 1, HOLDERS = CROWD + 1 };

struct crowd {
    struct bend under, over, shortage;
    struct shape shapes[2];
    struct staff_row rows[2];
    struct staff_item items[CROWD + 1];
    struct staff_entry entries[2 * CROWD];
    struct staffing staffing;
    int64_t tenths[CROWD], cost[CROWD];
    bool holds[CROWD];
    int64_t minimum, need;
};

/* Work in multiples of ten milli-FTE, about 12 FTE needed, a minimum of holders at 80 points each. */
static void draw_crowd(struct crowd *crowd, struct tiny_random *random)
{
    int32_t entry = 0, holders = 0;
    *crowd = (struct crowd){.under = {0, 1e5}, .over = {0, 6e4}, .shortage = {0, 80e6}};
    crowd->need = tiny_between(random, 600, 1800);
    crowd->minimum = tiny_between(random, 0, 12);
    for (int32_t i = 0; i < CROWD; i++) {
        crowd->tenths[i] = tiny_chance(random, 50) ? 100 : tiny_between(random, 40, 120);
        crowd->holds[i] = tiny_chance(random, 20);
        crowd->cost[i] = tiny_between(random, -80, 30) * 1000000 - tiny_between(random, 0, 999999);
        holders += crowd->holds[i];
        crowd->items[i] = (struct staff_item){.cost = (double)crowd->cost[i], .first = entry};
        crowd->entries[entry++] = (struct staff_entry){0, (double)(10 * crowd->tenths[i])};
        if (crowd->holds[i])
            crowd->entries[entry++] = (struct staff_entry){1, 1};
    }
    crowd->items[CROWD].first = entry;
    double need = (double)(10 * crowd->need);
    crowd->shapes[0] = (struct shape){.upper = CROWD * 1200,
                                      .soft_lower = floor(0.95 * need),
                                      .soft_upper = floor(1.05 * need),
                                      .under = &crowd->under,
                                      .over = &crowd->over,
                                      .under_count = 1,
                                      .over_count = 1,
                                      .scale = 1200};
    crowd->shapes[1] = (struct shape){.upper = holders,
                                      .soft_lower = (double)crowd->minimum,
                                      .soft_upper = INFINITY,
                                      .under = &crowd->shortage,
                                      .under_count = 1,
                                      .scale = 1};
    crowd->rows[0] = (struct staff_row){.shape = &crowd->shapes[0], .floor = -6e4, .ceiling = 1e5};
    crowd->rows[1] = (struct staff_row){.shape = &crowd->shapes[1], .floor = 0, .ceiling = 80e6};
    crowd->staffing = (struct staffing){.rows = crowd->rows,
                                        .items = crowd->items,
                                        .entries = crowd->entries,
                                        .row_count = 2,
                                        .item_count = CROWD};
}

static double work_price(const struct crowd *crowd, int64_t work)
{
    double s = (double)work, low = crowd->shapes[0].soft_lower, high = crowd->shapes[0].soft_upper;
    return s < low ? (low - s) * crowd->under.slope : s > high ? (s - high) * crowd->over.slope : 0;
}

static double shortage_price(const struct crowd *crowd, int64_t holders)
{
    return holders < crowd->minimum ? (double)(crowd->minimum - holders) * crowd->shortage.slope : 0;
}

/* Dynamic programming over (work, holders): the least cost of each. */
static double best_of_crowd(const struct crowd *crowd)
{
    static int64_t least[STATES][HOLDERS];
    for (int s = 0; s < STATES; s++)
        for (int b = 0; b < HOLDERS; b++)
            least[s][b] = INT64_MAX;
    least[0][0] = 0;
    int64_t reach = 0, holders = 0;
    for (int32_t i = 0; i < CROWD; i++) {
        int64_t by = crowd->tenths[i], also = crowd->holds[i];
        for (int64_t s = reach; s >= 0; s--)
            for (int64_t b = holders; b >= 0; b--)
                if (least[s][b] != INT64_MAX && least[s][b] + crowd->cost[i] < least[s + by][b + also])
                    least[s + by][b + also] = least[s][b] + crowd->cost[i];
        reach += by;
        holders += also;
    }
    double best = INFINITY;
    for (int64_t s = 0; s <= reach; s++)
        for (int64_t b = 0; b <= holders; b++)
            if (least[s][b] != INT64_MAX)
                best = fmin(best, (double)least[s][b] + work_price(crowd, 10 * s) + shortage_price(crowd, b));
    return best;
}

Test(staffing_limits, hold_for_the_best_staff_of_a_large_place)
{
    struct tiny_random random = {3};
    struct staff_search *search = staff_search_new(CROWD);
    int exact = 0;
    cr_assert_not_null(search);
    for (int round = 0; round < 40; round++) {
        struct crowd crowd;
        draw_crowd(&crowd, &random);
        double least = best_of_crowd(&crowd), seen = staffing_solve(search, &crowd.staffing);
        cr_assert_leq(seen, least + 1e-3, "place %d: %.3f, the best of all is %.3f", round, seen, least);
        exact += seen > least - 1e-3;
    }
    cr_assert_geq(exact, 38, "only %d of 40 large places were solved", exact);
    staff_search_free(search);
}
