/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why people are lent, worked out by hand.
 *
 *   office   ani, budi, cita, doni, edo: 1.0 FTE each, of whom any may be lent at 4 points
 *   clinic   nobody; a missing FTE of a surge costs 100 points, one too many nothing */
#include "solver/explain/secondments.h"
#include "tests/support/problems.h"

#include <criterion/criterion.h>
#include <string.h>

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

TestSuite(secondments, .init = setup, .fini = teardown);

/* With these surges and supplies. */
static const char town[] =
    "'units': [{'id': 'office'}, {'id': 'clinic'}],"
    "'employees': [{'id': 'ani', 'unit': 'office'}, {'id': 'budi', 'unit': 'office'},"
    "{'id': 'cita', 'unit': 'office'}, {'id': 'doni', 'unit': 'office'}, {'id': 'edo', 'unit': 'office'}],";
static const char prices[] = "'balance': {'target': [1, 1], 'under': 100, 'over': 0},"
                             "'secondment': {'move': 4, 'per_km': 0, 'max_share': 1, 'donor_min': 0}";

struct lent {
    const struct secondment *list;
    int32_t count;
};

static struct lent lent(const char *members, const char *map)
{
    struct lent out;
    const struct problem *problem =
        problem_of(arena, arena_format(arena, "%s%s", town, members), prices, NULL, &error);
    cr_assert_not_null(problem, "%s: %s", error.path, error.text);
    cr_assert_eq(reasons_of_secondments(arena, problem, placement_of(arena, problem, map), &out.list,
                                        &out.count, &error),
                 ERROR_NONE, "%s", error.text);
    return out;
}

static const struct reason *reason_of(const struct secondment *secondment, const char *word)
{
    for (int32_t i = 0; i < secondment->reason_count; i++)
        if (strcmp(secondment->reasons[i].word, word) == 0)
            return &secondment->reasons[i];
    cr_assert_fail("%s is not among the reasons of person %d", word, (int)secondment->employee);
    return NULL;
}

static void expect_supply(const struct secondment *secondment, const char *word, int32_t unit,
                          int64_t before_mfte, int64_t after_mfte)
{
    const struct reason *reason = reason_of(secondment, word);
    cr_expect_eq(reason->unit, unit, "%s of unit %d", word, (int)reason->unit);
    cr_expect(reason->has_supply);
    cr_expect_eq(reason->before_mfte, before_mfte, "%s of person %d: before %lld", word,
                 (int)secondment->employee, (long long)reason->before_mfte);
    cr_expect_eq(reason->after_mfte, after_mfte, "%s of person %d: after %lld", word,
                 (int)secondment->employee, (long long)reason->after_mfte);
}

static void expect_points(const struct secondment *secondment, const char *word, int64_t points_upt)
{
    const struct reason *reason = reason_of(secondment, word);
    cr_expect(reason->has_points);
    cr_expect_eq(reason->points_upt, points_upt, "%s %lld", word, (long long)reason->points_upt);
}

enum { OFFICE, CLINIC };
#define APRIL "{'id': 'april', 'unit': 'clinic', 'from': '2026-04-01', 'to': '2026-04-30', 'need': 2}"
#define AT(from, to)                                                                                         \
    "{'id': 'other', 'unit': 'clinic', 'from': '2026-" from "', 'to': '2026-" to "', 'need': 1}"
#define TWO_AND_ONE                                                                                          \
    "{'ani': {'unit': 'office', 'surge': 'april'}, 'budi': {'unit': 'office', 'surge': 'april'},"            \
    "'cita': {'unit': 'office', 'surge': 'other'}}"

/* April has both of its two FTE, one without ani: 100 points, less the 4 of lending her. */
Test(secondments, say_what_the_surge_and_the_plan_would_lack)
{
    struct lent found = lent("'surges': [" APRIL "," AT("05-01", "05-31") "]", TWO_AND_ONE);
    cr_assert_eq(found.count, 3);
    const struct secondment *ani = &found.list[0];
    cr_expect_eq(ani->employee, 0);
    cr_expect_eq(ani->surge, 0);
    cr_expect_eq(ani->unit, OFFICE);
    cr_expect_eq(ani->to, CLINIC);
    cr_expect_eq(ani->cost_upt, 4000000);
    expect_supply(ani, "fills_surge", CLINIC, 1000, 2000);
    expect_points(ani, "saves", 96000000);
    expect_supply(&found.list[2], "fills_surge", CLINIC, 0, 1000);
}

/* Five are placed in the office. In April two are away, in May one. */
Test(secondments, count_only_who_is_away_while_the_surge_lasts)
{
    struct lent found = lent("'surges': [" APRIL "," AT("05-01", "05-31") "]", TWO_AND_ONE);
    expect_supply(&found.list[0], "keeps_covered", OFFICE, 5000, 3000);
    expect_supply(&found.list[1], "keeps_covered", OFFICE, 5000, 3000);
    expect_supply(&found.list[2], "keeps_covered", OFFICE, 5000, 4000);
}

/* The other surge meets April on its last day, on its first, or in its midst: then three are away. */
Test(secondments, look_at_the_worst_day_of_the_surge)
{
    static const char *const others[] = {AT("04-30", "05-31"), AT("03-01", "04-01"), AT("04-10", "04-10")};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct lent found = lent(arena_format(arena, "'surges': [%s, %s]", APRIL, others[i]), TWO_AND_ONE);
        for (int32_t s = 0; s < 3; s++)
            expect_supply(&found.list[s], "keeps_covered", OFFICE, 5000, 2000);
    }
}

/* April is full with budi and cita: without ani the plan would be 4 points cheaper. */
Test(secondments, admit_that_the_plan_is_dearer_for_one_too_many)
{
    struct lent found =
        lent("'surges': [" APRIL "]",
             "{'ani': {'unit': 'office', 'surge': 'april'}, 'budi': {'unit': 'office', 'surge': 'april'},"
             "'cita': {'unit': 'office', 'surge': 'april'}}");
    expect_supply(&found.list[0], "fills_surge", CLINIC, 2000, 3000);
    expect_points(&found.list[0], "costs", 4000000);
}

/* ani brings 0.6 FTE to the clinic, and the office misses all of her: 60 - 4 points. */
Test(secondments, count_what_a_person_supplies_in_each_of_the_units)
{
    struct lent found = lent("'supplies': [{'employee': 'ani', 'unit': 'clinic', 'fte': 0.6}],"
                             "'surges': [" APRIL "]",
                             "{'ani': {'unit': 'office', 'surge': 'april'}}");
    expect_supply(&found.list[0], "fills_surge", CLINIC, 0, 600);
    expect_supply(&found.list[0], "keeps_covered", OFFICE, 5000, 4000);
    expect_points(&found.list[0], "saves", 56000000);
}
