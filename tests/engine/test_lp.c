/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The seam in front of GLPK, on programs whose answers are worked out by hand, and what happens when GLPK
 * itself gives up. */
#include "solver/engine/lp.h"

#include "solver/engine/lp_glpk.h"

#include <criterion/criterion.h>
#include <glpk.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Runs the body inside the guard and expects it to come back. */
static void guarded(void (*body)(void *context), void *context)
{
    char reason[200];
    cr_assert(lp_guard(body, context, reason, sizeof reason), "%s", reason);
    glp_free_env();
}

/*   min -x - 2 y    x + y <= 4,  x + 3 y <= 6,  x, y >= 0
 *
 *   (3, 1) costs -5; prices -1/2 and -1/2:  4 x -1/2 + 6 x -1/2 = -5,  and the columns' reduced costs are 0
 */
static struct lp *two_by_two(void)
{
    struct lp *lp = lp_new();
    int32_t rows[] = {lp_add_row(lp, -INFINITY, 4), lp_add_row(lp, -INFINITY, 6)};
    lp_add_column(lp, -1, 0, INFINITY, rows, (double[]){1, 1}, 2);
    lp_add_column(lp, -2, 0, INFINITY, rows, (double[]){1, 3}, 2);
    return lp;
}

static void solve_two_by_two(void *context)
{
    (void)context;
    struct lp *lp = two_by_two();
    int64_t iterations = INT64_MAX;
    cr_expect_eq(lp_solve(lp, 10, &iterations), LP_OPTIMAL);
    cr_expect_gt(iterations, 0);
    cr_expect_float_eq(lp_value(lp), -5, 1e-9);
    cr_expect_float_eq(lp_primal(lp, 0), 3, 1e-9);
    cr_expect_float_eq(lp_primal(lp, 1), 1, 1e-9);
    cr_expect_float_eq(lp_price(lp, 0), -0.5, 1e-9);
    cr_expect_float_eq(lp_price(lp, 1), -0.5, 1e-9);
    cr_expect_float_eq(lp_reduced_cost(lp, 0), 0, 1e-9);
    cr_expect_eq(lp_row_count(lp), 2);
    cr_expect_eq(lp_column_count(lp), 2);
    lp_free(lp);
}

Test(lp, solves_a_program_by_hand)
{
    guarded(solve_two_by_two, NULL);
}

/* A third column of 1 in row 0 costs c; its reduced cost at those prices is c + 1/2. */
static void add_a_column(void *context)
{
    (void)context;
    struct lp *lp = two_by_two();
    int64_t iterations = INT64_MAX;
    int32_t row = 0;
    double one = 1;
    lp_set_constant(lp, 100);
    lp_solve(lp, 10, &iterations);
    cr_expect_float_eq(lp_value(lp), 95, 1e-9, "the constant counts");
    lp_add_column(lp, 0, 0, INFINITY, &row, &one, 1);
    iterations = INT64_MAX;
    lp_solve(lp, 10, &iterations);
    cr_expect_float_eq(lp_reduced_cost(lp, 2), 0.5, 1e-9);
    cr_expect_eq(iterations, 0, "the basis is still optimal");
    lp_set_cost(lp, 2, -3); /* now it takes row 0 for itself: 4 x -3 + 0 */
    iterations = INT64_MAX;
    lp_solve(lp, 10, &iterations);
    cr_expect_float_eq(lp_value(lp), 88, 1e-9);
    lp_set_row_bounds(lp, 0, -INFINITY, 5);
    iterations = INT64_MAX;
    lp_solve(lp, 10, &iterations);
    cr_expect_float_eq(lp_value(lp), 85, 1e-9);
    lp_free(lp);
}

Test(lp, goes_on_from_the_present_basis)
{
    guarded(add_a_column, NULL);
}

static void ask_the_impossible(void *context)
{
    (void)context;
    struct lp *lp = two_by_two();
    int64_t iterations = INT64_MAX;
    lp_set_row_bounds(lp, 1, 20, INFINITY); /* x + 3 y >= 20 with x + y <= 4 */
    cr_expect_eq(lp_solve(lp, 10, &iterations), LP_INFEASIBLE);
    lp_set_row_bounds(lp, 0, 0, INFINITY);
    lp_set_row_bounds(lp, 1, 0, INFINITY);
    iterations = INT64_MAX;
    cr_expect_eq(lp_solve(lp, 10, &iterations), LP_UNBOUNDED);
    lp_free(lp);
}

Test(lp, tells_infeasible_from_unbounded)
{
    guarded(ask_the_impossible, NULL);
}

static void spend_no_iteration(void *context)
{
    (void)context;
    struct lp *lp = two_by_two();
    int64_t iterations = 1;
    cr_expect_eq(lp_solve(lp, 10, &iterations), LP_STOPPED);
    cr_expect_leq(iterations, 1);
    lp_free(lp);
}

Test(lp, stops_at_its_iteration_limit)
{
    guarded(spend_no_iteration, NULL);
}

