/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Proofs by branching worked out by hand, and trees that are none.
 *
 * The desk holds 1.0 FTE. Ani, Budi and Citra work 0.6 each and are placed nowhere: one fits, and each of the
 * others costs 10 points. Ani at the desk costs 0.000001 (so that costs have no common divisor), the others
 * nothing: the best plan costs 20. Cut into fractions, 1 / 0.6 people fit: 30 - 10 / 0.6 = 13.333333... */
#include "solver/model/proof.h"

#include "tests/support/models.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

enum { ANI, BUDI, CITRA, PEOPLE };
enum { AT_DESK, UNPLACED };
#define POINT INT64_C(1000000000000) /* pico-points */

static const char desk_of_three[] =
    "'units': [{'id': 'desk', 'supply_limits': [null, 1]}],"
    "'employees': [{'id': 'ani', 'unit': null, 'fte': 0.6}, {'id': 'budi', 'unit': null, 'fte': 0.6},"
    "              {'id': 'citra', 'unit': null, 'fte': 0.6}],"
    "'relocation': [{'employee': 'ani', 'unit': 'desk', 'cost': %s}]";

static const char unplaced_for_ten[] = "'unplaced': 10";

static struct small_model model;
static int64_t no_prices[8], prices[8];
static const int64_t ten_each[PEOPLE] = {10 * POINT, 10 * POINT, 10 * POINT};

static void make_model(const char *ani_costs)
{
    char text[sizeof desk_of_three + 16];
    snprintf(text, sizeof text, desk_of_three, ani_costs);
    model = model_of(text, unplaced_for_ten);
    cr_assert_leq(choice_model_row_count(model.model), 8);
    memset(prices, 0, sizeof prices);
}

static void open_model(void)
{
    make_model("0.000001");
}

static void close_model(void)
{
    model_free(&model);
}

TestSuite(proof, .init = open_model, .fini = close_model);

static int64_t bound_of(const struct proof_point *points, int32_t point_count, const struct proof_node *nodes,
                        int32_t node_count)
{
    const struct proof_tree tree = {points, nodes, point_count, node_count};
    struct error error = {0};
    int64_t bound = INT64_MIN;
    bool infeasible = false;
    cr_assert_eq(proof_bound(model.model, &tree, &bound, &infeasible, &error), ERROR_NONE, "%s %s",
                 error.path, error.text);
    cr_assert_not(infeasible);
    return bound;
}

static const struct proof_node root_leaf = {.point = 0};

/* --- bounds --------------------------------------------------------------------------------------------- */

/* 10 points for 600 milli-FTE, rounded up: everybody is cheaper unplaced, 30 points; the row gives at least
 * -1000 x 16666666667. */
Test(proof, person_side_of_a_root_cuts_people_into_fractions)
{
    const struct proof_point point = {prices, NULL};
    prices[model_row(&model, "supply/desk")] = -INT64_C(16666666667);
    cr_assert_eq(bound_of(&point, 1, &root_leaf, 1), 13333334);
}

/* 30 points of people's prices; at the desk everybody saves 10 and one fits; unplaced nobody saves. */
Test(proof, unit_side_of_a_root_does_not_and_is_stronger)
{
    const struct proof_point point = {no_prices, ten_each};
    cr_assert_eq(bound_of(&point, 1, &root_leaf, 1), 20000000);
}

/* The same whatever price the desk's own row is given. */
Test(proof, prices_of_own_rows_do_not_change_the_unit_side)
{
    static const int64_t hints[] = {-INT64_C(16666666667),     1,         -1,
                                    INT64_C(9007199254740992), INT64_MIN, INT64_MAX};
    const struct proof_point point = {prices, ten_each};
    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++) {
        prices[model_row(&model, "supply/desk")] = hints[i];
        cr_assert_eq(bound_of(&point, 1, &root_leaf, 1), 20000000, "price %lld", (long long)hints[i]);
    }
}

/* Without any price, everything decided: Ani at the desk 20.000001, Budi or Citra 20, nobody 30; two do not
 * fit. */
static const struct proof_node all_plans[] = {{-1, ANI, AT_DESK, 1, 2},
                                              {-1, BUDI, AT_DESK, 3, 4},
                                              {-1, BUDI, AT_DESK, 5, 6},
                                              {.point = 0},
                                              {-1, CITRA, AT_DESK, 7, 8},
                                              {-1, CITRA, AT_DESK, 9, 10},
                                              {-1, CITRA, AT_DESK, 11, 12},
                                              {.point = 0},
                                              {.point = 0},
                                              {.point = 0},
                                              {.point = 0},
                                              {.point = 0},
                                              {.point = 0}};

