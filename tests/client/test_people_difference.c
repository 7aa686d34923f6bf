/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two plans of five people, counted by hand: who moves and who is lent, in one, in both, and differently. */
#include "client/people_difference.h"

#include <criterion/criterion.h>

/* Everybody is in u.
 *
 *           first              second
 *   ani     stays, to flu      stays, to flu        lent alike
 *   budi    stays, to flu      stays, to rain       lent elsewhere
 *   citra   stays              stays, to rain       lent in the second only
 *   dewi    v                  v, to flu            moved alike, lent in the second only
 *   eko     v, to rain         stays                moved and lent in the first only */
static const struct unit units[] = {{.id = "u"}, {.id = "v"}};
static const struct surge surges[] = {{.id = "flu"}, {.id = "rain"}};
static const struct employee people[] = {
    {.id = "ani"}, {.id = "budi"}, {.id = "citra"}, {.id = "dewi"}, {.id = "eko"}};
static const struct instance instance = {.units = units,
                                         .unit_count = 2,
                                         .surges = surges,
                                         .surge_count = 2,
                                         .employees = people,
                                         .employee_count = 5};
static const struct problem problem = {.instance = &instance};
enum { ANI, BUDI, CITRA, DEWI, EKO, FLU = 0, RAIN = 1 };

static const struct move both_move[] = {{.employee = DEWI, .from = 0, .to = 1, .offer = NONE},
                                        {.employee = EKO, .from = 0, .to = 1, .offer = NONE}};
static const struct secondment lent_first[] = {{.employee = ANI, .surge = FLU},
                                               {.employee = BUDI, .surge = FLU},
                                               {.employee = EKO, .surge = RAIN, .unit = 1}};
static const struct secondment lent_second[] = {{.employee = ANI, .surge = FLU},
                                                {.employee = BUDI, .surge = RAIN},
                                                {.employee = CITRA, .surge = RAIN},
                                                {.employee = DEWI, .surge = FLU, .unit = 1}};
static const struct plan first = {.status = PLAN_OPTIMAL,
                                  .moves = both_move,
                                  .move_count = 2,
                                  .secondments = lent_first,
                                  .secondment_count = 3};
static const struct plan second = {.status = PLAN_OPTIMAL,
                                   .moves = both_move,
                                   .move_count = 1,
                                   .secondments = lent_second,
                                   .secondment_count = 4};

static struct arena *arena;
static struct people_difference found;

static void compare_both(void)
{
    const struct case_file cases[] = {{.problem = &problem, .plan = &first},
                                      {.problem = &problem, .plan = &second}};
    struct error error = {.text = ""};
    arena = arena_new();
    cr_assert_eq(people_difference_of(arena, cases, 2, &found, &error), ERROR_NONE, "%s", error.text);
}

static void close_arena(void)
{
    arena_free(arena);
}

TestSuite(people_difference, .init = compare_both, .fini = close_arena);

static void expect(const struct matches *seen, struct matches wanted)
{
    cr_assert_eq(seen->same, wanted.same, "same: %d", seen->same);
    cr_assert_eq(seen->elsewhere, wanted.elsewhere, "elsewhere: %d", seen->elsewhere);
    cr_assert_eq(seen->only_first, wanted.only_first, "only_first: %d", seen->only_first);
    cr_assert_eq(seen->only_this, wanted.only_this, "only_this: %d", seen->only_this);
}

Test(people_difference, counts_who_moves_whether_lent_or_not)
{
    expect(&found.counts[1].moved, (struct matches){.same = 1, .only_first = 1});
    cr_assert_eq(found.counts[1].absent, 0);
}

Test(people_difference, counts_who_is_lent_whether_moved_or_not)
{
    expect(&found.counts[1].lent,
           (struct matches){.same = 1, .elsewhere = 1, .only_first = 1, .only_this = 2});
}

Test(people_difference, lists_everybody_but_who_is_the_same_in_both)
{
    cr_assert_eq(found.count, 4);
    cr_assert_str_eq(found.people[0].employee, "budi");
    cr_assert_str_eq(found.people[0].ends[0].surge, "flu");
    cr_assert_str_eq(found.people[0].ends[1].surge, "rain");
    cr_assert_str_eq(found.people[3].employee, "eko");
    cr_assert_null(found.people[3].ends[1].surge);
}
