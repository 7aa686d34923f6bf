/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/model/evaluate.h"
#include "tests/support/problems.h"

#include <criterion/criterion.h>

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

TestSuite(evaluate, .init = setup, .fini = teardown);

static const struct evaluation *evaluate_placed(const struct problem *problem, const struct placed *placement)
{
    const struct evaluation *found = NULL;
    enum error_code code = evaluate(arena, problem, placement, &found, &error);
    cr_assert_eq(code, ERROR_NONE, "%s", error.text);
    return found;
}

static const struct problem *problem(const char *instance, const char *policy, const char *scenario)
{
    const struct problem *read = problem_of(arena, instance, policy, scenario, &error);
    cr_assert_not_null(read, "%s: %s", error.path, error.text);
    return read;
}

static const struct evaluation *evaluation(const char *instance, const char *policy, const char *map)
{
    const struct problem *read = problem(instance, policy, NULL);
    struct placed *placement = placement_of(arena, read, map);
    cr_assert_not_null(placement);
    return evaluate_placed(read, placement);
}

/* The placement breaks this row, with this sentence, and nothing else. */
static void expect_breach(const struct evaluation *found, const char *row, const char *sentence, int64_t seen)
{
    cr_assert_eq(found->breach_count, 1, "%d breaches", found->breach_count);
    cr_expect_str_eq(found->breaches[0].row, row);
    cr_expect_str_eq(found->breaches[0].sentence, sentence);
    cr_expect_eq(found->breaches[0].seen, seen);
}

/* --- the objective ---------------------------------------------------------------------------------------
 *
 *   A (needs 2.0)  -- 2.5 km --  B (needs 0.5; law at 3 or above: 2 people)
 *
 *   ani   1.0 FTE, A -> B with a law training (20 points); reluctance 2, likes B at 0.5; `previous` had A
 *   budi  0.8 FTE, stays in A
 *   cita  1.0 FTE, nowhere before, left unplaced
 *
 *   relocation   ani: 10 + 0.5 x 2.5 + 3 x 2 - 4 x 0.5                    15.25
 *   balance      A: (2.0 - 0.8) x 100 = 120;  B: (1.0 - 0.5) x 60 = 30   150
 *   competency   B has 1 of 2                                             80
 *   offers                                                                20
 *   persistence                                                            7
 *   unplaced                                                             500
 *   total                                                                772.25   */
static const char two_units[] =
    "'units': [{'id': 'A', 'need': 2},"
    "{'id': 'B', 'need': 0.5, 'competencies': [{'id': 'law', 'level': 3, 'min': 2}]}],"
    "'distances': {'units': ['A', 'B'], 'km': [[0, 2.5], [2.5, 0]]},"
    "'employees': ["
    "{'id': 'ani', 'unit': 'A', 'reluctance': 2, 'prefers': {'B': 0.5},"
    " 'offers': [{'kind': 'training', 'cost': 20, 'competency': 'law', 'level': 3}]},"
    "{'id': 'budi', 'unit': 'A', 'fte': 0.8},"
    "{'id': 'cita', 'unit': null}],"
    "'previous': {'ani': 'A'}";

static const char all_prices[] =
    "'balance': {'target': [1, 1], 'under': 100, 'over': 60}, 'competency': {'shortage': 80},"
    "'relocation': {'move': 10, 'per_km': 0.5, 'reluctance': 3, 'preference': 4, 'first': 1},"
    "'unplaced': 500, 'persistence': 7";

static const struct evaluation *two_units_evaluated(void)
{
    static const struct placed placement[] = {{1, 0, NONE}, {0, NONE, NONE}, {NONE, NONE, NONE}};
    return evaluate_placed(problem(two_units, all_prices, NULL), placement);
}

Test(evaluate, counts_every_part_of_the_objective)
{
    const struct evaluation *found = two_units_evaluated();
    cr_expect_eq(found->breach_count, 0);
    cr_expect_eq(found->objective.relocation, 15250000);
    cr_expect_eq(found->objective.balance, 150000000);
    cr_expect_eq(found->objective.competency, 80000000);
    cr_expect_eq(found->objective.offers, 20000000);
    cr_expect_eq(found->objective.persistence, 7000000);
    cr_expect_eq(found->objective.unplaced, 500000000);
    cr_expect_eq(found->objective.total, 772250000);
}

