/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/core.h"

#include "tests/support/models.h"

#include <criterion/criterion.h>
#include <string.h>

struct branched {
    struct engine_options options;
    struct solve solve;
    int64_t *fixed;
    uint8_t *free;
    enum core_status status;
};

static void begin(struct branched *out, const struct small_model *model)
{
    struct error error = {0};
    out->options = model_options(60);
    cr_assert_eq(solve_init(&out->solve, model->model, &out->options, &error), ERROR_NONE, "%s", error.text);
    out->fixed = arena_alloc(model->arena, (size_t)out->solve.store.people, sizeof *out->fixed);
    out->free = arena_alloc(model->arena, (size_t)out->solve.store.choices + 1, 1);
    for (int32_t k = 0; k < out->solve.store.people; k++)
        out->fixed[k] = out->solve.store.first_choice[k];
}

static void branch(struct branched *out, bool whole, bool cuts)
{
    struct core core = {
        .fixed = out->fixed, .free = out->free, .is_whole = whole, .cuts = cuts, .nodes = 1000000};
    out->status = core_solve(&out->solve, &core);
}

static void free_everybody(struct branched *out)
{
    memset(out->free, 1, (size_t)out->solve.store.choices);
}

/* The tree is exhausted, or was left because incumbent and bound met. */
static bool is_done(const struct branched *seen)
{
    return seen->status == CORE_SOLVED || (seen->status == CORE_STOPPED && solve_is_closed(&seen->solve));
}

static void compare(const struct small_model *model, const struct branched *seen, uint64_t seed)
{
    struct oracle_answer answer;
    int64_t half = (model_rounded_rows(model) + 1) / 2;
    cr_assert(oracle_solve(model->problem, 4000000, &answer));
    cr_expect(answer.feasible ? is_done(seen) : seen->status == CORE_EMPTY, "seed %llu: status %d",
              (unsigned long long)seed, seen->status);
    cr_assert_eq(seen->solve.has_incumbent, answer.feasible, "seed %llu", (unsigned long long)seed);
    if (!answer.feasible)
        return;
    cr_expect_geq(seen->solve.incumbent_upt, answer.best.total, "seed %llu", (unsigned long long)seed);
    cr_expect_leq(seen->solve.incumbent_upt, answer.best.total + half, "seed %llu: %lld, the oracle %lld",
                  (unsigned long long)seed, (long long)seen->solve.incumbent_upt,
                  (long long)answer.best.total);
    if (seen->solve.has_bound)
        cr_expect_leq(seen->solve.bound_upt, answer.best.total, "seed %llu: bound %lld above %lld",
                      (unsigned long long)seed, (long long)seen->solve.bound_upt,
                      (long long)answer.best.total);
}

static void agree(uint64_t first, uint64_t last, bool cuts)
{
    for (uint64_t seed = first; seed <= last; seed++) {
        struct small_model model = model_tiny(seed, &tiny_size_oracle);
        if (model.model != NULL) {
            struct branched seen;
            begin(&seen, &model);
            free_everybody(&seen);
            if (!seen.solve.store.infeasible) {
                branch(&seen, true, cuts);
                compare(&model, &seen, seed);
            }
            solve_free(&seen.solve);
        }
        model_free(&model);
    }
}

Test(core, reaches_the_optimum_of_the_oracle)
{
    agree(1, 150, false);
}

Test(core, reaches_the_optimum_of_the_oracle_with_cuts)
{
    agree(151, 300, true);
}

/*   A needs 3 FTE (under 100); p 0.9 and q 0.8 may come for 10 each, r 1.0 for 50, from B, which needs
 * nobody.
 *
 *   all three: 70 + 0.3 x 100 = 100     p, q: 20 + 1.3 x 100 = 150     r alone: 50 + 200 = 250             */
