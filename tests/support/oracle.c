/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trying every placement: a depth-first walk over people, the books closed at every leaf. */
#include "tests/support/oracle_parts.h"

#include <stdlib.h>
#include <string.h>

const char *oracle_kind_text(enum oracle_kind kind)
{
    static const char *const texts[ORACLE_KIND_COUNT] = {
#define ORACLE_KIND_TEXT(name, text) text,
        ORACLE_KIND_LIST(ORACLE_KIND_TEXT)
#undef ORACLE_KIND_TEXT
    };
    return texts[kind];
}

static bool few_minimums(const struct demand *demand)
{
    return demand->minimum_count <= ORACLE_MINIMUMS_MAX;
}

static bool fits(const struct instance *instance)
{
    bool fit = instance->unit_count <= ORACLE_UNITS_MAX && instance->group_count <= ORACLE_GROUPS_MAX &&
               instance->employee_count <= ORACLE_PEOPLE_MAX && instance->surge_count <= ORACLE_SURGES_MAX;
    for (int32_t u = 0; fit && u < instance->unit_count; u++) {
        fit = few_minimums(&instance->units[u].demand);
    }
    for (int32_t g = 0; fit && g < instance->group_count; g++) {
        fit = few_minimums(&instance->groups[g].demand);
    }
    return fit;
}

bool oracle_evaluate(const struct problem *problem, const struct placed *placement,
                     struct oracle_verdict *out)
{
    memset(out, 0, sizeof *out);
    if (!fits(problem->instance)) {
        return false;
    }
    struct oracle_books books = {0};
    for (int32_t i = 0; i < problem->instance->employee_count; i++) {
        struct oracle_effect effect = oracle_effect_of(problem, i, placement[i]);
        oracle_books_add(problem, &books, i, &effect);
        bool may = oracle_eligible(problem, i, placement[i].unit) &&
                   (placement[i].surge == NONE || oracle_may_be_lent(problem, i, placement[i]));
        out->ineligible += may ? 0 : 1;
    }
    oracle_books_judge(problem, &books, placement);
    out->objective = books.objective;
    out->broken = books.broken;
    return true;
}

/* --- the walk
 * ----------------------------------------------------------------------------------------------- */

struct walk {
    const struct problem *problem;
    struct oracle_answer *answer;
    struct oracle_effect *effects; /* all choices of all people, person by person */
    int32_t first[ORACLE_PEOPLE_MAX + 1];
    struct placed placement[ORACLE_PEOPLE_MAX];
    int64_t best_without[ORACLE_KIND_COUNT]; /* least total that breaks at most this kind; -1: none */
};

/* The choices of one person in one unit; effects may be NULL to count them. */
static int32_t list_choices_in(const struct problem *problem, int32_t employee, int32_t unit,
                               struct oracle_effect *effects)
{
    int32_t offers = unit == NONE ? 0 : problem->instance->employees[employee].offer_count, count = 0;
    for (int32_t offer = NONE; offer < offers; offer++) {
        if (effects != NULL) {
            effects[count] = oracle_effect_of(problem, employee, (struct placed){unit, offer, NONE});
        }
        count++;
    }
    for (int32_t s = 0; s < problem->instance->surge_count; s++) {
        struct placed lent = {unit, NONE, s};
        if (!oracle_may_be_lent(problem, employee, lent)) {
            continue;
        }
        if (effects != NULL) {
            effects[count] = oracle_effect_of(problem, employee, lent);
        }
        count++;
    }
    return count;
}

static int32_t list_choices(const struct problem *problem, int32_t employee, struct oracle_effect *effects)
{
    int32_t count = 0;
    for (int32_t unit = NONE; unit < problem->instance->unit_count; unit++) {
        if (oracle_eligible(problem, employee, unit)) {
            count += list_choices_in(problem, employee, unit, effects == NULL ? NULL : effects + count);
        }
    }
    return count;
}

static void record(struct walk *walk, const struct oracle_books *books)
{
    struct oracle_answer *answer = walk->answer;
    int64_t total = books->objective.total;
    for (int32_t kind = 0; kind < ORACLE_KIND_COUNT; kind++) {
        bool at_most_this = (books->broken & ~(UINT32_C(1) << kind)) == 0;
        if (at_most_this && (walk->best_without[kind] < 0 || total < walk->best_without[kind])) {
            walk->best_without[kind] = total;
        }
    }
    if (books->broken == 0 && (!answer->feasible || total < answer->best.total)) {
        answer->feasible = true;
        answer->best = books->objective;
        memcpy(answer->placement, walk->placement, sizeof answer->placement);
    }
}

/* Costs are never negative, so a partial sum above the best total cannot end below it. */
static void descend(struct walk *walk, int32_t person, const struct oracle_books *so_far)
{
    const struct problem *problem = walk->problem;
    if (walk->answer->feasible && so_far->objective.total > walk->answer->best.total) {
        return;
    }
    if (person == problem->instance->employee_count) {
        struct oracle_books books = *so_far;
        oracle_books_judge(problem, &books, walk->placement);
        record(walk, &books);
        walk->answer->tried++;
        return;
    }
    for (int32_t c = walk->first[person]; c < walk->first[person + 1]; c++) {
        struct oracle_books books = *so_far;
        walk->placement[person] = walk->effects[c].placed;
        oracle_books_add(problem, &books, person, &walk->effects[c]);
        descend(walk, person + 1, &books);
    }
}

static void conclude(struct walk *walk)
{
    struct oracle_answer *answer = walk->answer;
    for (int32_t kind = 0; kind < ORACLE_KIND_COUNT; kind++) {
        int64_t without = walk->best_without[kind];
        if (without >= 0 && !answer->feasible) {
            answer->causes |= UINT32_C(1) << kind;
        }
        if (without >= 0 && answer->feasible && without < answer->best.total) {
            answer->binding |= UINT32_C(1) << kind;
        }
    }
}

/* Number of choices per person; false when the placements are more than `most`. */
static bool count_choices(struct walk *walk, int64_t most)
{
    int64_t placements = 1;
    for (int32_t i = 0; i < walk->problem->instance->employee_count; i++) {
        int32_t count = list_choices(walk->problem, i, NULL);
        walk->first[i + 1] = walk->first[i] + count;
        walk->answer->stuck += count == 0 ? 1 : 0;
        placements *= count > 0 ? count : 1;
        if (placements > most) {
            return false;
        }
    }
    return true;
}

bool oracle_solve(const struct problem *problem, int64_t most, struct oracle_answer *out)
{
    struct walk walk = {.problem = problem, .answer = out};
    memset(out, 0, sizeof *out);
    if (!fits(problem->instance) || !count_choices(&walk, most)) {
        return false;
    }
    if (out->stuck > 0) {
        return true;
    }
    int32_t people = problem->instance->employee_count;
    walk.effects = calloc((size_t)walk.first[people] + 1, sizeof *walk.effects);
    if (walk.effects == NULL) {
        return false;
    }
    for (int32_t i = 0; i < people; i++) {
        list_choices(problem, i, walk.effects + walk.first[i]);
    }
    memset(walk.best_without, -1, sizeof walk.best_without);
    struct oracle_books empty = {0};
    descend(&walk, 0, &empty);
    conclude(&walk);
    free(walk.effects);
    return true;
}