/* Coverage before: A 1.8 / 2.0, B 0 / 0.5; after: A 0.8 / 2.0, B 1.0 / 0.5. Budget: 10 + 1.25 + 20. */
Test(evaluate, measures_the_whole_plan_before_and_after)
{
    const struct kpis *kpis = &two_units_evaluated()->kpis;
    cr_expect_eq(kpis->moves, 1);
    cr_expect_eq(kpis->first_placements, 0);
    cr_expect_eq(kpis->preference_hits, 1);
    cr_expect_eq(kpis->km_m, 2500);
    cr_expect_eq(kpis->coverage_min_ppm[0], 0);
    cr_expect_eq(kpis->coverage_max_ppm[0], 900000);
    cr_expect_eq(kpis->spread_ppm[0], 900000);
    cr_expect_eq(kpis->coverage_min_ppm[1], 400000);
    cr_expect_eq(kpis->coverage_max_ppm[1], 2000000);
    cr_expect_eq(kpis->spread_ppm[1], 1600000);
    cr_expect_eq(kpis->shortages[0], 2);
    cr_expect_eq(kpis->shortages[1], 1);
    cr_expect_eq(kpis->budget_spent_upt, 31250000);
}

Test(evaluate, measures_every_unit_before_and_after)
{
    const struct unit_outcome *units = two_units_evaluated()->units;
    cr_expect(units[0].has_need);
    cr_expect_eq(units[0].need_mfte, 2000);
    cr_expect_eq(units[0].supply_mfte[0], 1800);
    cr_expect_eq(units[0].supply_mfte[1], 800);
    cr_expect_eq(units[0].headcount[0], 2);
    cr_expect_eq(units[0].headcount[1], 1);
    cr_expect_eq(units[0].shortage_count, 0);
    cr_expect_eq(units[1].supply_mfte[1], 1000);
    cr_assert_eq(units[1].shortage_count, 1);
    cr_expect_eq(units[1].shortages[0].level, 3);
    cr_expect_eq(units[1].shortages[0].min, 2);
    cr_expect_eq(units[1].shortages[0].have, 1);
}

Test(evaluate, counts_first_placements_and_staying_in_a_preferred_unit)
{
    const struct evaluation *found =
        evaluation("'units': [{'id': 'A'}], 'employees': [{'id': 'ani', 'unit': null},"
                   "{'id': 'budi', 'unit': 'A', 'prefers': {'A': 1}}]",
                   "'relocation': {'move': 9, 'per_km': 0, 'reluctance': 0, 'preference': 0, 'first': 3}",
                   "{'ani': 'A'}");
    cr_expect_eq(found->kpis.first_placements, 1);
    cr_expect_eq(found->kpis.moves, 0);
    cr_expect_eq(found->kpis.preference_hits, 1);
    cr_expect_eq(found->objective.total, 3000000);
}

/* --- rounding and tiers ----------------------------------------------------------------------------------
 */

/* Both units miss 0.001 FTE at 0.0005 points per FTE: 0.5 micro-points each, 1 when rounded per unit. */
Test(evaluate, rounds_each_units_balance_once)
{
    const struct evaluation *found =
        evaluation("'units': [{'id': 'A', 'need': 0.001}, {'id': 'B', 'need': 0.001}], 'employees': []",
                   "'balance': {'target': [1, 1], 'under': 0.0005, 'over': 0}", "{}");
    cr_expect_eq(found->objective.balance, 2);
}

/* 0.95 x 0.010 FTE = 9.5 milli-FTE, so the band begins at 10; 1.05 x 0.010 = 10.5, so it ends at 11. */
Test(evaluate, rounds_band_edges_half_away_from_zero)
{
    static const struct {
        const char *fte;
        int64_t expected;
    } cases[] = {{"0.009", 100000}, {"0.01", 0}, {"0.011", 0}, {"0.012", 60000}};
    const char *form =
        "'units': [{'id': 'A', 'need': 0.01}], 'employees': [{'id': 'ani', 'unit': 'A', 'fte': %s}]";
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct evaluation *found = evaluation(arena_format(arena, form, cases[i].fte),
                                                    "'balance': {'under': 100, 'over': 60}", "{}");
        cr_expect_eq(found->objective.balance, cases[i].expected, "%s FTE", cases[i].fte);
    }
}