/* A column with 100 entries is longer than the buffer on the stack. */
static void add_a_long_column(void *context)
{
    (void)context;
    enum { ROWS = 100 };
    struct lp *lp = lp_new();
    int32_t rows[ROWS];
    double ones[ROWS];
    int64_t iterations = INT64_MAX;
    for (int i = 0; i < ROWS; i++) {
        rows[i] = lp_add_row(lp, -INFINITY, 100 + i);
        ones[i] = 1;
    }
    lp_add_column(lp, -1, 0, INFINITY, rows, ones, ROWS);
    cr_expect_eq(lp_solve(lp, 10, &iterations), LP_OPTIMAL);
    cr_expect_float_eq(lp_value(lp), -100, 1e-9);
    lp_free(lp);
}

Test(lp, takes_columns_of_any_length)
{
    guarded(add_a_long_column, NULL);
}

/* --- branch and bound ----------------------------------------------------------------------------------- */

/*   knapsack of 14:   value 8 11 6 4,  weight 5 7 4 3.   The relaxation takes 1, 2 and half of 3: 22.
 *   Whole: 2, 3, 4 weigh 14 and are worth 21. */
struct knapsack {
    struct lp *lp;
    double best[4];
    int points;
    double bound;
    struct mip_options options;
    struct mip_result result;
};

static void keep_point(void *context, const double *x)
{
    struct knapsack *sack = context;
    memcpy(sack->best, x, sizeof sack->best);
    sack->points++;
}

static bool keep_bound(void *context, double bound, int64_t nodes)
{
    (void)nodes;
    ((struct knapsack *)context)->bound = bound;
    return false;
}

static bool stop_at_once(void *context, double bound, int64_t nodes)
{
    (void)context, (void)bound, (void)nodes;
    return true;
}

static void pack(void *context)
{
    static const double values[] = {8, 11, 6, 4}, weights[] = {5, 7, 4, 3};
    struct knapsack *sack = context;
    int64_t iterations = INT64_MAX;
    sack->lp = lp_new();
    int32_t row = lp_add_row(sack->lp, -INFINITY, 14);
    for (int j = 0; j < 4; j++)
        lp_add_column(sack->lp, -values[j], 0, 1, &row, &weights[j], 1);
    cr_expect_eq(lp_solve(sack->lp, 10, &iterations), LP_OPTIMAL);
    cr_expect_float_eq(lp_value(sack->lp), -22, 1e-9);
    lp_branch_and_bound(sack->lp, 0, &sack->options, &sack->result);
    lp_free(sack->lp);
}

static void pack_with(struct knapsack *sack)
{
    sack->options.context = sack;
    sack->options.time_s = 10;
    guarded(pack, sack);
}

Test(lp_tree, finds_the_best_whole_point)
{
    struct knapsack sack = {.options = {.nodes = 1000, .on_point = keep_point, .on_bound = keep_bound}};
    pack_with(&sack);
    cr_assert_eq(sack.result.status, MIP_OPTIMAL);
    cr_assert_float_eq(sack.result.bound, -21, 1e-9);
    cr_assert_gt(sack.points, 0);
    cr_assert_float_eq(sack.best[0], 0, 1e-6);
    for (int j = 1; j < 4; j++)
        cr_assert_float_eq(sack.best[j], 1, 1e-6);
}

Test(lp_tree, starts_from_a_given_point)
{
    double start[] = {0, 1, 1, 1};
    struct knapsack sack = {.options = {.nodes = 1000, .start = start, .on_point = keep_point}};
    pack_with(&sack);
    cr_assert_eq(sack.result.status, MIP_OPTIMAL);
    cr_assert_float_eq(sack.result.bound, -21, 1e-9);
    cr_assert_arr_eq(sack.best, start, sizeof start);
}

Test(lp_tree, stops_when_told_to_and_claims_no_optimum)
{
    struct knapsack sack = {.options = {.nodes = 1000, .on_bound = stop_at_once}};
    pack_with(&sack);
    cr_assert_eq(sack.result.status, MIP_STOPPED);
    cr_assert_leq(sack.result.bound, -21 + 1e-9, "nothing above the optimum may be called a bound");
}

/*   1 <= 2 x + 2 y <= 1: x + y = 1/2 has no whole solution. */
static void halve(void *context)
{
    struct mip_result *result = context;
    struct mip_options options = {.time_s = 10, .nodes = 1000};
    struct lp *lp = lp_new();
    int64_t iterations = INT64_MAX;
    int32_t row = lp_add_row(lp, 1, 1);
    double two = 2;
    for (int j = 0; j < 2; j++)
        lp_add_column(lp, 1, 0, 1, &row, &two, 1);
    cr_expect_eq(lp_solve(lp, 10, &iterations), LP_OPTIMAL);
    lp_branch_and_bound(lp, 0, &options, result);
    lp_free(lp);
}

Test(lp_tree, says_when_there_is_no_whole_point)
{
    struct mip_result result;
    guarded(halve, &result);
    cr_assert_eq(result.status, MIP_INFEASIBLE);
}

/* --- watch -------------------------------------------------------------------------------------------------
 */

