/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/model/eligibility.h"
#include "solver/model/warning.h"
#include "tests/support/problems.h"

#include <criterion/criterion.h>
#include <string.h>

/* Open units A, B, C and the closed D, on 2026-07-01.
 *
 *   ani   in A, since 2024-07-01       budi  in A, pinned             cita  in A, consents to C only
 *   dewi  in A, consents to nothing    eko   in A, PPPK               fajar in A, tagged "study"
 *   gita  in D                         hadi  nowhere                  ira   in A, since unknown */
static const char town[] = "'units': [{'id': 'A'}, {'id': 'B'}, {'id': 'C'}, {'id': 'D', 'open': false}],"
                           "'employees': [{'id': 'ani', 'unit': 'A', 'since': '2024-07-01'},"
                           "{'id': 'budi', 'unit': 'A', 'pinned': true, 'since': '2000-01-01'},"
                           "{'id': 'cita', 'unit': 'A', 'consent': ['C', 'D'], 'since': '2000-01-01'},"
                           "{'id': 'dewi', 'unit': 'A', 'consent': 'none', 'since': '2000-01-01'},"
                           "{'id': 'eko', 'unit': 'A', 'status': 'PPPK', 'since': '2000-01-01'},"
                           "{'id': 'fajar', 'unit': 'A', 'tags': ['x', 'study'], 'since': '2000-01-01'},"
                           "{'id': 'gita', 'unit': 'D', 'since': '2000-01-01'},"
                           "{'id': 'hadi', 'unit': null},"
                           "{'id': 'ira', 'unit': 'A'}]";

static const char rules[] = "'rules': [{'rule': 'min_tenure', 'years': 2, 'cite': 'art. 190'},"
                            "{'rule': 'status_fixed', 'status': ['PPPK'], 'cite': 'PP 49'},"
                            "{'rule': 'tag_fixed', 'tags': ['study'], 'cite': 'art. 3'}]";

enum { ANI, BUDI, CITA, DEWI, EKO, FAJAR, GITA, HADI, IRA };
enum { A, B, C, D };

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

TestSuite(eligibility, .init = setup, .fini = teardown);

static const struct problem *problem(const char *policy, const char *scenario)
{
    const struct problem *read = problem_of(arena, town, policy, scenario, &error);
    cr_assert_not_null(read, "%s: %s", error.path, error.text);
    return read;
}

static enum barrier barrier(const struct problem *of, int32_t employee, int32_t unit)
{
    return eligibility_of(of, employee, unit).barrier;
}

static const char *citation(const struct problem *of, int32_t employee, int32_t unit)
{
    struct eligibility found = eligibility_of(of, employee, unit);
    return found.rule == NULL ? "(no rule)" : found.rule->cite;
}

Test(eligibility, closed_units_take_nobody_not_even_their_own)
{
    const struct problem *town_problem = problem("", NULL);
    cr_assert_eq(barrier(town_problem, ANI, D), BARRIER_CLOSED);
    cr_assert_eq(barrier(town_problem, GITA, D), BARRIER_CLOSED);
    cr_assert_eq(barrier(town_problem, CITA, D), BARRIER_CLOSED);
    cr_assert_eq(barrier(town_problem, GITA, A), BARRIER_NONE);
}

Test(eligibility, pinned_people_only_stay)
{
    const struct problem *town_problem = problem("", NULL);
    cr_assert_eq(barrier(town_problem, BUDI, A), BARRIER_NONE);
    cr_assert_eq(barrier(town_problem, BUDI, B), BARRIER_PINNED);
}

Test(eligibility, consent_limits_where_people_go_and_never_their_staying)
{
    const struct problem *town_problem = problem("", NULL);
    cr_assert_eq(barrier(town_problem, CITA, C), BARRIER_NONE);
    cr_assert_eq(barrier(town_problem, CITA, B), BARRIER_CONSENT);
    cr_assert_eq(barrier(town_problem, CITA, A), BARRIER_NONE);
    cr_assert_eq(barrier(town_problem, DEWI, B), BARRIER_CONSENT);
    cr_assert_eq(barrier(town_problem, DEWI, A), BARRIER_NONE);
}

