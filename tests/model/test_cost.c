/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/model/cost.h"
#include "tests/support/problems.h"

#include <criterion/criterion.h>

/* Office A and archive B form one group 2.5 km apart, clinic C lies 8 km from A and 0.001 km from B.
 *
 *   ani   in A, reluctance 2, likes B at 0.5 and C at 1; offers: 0 training law 3 (20 points),
 *         1 incentive to reluctance 0.5 (6 points)
 *   budi  in A, 0.8 FTE, moving to C is priced 33 by an entry, supplies 0.5 in B
 *   cita  nowhere yet, likes A at 0.25 */
static const char town[] =
    "'groups': [{'id': 'G'}],"
    "'units': [{'id': 'A', 'group': 'G'}, {'id': 'B', 'group': 'G'}, {'id': 'C'}],"
    "'distances': {'units': ['A', 'B', 'C'], 'km': [[0, 2.5, 8], [2.5, 0, 0.001], [8, 0.001, 0]]},"
    "'employees': ["
    "  {'id': 'ani', 'unit': 'A', 'reluctance': 2, 'prefers': {'B': 0.5, 'C': 1},"
    "   'competencies': {'law': 2, 'tax': null}, 'offers': ["
    "     {'kind': 'training', 'cost': 20, 'competency': 'law', 'level': 3},"
    "     {'kind': 'incentive', 'cost': 6, 'reluctance': 0.5}]},"
    "  {'id': 'budi', 'unit': 'A', 'fte': 0.8, 'offers': [{'kind': 'incentive', 'cost': 6, 'reluctance': "
    "0}]},"
    "  {'id': 'cita', 'unit': null, 'prefers': {'A': 0.25}}],"
    "'relocation': [{'employee': 'budi', 'unit': 'C', 'cost': 33}],"
    "'supplies': [{'employee': 'budi', 'unit': 'B', 'fte': 0.5}],"
    "'previous': {'ani': 'A', 'cita': 'B'}";

static const char prices[] =
    "'relocation': {'move': 10, 'move_within_group': 4, 'per_km': 0.5, 'reluctance': 3,"
    " 'preference': 8, 'first': 5}, 'unplaced': 500, 'persistence': 7";

enum { ANI, BUDI, CITA };
enum { A, B, C };
enum { TRAINING, INCENTIVE };

static struct arena *arena;
static struct error error;

static void setup(void)
{
    arena = arena_new();
}

static void teardown(void)
{
    arena_free(arena);
}

TestSuite(cost, .init = setup, .fini = teardown);

static struct placement_cost cost_under(const char *policy, int32_t employee, int32_t unit, int32_t offer)
{
    struct placement_cost cost = {0};
    const struct problem *problem = problem_of(arena, town, policy, NULL, &error);
    cr_assert_not_null(problem, "%s: %s", error.path, error.text);
    cr_assert_eq(placement_cost(problem, employee, (struct placed){unit, offer, NONE}, &cost, &error),
                 ERROR_NONE);
    return cost;
}

static struct placement_cost cost_of(int32_t employee, int32_t unit, int32_t offer)
{
    return cost_under(prices, employee, unit, offer);
}

Test(cost, of_a_move_is_move_plus_distance_plus_reluctance_less_preference)
{
    struct placement_cost cost = cost_of(ANI, C, NONE);
    cr_assert_eq(cost.relocation_upt, 12000000); /* 10 + 0.5 x 8 + 3 x 2 - 8 x 1 */
    cr_assert_eq(cost.budget_upt, 14000000);     /* 10 + 0.5 x 8 */
    cr_assert_eq(cost.offer_upt, 0);
    cr_assert_eq(cost.persistence_upt, 7000000);
}

Test(cost, of_a_move_inside_a_group_has_its_own_price)
{
    struct placement_cost cost = cost_of(ANI, B, NONE);
    cr_assert_eq(cost.relocation_upt, 7250000); /* 4 + 0.5 x 2.5 + 3 x 2 - 8 x 0.5 */
    cr_assert_eq(cost.budget_upt, 5250000);     /* 4 + 1.25 */
}