/*   SIDE sources and SIDE sinks of one unit each, every pair at a cost of its own: with the primal simplex
 *   method from the slack basis this takes far longer than a test may. */
static struct lp *assignment(int32_t side)
{
    struct lp *lp = lp_new();
    double ones[] = {1, 1};
    uint32_t dice = 12345;
    for (int32_t i = 0; i < 2 * side; i++)
        lp_add_row(lp, 1, 1);
    for (int32_t i = 0; i < side; i++)
        for (int32_t j = 0; j < side; j++) {
            dice = dice * 1664525u + 1013904223u;
            lp_add_column(lp, dice >> 12, 0, INFINITY, (int32_t[]){i, side + j}, ones, 2);
        }
    return lp;
}

struct watched {
    struct lp *lp;
    double stop_s;
    int64_t asked;
    enum lp_status status;
};

static double clock_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static bool stop_later(void *context)
{
    struct watched *watched = context;
    watched->asked++;
    return clock_s() >= watched->stop_s;
}

static void solve_watched(void *context)
{
    struct watched *watched = context;
    int64_t iterations = INT64_MAX;
    watched->lp = assignment(500);
    watched->stop_s = clock_s() + 0.7;
    lp_watch(stop_later, watched);
    watched->status = lp_solve(watched->lp, 60, &iterations);
    lp_free(watched->lp);
}

Test(lp, is_left_while_it_iterates_when_the_watch_says_so)
{
    struct watched watched = {.status = LP_OPTIMAL};
    char reason[200];
    cr_assert_not(lp_guard(solve_watched, &watched, reason, sizeof reason));
    double late_s = clock_s() - watched.stop_s;
    cr_assert_leq(late_s, 1, "%.2f s late", late_s);
    cr_assert_gt(watched.asked, 2, "asked %lld times", (long long)watched.asked);
    cr_assert_lt(watched.asked, 200, "asked %lld times", (long long)watched.asked);
    lp_forget(watched.lp);
    guarded(solve_two_by_two, NULL);
}

static void solve_in_time(void *context)
{
    struct watched *watched = context;
    int64_t iterations = INT64_MAX;
    struct lp *lp = assignment(500);
    watched->stop_s = clock_s() + 0.7;
    watched->status = lp_solve(lp, 0.7, &iterations);
    cr_expect_gt(iterations, 0);
    lp_free(lp);
}

Test(lp, keeps_its_time_limit_while_it_iterates)
{
    struct watched watched = {.status = LP_OPTIMAL};
    guarded(solve_in_time, &watched);
    double late_s = clock_s() - watched.stop_s;
    cr_assert_eq(watched.status, LP_STOPPED);
    cr_assert_leq(late_s, 1, "%.2f s late", late_s);
}

static void watch_to_the_end(void *context)
{
    struct watched *watched = context;
    watched->stop_s = INFINITY;
    lp_watch(stop_later, watched);
    solve_two_by_two(NULL);
}

Test(lp, is_not_changed_by_a_watch_that_never_stops_it)
{
    struct watched watched = {0};
    guarded(watch_to_the_end, &watched);
}

/* --- guard ---------------------------------------------------------------------------------------------- */

struct misuse {
    struct lp *lp;
    bool came_back;
};

static void name_a_row_that_is_not_there(void *context)
{
    struct misuse *misuse = context;
    misuse->lp = two_by_two();
    glp_set_row_bnds(misuse->lp->problem, 99, GLP_FR, 0, 0);
    misuse->came_back = true;
}

static void exceed_the_memory(void *context)
{
    struct misuse *misuse = context;
    misuse->lp = two_by_two();
    glp_mem_limit(1);
    for (int i = 0; i < 100000; i++)
        lp_add_row(misuse->lp, 0, 1);
    misuse->came_back = true;
}

static void expect_failure(void (*body)(void *context), const char *word)
{
    struct misuse misuse = {0};
    char reason[200];
    cr_assert_not(lp_guard(body, &misuse, reason, sizeof reason));
    cr_assert_not(misuse.came_back);
    cr_assert_not_null(strstr(reason, word), "the reason is '%s'", reason);
    lp_forget(misuse.lp);
}

Test(guard, turns_misuse_into_false_with_the_reason)
{
    expect_failure(name_a_row_that_is_not_there, "row number out of range");
    glp_free_env();
}

Test(guard, turns_exhaustion_into_false_with_the_reason)
{
    expect_failure(exceed_the_memory, "memory allocation limit exceeded");
    glp_free_env();
}

Test(guard, works_again_after_a_failure)
{
    for (int i = 0; i < 20; i++) {
        expect_failure(i % 2 == 0 ? name_a_row_that_is_not_there : exceed_the_memory, "");
        guarded(solve_two_by_two, NULL);
    }
}

Test(guard, does_without_room_for_a_reason)
{
    struct misuse misuse = {0};
    cr_assert_not(lp_guard(name_a_row_that_is_not_there, &misuse, NULL, 0));
    lp_forget(misuse.lp);
    glp_free_env();
}
