/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Surges and the people lent to them, by the contract's section 8, worked out by hand.
 *
 *   office    ani, budi, cita, doni, edo: 1.0 FTE each
 *   clinic    fajar; 2.5 km from the office, where a surge asks for people
 *
 * Unless a test says otherwise the office states no need, so that it may always lend and has to keep nothing,
 * and nobody moves: what a plan costs is the part secondment. */
#include "solver/model/evaluate.h"
#include "tests/support/documents.h"
#include "tests/support/problems.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#define PEOPLE                                                                                               \
    "'employees': [{'id': 'ani', 'unit': 'office'}, {'id': 'budi', 'unit': 'office'},"                       \
    "{'id': 'cita', 'unit': 'office'}, {'id': 'doni', 'unit': 'office'}, {'id': 'edo', 'unit': 'office'},"   \
    "{'id': 'fajar', 'unit': 'clinic'}],"
#define UNITS               "'units': [{'id': 'office'}, {'id': 'clinic'}],"
#define UNITS_NEEDING(need) "'units': [{'id': 'office', 'need': " need "}, {'id': 'clinic'}],"
#define KM(km)              "'distances': {'units': ['office', 'clinic'], 'km': [[0, " km "], [9, 0]]},"
#define FLU(need)                                                                                            \
    "'surges': [{'id': 'flu', 'unit': 'clinic', 'from': '2026-08-03', 'to': '2026-08-14', 'need': " need "}" \
    "]"
#define LENDING(move, per_km, max_share, donor_min)                                                          \
    "'secondment': {'move': " move ", 'per_km': " per_km ", 'max_share': " max_share                         \
    ", 'donor_min': " donor_min "}"
#define FREELY    LENDING("0", "0", "1", "0")
#define BALANCE   ", 'balance': {'target': [0.9, 1.1], 'under': 100, 'over': 0}"
#define LENT(who) "'" who "': {'unit': 'office', 'surge': 'flu'}"

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

TestSuite(lending, .init = setup, .fini = teardown);

static const struct problem *problem(const char *instance, const char *policy)
{
    const struct problem *read = problem_of(arena, instance, policy, NULL, &error);
    cr_assert_not_null(read, "%s: %s", error.path, error.text);
    return read;
}

static const struct evaluation *evaluation_of(const struct problem *problem, const struct placed *placement)
{
    const struct evaluation *found = NULL;
    cr_assert_eq(evaluate(arena, problem, placement, &found, &error), ERROR_NONE, "%s", error.text);
    return found;
}

static const struct evaluation *evaluation(const char *instance, const char *policy, const char *map)
{
    const struct problem *read = problem(instance, policy);
    const struct placed *placement = placement_of(arena, read, map);
    cr_assert_not_null(placement, "%s", map);
    return evaluation_of(read, placement);
}

static void expect_cost(const char *instance, const char *policy, const char *map, int64_t secondment_upt)
{
    const struct evaluation *found = evaluation(instance, policy, map);
    cr_expect_eq(found->breach_count, 0, "%s: breaks %s", map,
                 found->breach_count > 0 ? found->breaches[0].row : "");
    cr_expect_eq(found->objective.secondment, secondment_upt, "%s: %lld, expected %lld", map,
                 (long long)found->objective.secondment, (long long)secondment_upt);
    cr_expect_eq(found->objective.total, secondment_upt, "%s: costs %lld in all", map,
                 (long long)found->objective.total);
}

/* The placement breaks this row and nothing else. */
static void expect_breach(const char *instance, const char *policy, const char *map, const char *row,
                          int64_t seen)
{
    const struct evaluation *found = evaluation(instance, policy, map);
    cr_assert_eq(found->breach_count, 1, "%s: %d breaches, not only %s", map, found->breach_count, row);
    cr_expect_str_eq(found->breaches[0].row, row);
    cr_expect_eq(found->breaches[0].seen, seen, "%s: %s is %lld", map, row,
                 (long long)found->breaches[0].seen);
}

static void expect_kept(const char *instance, const char *policy, const char *map)
{
    const struct evaluation *found = evaluation(instance, policy, map);
    cr_expect_eq(found->breach_count, 0, "%s: breaks %s", map,
                 found->breach_count > 0 ? found->breaches[0].row : "");
}