/* Need 10, tiers 100 from 0 and 200 from 10 % of need. 2.5 missing: 1.0 x 100 + 1.5 x 200; 0.5 missing: 50.
 */
Test(evaluate, prices_tiers_by_their_share_of_need)
{
    static const struct {
        const char *fte;
        int64_t expected;
    } cases[] = {{"7.5", 400000000}, {"9.5", 50000000}, {"9", 100000000}, {"11.5", 25000000}};
    const char *form =
        "'units': [{'id': 'A', 'need': 10}], 'employees': [{'id': 'ani', 'unit': 'A', 'fte': %s}]";
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct evaluation *found =
            evaluation(arena_format(arena, form, cases[i].fte),
                       "'balance': {'target': [1, 1], 'under': [[0, 100], [0.1, 200]],"
                       "'over': [[0, 10], [0.1, 30]]}",
                       "{}");
        cr_expect_eq(found->objective.balance, cases[i].expected, "%s FTE", cases[i].fte);
    }
}

/* 7,116 hours of 60 minutes a year against 75,000 minutes: 5.6928, so 5.693 FTE are needed and 1 is there. */
Test(evaluate, counts_need_from_work_volumes)
{
    const struct evaluation *found =
        evaluation("'units': [{'id': 'A', 'work': [{'volume': 7116, 'minutes': 60}]}],"
                   "'employees': [{'id': 'ani', 'unit': 'A'}]",
                   "'balance': {'target': [1, 1], 'under': 1, 'over': 1}", "{}");
    cr_expect_eq(found->units[0].need_mfte, 5693);
    cr_expect_eq(found->objective.balance, 4693000);
}

/* --- groups and closed units -----------------------------------------------------------------------------
 */

/* The group needs 3 FTE and two people with law; A and B have one FTE each, one of them with law. */
Test(evaluate, prices_groups_like_units)
{
    const struct evaluation *found = evaluation(
        "'groups': [{'id': 'G', 'need': 3, 'competencies': [{'id': 'law', 'min': 2}]}],"
        "'units': [{'id': 'A', 'group': 'G'}, {'id': 'B', 'group': 'G'}],"
        "'employees': [{'id': 'ani', 'unit': 'A', 'competencies': {'law': 1}},"
        "{'id': 'budi', 'unit': 'B'}]",
        "'balance': {'target': [1, 1], 'under': 100, 'over': 60}, 'competency': {'shortage': 80}", "{}");
    cr_expect_eq(found->objective.balance, 100000000);
    cr_expect_eq(found->objective.competency, 80000000);
    cr_expect_eq(found->kpis.shortages[1], 1);
}

/* B is closed: its need, its minimum and its limits vanish, and budi leaves it. What was there before is
 * still reported, and the way out of a closed unit does not count against the caps. */
Test(evaluate, closed_units_demand_nothing)
{
    const struct evaluation *found =
        evaluation("'units': [{'id': 'A', 'need': 1}, {'id': 'B', 'need': 5, 'open': false,"
                   "'headcount_limits': [3, null], 'competencies': [{'id': 'law', 'min': 2, 'hard': true}]}],"
                   "'employees': [{'id': 'budi', 'unit': 'B'}]",
                   "'balance': {'under': 100, 'over': 60}, 'moves': {'max': 0}", "{'budi': 'A'}");
    cr_expect_eq(found->breach_count, 0);
    cr_expect_eq(found->objective.total, 0);
    cr_expect_eq(found->units[1].headcount[0], 1);
    cr_expect_eq(found->units[1].headcount[1], 0);
    cr_expect_eq(found->units[1].shortage_count, 0);
    cr_expect_eq(found->kpis.shortages[0], 2);
    cr_expect_eq(found->kpis.shortages[1], 0);
    cr_expect_eq(found->kpis.coverage_max_ppm[0], 200000);
    cr_expect_eq(found->kpis.coverage_min_ppm[1], 1000000);
    cr_expect_eq(found->kpis.moves, 1);
}

/* --- breaches --------------------------------------------------------------------------------------------
 */