Test(eligibility, a_rule_forbids_moving_with_its_citation_and_never_staying)
{
    const struct problem *ruled = problem(rules, NULL);
    cr_assert_eq(barrier(ruled, EKO, B), BARRIER_RULE);
    cr_assert_str_eq(citation(ruled, EKO, B), "PP 49");
    cr_assert_eq(barrier(ruled, EKO, A), BARRIER_NONE);
    cr_assert_str_eq(citation(ruled, FAJAR, C), "art. 3");
    cr_assert_eq(barrier(ruled, HADI, B), BARRIER_NONE);
    cr_assert_eq(barrier(ruled, GITA, B), BARRIER_NONE);
}

/* ani took her post on 2024-07-01: two years later, on 2026-07-01, she may move. */
Test(eligibility, min_tenure_ends_on_the_day)
{
    cr_assert_eq(barrier(problem(rules, NULL), ANI, B), BARRIER_NONE);
    const struct problem *longer =
        problem("'rules': [{'rule': 'min_tenure', 'years': 2.5, 'cite': 'half'}]", NULL);
    cr_assert_eq(barrier(longer, ANI, B), BARRIER_RULE);
    cr_assert_str_eq(citation(longer, ANI, B), "half");
    cr_assert_eq(barrier(longer, BUDI, B), BARRIER_PINNED);
    cr_assert_eq(barrier(longer, IRA, B), BARRIER_NONE);
}

Test(eligibility, rules_are_in_force_from_and_until_their_days)
{
    const char *form = "'rules': [{'rule': 'status_fixed', 'status': ['PPPK'], 'cite': 'x', %s}]";
    static const struct {
        const char *days;
        enum barrier expected;
    } cases[] = {{"'from': '2026-07-01'", BARRIER_RULE},
                 {"'from': '2026-07-02'", BARRIER_NONE},
                 {"'until': '2026-07-01'", BARRIER_RULE},
                 {"'until': '2026-06-30'", BARRIER_NONE},
                 {"'from': '2026-01-01', 'until': '2026-12-31'", BARRIER_RULE}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct problem *dated = problem(arena_format(arena, form, cases[i].days), NULL);
        cr_expect_eq(barrier(dated, EKO, B), cases[i].expected, "%s", cases[i].days);
    }
}

Test(eligibility, the_first_rule_in_the_policys_order_is_named)
{
    const struct problem *twice = problem("'rules': [{'rule': 'min_tenure', 'years': 30, 'cite': 'first'},"
                                          "{'rule': 'status_fixed', 'status': ['PPPK'], 'cite': 'second'}]",
                                          NULL);
    cr_assert_str_eq(moving_rule(twice, EKO)->cite, "first");
    cr_assert_null(moving_rule(twice, HADI));
}

Test(eligibility, only_people_without_a_unit_may_be_left_unplaced_and_only_at_a_price)
{
    const struct problem *priced = problem("'unplaced': 500", NULL), *unpriced = problem("", NULL);
    cr_assert_eq(barrier(priced, HADI, NONE), BARRIER_NONE);
    cr_assert_eq(barrier(priced, ANI, NONE), BARRIER_NOT_ALLOWED);
    cr_assert_eq(barrier(unpriced, HADI, NONE), BARRIER_NOT_ALLOWED);
}

Test(eligibility, a_placing_scenario_overrides_consent_and_rules_and_leaves_no_other_unit)
{
    const struct problem *placed =
        problem(arena_format(arena, "%s, 'unplaced': 500", rules),
                "{'name': 'what if', 'place': {'dewi': 'B', 'eko': 'C', 'hadi': 'A'}}");
    cr_assert_eq(barrier(placed, DEWI, B), BARRIER_NONE);
    cr_assert_eq(barrier(placed, DEWI, A), BARRIER_FORCED);
    cr_assert_eq(barrier(placed, EKO, C), BARRIER_NONE);
    cr_assert_eq(barrier(placed, EKO, D), BARRIER_CLOSED);
    cr_assert_eq(barrier(placed, HADI, NONE), BARRIER_FORCED);
    cr_assert_eq(barrier(placed, ANI, B), BARRIER_NONE);
}

/* --- too long in one unit ------------------------------------------------------------------------------- */