static void expect_may_not(const char *instance, const char *policy, const char *map, const char *who)
{
    const struct evaluation *found = evaluation(instance, policy, map);
    char row[64];
    bool is_there = false;
    snprintf(row, sizeof row, "eligibility/%s", who);
    for (int32_t b = 0; b < found->breach_count; b++)
        is_there = is_there || strcmp(found->breaches[b].row, row) == 0;
    cr_expect(is_there, "%s: %s is let go", map, who);
}

/* --- what it costs -------------------------------------------------------------------------------------- */

/* 4 + 0.1 x 2.5 = 4.25 for ani. The surge asks for 0.9 x 2 = 1.8 FTE and has ani's 0.6: 1.2 are missing. The
 * first 0.5 x 2 = 1.0 of them cost 100 each, the other 0.2 cost 200 each: 140. */
Test(lending, costs_its_move_its_distance_and_what_the_surge_lacks)
{
    expect_cost(
        UNITS PEOPLE KM("2.5") "'supplies': [{'employee': 'ani', 'unit': 'clinic', 'fte': 0.6}]," FLU("2"),
        LENDING("4", "0.1", "0.5",
                "0") ", 'balance': {'target': [0.9, 1.1], 'under': [[0, 100], [0.5, 200]], 'over': 0}",
        "{" LENT("ani") "}", 144250000);
}

/* Nobody is lent: 1.8 FTE are missing at 100. Two are: 2.0 is more than 1.8, even more than is asked. */
Test(lending, pays_for_what_is_missing_and_not_for_what_is_too_much)
{
    expect_cost(UNITS PEOPLE FLU("2"), FREELY BALANCE, "{}", 180000000);
    expect_cost(UNITS PEOPLE FLU("2"), FREELY BALANCE, "{" LENT("ani") "}", 80000000);
    expect_cost(UNITS PEOPLE FLU("2"), FREELY BALANCE, "{" LENT("ani") "," LENT("budi") "}", 0);
    expect_cost(UNITS PEOPLE FLU("2"), FREELY BALANCE,
                "{" LENT("ani") "," LENT("budi") "," LENT("cita") "," LENT("doni") "}", 0);
}

/* 0.9 x 0.005 FTE are 4.5 milli-FTE, so 5: at 100 points per FTE half a point. */
Test(lending, rounds_the_edge_of_a_surge_once_to_milli_fte)
{
    expect_cost(UNITS PEOPLE FLU("0.005"), FREELY BALANCE, "{}", 500000);
    expect_cost(UNITS PEOPLE FLU("0"), FREELY BALANCE, "{}", 0);
}

/* A millionth of a point per kilometre: 499 m are 0.499 micro-points, so 0; 500 m are 0.5, so 1, for each of
 * two people by himself. */
Test(lending, rounds_what_each_person_costs_by_itself)
{
    static const char policy[] = LENDING("0", "0.000001", "1", "0");
    expect_cost(UNITS PEOPLE KM("0.499") FLU("2"), policy, "{" LENT("ani") "}", 0);
    expect_cost(UNITS PEOPLE KM("0.5") FLU("2"), policy, "{" LENT("ani") "}", 1);
    expect_cost(UNITS PEOPLE KM("0.5") FLU("2"), policy, "{" LENT("ani") "," LENT("budi") "}", 2);
}

/* The table says 2.5 km there and 9 back: who is placed in the clinic and lent to the office's surge
 * travels 9. At a distance of 0 only the move costs. */
Test(lending, counts_kilometres_from_where_the_person_is_placed)
{
    static const char fair[] = "'surges': [{'id': 'fair', 'unit': 'office', 'from': '2026-08-03',"
                               "'to': '2026-08-14', 'need': 1}]";
    char instance[2000];
    snprintf(instance, sizeof instance, "%s%s", UNITS PEOPLE KM("2.5"), fair);
    expect_cost(instance, LENDING("4", "0.1", "1", "0"), "{'fajar': {'unit': 'clinic', 'surge': 'fair'}}",
                4900000);
    expect_cost(UNITS PEOPLE FLU("1"), LENDING("4", "0.1", "1", "0"), "{" LENT("ani") "}", 4000000);
}