Test(evaluate, names_supply_limits_of_a_unit)
{
    const char *form =
        "'units': [{'id': 'A', 'supply_limits': %s}], 'employees': [{'id': 'ani', 'unit': 'A'},"
        "{'id': 'budi', 'unit': 'A', 'fte': 0.75}]";
    expect_breach(evaluation(arena_format(arena, form, "[null, 1.5]"), "", "{}"), "supply/A",
                  "unit A has 1.75 FTE, at most 1.5 are allowed", 1750);
    expect_breach(evaluation(arena_format(arena, form, "[2, 9]"), "", "{}"), "supply/A",
                  "unit A has 1.75 FTE, at least 2 are required", 1750);
    cr_expect_eq(evaluation(arena_format(arena, form, "[1.75, 1.75]"), "", "{}")->breach_count, 0);
}

/* The balance limit [0.5, 1.25] of need 4 is [2, 5] FTE, and the unit's own limits narrow it to [3, 5]. */
Test(evaluate, joins_the_balance_limit_with_the_units_own)
{
    const struct evaluation *found =
        evaluation("'units': [{'id': 'A', 'need': 4, 'supply_limits': [3, 9]}],"
                   "'employees': [{'id': 'ani', 'unit': 'A', 'fte': 6}]",
                   "'balance': {'under': 0, 'over': 0, 'limit': [0.5, 1.25]}", "{}");
    expect_breach(found, "supply/A", "unit A has 6 FTE, at most 5 are allowed", 6000);
    cr_expect_eq(found->breaches[0].lower, 3000);
    cr_expect_eq(found->breaches[0].upper, 5000);
}

Test(evaluate, names_headcount_limits_of_a_unit_whose_id_needs_escaping)
{
    expect_breach(evaluation("'units': [{'id': 'A/1~x', 'headcount_limits': [2, null]}],"
                             "'employees': [{'id': 'ani', 'unit': 'A/1~x'}]",
                             "", "{}"),
                  "headcount/A~11~0x", "unit A/1~x has 1 person, at least 2 are required", 1);
}

Test(evaluate, names_hard_minimums_and_makes_all_hard_under_a_hard_policy)
{
    const char *form = "'units': [{'id': 'A', 'competencies': [{'id': 'law', 'level': 2, 'min': 2%s}]}],"
                       "'employees': [{'id': 'ani', 'unit': 'A', 'competencies': {'law': 2}},"
                       "{'id': 'budi', 'unit': 'A', 'competencies': {'law': 1}}]";
    const char *hard = arena_format(arena, form, ", 'hard': true"), *soft = arena_format(arena, form, "");
    const char *sentence = "unit A has 1 person with law at level 2 or above, at least 2 are required";
    expect_breach(evaluation(hard, "'competency': {'shortage': 80}", "{}"), "competency/A/law/2", sentence,
                  1);
    expect_breach(evaluation(soft, "'competency': {'shortage': 'hard'}", "{}"), "competency/A/law/2",
                  sentence, 1);
    cr_expect_eq(evaluation(soft, "'competency': {'shortage': 80}", "{}")->breach_count, 0);
}

Test(evaluate, names_group_demands)
{
    const char *form =
        "'groups': [{'id': 'G', %s}], 'units': [{'id': 'A', 'group': 'G'}, {'id': 'B', 'group': 'G'}],"
        "'employees': [{'id': 'ani', 'unit': 'A'}, {'id': 'budi', 'unit': 'B'}]";
    expect_breach(evaluation(arena_format(arena, form, "'supply_limits': [3, null]"), "", "{}"),
                  "group-supply/G", "group G has 2 FTE, at least 3 are required", 2000);
    expect_breach(evaluation(arena_format(arena, form, "'headcount_limits': [null, 1]"), "", "{}"),
                  "group-headcount/G", "group G has 2 people, at most 1 are allowed", 2);
    expect_breach(
        evaluation(arena_format(arena, form, "'competencies': [{'id': 'law', 'min': 1, 'hard': true}]"), "",
                   "{}"),
        "group-competency/G/law/1",
        "group G has 0 people with law at level 1 or above, at least 1 are required", 0);
}

/* ani moves A -> B over 3 km: 10 + 0.5 x 3 = 11.5 points of budget; her reluctance spends nothing. */
static const char one_mover[] = "'units': [{'id': 'A'}, {'id': 'B'%s}],"
                                "'distances': {'units': ['A', 'B'], 'km': [[0, 3], [3, 0]]},"
                                "'employees': [{'id': 'ani', 'unit': 'A', 'reluctance': 5}]";
static const char mover_prices[] =
    "'relocation': {'move': 10, 'per_km': 0.5, 'reluctance': 3, 'preference': 0}%s";

