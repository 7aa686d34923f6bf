/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/knapsack.h"

#include "tests/support/tiny_random.h"

#include <criterion/criterion.h>

#include <math.h>

enum { MOST_ITEMS = 10, PROBLEMS = 20000 };

struct place {
    struct bend under[2], over[1];
    struct shape shape;
    struct item items[MOST_ITEMS];
    int32_t count;
};

static int64_t draw(struct tiny_random *random, int64_t low, int64_t high)
{
    return tiny_between(random, low, high);
}

/* A band of up to a person's width, one or two tiers below it, hard limits on either side in every third
 * place. Costs are whole points half of the time, so that ties are common. */
static void draw_place(struct place *place, struct tiny_random *random)
{
    int64_t grain = draw(random, 0, 1) == 0 ? 1 : 10, coarse = draw(random, 0, 1) == 0 ? 1 : 20000;
    *place = (struct place){.count = (int32_t)draw(random, 1, MOST_ITEMS)};
    place->under[0] = (struct bend){0, (double)draw(random, 0, 100)};
    place->under[1] = (struct bend){500, place->under[0].slope + (double)draw(random, 0, 100)};
    place->over[0] = (struct bend){0, (double)draw(random, 0, 60)};
    place->shape = (struct shape){.lower = draw(random, 0, 2) == 0 ? 2000 : 0,
                                  .upper = draw(random, 0, 2) == 0 ? 4000 : 20000,
                                  .soft_lower = (double)(1500 + 10 * draw(random, 0, 300)),
                                  .under = place->under,
                                  .over = place->over,
                                  .under_count = (int32_t)draw(random, 1, 2),
                                  .over_count = 1,
                                  .scale = 1200};
    place->shape.soft_upper = place->shape.soft_lower + (double)(10 * draw(random, 0, 100));
    for (int32_t i = 0; i < place->count; i++) {
        place->items[i].amount = (double)(grain * draw(random, 0, 1200 / grain));
        place->items[i].cost = (double)(coarse * draw(random, -100000 / coarse, 100000 / coarse));
    }
}

static double value_of(const struct place *place, unsigned staff)
{
    double cost = 0, activity = 0;
    for (int32_t i = 0; i < place->count; i++)
        if ((staff >> i & 1) != 0) {
            cost += place->items[i].cost;
            activity += place->items[i].amount;
        }
    bool kept = activity >= place->shape.lower && activity <= place->shape.upper;
    return kept ? cost + shape_price(&place->shape, activity) : INFINITY;
}

static double least_of_all_staffs(const struct place *place)
{
    double least = INFINITY;
    for (unsigned staff = 0; staff < 1U << place->count; staff++)
        least = fmin(least, value_of(place, staff));
    return least;
}

static unsigned taken(const struct place *place)
{
    unsigned staff = 0;
    for (int32_t i = 0; i < place->count; i++)
        staff |= place->items[i].taken ? 1U << i : 0;
    return staff;
}

Test(knapsack, finds_the_best_staff_of_all)
{
    struct tiny_random random = {20261122};
    struct knapsack knapsack;
    cr_assert(knapsack_init(&knapsack, MOST_ITEMS));
    int feasible = 0;
    for (int problem = 0; problem < PROBLEMS; problem++) {
        struct place place;
        draw_place(&place, &random);
        double least = least_of_all_staffs(&place);
        double found = knapsack_solve(&knapsack, place.items, place.count, &place.shape);
        if (isinf(least)) {
            cr_assert(isinf(found), "problem %d: %f where no staff is feasible", problem, found);
            continue;
        }
        feasible++;
        cr_assert_float_eq(found, least, 1e-3, "problem %d: %f, the best of all is %f", problem, found,
                           least);
        cr_assert_float_eq(value_of(&place, taken(&place)), least, 1e-3,
                           "problem %d: the staff taken costs %f, not %f", problem,
                           value_of(&place, taken(&place)), least);
        cr_assert_geq(knapsack.excess, -1e-3);
    }
    cr_assert_gt(feasible, PROBLEMS / 2);
    knapsack_free(&knapsack);
}

/* Two people of 1.0 FTE, a band of exactly 1.5 FTE, 100 points per FTE either way: one misses 0.5, two exceed
 * by 0.5, and each costs 10 points, so one person: 10 + 50 = 60 points. Cut into fractions it would be 15. */
Test(knapsack, does_not_cut_a_person_in_half)
{
    struct bend slope = {0, 100000};
    struct shape shape = {.upper = 2000,
                          .soft_lower = 1500,
                          .soft_upper = 1500,
                          .under = &slope,
                          .over = &slope,
                          .under_count = 1,
                          .over_count = 1,
                          .scale = 1000};
    struct item items[2] = {{.cost = 10e6, .amount = 1000}, {.cost = 10e6, .amount = 1000}};
    struct knapsack knapsack;
    cr_assert(knapsack_init(&knapsack, 2));
    cr_assert_float_eq(knapsack_solve(&knapsack, items, 2, &shape), 60e6, 1);
    cr_assert_float_eq(knapsack.excess, 45e6, 1);
    cr_assert_eq(items[0].taken + items[1].taken, 1);
    knapsack_free(&knapsack);
}