/* Nothing is planned, so nothing is missing: 1.8 FTE would be. */
Test(lending, costs_nothing_without_a_word_on_it_or_in_a_closed_unit)
{
    static const char closed[] =
        "'units': [{'id': 'office'}, {'id': 'annex'}, {'id': 'clinic', 'open': false}],"
        "'employees': [{'id': 'ani', 'unit': 'office'}],";
    char instance[2000];
    expect_cost(UNITS PEOPLE FLU("2"), "'balance': {'target': [0.9, 1.1], 'under': 100, 'over': 0}", "{}", 0);
    expect_cost(UNITS PEOPLE FLU("2"), FREELY, "{}", 0);
    snprintf(instance, sizeof instance, "%s%s", closed, FLU("2"));
    expect_cost(instance, FREELY BALANCE, "{}", 0);
}

/* The office needs 5 and has 5, the clinic needs 2 and has fajar: 0.8 FTE below 0.9 x 2, 80 points, whoever
 * is lent to its surge. */
Test(lending, leaves_the_years_books_as_they_are)
{
    const struct evaluation *found =
        evaluation("'units': [{'id': 'office', 'need': 5}, {'id': 'clinic', 'need': 2}]," PEOPLE FLU("2"),
                   FREELY BALANCE, "{" LENT("ani") "," LENT("budi") "}");
    cr_expect_eq(found->breach_count, 0);
    cr_expect_eq(found->objective.secondment, 0);
    cr_expect_eq(found->objective.balance, 80000000);
    cr_expect_eq(found->kpis.moves, 0);
    cr_expect_eq(found->units[0].supply_mfte[1], 5000);
    cr_expect_eq(found->units[0].headcount[1], 5);
    cr_expect_eq(found->units[1].supply_mfte[1], 1000);
}

/* --- how many at one time ------------------------------------------------------------------------------- */

/* Of 5 people 0.5 are 2.5, so 2. */
Test(lending, rounds_the_share_of_people_away_down)
{
    static const char policy[] = LENDING("0", "0", "0.5", "0");
    expect_kept(UNITS PEOPLE FLU("3"), policy, "{" LENT("ani") "," LENT("budi") "}");
    expect_breach(UNITS PEOPLE FLU("3"), policy, "{" LENT("ani") "," LENT("budi") "," LENT("cita") "}",
                  "lend/office/2026-08-03", 3);
}

Test(lending, lets_one_go_at_a_share_of_0_and_all_at_a_share_of_1)
{
    static const char nobody[] = LENDING("0", "0", "0", "0"), all[] = LENDING("0", "0", "1", "0");
    expect_kept(UNITS PEOPLE FLU("3"), nobody, "{" LENT("ani") "}");
    expect_breach(UNITS PEOPLE FLU("3"), nobody, "{" LENT("ani") "," LENT("budi") "}",
                  "lend/office/2026-08-03", 2);
    expect_kept(UNITS PEOPLE FLU("3"), all,
                "{" LENT("ani") "," LENT("budi") "," LENT("cita") "," LENT("doni") "," LENT("edo") "}");
}

/* The share is of those who are there today: fajar makes six of the office, but 0.4 x 5 are 2 all the same.
 * Whoever is lent by the office counts there, fajar too. */
Test(lending, counts_the_present_staff_and_lends_the_placed_one)
{
    static const char office_and_two[] =
        "'units': [{'id': 'office'}, {'id': 'clinic'}, {'id': 'post'}]," PEOPLE FLU("3");
    static const char policy[] = LENDING("0", "0", "0.4", "0");
    expect_kept(office_and_two, policy, "{" LENT("ani") "," LENT("fajar") "}");
    expect_breach(office_and_two, policy, "{" LENT("ani") "," LENT("budi") "," LENT("fajar") "}",
                  "lend/office/2026-08-03", 3);
    expect_kept(office_and_two, policy,
                "{" LENT("ani") "," LENT("budi") ", 'cita': {'unit': 'post', 'surge': 'flu'}}");
}

/* --- what the lending unit keeps ------------------------------------------------------------------------ */