Test(evaluate, names_the_budget_of_a_receiving_unit)
{
    const char *town = arena_format(arena, one_mover, ", 'budget': 11.4");
    const char *prices = arena_format(arena, mover_prices, "");
    expect_breach(evaluation(town, prices, "{'ani': 'B'}"), "budget/B",
                  "unit B spends 11.5 points, at most 11.4 are allowed", 11500000);
    cr_expect_eq(evaluation(town, prices, "{}")->breach_count, 0);
    cr_expect_eq(
        evaluation(arena_format(arena, one_mover, ", 'budget': 11.5"), prices, "{'ani': 'B'}")->breach_count,
        0);
}

Test(evaluate, names_the_budget_of_the_whole_plan)
{
    expect_breach(evaluation(arena_format(arena, one_mover, ""),
                             arena_format(arena, mover_prices, ", 'budget': 0.5"), "{'ani': 'B'}"),
                  "budget", "the plan spends 11.5 points, at most 0.5 are allowed", 11500000);
}

/* A holds a, b, c, d, e; B holds f; C is empty; D is closed and holds g. */
static const char movers[] =
    "'units': [{'id': 'A'}, {'id': 'B'}, {'id': 'C'}, {'id': 'D', 'open': false}],"
    "'employees': [{'id': 'a', 'unit': 'A'}, {'id': 'b', 'unit': 'A'}, {'id': 'c', 'unit': 'A'},"
    "{'id': 'd', 'unit': 'A'}, {'id': 'e', 'unit': 'A'}, {'id': 'f', 'unit': 'B'}, {'id': 'g', 'unit': 'D'},"
    "{'id': 'h', 'unit': null}]";

Test(evaluate, names_the_cap_on_all_moves)
{
    expect_breach(evaluation(movers, "'moves': {'max': 1}", "{'a': 'C', 'f': 'C', 'g': 'C', 'h': 'C'}"),
                  "moves", "2 people move out of open units, at most 1 may", 2);
}

/* 6 people are in open units: 0.4 x 6 = 2.4, so 2 may move; 0.1 x 6 = 0.6, but one always may. */
Test(evaluate, rounds_shares_of_moves_down_but_not_below_one)
{
    expect_breach(evaluation(movers, "'moves': {'max_share': 0.4}",
                             "{'a': 'C', 'b': 'C', 'f': 'C', 'g': 'A', 'h': 'A'}"),
                  "moves", "3 people move out of open units, at most 2 may", 3);
    cr_expect_eq(
        evaluation(movers, "'moves': {'max_share': 0.1}", "{'a': 'C', 'g': 'A', 'h': 'A'}")->breach_count, 0);
    expect_breach(
        evaluation(movers, "'moves': {'max_share': 0.1}", "{'a': 'C', 'b': 'C', 'g': 'A', 'h': 'A'}"),
        "moves", "2 people move out of open units, at most 1 may", 2);
}

/* 0.5 x 5 = 2.5, so 2 may leave A. */
Test(evaluate, names_the_cap_on_moves_out_of_a_unit)
{
    expect_breach(evaluation(movers, "'moves': {'out_share': 0.5}",
                             "{'a': 'C', 'b': 'C', 'c': 'B', 'g': 'A', 'h': 'A'}"),
                  "moves-out/A", "3 people move out of unit A, at most 2 may", 3);
}

/* B has one person, so 1.5 x 1 = 1 may move in; C has no staff and takes any number; g and h do not count. */
Test(evaluate, names_the_cap_on_moves_into_a_unit_with_staff)
{
    expect_breach(evaluation(movers, "'moves': {'in_share': 1.5}",
                             "{'a': 'B', 'b': 'B', 'c': 'C', 'd': 'C', 'g': 'B', 'h': 'B'}"),
                  "moves-in/B", "2 people move into unit B, at most 1 may", 2);
}

/* A and B form group G, C is in none. */
static const char paired[] = "'groups': [{'id': 'G'}],"
                             "'units': [{'id': 'A', 'group': 'G'}, {'id': 'B', 'group': 'G'}, {'id': 'C'}],"
                             "'employees': [{'id': 'ani', 'unit': 'A'}, {'id': 'budi', 'unit': 'B'}],"
                             "'pairs': [{'kind': '%s', 'employees': ['ani', 'budi'], 'scope': '%s'}]";