/* ani came on 2024-07-01: on 2026-07-01 two years are over, and not exceeded; 23 months are. */
Test(eligibility, a_hard_max_tenure_takes_the_present_unit_away_the_day_after)
{
    const struct problem *two =
        problem("'rules': [{'rule': 'max_tenure', 'years': 2, 'hard': true, 'cite': 'two'}]", NULL);
    const struct problem *less =
        problem("'rules': [{'rule': 'max_tenure', 'years': 1.916667, 'hard': true, 'cite': '23'}]", NULL);
    cr_assert_eq(barrier(two, ANI, A), BARRIER_NONE);
    cr_assert_eq(barrier(less, ANI, A), BARRIER_RULE);
    cr_assert_str_eq(citation(less, ANI, A), "23");
    cr_assert_eq(barrier(less, ANI, B), BARRIER_NONE);
    cr_assert_eq(barrier(less, IRA, A), BARRIER_NONE, "since unknown");
    cr_assert_eq(barrier(less, HADI, A), BARRIER_NONE, "no present unit");
    cr_assert_eq(barrier(less, GITA, D), BARRIER_CLOSED);
}

Test(eligibility, a_max_tenure_with_a_price_takes_no_unit_away)
{
    const struct problem *priced =
        problem("'rules': [{'rule': 'max_tenure', 'years': 1, 'price': 3, 'cite': 'x'}]", NULL);
    cr_assert_eq(barrier(priced, ANI, A), BARRIER_NONE);
    cr_assert_eq(barrier(priced, ANI, B), BARRIER_NONE);
}

/* dewi consents to nothing: that is no reason to stay, and she has nowhere to be. */
Test(eligibility, a_pin_and_a_rule_outweigh_a_hard_max_tenure_and_a_missing_consent_does_not)
{
    const char *both = "'rules': [{'rule': 'status_fixed', 'status': ['PPPK'], 'cite': 'PP 49'},"
                       "{'rule': 'max_tenure', 'years': 5, 'hard': true, 'cite': 'five'}]";
    const struct problem *ruled = problem(both, NULL);
    cr_assert_eq(barrier(ruled, BUDI, A), BARRIER_NONE);
    cr_assert_eq(barrier(ruled, EKO, A), BARRIER_NONE);
    cr_assert_eq(barrier(ruled, EKO, B), BARRIER_RULE);
    cr_assert_eq(barrier(ruled, DEWI, A), BARRIER_RULE);
    cr_assert_eq(barrier(ruled, DEWI, B), BARRIER_CONSENT);
    cr_assert_str_eq(outweighed_rule(ruled, BUDI)->cite, "five");
    cr_assert_str_eq(outweighed_rule(ruled, EKO)->cite, "five");
    cr_assert_null(outweighed_rule(ruled, DEWI));
    cr_assert_null(outweighed_rule(ruled, ANI), "there for two years");
    const struct problem *placed = problem(both, "{'name': 's', 'place': {'dewi': 'A', 'eko': 'B'}}");
    cr_assert_eq(barrier(placed, DEWI, A), BARRIER_NONE);
    cr_assert_str_eq(outweighed_rule(placed, DEWI)->cite, "five");
    cr_assert_null(outweighed_rule(placed, EKO), "he does not stay");
}

/* --- near retirement ------------------------------------------------------------------------------------ */

/* On 2026-07-01. Born on 1968-07-02 one is 58 tomorrow; on 1969-07-01 in twelve months, so the window of
 * twelve months begins today; on 1969-07-02 it begins tomorrow; on 1968-07-01 one is 58 today. */
Test(eligibility, retirement_forbids_moving_from_the_first_day_of_its_months_to_the_day_before)
{
    static const struct {
        const char *born;
        enum barrier expected;
    } cases[] = {{"'born': '1968-07-02',", BARRIER_RULE}, {"'born': '1969-07-01',", BARRIER_RULE},
                 {"'born': '1969-07-02',", BARRIER_NONE}, {"'born': '1968-07-01',", BARRIER_NONE},
                 {"'born': '1960-01-01',", BARRIER_NONE}, {"", BARRIER_NONE}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct problem *read = problem_of(
            arena,
            arena_format(arena,
                         "'units': [{'id': 'A'}, {'id': 'B'}],"
                         "'employees': [{'id': 'siti', %s 'unit': 'A'}]",
                         cases[i].born),
            "'rules': [{'rule': 'retirement', 'age': 58, 'months': 12, 'cite': 'UU'}]", NULL, &error);
        cr_assert_not_null(read, "%s", error.text);
        cr_expect_eq(barrier(read, 0, B), cases[i].expected, "%s", cases[i].born);
        cr_expect_eq(barrier(read, 0, A), BARRIER_NONE, "%s", cases[i].born);
    }
}

