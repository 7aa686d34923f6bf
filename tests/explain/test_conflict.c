/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/explain/conflict.h"

#include "proto/clock.h"
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

TestSuite(conflict, .init = setup, .fini = teardown);

static const struct infeasibility *found_within(const char *instance, const char *policy,
                                                const char *scenario, struct inquiry_limits limits)
{
    const struct problem *problem = problem_of(arena, instance, policy, scenario, &error);
    const struct infeasibility *found;
    cr_assert_not_null(problem, "%s: %s", error.path, error.text);
    cr_assert_eq(conflict_find(arena, problem, &limits, &found, &error), ERROR_NONE, "%s", error.text);
    return found;
}

static const struct infeasibility *found(const char *instance, const char *policy, const char *scenario)
{
    const struct inquiry_limits limits = {.deadline_s = monotonic_s() + 20, .is_thorough = true};
    const struct infeasibility *it = found_within(instance, policy, scenario, limits);
    cr_assert_not_null(it);
    return it;
}

/* "competency U1 >= 2; pin P0" and so on, in order; "?" behind what is not known to be needed. */
static const char *text(const struct infeasibility *it)
{
    const char *out = "";
    for (int32_t i = 0; i < it->demand_count; i++) {
        const struct hard_demand *demand = &it->demands[i].demand;
        out = arena_format(arena, "%s%s%s", out, i > 0 ? "; " : "", demand_kind_word(demand->kind));
        if (demand->unit != NONE && demand_has_row(demand->kind)) {
            out = arena_format(arena, "%s U%d", out, (int)demand->unit);
        }
        if (demand_has_row(demand->kind)) {
            out = arena_format(arena, "%s %s %lld", out,
                               demand->is_most ? "<=" : ">=", (long long)demand->limit);
        }
        if (demand->employee != NONE) {
            out = arena_format(arena, "%s P%d", out, (int)demand->employee);
        }
        out = arena_format(arena, "%s%s", out, it->demands[i].is_needed ? "" : "?");
    }
    return out;
}

/* B asks for 2 nurses. Only budi may be there; ani does not consent, cita is pinned, dodi knows too little,
 * and eka, who keeps the registry, is nobody's matter. Either of ani and cita would do, so both are needed.
 * The cheapest way: one nurse is enough (1); a pin would cost 2, a consent 3. */
static const char clinic[] =
    "'units': [{'id': 'A'}, {'id': 'B', 'competencies': [{'id': 'nurse', 'level': 3, 'min': 2, 'hard': "
    "true}]}],"
    "'employees': [{'id': 'ani', 'unit': 'A', 'competencies': {'nurse': 3}, 'consent': 'none'},"
    "{'id': 'budi', 'unit': 'B', 'competencies': {'nurse': 4}},"
    "{'id': 'cita', 'unit': 'A', 'competencies': {'nurse': 5}, 'pinned': true},"
    "{'id': 'dodi', 'unit': 'A', 'competencies': {'nurse': 2}},"
    "{'id': 'eka', 'unit': 'A', 'consent': 'none'}]";

Test(conflict, names_a_minimum_and_those_who_could_meet_it_and_may_not)
{
    const struct infeasibility *it = found(clinic, "", NULL);
    cr_expect_str_eq(text(it), "competency U1 >= 2; consent P0; pin P2");
    cr_expect(it->is_minimal);
    cr_assert_eq(it->relaxation_count, 1);
    cr_expect_eq(it->relaxation[0].demand.kind, DEMAND_COMPETENCY);
    cr_expect_eq(it->relaxation[0].to, 1);
    cr_expect_eq(it->cost_upt, 1000000);
    cr_expect_eq(it->at_least_upt, 1000000);
}

/* Both units ask for one nurse each, and there is one in all: nobody's restriction has a part in it. */
Test(conflict, of_two_units_that_want_the_same_person_names_both)
{
    const struct infeasibility *it =
        found("'units': [{'id': 'A', 'competencies': [{'id': 'nurse', 'min': 1, 'hard': true}]},"
              "{'id': 'B', 'competencies': [{'id': 'nurse', 'min': 1, 'hard': true}]}, {'id': 'C'}],"
              "'employees': [{'id': 'ani', 'unit': 'A', 'competencies': {'nurse': 3}},"
              "{'id': 'budi', 'unit': 'B', 'consent': 'none'}]",
              "", NULL);
    cr_expect_str_eq(text(it), "competency U0 >= 1; competency U1 >= 1");
    cr_expect(it->is_minimal);
    cr_expect_eq(it->cost_upt, 1000000);
}

/* B asks for two people and has citra, so one of A must go. A needs 1.5, has it with ani (1) and budi (0.5),
 * and is to keep all of it while B's surge lasts. Cheapest is budi's move: A keeps 1, half an FTE less; ani's
 * would leave it one less, and B without either has one person less. */