Test(evaluate, names_pairs_that_are_not_apart)
{
    const char *units = arena_format(arena, paired, "apart", "unit");
    cr_expect_eq(evaluation(units, "", "{}")->breach_count, 0);
    expect_breach(evaluation(units, "", "{'ani': 'B'}"), "pair/0/unit/B",
                  "employees ani and budi must not be in one unit, both are in unit B", 2);
    expect_breach(evaluation(arena_format(arena, paired, "apart", "group"), "", "{}"), "pair/0/group/G",
                  "employees ani and budi must not be in one group, both are in group G", 2);
}

Test(evaluate, names_both_places_of_pairs_that_are_not_together)
{
    const char *groups = arena_format(arena, paired, "together", "group");
    cr_expect_eq(evaluation(groups, "", "{}")->breach_count, 0);
    const struct evaluation *found = evaluation(groups, "", "{'budi': 'C'}");
    cr_assert_eq(found->breach_count, 2);
    cr_expect_str_eq(found->breaches[0].row, "pair/0/group/G");
    cr_expect_str_eq(found->breaches[0].sentence,
                     "employees ani and budi must be in one group, one alone is in group G");
    cr_expect_eq(found->breaches[0].seen, 1);
    cr_expect_str_eq(found->breaches[1].row, "pair/0/unit/C");
    cr_expect_eq(found->breaches[1].seen, -1);
    cr_expect_eq(evaluation(groups, "", "{'ani': 'C', 'budi': 'C'}")->breach_count, 0);
}

Test(evaluate, names_people_who_may_not_be_where_they_are_and_why)
{
    const char *town = "'units': [{'id': 'A'}, {'id': 'B'}, {'id': 'D', 'open': false}],"
                       "'employees': [{'id': 'ani', 'unit': 'A', 'status': 'PPPK', %s}]";
    const char *rule = "'rules': [{'rule': 'status_fixed', 'status': ['PPPK'], 'cite': 'PP 49/2018'}]";
    const char *free = arena_format(arena, town, "'consent': 'any'");
    expect_breach(evaluation(free, rule, "{'ani': 'B'}"), "eligibility/ani",
                  "employee ani may not end in B: a rule forbids moving (PP 49/2018)", 1);
    expect_breach(evaluation(free, "", "{'ani': 'D'}"), "eligibility/ani",
                  "employee ani may not end in D: the unit is closed", 1);
    expect_breach(evaluation(arena_format(arena, town, "'consent': 'none'"), "", "{'ani': 'B'}"),
                  "eligibility/ani", "employee ani may not end in B: without this person's consent", 1);
    expect_breach(evaluation(arena_format(arena, town, "'pinned': true"), "", "{'ani': 'B'}"),
                  "eligibility/ani", "employee ani may not end in B: pinned to the present unit", 1);
}

Test(evaluate, names_people_left_unplaced_without_a_price_for_it)
{
    expect_breach(
        evaluation("'units': [{'id': 'A'}], 'employees': [{'id': 'ani', 'unit': null}]", "", "{}"),
        "eligibility/ani",
        "employee ani may not end in no unit: only people without a present unit may be left unplaced,"
        " and only at a price",
        1);
}

Test(evaluate, names_people_whom_the_scenario_places_elsewhere)
{
    const struct problem *forced =
        problem("'units': [{'id': 'A'}, {'id': 'B'}], 'employees': [{'id': 'ani', 'unit': 'A'}]", "",
                "{'name': 'what if', 'place': {'ani': 'B'}}");
    expect_breach(evaluate_placed(forced, placement_of(arena, forced, "{}")), "eligibility/ani",
                  "employee ani may not end in A: the scenario places this person elsewhere", 1);
}

/* --- limits of the arithmetic -----------------------------------------------------------------------------
 */

/* 10^6 FTE short at 10^9 points per FTE: 10^21 micro-points. */
Test(evaluate, refuses_a_cost_that_leaves_64_bits)
{
    const struct evaluation *found = NULL;
    const struct problem *huge = problem("'units': [{'id': 'A', 'need': 1000000}], 'employees': []",
                                         "'balance': {'target': [1, 1], 'under': 1e9, 'over': 1}", NULL);
    cr_expect_eq(evaluate(arena, huge, NULL, &found, &error), ERROR_OVERFLOW);
    cr_expect_null(found);
}