Test(cost, of_staying_is_nothing)
{
    struct placement_cost cost = cost_of(ANI, A, NONE);
    cr_assert_eq(cost.relocation_upt, 0);
    cr_assert_eq(cost.budget_upt, 0);
    cr_assert_eq(cost.persistence_upt, 0);
}

/* On 2026-07-01 dewi has been in A for six and a half years: longer than five and than six, not than six and
 * a half. 12.5 + 2 = 14.5. */
Test(cost, of_staying_too_long_is_the_price_of_every_rule_it_exceeds)
{
    const char *long_there =
        "'units': [{'id': 'A'}, {'id': 'B'}], 'employees': [{'id': 'dewi', 'unit': 'A', 'since': "
        "'2020-01-01',"
        " 'pinned': true, 'offers': [{'kind': 'training', 'cost': 3, 'competency': 'law'}]},"
        "{'id': 'eko', 'unit': 'A'}]";
    const struct problem *problem =
        problem_of(arena, long_there,
                   "'rules': [{'rule': 'max_tenure', 'years': 5, 'price': 12.5, 'cite': 'a'},"
                   "{'rule': 'max_tenure', 'years': 6, 'price': 2, 'cite': 'b'},"
                   "{'rule': 'max_tenure', 'years': 6.5, 'price': 100, 'cite': 'c'},"
                   "{'rule': 'max_tenure', 'years': 1, 'price': 50, 'cite': 'd', 'from': '2027-01-01'}]",
                   NULL, &error);
    static const struct {
        int32_t employee;
        struct placed placed;
        int64_t tenure_upt;
    } cases[] = {{0, {A, NONE, NONE}, 14500000},
                 {0, {A, TRAINING, NONE}, 14500000},
                 {0, {B, NONE, NONE}, 0},
                 {1, {A, NONE, NONE}, 0}};
    cr_assert_not_null(problem, "%s", error.text);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct placement_cost cost = {0};
        placement_cost(problem, cases[i].employee, cases[i].placed, &cost, &error);
        cr_expect_eq(cost.tenure_upt, cases[i].tenure_upt, "case %zu: %lld", i, (long long)cost.tenure_upt);
        cr_expect_eq(cost.budget_upt, cost.offer_upt, "case %zu", i);
    }
}

Test(cost, of_an_offer_is_paid_also_when_staying)
{
    struct placement_cost cost = cost_of(ANI, A, INCENTIVE);
    cr_assert_eq(cost.relocation_upt, 0);
    cr_assert_eq(cost.offer_upt, 6000000);
    cr_assert_eq(cost.budget_upt, 6000000);
}

Test(cost, of_a_move_with_an_incentive_counts_the_lowered_reluctance)
{
    struct placement_cost cost = cost_of(ANI, C, INCENTIVE);
    cr_assert_eq(cost.relocation_upt, 7500000); /* 10 + 4 + 3 x 0.5 - 8 */
    cr_assert_eq(cost.offer_upt, 6000000);
    cr_assert_eq(cost.budget_upt, 20000000); /* 10 + 4 + 6: reluctance and preference spend nothing */
}

Test(cost, of_an_explicit_entry_replaces_the_computed_one_whatever_the_incentive)
{
    struct placement_cost plain = cost_of(BUDI, C, NONE), sweetened = cost_of(BUDI, C, 0);
    cr_assert_eq(plain.relocation_upt, 33000000);
    cr_assert_eq(plain.budget_upt, 33000000);
    cr_assert_eq(sweetened.relocation_upt, 33000000);
    cr_assert_eq(sweetened.budget_upt, 39000000);
}

Test(cost, of_a_first_placement_is_first_less_preference_and_spends_no_budget)
{
    struct placement_cost cost = cost_of(CITA, A, NONE);
    cr_assert_eq(cost.relocation_upt, 3000000); /* 5 - 8 x 0.25 */
    cr_assert_eq(cost.budget_upt, 0);
    cr_assert_eq(cost.persistence_upt, 7000000); /* `previous` had B */
}

Test(cost, of_leaving_somebody_unplaced_departs_from_previous_too)
{
    struct placement_cost cost = cost_of(CITA, NONE, NONE);
    cr_assert_eq(cost.unplaced_upt, 500000000);
    cr_assert_eq(cost.persistence_upt, 7000000);
    cr_assert_eq(cost.relocation_upt, 0);
}