/* 0.8 x 4 = 3.2 FTE stay: of 5 one may go. At 0.75 it is 3.0, and two may. */
Test(lending, keeps_its_share_of_the_lending_units_need)
{
    expect_kept(UNITS_NEEDING("4") PEOPLE FLU("3"), LENDING("0", "0", "1", "0.8"), "{" LENT("ani") "}");
    expect_breach(UNITS_NEEDING("4") PEOPLE FLU("3"), LENDING("0", "0", "1", "0.8"),
                  "{" LENT("ani") "," LENT("budi") "}", "keep/office/2026-08-03", 3000);
    expect_kept(UNITS_NEEDING("4") PEOPLE FLU("3"), LENDING("0", "0", "1", "0.75"),
                "{" LENT("ani") "," LENT("budi") "}");
}

/* Nobody is lent, but cita and doni move to the clinic: 3 FTE of 3.2 stay. Without a surge elsewhere nothing
 * is asked, nor for a surge of the office itself. */
Test(lending, keeps_it_whether_somebody_is_lent_or_not)
{
    static const char leave[] = "{'cita': 'clinic', 'doni': 'clinic'}";
    static const char policy[] = LENDING("0", "0", "1", "0.8");
    expect_breach(UNITS_NEEDING("4") PEOPLE FLU("3"), policy, leave, "keep/office/2026-08-03", 3000);
    expect_kept(UNITS_NEEDING("4") PEOPLE "'surges': []", policy, leave);
    expect_kept(
        UNITS_NEEDING("4") PEOPLE
        "'surges': [{'id': 'fair', 'unit': 'office', 'from': '2026-08-03', 'to': '2026-08-14', 'need': 1}]",
        policy, leave);
}

/* 0.5 x 9.999 FTE are 4.9995, so 5.000: the office has exactly that and may lend, but nobody can go. 0.5
 * x 10.001 are 5.0005, so 5.001: it has less, does not lend, and nothing is asked of it when cita leaves. */
Test(lending, asks_nothing_of_a_unit_that_has_less_today)
{
    static const char policy[] = LENDING("0", "0", "1", "0.5");
    expect_kept(UNITS_NEEDING("9.999") PEOPLE FLU("3"), policy, "{}");
    expect_breach(UNITS_NEEDING("9.999") PEOPLE FLU("3"), policy, "{" LENT("ani") "}",
                  "keep/office/2026-08-03", 4000);
    expect_may_not(UNITS_NEEDING("10.001") PEOPLE FLU("3"), policy, "{" LENT("ani") "}", "ani");
    expect_kept(UNITS_NEEDING("10.001") PEOPLE FLU("3"), policy, "{'cita': 'clinic'}");
}

/* --- the days ------------------------------------------------------------------------------------------- */

#define TWO(from_a, to_a, from_b, to_b)                                                                      \
    UNITS PEOPLE "'surges': [{'id': 'a', 'unit': 'clinic', 'from': '2026-" from_a "', 'to': '2026-" to_a     \
                 "', 'need': 1}, {'id': 'b', 'unit': 'clinic', 'from': '2026-" from_b "', 'to': '2026-" to_b \
                 "', 'need': 1}]"
#define ONE_EACH  "{'ani': {'unit': 'office', 'surge': 'a'}, 'budi': {'unit': 'office', 'surge': 'b'}}"
#define BOTH_TO_A "{'ani': {'unit': 'office', 'surge': 'a'}, 'budi': {'unit': 'office', 'surge': 'a'}}"

/* One may be away at a time. April and May follow each other; a surge of one day on the last of April meets
 * it. */
Test(lending, counts_people_on_the_same_day_and_the_last_day_as_well)
{
    static const char one[] = LENDING("0", "0", "0", "0");
    expect_kept(TWO("04-01", "04-30", "05-01", "05-31"), one, ONE_EACH);
    expect_breach(TWO("04-01", "04-30", "04-30", "04-30"), one, ONE_EACH, "lend/office/2026-04-30", 2);
    expect_breach(TWO("04-01", "04-30", "04-30", "05-31"), one, ONE_EACH, "lend/office/2026-04-30", 2);
    expect_kept(TWO("04-30", "04-30", "05-01", "05-01"), one, ONE_EACH);
}