/* --- warnings ------------------------------------------------------------------------------------------- */

static int32_t warn(const struct problem *of, const char *const **out)
{
    int32_t count;
    cr_assert_eq(warning_sentences(arena, of, out, &count, &error), ERROR_NONE, "%s", error.text);
    return count;
}

Test(eligibility, one_warning_tells_of_everybody_whose_since_is_missing)
{
    const char *const *warnings;
    cr_assert_eq(warn(problem(rules, NULL), &warnings), 1);
    cr_assert_str_eq(warnings[0],
                     "min_tenure of 24 months (art. 190) lets 1 person pass whose `since` is missing: ira");
    cr_assert_eq(warn(problem("", NULL), &warnings), 0);
}

/* Everybody in a unit lacks `born`: all but hadi, eight. budi is pinned, eko of the status and fajar of the
 * tag; all three have been there for more than five years. */
Test(eligibility, warnings_tell_who_lacks_a_birthday_and_whom_a_hard_max_tenure_cannot_move)
{
    const char *const *warnings;
    const char *policy =
        arena_format(arena,
                     "%.*s, {'rule': 'retirement', 'age': 58, 'months': 12, 'cite': 'UU'},"
                     "{'rule': 'max_tenure', 'years': 5, 'hard': true, 'cite': 'SE'},"
                     "{'rule': 'max_tenure', 'years': 1, 'price': 1, 'cite': 'old', 'until': '2026-06-30'}]",
                     (int)strlen(rules) - 1, rules);
    cr_assert_eq(warn(problem(policy, NULL), &warnings), 4);
    cr_assert_str_eq(warnings[1],
                     "retirement at 58 years (UU) lets 8 people pass whose `born` is missing: ani "
                     "and others");
    cr_assert_str_eq(warnings[2],
                     "max_tenure of 60 months (SE) lets 1 person pass whose `since` is missing: ira");
    cr_assert_str_eq(warnings[3],
                     "max_tenure of 60 months (SE) is exceeded by 3 people whom a pin, a rule or "
                     "the scenario keeps from moving: budi and others");
}

/* What eligibility_barriers tells, one letter each: Closed, Forced, Pinned, Consent, Rule. */
static const char *barriers(const struct problem *of, int32_t employee, int32_t unit)
{
    static char letters[16];
    struct eligibility list[ELIGIBILITY_MOST(3)];
    int32_t count = eligibility_barriers(of, employee, unit, list);
    for (int32_t i = 0; i < count; i++)
        letters[i] = "-CFPNR?"[list[i].barrier];
    letters[count] = '\0';
    if (count > 0)
        cr_expect_eq(list[0].barrier, barrier(of, employee, unit));
    else
        cr_expect_eq(barrier(of, employee, unit), BARRIER_NONE);
    return letters;
}

Test(eligibility, tells_everything_that_keeps_a_person_from_a_unit)
{
    const struct problem *plain = problem(rules, NULL);
    cr_expect_str_eq(barriers(plain, ANI, B), "");
    cr_expect_str_eq(barriers(plain, ANI, D), "C");
    cr_expect_str_eq(barriers(plain, BUDI, D), "CP");
    cr_expect_str_eq(barriers(plain, CITA, B), "N");
    cr_expect_str_eq(barriers(plain, CITA, C), "");
    cr_expect_str_eq(barriers(plain, EKO, D), "CR");
    cr_expect_str_eq(barriers(plain, EKO, A), "");
    cr_expect_str_eq(barriers(plain, GITA, D), "C");
    cr_expect_str_eq(barriers(plain, HADI, B), "");
}

Test(eligibility, a_placement_by_a_scenario_replaces_all_other_barriers)
{
    const struct problem *placed = problem(rules, "{'name': 's', 'place': {'dewi': 'B', 'eko': 'C'}}");
    cr_expect_str_eq(barriers(placed, DEWI, B), "");
    cr_expect_str_eq(barriers(placed, DEWI, C), "F");
    cr_expect_str_eq(barriers(placed, EKO, A), "F");
    cr_expect_str_eq(barriers(placed, EKO, D), "CF");
}
