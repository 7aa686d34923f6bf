/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/oracle_agree.h"

#include "solver/model/evaluate.h"
#include "tests/support/tiny_random.h"
#include "tests/support/tiny_solve.h"

#include <string.h>

static const char *objective_text(struct arena *arena, const struct objective *o)
{
    return arena_format(arena,
                        "total %lld = relocation %lld + balance %lld + competency %lld + offers %lld + "
                        "persistence %lld + tenure %lld + unplaced %lld + secondment %lld",
                        (long long)o->total, (long long)o->relocation, (long long)o->balance,
                        (long long)o->competency, (long long)o->offers, (long long)o->persistence,
                        (long long)o->tenure, (long long)o->unplaced, (long long)o->secondment);
}

static bool same_objective(const struct objective *a, const struct objective *b)
{
    return a->total == b->total && a->relocation == b->relocation && a->balance == b->balance &&
           a->competency == b->competency && a->offers == b->offers && a->persistence == b->persistence &&
           a->tenure == b->tenure && a->unplaced == b->unplaced && a->secondment == b->secondment;
}

static const char *failed(struct arena *arena, uint64_t seed, const char *what, const struct error *error)
{
    return arena_format(arena, "seed %llu: %s failed: %s at %s: %s", (unsigned long long)seed, what,
                        error_word(error->code), error->path, error->text);
}

static const char *differ(struct arena *arena, uint64_t seed, const char *what, const char *seen,
                          const char *expected)
{
    return arena_format(arena, "seed %llu: %s: seen %s; the oracle says %s", (unsigned long long)seed, what,
                        seen, expected);
}

/* --- evaluate
 * ----------------------------------------------------------------------------------------------- */

/* The first part of a row's name, by what the oracle calls the demand. */
static const char *row_prefix(enum oracle_kind kind)
{
    static const char *const prefixes[ORACLE_KIND_COUNT] = {
        [ORACLE_BALANCE_LIMIT] = "supply/",
        [ORACLE_SUPPLY] = "supply/",
        [ORACLE_HEADCOUNT] = "headcount/",
        [ORACLE_COMPETENCY] = "competency/",
        [ORACLE_GROUP_BALANCE_LIMIT] = "group-supply/",
        [ORACLE_GROUP_SUPPLY] = "group-supply/",
        [ORACLE_GROUP_HEADCOUNT] = "group-headcount/",
        [ORACLE_GROUP_COMPETENCY] = "group-competency/",
        [ORACLE_UNIT_BUDGET] = "budget/",
        [ORACLE_TOTAL_BUDGET] = "budget",
        [ORACLE_MOVES_MAX] = "moves",
        [ORACLE_MOVES_MAX_SHARE] = "moves",
        [ORACLE_MOVES_OUT_SHARE] = "moves-out/",
        [ORACLE_MOVES_IN_SHARE] = "moves-in/",
        [ORACLE_TOGETHER_UNIT] = "pair/",
        [ORACLE_TOGETHER_GROUP] = "pair/",
        [ORACLE_APART_UNIT] = "pair/",
        [ORACLE_APART_GROUP] = "pair/",
        [ORACLE_LENT_AT_ONCE] = "lend/",
        [ORACLE_DONOR_MIN] = "keep/",
    };
    return prefixes[kind];
}

static bool has_prefix(const char *row, const char *prefix)
{
    size_t length = strlen(prefix);
    return prefix[length - 1] == '/' ? strncmp(row, prefix, length) == 0 : strcmp(row, prefix) == 0;
}

static int32_t breaches_of(const struct evaluation *seen, const char *prefix)
{
    int32_t count = 0;
    for (int32_t b = 0; b < seen->breach_count; b++) {
        count += has_prefix(seen->breaches[b].row, prefix) ? 1 : 0;
    }
    return count;
}

