/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a warm search begins: what counts as near, who goes where, and what becomes of people's prices. */
#include "solver/engine/start.h"

#include "solver/engine/prover.h"
#include "solver/model/proof.h"
#include "tests/support/models.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const char MOVE_COSTS_10[] =
    "'balance': {'target': [1, 1], 'under': 100, 'over': 60},"
    "'relocation': {'move': 10, 'per_km': 0, 'reluctance': 0, 'preference': 0}";

struct bench {
    struct small_model model;
    struct engine_options options;
    struct solve solve;
    int32_t choice[32];     /* of the start */
    int64_t rows[8];        /* prices of the start, no points */
    int64_t unit_rows[8];   /* of its unit side, no points */
    int64_t people[32];     /* of its unit side, to be filled in */
    double prices[8];       /* per row, now */
    double root_prices[40]; /* of the decomposition: people, then rows */
};

/* The solve borrows the bench's options. */
static void begin(struct bench *bench, const char *instance)
{
    struct error error = {0};
    *bench = (struct bench){.model = model_of(instance, MOVE_COSTS_10)};
    bench->options = model_options(60);
    cr_assert_eq(solve_init(&bench->solve, bench->model.model, &bench->options, &error), ERROR_NONE);
    model_choose(&bench->model, "{}", bench->choice);
    bench->options.start_choice = bench->choice;
    bench->options.start_prices_ppt = bench->rows;
}

static void end(struct bench *bench)
{
    solve_free(&bench->solve);
    model_free(&bench->model);
}

/* --- near ----------------------------------------------------------------------------------------------- */

/* So many people in A; B is open to all. */
static void begin_with_people(struct bench *bench, int people)
{
    char instance[2000] = "'units': [{'id': 'A', 'need': 1}, {'id': 'B', 'need': 1}], 'employees': [";
    for (int i = 0; i < people; i++)
        sprintf(instance + strlen(instance), "%s{'id': 'p%02d', 'unit': 'A'}", i > 0 ? "," : "", i);
    strcat(instance, "]");
    begin(bench, instance);
}

Test(start, is_near_when_a_tenth_of_the_people_must_be_placed_anew)
{
    struct bench bench;
    begin_with_people(&bench, 20);
    cr_expect(start_is_near(&bench.solve));
    bench.choice[3] = NONE;
    bench.choice[4] = 77; /* there is no such choice */
    cr_expect(start_is_near(&bench.solve), "2 of 20");
    bench.choice[5] = NONE;
    cr_expect_not(start_is_near(&bench.solve), "3 of 20");
    end(&bench);
}

Test(start, is_not_near_without_a_placement_or_without_prices)
{
    struct bench bench;
    begin_with_people(&bench, 20);
    bench.options.start_prices_ppt = NULL;
    cr_expect_not(start_is_near(&bench.solve));
    bench.options.start_prices_ppt = bench.rows;
    bench.options.start_choice = NULL;
    cr_expect_not(start_is_near(&bench.solve));
    end(&bench);
}

/* --- placement ------------------------------------------------------------------------------------------ */

/* Staying in A costs 0. B costs 10 for the move, less 1,000 thousandths of an FTE at B's price: at 9 points
 * per FTE 1 is left and A is cheaper, at 11 points B costs -1. */
Test(start, places_whom_it_does_not_name_where_the_prices_make_it_cheapest)
{
    struct bench bench;
    int32_t seen[20], staying[20], moved[20];
    begin_with_people(&bench, 20);
    model_choose(&bench.model, "{}", staying);
    model_choose(&bench.model, "{'p03': 'B'}", moved);
    bench.choice[3] = NONE;
    bench.prices[model_row(&bench.model, "supply/B")] = 9e6 / 1000;
    cr_assert_eq(start_placement(&bench.solve, bench.prices, seen), 1);
    cr_expect_arr_eq(seen, staying, sizeof staying);
    bench.prices[model_row(&bench.model, "supply/B")] = 11e6 / 1000;
    cr_assert_eq(start_placement(&bench.solve, bench.prices, seen), 1);
    cr_expect_arr_eq(seen, moved, sizeof moved);
    end(&bench);
}

/* --- people's prices ------------------------------------------------------------------------------------ */

/* p is in A: A costs 0, B 10. At the prices of the start, none, p's price lies in [0, 10]. Now B's row pays
 * 4 points per FTE, B costs 6 and the price lies in [0, 6]; half way, at 3, where nothing is known. */
static void expect_price(int64_t then_upt, double now_upt)
{
    struct bench bench;
    begin(&bench, "'units': [{'id': 'A', 'need': 1}, {'id': 'B', 'need': 1}],"
                  "'employees': [{'id': 'p', 'unit': 'A'}]");
    bench.prices[model_row(&bench.model, "supply/B")] = 4e6 / 1000;
    bench.people[0] = then_upt == ENGINE_NO_PRICE ? ENGINE_NO_PRICE : then_upt * PPT_PER_UPT;
    bench.options.start_unit_rows_ppt = bench.unit_rows;
    bench.options.start_people_ppt = bench.people;
    struct decomposition *root = decomposition_provable(&bench.solve, bench.prices, NULL);
    cr_assert_not_null(root);
    cr_assert_eq(decomposition_price_count(root), 3);
    cr_assert_eq(decomposition_price_person(root, 0), 0);
    start_unit_side(&bench.solve, root);
    decomposition_get_prices(root, bench.root_prices);
    cr_expect_float_eq(bench.root_prices[0], now_upt, 1e-3, "%.3f, not %.3f", bench.root_prices[0], now_upt);
    decomposition_free(root);
    end(&bench);
}