/* Surge a begins first and is still there when b begins: who is away on the first of April is on the tenth,
 * and is counted then. Where a ends on the ninth both days count; on a day together it is one day. */
Test(lending, counts_on_the_first_days_that_are_not_covered_by_the_next)
{
    static const char one[] = LENDING("0", "0", "0", "0");
    expect_breach(TWO("04-01", "04-30", "04-10", "05-31"), one, BOTH_TO_A, "lend/office/2026-04-10", 2);
    expect_breach(TWO("04-01", "04-09", "04-10", "05-31"), one, BOTH_TO_A, "lend/office/2026-04-01", 2);
    expect_breach(TWO("04-01", "04-30", "04-01", "05-31"), one, BOTH_TO_A, "lend/office/2026-04-01", 2);
}

/* --- who may be lent ------------------------------------------------------------------------------------ */

/* Only ani's entry differs. */
#define WITH_ANI(entry)                                                                                      \
    UNITS "'employees': [{'id': 'ani', 'unit': 'office'" entry "}, {'id': 'budi', 'unit': 'office'},"        \
          "{'id': 'fajar', 'unit': 'clinic'}]," FLU("1")

Test(lending, takes_only_who_may_end_in_the_surges_unit)
{
    expect_kept(WITH_ANI(""), FREELY, "{" LENT("ani") "}");
    expect_kept(WITH_ANI(", 'consent': ['clinic']"), FREELY, "{" LENT("ani") "}");
    expect_may_not(WITH_ANI(", 'consent': 'none'"), FREELY, "{" LENT("ani") "}", "ani");
    expect_may_not(WITH_ANI(", 'pinned': true"), FREELY, "{" LENT("ani") "}", "ani");
    expect_may_not(WITH_ANI(", 'status': 'PPPK'"),
                   FREELY ", 'rules': [{'rule': 'status_fixed', 'status': ['PPPK'], 'cite': 'PP 49/2018'}]",
                   "{" LENT("ani") "}", "ani");
}

Test(lending, does_not_lend_to_a_surge_of_the_same_unit_nor_without_a_policy)
{
    expect_may_not(WITH_ANI(""), FREELY, "{'fajar': {'unit': 'clinic', 'surge': 'flu'}}", "fajar");
    expect_may_not(WITH_ANI(""), FREELY, "{'ani': {'unit': 'clinic', 'surge': 'flu'}}", "ani");
    expect_may_not(WITH_ANI(""), "'unplaced': 500", "{" LENT("ani") "}", "ani");
}

/* A choice is a unit with an offer, or lent: not both. */
Test(lending, takes_nobody_who_uses_an_offer)
{
    const struct problem *read =
        problem(WITH_ANI(", 'offers': [{'kind': 'incentive', 'cost': 1, 'reluctance': 0}]"), FREELY);
    const struct placed both[] = {{0, 0, 0}, {0, NONE, NONE}, {1, NONE, NONE}};
    const struct evaluation *found = evaluation_of(read, both);
    cr_assert_eq(found->breach_count, 1);
    cr_expect_str_eq(found->breaches[0].row, "eligibility/ani");
}

static void expect_refused(const char *map, enum error_code code)
{
    struct placed *placement;
    const struct instance *instance = problem(WITH_ANI(""), FREELY)->instance;
    enum error_code seen = placement_read(arena, instance, document_of(arena, map), NULL, &placement, &error);
    cr_expect_eq(seen, code, "%s: %s, expected %s", map, error_word(seen), error_word(code));
}

Test(lending, is_not_read_from_or_to_what_there_is_not)
{
    expect_refused("{'ani': {'unit': 'garage', 'surge': 'flu'}}", ERROR_UNKNOWN_ID);
    expect_refused("{'ani': {'unit': 'office', 'surge': 'rain'}}", ERROR_UNKNOWN_ID);
    expect_refused("{'ani': {'unit': 'office'}}", ERROR_MISSING_FIELD);
    expect_refused("{'ani': {'unit': null, 'surge': 'flu'}}", ERROR_WRONG_TYPE);
}