/* NULL, or the prefix of a row that one side calls broken and the other does not. */
static const char *breach_that_differs(const struct evaluation *seen, uint32_t broken)
{
    for (int32_t kind = 0; kind < ORACLE_KIND_COUNT; kind++) {
        const char *prefix = row_prefix((enum oracle_kind)kind);
        bool expected = false;
        for (int32_t other = 0; other < ORACLE_KIND_COUNT; other++) {
            bool same_row = strcmp(row_prefix((enum oracle_kind)other), prefix) == 0;
            expected |= same_row && ((broken >> other) & 1U) != 0;
        }
        if (expected != (breaches_of(seen, prefix) > 0)) {
            return prefix;
        }
    }
    return NULL;
}

static const char *placement_text(struct arena *arena, const struct instance *instance,
                                  const struct placed *placement)
{
    const char *text = "";
    for (int32_t i = 0; i < instance->employee_count; i++) {
        int32_t unit = placement[i].unit;
        text = arena_format(arena, "%s %s>%s(%d, %d)", text, instance->employees[i].id,
                            unit == NONE ? "-" : instance->units[unit].id, (int)placement[i].offer,
                            (int)placement[i].surge);
    }
    return text;
}

static const char *compare(struct arena *arena, uint64_t seed, const struct problem *problem,
                           const struct placed *placement)
{
    struct error error;
    struct oracle_verdict verdict;
    const struct evaluation *seen = NULL;
    if (!oracle_evaluate(problem, placement, &verdict)) {
        return arena_format(arena, "seed %llu: too large for the oracle", (unsigned long long)seed);
    }
    if (evaluate(arena, problem, placement, &seen, &error) != ERROR_NONE) {
        return failed(arena, seed, "evaluate", &error);
    }
    if (!same_objective(&seen->objective, &verdict.objective)) {
        return differ(
            arena, seed,
            arena_format(arena, "objective of%s", placement_text(arena, problem->instance, placement)),
            objective_text(arena, &seen->objective), objective_text(arena, &verdict.objective));
    }
    int32_t barred = breaches_of(seen, "eligibility/");
    if (barred != verdict.ineligible) {
        return differ(arena, seed,
                      arena_format(arena, "ineligible people of%s",
                                   placement_text(arena, problem->instance, placement)),
                      arena_format(arena, "%d", (int)barred),
                      arena_format(arena, "%d", (int)verdict.ineligible));
    }
    /* what a barred person does to the rows is nobody's promise */
    const char *prefix = barred > 0 ? NULL : breach_that_differs(seen, verdict.broken);
    return prefix == NULL ? NULL
                          : arena_format(arena, "seed %llu: rows %s broken by one side only, placement%s",
                                         (unsigned long long)seed, prefix,
                                         placement_text(arena, problem->instance, placement));
}

/* Lends the person about half the time, to where it is allowed or anywhere. */
static struct placed maybe_lent(struct tiny_random *random, const struct problem *problem, int32_t employee,
                                struct placed placed, bool eligible)
{
    struct placed lent = placed;
    lent.surge = (int32_t)tiny_between(random, NONE, problem->instance->surge_count - 1);
    if (lent.surge == NONE || placed.unit == NONE) {
        return placed;
    }
    lent.offer = eligible ? NONE : placed.offer;
    return !eligible || oracle_may_be_lent(problem, employee, lent) ? lent : placed;
}

/* Any unit, or a few tries for one the person may end in. Unplaced only where that is a choice. */
static struct placed random_place(struct tiny_random *random, const struct problem *problem, int32_t employee,
                                  bool eligible)
{
    const struct employee *person = &problem->instance->employees[employee];
    struct placed placed = {NONE, NONE, NONE};
    for (int32_t attempt = 0; attempt < 8; attempt++) {
        placed.unit = (int32_t)tiny_between(random, NONE, problem->instance->unit_count - 1);
        bool may = oracle_eligible(problem, employee, placed.unit);
        if (may || (!eligible && placed.unit != NONE)) {
            break;
        }
    }
    if (placed.unit == NONE && !oracle_eligible(problem, employee, NONE)) {
        placed.unit = tiny_below(random, problem->instance->unit_count);
    }
    if (placed.unit != NONE && person->offer_count > 0) {
        placed.offer = (int32_t)tiny_between(random, NONE, person->offer_count - 1);
    }
    return problem->instance->surge_count == 0 ? placed
                                               : maybe_lent(random, problem, employee, placed, eligible);
}

