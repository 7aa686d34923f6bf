/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the table of a frontier says its proofs rest on. */
#include "client/frontier.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* Totals 100, 70 and 60 at 0, 1 and 2 moves, each its own bound: 30 for the first move and 10 for the second,
 * to the last digit. At 2 moves a certificate proves `verified` of the 60. */
static char *printed(int64_t verified)
{
    const int64_t totals[] = {100 * MICRO, 70 * MICRO, 60 * MICRO};
    struct frontier_point points[3];
    const struct frontier frontier = {.points = points, .point_count = 3, .knee = NONE, .policy_cap = NONE};
    struct arena *arena = arena_new();
    char *text = NULL;
    size_t length;
    for (int64_t i = 0; i < 3; i++)
        points[i] = (struct frontier_point){.cap = i,
                                            .status = PLAN_OPTIMAL,
                                            .objective.total = totals[i],
                                            .has_bound = true,
                                            .bound_upt = totals[i],
                                            .has_verified = true,
                                            .bound_verified_upt = i < 2 ? totals[i] : verified};
    points[1].value = (struct frontier_value){1, 30 * MICRO, 30 * MICRO, 30 * MICRO, true};
    points[2].value = (struct frontier_value){1, 10 * MICRO, 10 * MICRO, 10 * MICRO, true};
    FILE *out = open_memstream(&text, &length);
    frontier_print(arena, &frontier, out);
    fclose(out);
    arena_free(arena);
    return text;
}

Test(frontier_print, says_that_certificates_prove_everything)
{
    char *text = printed(60 * MICRO);
    cr_expect_not_null(strstr(text, "proven by the certificates of the plans"), "%s", text);
    cr_expect_null(strchr(text, '*'), "%s", text);
    free(text);
}

Test(frontier_print, marks_what_rests_on_the_search)
{
    char *text = printed(59 * MICRO);
    cr_expect_null(strstr(text, "30.00*"), "%s", text);
    cr_expect_not_null(strstr(text, "10.00*"), "%s", text);
    cr_expect_not_null(strstr(text, "* Rests on bounds of the engine's search"), "%s", text);
    free(text);
}