Test(conflict, names_what_a_unit_must_keep_of_those_it_could_lend)
{
    const struct infeasibility *it =
        found("'units': [{'id': 'A', 'need': 1.5}, {'id': 'B', 'headcount_limits': [2, null]}],"
              "'employees': [{'id': 'ani', 'unit': 'A'},"
              "{'id': 'budi', 'unit': 'A', 'fte': 0.5}, {'id': 'citra', 'unit': 'B'}],"
              "'surges': [{'id': 'flu', 'unit': 'B', 'from': '2026-08-03', 'to': '2026-08-14', 'need': 1}]",
              "'secondment': {'move': 1, 'per_km': 0, 'max_share': 1, 'donor_min': 1}", NULL);
    cr_expect_str_eq(text(it), "headcount U1 >= 2; keep U0 >= 1500");
    cr_expect(it->is_minimal);
    cr_assert_eq(it->relaxation_count, 1);
    cr_expect_eq(it->relaxation[0].demand.kind, DEMAND_KEEP);
    cr_expect_eq(it->relaxation[0].demand.date, it->demands[1].demand.date);
    cr_expect_eq(it->relaxation[0].to, 1000);
    cr_expect_eq(it->cost_upt, 500000);
    cr_expect_eq(it->at_least_upt, 500000);
}

/* The unit of ani is closed and she consents to no other: she alone excludes every plan, whatever budi does.
 * Lifting her consent costs 3. */
Test(conflict, of_somebody_without_any_choice_is_what_keeps_them)
{
    const struct infeasibility *it =
        found("'units': [{'id': 'A', 'open': false}, {'id': 'B'}],"
              "'employees': [{'id': 'ani', 'unit': 'A', 'consent': 'none'}, {'id': 'budi', 'unit': 'B'}]",
              "", NULL);
    cr_expect_str_eq(text(it), "consent P0");
    cr_assert_eq(it->relaxation_count, 1);
    cr_expect_eq(it->relaxation[0].unit, 1);
    cr_expect_eq(it->cost_upt, 3000000);
}

Test(conflict, is_empty_when_no_unit_is_open_at_all)
{
    const struct infeasibility *it =
        found("'units': [{'id': 'A', 'open': false}], 'employees': [{'id': 'ani', 'unit': 'A'}]", "", NULL);
    cr_expect_eq(it->demand_count, 0);
    cr_expect(it->is_minimal);
    cr_expect(!it->has_relaxation);
}

/* A needs two and its two must be apart: that is one conflict. Nobody may move, and the two must be apart:
 * that is another. Either answer has two demands, the pair among them. */
Test(conflict, is_one_of_two_that_share_a_pair)
{
    const struct infeasibility *it =
        found("'units': [{'id': 'A', 'headcount_limits': [2, null]}, {'id': 'B'}],"
              "'employees': [{'id': 'ani', 'unit': 'A'}, {'id': 'budi', 'unit': 'A'}],"
              "'pairs': [{'kind': 'apart', 'employees': ['ani', 'budi'], 'scope': 'unit'}]",
              "'moves': {'max': 0}", NULL);
    cr_expect(it->is_minimal);
    cr_expect(it->demand_count == 2, "%s", text(it));
    cr_expect_str_eq(demand_kind_word(it->demands[it->demand_count - 1].demand.kind), "pair", "%s", text(it));
}

/* The two units together want 3 of whom there are 2. With next to no effort only what today's placement shows
 * is known: it keeps all but the first demand. Of the others nothing is said that was not decided. */
Test(conflict, claims_nothing_that_the_limits_left_undecided)
{
    static const char instance[] =
        "'units': [{'id': 'A', 'headcount_limits': [2, null]}, {'id': 'B', 'headcount_limits': [1, null]}],"
        "'employees': [{'id': 'ani', 'unit': 'A', 'consent': 'none'}, {'id': 'budi', 'unit': 'B'}]";
    const struct inquiry_limits limits = {.deadline_s = monotonic_s() + 20, .effort = 1};
    const struct infeasibility *it = found_within(instance, "", NULL, limits);
    cr_assert_not_null(it);
    cr_expect(!it->is_minimal);
    cr_expect_str_eq(text(it), "headcount U0 >= 2; headcount U1 >= 1?; consent P0?");
    cr_expect_str_eq(text(found(instance, "", NULL)), "headcount U0 >= 2; headcount U1 >= 1");
}

Test(conflict, is_the_same_for_the_same_effort)
{
    const struct inquiry_limits limits = {.deadline_s = monotonic_s() + 20, .effort = 100000};
    const struct infeasibility *first = found_within(clinic, "", NULL, limits),
                               *second = found_within(clinic, "", NULL, limits);
    cr_assert_not_null(first);
    cr_expect_str_eq(text(first), text(second));
    cr_expect_eq(first->at_least_upt, second->at_least_upt);
}