const char *disagreement_on_placements(struct arena *arena, uint64_t seed)
{
    struct tiny tiny;
    struct error error;
    struct tiny_random random = {seed ^ 0x706c616365};
    const struct problem *problem = NULL;
    if (tiny_make(arena, seed, &tiny_size_oracle, &tiny, &error) != ERROR_NONE) {
        return failed(arena, seed, "the generator", &error);
    }
    if (tiny_problem(arena, &tiny, &problem, &error) != ERROR_NONE) {
        return failed(arena, seed, "problem_read", &error);
    }
    for (int32_t round = 0; round < 16; round++) {
        struct placed placement[ORACLE_PEOPLE_MAX];
        for (int32_t i = 0; i < problem->instance->employee_count; i++) {
            placement[i] = random_place(&random, problem, i, round % 4 != 0);
        }
        const char *wrong = compare(arena, seed, problem, placement);
        if (wrong != NULL) {
            return wrong;
        }
    }
    return NULL;
}

/* --- the whole path
 * ----------------------------------------------------------------------------------------- */

static const char *compare_plan(struct arena *arena, uint64_t seed, const struct tiny_run *run,
                                const struct oracle_answer *answer)
{
    const struct plan *plan = run->plan;
    const struct objective *best = &answer->best;
    struct oracle_verdict verdict;
    if (plan->objective.total != best->total) {
        return differ(arena, seed, "optimum", objective_text(arena, &plan->objective),
                      objective_text(arena, best));
    }
    if (!plan->has_bound || plan->bound_upt > best->total || plan->bound_verified_upt > best->total) {
        return arena_format(arena, "seed %llu: bound %lld or verified bound %lld above the optimum %lld",
                            (unsigned long long)seed, (long long)plan->bound_upt,
                            (long long)plan->bound_verified_upt, (long long)best->total);
    }
    oracle_evaluate(run->problem, run->placement, &verdict);
    if (verdict.broken != 0 || verdict.ineligible != 0) {
        return arena_format(arena, "seed %llu: the plan breaks hard demands (bits %x, %d ineligible)",
                            (unsigned long long)seed, (unsigned)verdict.broken, (int)verdict.ineligible);
    }
    return same_objective(&plan->objective, &verdict.objective)
               ? NULL
               : differ(arena, seed, "the plan's own cost", objective_text(arena, &plan->objective),
                        objective_text(arena, &verdict.objective));
}

static const char *examine(struct arena *arena, uint64_t seed, const struct tiny_size *size)
{
    struct tiny tiny;
    struct error error;
    struct tiny_run run;
    struct oracle_answer answer;
    struct solve_limits limits = tiny_limits();
    if (tiny_make(arena, seed, size, &tiny, &error) != ERROR_NONE) {
        return failed(arena, seed, "the generator", &error);
    }
    if (tiny_solve(arena, &tiny, &limits, &run, &error) != ERROR_NONE) {
        return failed(arena, seed, "the solve", &error);
    }
    if (!oracle_solve(run.problem, ORACLE_PLACEMENTS_MOST, &answer)) {
        return arena_format(arena, "seed %llu: too large for the oracle", (unsigned long long)seed);
    }
    enum plan_status expected = answer.feasible ? PLAN_OPTIMAL : PLAN_INFEASIBLE;
    if (run.plan->status != expected) {
        return differ(arena, seed, "status", plan_status_word(run.plan->status), plan_status_word(expected));
    }
    return answer.feasible ? compare_plan(arena, seed, &run, &answer) : NULL;
}

const char *disagreement_on_optimum(struct arena *arena, uint64_t seed)
{
    return examine(arena, seed, &tiny_size_oracle);
}

const char *disagreement_on_larger_optimum(struct arena *arena, uint64_t seed)
{
    return examine(arena, seed, &tiny_size_larger);
}
