/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How full the bar is: as full as the nearer end. */
#include "client/progress.h"

#include <criterion/criterion.h>
#include <math.h>

static double share(const struct progress_view *view, double elapsed_s, double gap)
{
    const struct mutasi_progress progress = {.state = "running", .elapsed_s = elapsed_s, .gap = gap};
    return progress_share(view, &progress);
}

Test(progress, of_a_job_without_bound_is_the_time_that_is_up)
{
    const struct progress_view view = {.has_limits = true, .time_s = 60, .gap = 1e-4};
    cr_assert_float_eq(share(&view, 15, NAN), 0.25, 1e-12);
    cr_assert_float_eq(share(&view, 61, NAN), 1, 1e-12);
    cr_assert_float_eq(share(&view, NAN, NAN), 0, 1e-12);
}

Test(progress, counts_every_tenth_of_the_way_to_the_gap_the_same)
{
    const struct progress_view view = {.has_limits = true, .time_s = 60, .gap = 1e-4};
    cr_assert_float_eq(share(&view, 0, 2), 0, 1e-12);
    cr_assert_float_eq(share(&view, 0, 0.1), 0.25, 1e-12);
    cr_assert_float_eq(share(&view, 0, 0.01), 0.5, 1e-12);
    cr_assert_float_eq(share(&view, 0, 1e-4), 1, 1e-12);
    cr_assert_float_eq(share(&view, 0, 0), 1, 1e-12);
}

Test(progress, is_that_of_the_nearer_end)
{
    const struct progress_view view = {.has_limits = true, .time_s = 60, .gap = 1e-4};
    cr_assert_float_eq(share(&view, 45, 0.1), 0.75, 1e-12);
    cr_assert_float_eq(share(&view, 15, 0.01), 0.5, 1e-12);
}

Test(progress, towards_an_exact_plan_is_not_done_at_a_small_gap)
{
    const struct progress_view view = {.has_limits = true, .time_s = 60, .gap = 0};
    cr_assert_lt(share(&view, 0, 1e-4), 0.7);
}

Test(progress, of_a_job_of_unknown_limits_is_its_gap)
{
    const struct progress_view view = {.has_limits = false};
    cr_assert_float_eq(share(&view, 1000, NAN), 0, 1e-12);
    cr_assert_float_eq(share(&view, 1000, 1e-4), 1, 1e-12);
}