static struct small_model three_to_come(void)
{
    return model_of(
        "'units': [{'id': 'A', 'need': 3}, {'id': 'B'}],"
        "'employees': [{'id': 'p', 'unit': 'B', 'fte': 0.9}, {'id': 'q', 'unit': 'B', 'fte': 0.8},"
        "{'id': 'r', 'unit': 'B'}], 'relocation': [{'employee': 'r', 'unit': 'A', 'cost': 50}]",
        "'balance': {'target': [1, 1], 'under': 100, 'over': 100},"
        "'relocation': {'move': 10, 'per_km': 0, 'reluctance': 0, 'preference': 0}");
}

Test(core, frees_only_those_it_is_told_to)
{
    struct small_model model = three_to_come();
    struct branched seen;
    int32_t stay[3], come[3];
    begin(&seen, &model);
    model_choose(&model, "{}", stay);
    model_choose(&model, "{'p': 'A', 'q': 'A', 'r': 'A'}", come);
    for (int32_t k = 0; k < 3; k++)
        seen.fixed[k] = seen.solve.store.first_choice[k] + stay[k];
    for (int32_t k = 0; k < 2; k++)
        for (int64_t q = seen.solve.store.first_choice[k]; q < seen.solve.store.first_choice[k + 1]; q++)
            seen.free[q] = 1;
    branch(&seen, false, false);
    cr_assert_eq(seen.status, CORE_SOLVED);
    cr_assert_eq(seen.solve.incumbent_upt, 150 * MICRO, "p and q come, r is fixed");
    cr_assert_eq(seen.solve.incumbent[2], stay[2]);
    cr_assert_not(seen.solve.has_bound, "a core that is not whole proves nothing");
    free_everybody(&seen);
    branch(&seen, true, false);
    cr_assert(is_done(&seen));
    cr_assert_eq(seen.solve.incumbent_upt, 100 * MICRO);
    cr_assert_arr_eq(seen.solve.incumbent, come, sizeof come);
    cr_assert_eq(seen.solve.bound_upt, 100 * MICRO);
    solve_free(&seen.solve);
    model_free(&model);
}

/*   In a whole core that has an incumbent already, an exhausted tree proves the incumbent. */
Test(core, proves_an_incumbent_that_is_optimal)
{
    struct small_model model = three_to_come();
    struct branched seen;
    int32_t come[3];
    begin(&seen, &model);
    model_choose(&model, "{'p': 'A', 'q': 'A', 'r': 'A'}", come);
    cr_assert(solve_offer_choice(&seen.solve, come));
    free_everybody(&seen);
    branch(&seen, true, false);
    cr_assert(is_done(&seen));
    cr_assert_eq(seen.solve.bound_upt, 100 * MICRO);
    solve_free(&seen.solve);
    model_free(&model);
}

/*   p goes to A with 0.001 FTE or to B with 0.002 FTE; nobody meets the minimum, which costs 100 points
 * anyway. A missing milli-FTE costs 0.24 micro-points, rounded once per unit.
 *
 *                missing at A  at B    by the slopes     rounded: 100 points and
 *   p in A            2         2      0.48 + 0.48        0 + 0 micro-points
 *   p in B            3         0      0.72               1
 *   p stays in C      3         2      0.72 + 0.48        1 + 0
 *
 * So the program, which knows slopes only, takes p in B for the best: 100.000001, and the optimum is 100. */
Test(core, claims_no_more_than_what_rounding_leaves)
{
    struct small_model model = model_of(
        "'units': [{'id': 'A', 'need': 1, 'competencies': [{'id': 'law', 'min': 1}]},"
        "{'id': 'B', 'need': 1}, {'id': 'C'}],"
        "'employees': [{'id': 'p', 'unit': 'C'}, {'id': 'a', 'unit': 'A', 'fte': 0.997, 'pinned': true},"
        "{'id': 'b', 'unit': 'B', 'fte': 0.998, 'pinned': true}],"
        "'supplies': [{'employee': 'p', 'unit': 'A', 'fte': 0.001},"
        "{'employee': 'p', 'unit': 'B', 'fte': 0.002}]",
        "'balance': {'target': [1, 1], 'under': 0.00024, 'over': 0}, 'competency': {'shortage': 100}");
    struct branched seen;
    begin(&seen, &model);
    free_everybody(&seen);
    branch(&seen, true, false);
    cr_assert_eq(seen.status, CORE_SOLVED);
    cr_assert_eq(seen.solve.incumbent_upt, 100 * MICRO + 1, "GLPK puts p into B");
    cr_assert(seen.solve.has_bound);
    cr_assert_leq(seen.solve.bound_upt, 100 * MICRO, "p in A costs 100 points");
    solve_free(&seen.solve);
    model_free(&model);
}