Test(proof, a_tree_of_all_plans_needs_no_prices)
{
    const struct proof_point persons = {no_prices, NULL};
    const int64_t nothing[PEOPLE] = {0};
    const struct proof_point units = {no_prices, nothing};
    cr_assert_eq(bound_of(&persons, 1, all_plans, 13), 20000000);
    cr_assert_eq(bound_of(&units, 1, all_plans, 13), 20000000);
}

/* Ani at the desk: Budi and Citra do not fit beside her, 20.000001; Ani elsewhere: 10, and of the others' 20
 * one saves 10. With prices of 10, the root alone says 20 as well; with Budi's and Citra's 0, Ani's branch
 * says 0.000001 + 0 and the other 10. */
Test(proof, the_least_leaf_counts)
{
    const int64_t only_ani[PEOPLE] = {10 * POINT, 0, 0};
    const struct proof_point points[] = {{no_prices, ten_each}, {no_prices, only_ani}};
    const struct proof_node both_strong[] = {{-1, ANI, AT_DESK, 1, 2}, {.point = 0}, {.point = 0}};
    const struct proof_node in_weak[] = {{-1, ANI, AT_DESK, 1, 2}, {.point = 1}, {.point = 0}};
    const struct proof_node out_weak[] = {{-1, ANI, AT_DESK, 1, 2}, {.point = 0}, {.point = 1}};
    cr_assert_eq(bound_of(points, 2, both_strong, 3), 20000000);
    cr_assert_eq(bound_of(points, 2, in_weak, 3), 1);
    cr_assert_eq(bound_of(points, 2, out_weak, 3), 10000000);
}

/* Costs of 0 and 10 alone: 13.33 is not the cost of any plan, 20 is the next. */
Test(proof, is_rounded_up_to_what_divides_all_costs)
{
    close_model();
    make_model("0");
    const struct proof_point point = {prices, NULL};
    prices[model_row(&model, "supply/desk")] = -INT64_C(16666666667);
    cr_assert_eq(bound_of(&point, 1, &root_leaf, 1), 20000000);
}

Test(proof, whose_leaves_hold_no_plan_says_so)
{
    const struct proof_point point = {no_prices, NULL};
    /* Everybody out of everywhere. */
    static const struct proof_node nobody[] = {{-1, ANI, AT_DESK, 1, 2},
                                               {-1, ANI, UNPLACED, 3, 4},
                                               {-1, ANI, UNPLACED, 5, 6},
                                               {.point = 0},
                                               {.point = 0},
                                               {.point = 0},
                                               {.point = 0}};
    /* 3: at two places at once; 6: nowhere. 4 (at the desk, 0.000001) and 5 (unplaced, 10) remain. */
    cr_assert_eq(bound_of(&point, 1, nobody, 7), 1);
    struct small_model full = model_of("'units': [{'id': 'desk', 'supply_limits': [null, 1]}],"
                                       "'employees': [{'id': 'ani', 'unit': 'desk', 'fte': 0.6},"
                                       "              {'id': 'budi', 'unit': 'desk', 'fte': 0.6}]",
                                       NULL);
    const struct proof_tree tree = {&point, &root_leaf, 1, 1};
    const struct proof_point units = {no_prices, ten_each};
    const struct proof_tree other = {&units, &root_leaf, 1, 1};
    struct error error = {0};
    int64_t bound = 0;
    bool infeasible = false;
    cr_assert_eq(proof_bound(full.model, &tree, &bound, &infeasible, &error), ERROR_NONE);
    cr_assert(infeasible);
    infeasible = false;
    cr_assert_eq(proof_bound(full.model, &other, &bound, &infeasible, &error), ERROR_NONE);
    cr_assert(infeasible);
    model_free(&full);
}

/* --- trees that are none -------------------------------------------------------------------------------- */

static void assert_refused(const struct proof_tree *tree, enum error_code expected, const char *path)
{
    struct error error = {0};
    int64_t bound;
    bool infeasible;
    cr_assert_eq(proof_bound(model.model, tree, &bound, &infeasible, &error), expected, "%s %s", error.path,
                 error.text);
    cr_assert_str_eq(error.path, path, "%s: %s", error.path, error.text);
}

