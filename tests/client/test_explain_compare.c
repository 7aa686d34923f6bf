/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What two plans' costs and bounds allow to say. The plan costs 100; numbers in points. */
#include "client/explain.h"

#include <criterion/criterion.h>

struct side {
    int64_t cost, bound, verified; /* NONE: there is none */
};

static struct verification verification_of(struct plan *plan, struct side side)
{
    *plan = (struct plan){.status = side.cost == NONE ? PLAN_NO_PLAN_YET : PLAN_FEASIBLE,
                          .objective.total = side.cost * MICRO,
                          .has_bound = side.bound != NONE,
                          .bound_upt = side.bound * MICRO};
    return (struct verification){.plan = plan,
                                 .has_placement = side.cost != NONE,
                                 .has_bound = side.bound != NONE,
                                 .bound_upt = side.verified * MICRO};
}

static struct alternative compared(struct side here, struct side there, bool is_hypothetical)
{
    struct plan plans[2];
    struct alternative found = {.is_hypothetical = is_hypothetical};
    struct verification base = verification_of(&plans[0], here), answer = verification_of(&plans[1], there);
    explain_compare(&base, &answer, &found);
    return found;
}

static void expect(struct alternative seen, enum verdict verdict, int64_t more, int64_t at_least,
                   int64_t most)
{
    cr_expect_eq(seen.verdict, verdict, "seen %s, expected %s", verdict_word(seen.verdict),
                 verdict_word(verdict));
    cr_expect_eq(seen.more_upt, more * MICRO);
    cr_expect_eq(seen.at_least_upt, at_least * MICRO);
    cr_expect_eq(seen.most_upt, most * MICRO);
}

Test(explain_compare, a_bound_above_the_plan_proves_it_worse)
{
    struct alternative seen = compared((struct side){100, 99, 98}, (struct side){141, 138, 120}, false);
    expect(seen, VERDICT_WORSE, 41, 38, 42);
    cr_expect_eq(seen.verified_upt, 20 * MICRO);
}

Test(explain_compare, a_bound_below_the_plan_proves_nothing_however_dear_the_plan_found)
{
    expect(compared((struct side){100, 90, 90}, (struct side){141, 99, 80}, false), VERDICT_NOT_WORSE, 41, -1,
           51);
}

Test(explain_compare, what_bounds_every_plan_bounds_those_with_an_allowed_placement)
{
    struct alternative seen = compared((struct side){100, 97, 95}, (struct side){141, 80, 70}, false);
    expect(seen, VERDICT_NOT_WORSE, 41, -3, 44);
    cr_expect_eq(seen.verified_upt, -5 * MICRO);
}

Test(explain_compare, but_not_those_with_a_forbidden_one)
{
    expect(compared((struct side){100, 97, 95}, (struct side){101, 80, 70}, true), VERDICT_NOT_WORSE, 1, -20,
           4);
}

Test(explain_compare, a_cheaper_plan_shows_that_this_one_is_not_the_best)
{
    expect(compared((struct side){100, 80, 80}, (struct side){94, 90, 90}, false), VERDICT_BETTER, -6, -10,
           14);
}

Test(explain_compare, the_same_cost_is_neither_better_nor_worse)
{
    expect(compared((struct side){100, 100, 100}, (struct side){100, 90, 90}, false), VERDICT_AS_GOOD, 0, 0,
           0);
}

Test(explain_compare, without_a_plan_a_bound_alone_may_prove_it_worse)
{
    struct alternative seen = compared((struct side){100, 97, 95}, (struct side){NONE, 105, 104}, false);
    cr_expect_eq(seen.verdict, VERDICT_WORSE);
    cr_expect_not(seen.has_more);
    cr_expect_eq(seen.at_least_upt, 5 * MICRO);
}

Test(explain_compare, without_plan_and_bound_nothing_is_known)
{
    struct alternative seen = compared((struct side){100, NONE, 0}, (struct side){NONE, NONE, 0}, false);
    cr_expect_eq(seen.verdict, VERDICT_UNKNOWN);
    cr_expect_not(seen.has_at_least);
}

/* The plan found costs 141; the person's change alone would cost 7 more than the plan. */
Test(explain_compare, a_change_that_nobody_need_answer_to_is_a_plan_as_well)
{
    struct plan plans[2];
    struct alternative found = {.has_alone = true, .alone_upt = 7 * MICRO};
    struct verification base = verification_of(&plans[0], (struct side){100, 99, 99});
    struct verification answer = verification_of(&plans[1], (struct side){141, 105, 105});
    explain_compare(&base, &answer, &found);
    expect(found, VERDICT_WORSE, 7, 5, 8);
    answer = verification_of(&plans[1], (struct side){NONE, NONE, 0});
    explain_compare(&base, &answer, &found);
    expect(found, VERDICT_NOT_WORSE, 7, -1, 8);
}