/*   Half a person is missing in A: 1 person too many costs as much as 1 too few, 0.5 points, half of p would
 * cost nothing. Moving costs a micro-point, and nobody is one of the 1,000 of the minimum: 100,000 points. A
 * plan that is dearer by a micro-point is at hand; GLPK does not take that for a difference unless it is
 * told. */
Test(core, finds_what_is_cheaper_by_a_micro_point_of_100000_points)
{
    struct small_model model = model_of(
        "'units': [{'id': 'A', 'need': 0.5, 'competencies': [{'id': 'law', 'min': 1000}]}, {'id': 'B'}],"
        "'employees': [{'id': 'p', 'unit': 'B'}]",
        "'balance': {'target': [1, 1], 'under': 1, 'over': 1}, 'competency': {'shortage': 100},"
        "'relocation': {'move': 0.000001, 'per_km': 0, 'reluctance': 0, 'preference': 0}");
    const int64_t stays_upt = 100000 * MICRO + MICRO / 2;
    struct branched seen;
    int32_t moves[1];
    begin(&seen, &model);
    model_choose(&model, "{'p': 'A'}", moves);
    cr_assert(solve_offer_choice(&seen.solve, moves));
    cr_assert_eq(seen.solve.incumbent_upt, stays_upt + 1);
    free_everybody(&seen);
    branch(&seen, true, false);
    cr_assert(is_done(&seen));
    cr_assert_eq(seen.solve.incumbent_upt, stays_upt, "p stays");
    cr_assert_eq(seen.solve.bound_upt, stays_upt);
    solve_free(&seen.solve);
    model_free(&model);
}

/*   Together, in units that take one head each: only half a person in each meets all rows. */
Test(core, is_empty_where_only_halves_fit)
{
    struct small_model model = model_of(
        "'units': [{'id': 'A', 'headcount_limits': [null, 1]}, {'id': 'B', 'headcount_limits': [null, 1]}],"
        "'employees': [{'id': 'p', 'unit': 'A'}, {'id': 'q', 'unit': 'B'}],"
        "'pairs': [{'kind': 'together', 'employees': ['p', 'q'], 'scope': 'unit'}]",
        "'relocation': {'move': 1, 'per_km': 0, 'reluctance': 0, 'preference': 0}");
    struct branched seen;
    begin(&seen, &model);
    free_everybody(&seen);
    branch(&seen, true, false);
    cr_assert_eq(seen.status, CORE_EMPTY);
    cr_assert_not(seen.solve.has_incumbent);
    solve_free(&seen.solve);
    model_free(&model);
}

Test(core, stops_when_its_nodes_are_spent_and_keeps_what_it_found)
{
    struct small_model model = model_city(120, 8, FLAVOUR_MIXED, 2);
    struct branched seen;
    begin(&seen, &model);
    free_everybody(&seen);
    struct core core = {.fixed = seen.fixed, .free = seen.free, .is_whole = true, .cuts = false, .nodes = 30};
    seen.status = core_solve(&seen.solve, &core);
    cr_assert_eq(seen.status, CORE_STOPPED);
    cr_assert(seen.solve.has_bound, "30 nodes and the root have a bound");
    if (seen.solve.has_incumbent)
        cr_assert_leq(seen.solve.bound_upt, seen.solve.incumbent_upt);
    solve_free(&seen.solve);
    model_free(&model);
}