Test(start, keeps_where_a_price_lay_between_the_two_cheapest_choices)
{
    expect_price(2500000, 1500000); /* a quarter of 10, of 6 */
    expect_price(7000000, 4200000); /* seven tenths */
}

/* A fifth of the interval is kept free at either end. */
Test(start, keeps_prices_away_from_the_ends)
{
    expect_price(0, 1200000);
    expect_price(10000000, 4800000);
    expect_price(-3000000, 1200000);
    expect_price(25000000, 4800000);
}

Test(start, leaves_the_price_of_somebody_unknown_half_way)
{
    expect_price(ENGINE_NO_PRICE, 3000000);
}

/* --- near choices --------------------------------------------------------------------------------------- */

/* p's price is 3, A costs 0 and B 6. With a margin of 4 either staff may be 4 dearer than its cheapest: A's
 * without p, who is worth 3 to it, and B's with p, who costs it 3. With 2, A is sure of p, 3 cheap, and B
 * does not take p for 3 too much. */
Test(near_choices, are_those_that_a_staff_within_the_margin_may_hold)
{
    struct bench bench;
    uint8_t allowed[2];
    begin(&bench, "'units': [{'id': 'A', 'need': 1}, {'id': 'B', 'need': 1}],"
                  "'employees': [{'id': 'p', 'unit': 'A'}]");
    bench.prices[model_row(&bench.model, "supply/B")] = 4e6 / 1000;
    struct decomposition *root = decomposition_provable(&bench.solve, bench.prices, NULL);
    cr_assert_not_null(root);
    cr_assert_eq(bench.solve.store.choices, 2);
    decomposition_near(root, 4e6, allowed);
    cr_expect_eq(allowed[0] + allowed[1], 2);
    decomposition_near(root, 2e6, allowed);
    cr_expect_eq(allowed[bench.choice[0]], 1);
    cr_expect_eq(allowed[1 - bench.choice[0]], 0);
    decomposition_free(root);
    end(&bench);
}

/* --- a warm root ---------------------------------------------------------------------------------------- */

static const int64_t *ppt_of(struct arena *arena, const double *prices, int32_t count)
{
    int64_t *ppt = arena_alloc(arena, (size_t)count, sizeof *ppt);
    for (int32_t i = 0; i < count; i++)
        ppt[i] = (int64_t)(prices[i] * (double)PPT_PER_UPT);
    return ppt;
}

/* What the exact checker finds at the root's prices. */
static int64_t checked(struct bench *bench, const struct decomposition *root)
{
    struct error error = {0};
    int64_t bound = 0;
    bool infeasible = true;
    int32_t people = bench->solve.store.people, rows = bench->solve.store.rows;
    cr_assert_eq(decomposition_price_count(root), people + rows, "everybody has a price of their own");
    decomposition_get_prices(root, bench->root_prices);
    struct proof_point point = {.row_prices_ppt =
                                    ppt_of(bench->model.arena, bench->root_prices + people, rows),
                                .person_prices_ppt = ppt_of(bench->model.arena, bench->root_prices, people)};
    struct proof_node leaf = {.point = 0};
    struct proof_tree tree = {.points = &point, .point_count = 1, .nodes = &leaf, .node_count = 1};
    cr_assert_eq(proof_bound(bench->model.model, &tree, &bound, &infeasible, &error), ERROR_NONE, "%s",
                 error.text);
    cr_assert_not(infeasible);
    return bound;
}

/* A needs 1 FTE (under 100, over 60); p and q of 0.6 FTE may come for 10 each: 100, 50 or 32 points. The
 * relaxation, with q cut into a third, proves 16 2/3; the unit side's rounds prove 32. */
Test(warm_root, has_prices_that_the_checker_takes_as_a_proof)
{
    struct bench bench;
    begin(&bench,
          "'units': [{'id': 'A', 'need': 1}, {'id': 'B'}],"
          "'employees': [{'id': 'p', 'unit': 'B', 'fte': 0.6}, {'id': 'q', 'unit': 'B', 'fte': 0.6}]");
    bench.prices[0] = 50e6 / 3 / 1000;
    struct prover *prover = prover_new(&bench.solve, bench.prices, true, 10e6);
    cr_assert_not_null(prover);
    cr_expect(prover_root_is_proof(prover));
    for (int round = 0; round < 20 && !solve_is_closed(&bench.solve); round++)
        prover_advance(prover, 1);
    int64_t bound = checked(&bench, prover_root(prover));
    cr_expect_leq(bound, 32000000);
    cr_expect_geq(bound, 31500000, "%lld of 32000000 micro-points", (long long)bound);
    prover_free(prover);
    end(&bench);
}

/* Its rows of places are those of the checker; its prices of people come from a plan, not from far below. */
Test(warm_root, alone_is_taken_as_it_is_and_is_ready_after_one_round)
{
    struct bench bench;
    begin_with_people(&bench, 20);
    struct prover *warm = prover_new(&bench.solve, bench.prices, true, 10e6);
    struct prover *cold = prover_new(&bench.solve, bench.prices, false, 10e6);
    cr_assert(warm != NULL && cold != NULL);
    cr_expect(prover_root_is_proof(warm));
    cr_expect_not(prover_root_is_proof(cold));
    cr_expect_not(prover_is_ready(warm));
    prover_advance(warm, 1);
    prover_advance(cold, 1);
    cr_expect(prover_is_ready(warm));
    cr_expect_not(prover_is_ready(cold));
    prover_free(warm);
    prover_free(cold);
    end(&bench);
}