static void assert_nodes_refused(const struct proof_node *nodes, int32_t count, const char *path)
{
    const struct proof_point point = {no_prices, NULL};
    const struct proof_tree tree = {&point, nodes, 1, count};
    assert_refused(&tree, ERROR_BAD_VALUE, path);
}

#define LEAF                                                                                                 \
    {                                                                                                        \
        .point = 0                                                                                           \
    }

Test(proof, refuses_what_is_no_tree)
{
    assert_nodes_refused((const struct proof_node[]){{.point = 1}}, 1, "nodes[0]");
    assert_nodes_refused((const struct proof_node[]){{.point = -2}}, 1, "nodes[0]");
    assert_nodes_refused((const struct proof_node[]){LEAF}, 0, "nodes");
    assert_nodes_refused((const struct proof_node[]){LEAF, LEAF}, 2, "nodes[1]");
    assert_nodes_refused((const struct proof_node[]){{-1, ANI, 0, 1, 1}, LEAF}, 2, "nodes[0]");
    assert_nodes_refused((const struct proof_node[]){{-1, ANI, 0, 0, 1}, LEAF}, 2, "nodes[0]");
    assert_nodes_refused((const struct proof_node[]){{-1, ANI, 0, 1, 3}, LEAF, LEAF}, 3, "nodes[0]");
    assert_nodes_refused((const struct proof_node[]){{-1, ANI, 0, 1, -1}, LEAF, LEAF}, 3, "nodes[0]");
    assert_nodes_refused((const struct proof_node[]){{-1, 3, 0, 1, 2}, LEAF, LEAF}, 3, "nodes[0]");
    assert_nodes_refused((const struct proof_node[]){{-1, -1, 0, 1, 2}, LEAF, LEAF}, 3, "nodes[0]");
    assert_nodes_refused((const struct proof_node[]){{-1, ANI, 2, 1, 2}, LEAF, LEAF}, 3, "nodes[0]");
    assert_nodes_refused((const struct proof_node[]){{-1, ANI, -1, 1, 2}, LEAF, LEAF}, 3, "nodes[0]");
    assert_nodes_refused((const struct proof_node[]){{-1, ANI, 0, 1, 2}, {-1, BUDI, 0, 2, 3}, LEAF, LEAF}, 4,
                         "nodes[1]");
}

Test(proof, refuses_a_tree_beyond_its_limits)
{
    const struct proof_point point = {no_prices, NULL};
    const struct proof_tree nodes = {&point, &root_leaf, 1, PROOF_NODES_MOST + 1};
    const struct proof_tree points = {&point, &root_leaf, PROOF_POINTS_MOST + 1, 1};
    assert_refused(&nodes, ERROR_TOO_LARGE, "");
    assert_refused(&points, ERROR_TOO_LARGE, "");
}

Test(proof, refuses_prices_whose_terms_leave_their_range)
{
    struct small_model rich =
        model_of("'units': [{'id': 'desk'}], 'employees': [{'id': 'ani', 'unit': null}],"
                 "'relocation': [{'employee': 'ani', 'unit': 'desk', 'cost': 1000000000}]",
                 "'unplaced': 10, 'budget': 1000000000");
    const struct proof_point point = {prices, NULL};
    const struct proof_tree tree = {&point, &root_leaf, 1, 1};
    struct error error = {0};
    int64_t bound;
    bool infeasible;
    prices[model_row(&rich, "budget")] = INT64_MAX; /* x 10^15 micro-points: 2^113 */
    cr_assert_eq(proof_bound(rich.model, &tree, &bound, &infeasible, &error), ERROR_OVERFLOW);
    model_free(&rich);
}

static bool is_over(void *context)
{
    int *left = context;
    return (*left)-- == 0;
}

Test(proof, that_nobody_has_time_for_is_given_up)
{
    const struct proof_point point = {no_prices, NULL};
    const struct proof_tree tree = {&point, all_plans, 1, 13};
    struct error error = {0};
    int64_t bound;
    bool infeasible;
    int left = 3;
    const struct proof_watch watch = {is_over, &left};
    cr_assert_eq(proof_bound_watched(model.model, &tree, &watch, &bound, &infeasible, &error),
                 ERROR_TOO_LARGE);
    left = 100;
    cr_assert_eq(proof_bound_watched(model.model, &tree, &watch, &bound, &infeasible, &error), ERROR_NONE);
    cr_assert_eq(bound, 20000000);
}