Test(cost, of_a_move_is_never_below_zero)
{
    const char *generous =
        "'relocation': {'move': 1, 'per_km': 0, 'reluctance': 0, 'preference': 8, 'first': 1}";
    cr_assert_eq(cost_under(generous, ANI, C, NONE).relocation_upt, 0); /* 1 - 8 */
    cr_assert_eq(cost_under(generous, ANI, C, NONE).budget_upt, 1000000);
    cr_assert_eq(cost_under(generous, CITA, A, NONE).relocation_upt, 0); /* 1 - 2 */
}

/* ani from A to B is 2500 m inside the group: 2500 m x 0.000001 points per km = 2.5 micro-points. */
Test(cost, rounds_half_a_micro_point_away_from_zero_once)
{
    const char *form = "'relocation': {'move': 0, 'per_km': %s, 'reluctance': 0, 'preference': %s}";
    const char *half = arena_format(arena, form, "0.000001", "0");
    const char *below = arena_format(arena, form, "0.000001", "0.000001");
    cr_assert_eq(cost_under(half, ANI, B, NONE).relocation_upt, 3);
    /* 2.5 - 1 x 0.5 = 2 micro-points: rounding the parts first would give 3 - 1 = 2 or 3 - 0 = 3 */
    cr_assert_eq(cost_under(below, ANI, B, NONE).relocation_upt, 2);
    cr_assert_eq(cost_under(below, ANI, B, NONE).budget_upt, 3);
}

Test(cost, that_leaves_64_bits_is_an_error)
{
    /* 10^9 points per km over 10^5 km: 10^20 micro-points */
    const char *far = "'units': [{'id': 'A'}, {'id': 'B'}],"
                      "'distances': {'units': ['A', 'B'], 'km': [[0, 100000], [100000, 0]]},"
                      "'employees': [{'id': 'ani', 'unit': 'A'}]";
    const struct problem *problem =
        problem_of(arena, far, "'relocation': {'move': 0, 'per_km': 1e9, 'reluctance': 0, 'preference': 0}",
                   NULL, &error);
    cr_assert_not_null(problem, "%s: %s", error.path, error.text);
    struct placement_cost cost;
    cr_assert_eq(placement_cost(problem, 0, (struct placed){B, NONE, NONE}, &cost, &error), ERROR_OVERFLOW);
    cr_assert_eq(error.code, ERROR_OVERFLOW);
}

Test(cost, supply_is_the_override_where_there_is_one)
{
    const struct problem *problem = problem_of(arena, town, prices, NULL, &error);
    cr_assert_eq(supply_mfte(problem->instance, BUDI, B), 500);
    cr_assert_eq(supply_mfte(problem->instance, BUDI, A), 800);
    cr_assert_eq(supply_mfte(problem->instance, ANI, B), 1000);
}

/* Competencies are in bytewise order: law, tax. */
Test(cost, qualification_knows_levels_training_and_the_unknown)
{
    enum { LAW, TAX };
    const struct problem *strict = problem_of(arena, town, "'competency': {'shortage': 1}", NULL, &error);
    const struct problem *trusting =
        problem_of(arena, town, "'competency': {'shortage': 1, 'unknown': 'qualified'}", NULL, &error);
    cr_assert(qualifies(strict, ANI, NONE, LAW, 2));
    cr_assert_not(qualifies(strict, ANI, NONE, LAW, 3));
    cr_assert(qualifies(strict, ANI, TRAINING, LAW, 3));
    cr_assert_not(qualifies(strict, ANI, TRAINING, LAW, 4));
    cr_assert_not(qualifies(strict, ANI, INCENTIVE, LAW, 3));
    cr_assert_not(qualifies(strict, ANI, TRAINING, TAX, 1));
    cr_assert_not(qualifies(strict, ANI, NONE, TAX, 1));
    cr_assert(qualifies(trusting, ANI, NONE, TAX, 5));
    cr_assert_not(qualifies(trusting, BUDI, NONE, LAW, 1));
}
