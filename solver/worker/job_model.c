/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/model/decimal_text.h"
#include "solver/model/eligibility.h"
#include "solver/model/formulate.h"
#include "solver/model/warning.h"
#include "solver/worker/job_parts.h"

#include <stdio.h>
#include <string.h>

enum { CONFLICTS_MAX = 50 };

enum error_code job_model_read(struct arena *arena, const struct job_body *body, struct job_model *out,
                               struct error *error)
{
    enum error_code code;
    *out = (struct job_model){0};
    if ((code = problem_read(arena, body->instance, body->policy, body->scenario, &out->problem, error)) !=
            ERROR_NONE ||
        (code = formulate(arena, out->problem, &out->model, &out->stuck, &out->stuck_count, error)) !=
            ERROR_NONE ||
        (code = tree_sha256(out->problem->instance_document, out->instance_sha256, error)) != ERROR_NONE ||
        (code = tree_sha256(out->problem->policy_document, out->policy_sha256, error)) != ERROR_NONE) {
        return code;
    }
    return warning_sentences(arena, out->problem, &out->warnings, &out->warning_count, error);
}

/* The barrier that a stuck person meets on the way to most units is not told apart: the first that is not a
 * closed unit says enough, and if all are closed, that does. */
static const char *why_stuck(struct arena *arena, const struct problem *problem, int32_t i)
{
    const struct instance *instance = problem->instance;
    for (int32_t u = 0; u < instance->unit_count; u++) {
        struct eligibility found = eligibility_of(problem, i, u);
        if (u == instance->employees[i].unit) {
            continue;
        }
        switch (found.barrier) {
        case BARRIER_PINNED:
            return "pinned to a unit that is no choice";
        case BARRIER_FORCED:
            return "the scenario places this person in a unit that is no choice";
        case BARRIER_CONSENT:
            return "no open unit is among those this person consents to";
        case BARRIER_RULE:
            return arena_format(arena, "a rule forbids moving (%s)", found.rule->cite);
        case BARRIER_NONE:
        case BARRIER_CLOSED:
        case BARRIER_NOT_ALLOWED:
            break;
        }
    }
    return "no unit is open";
}

static const char *why_not_stay(struct arena *arena, const struct problem *problem, int32_t i)
{
    int32_t unit = problem->instance->employees[i].unit;
    struct eligibility found = eligibility_of(problem, i, unit);
    return found.rule == NULL ? "which is closed"
                              : arena_format(arena, "after longer than a rule allows (%s)", found.rule->cite);
}

static const char *stuck_sentence(struct arena *arena, const struct problem *problem, int32_t i)
{
    const struct employee *person = &problem->instance->employees[i];
    const char *why = why_stuck(arena, problem, i);
    if (why == NULL) {
        return NULL;
    }
    if (person->unit == NONE) {
        return arena_format(arena, "employee %s has no present unit and may be placed nowhere: %s",
                            person->id, why);
    }
    const char *why_not = why_not_stay(arena, problem, i);
    return why_not == NULL
               ? NULL
               : arena_format(arena, "employee %s may not stay in %s, %s, and may go nowhere: %s", person->id,
                              problem->instance->units[person->unit].id, why_not, why);
}

struct sentences {
    struct arena *arena;
    const char **list;
    int32_t count;
    bool failed;
};

static void add(struct sentences *sentences, const char *text)
{
    sentences->failed = sentences->failed || text == NULL;
    if (sentences->count < CONFLICTS_MAX) {
        sentences->list[sentences->count++] = text;
    }
}

static void add_stuck(struct sentences *sentences, const struct job_model *job)
{
    for (int32_t i = 0; i < job->stuck_count && i < CONFLICTS_MAX; i++) {
        add(sentences, stuck_sentence(sentences->arena, job->problem, job->stuck[i]));
    }
    if (job->stuck_count > CONFLICTS_MAX) {
        sentences->list[CONFLICTS_MAX - 1] =
            arena_format(sentences->arena, "and %d more employees have no unit to be in",
                         job->stuck_count - CONFLICTS_MAX + 1);
        sentences->failed = sentences->failed || sentences->list[CONFLICTS_MAX - 1] == NULL;
    }
}

/* Decimals of a row's activity, by the kind that begins its name. */
static int places_of(const char *name)
{
    static const struct {
        const char *kind;
        int places;
    } kinds[] = {{"supply/", 3}, {"group-supply/", 3}, {"keep/", 3}, {"budget", 6}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strncmp(name, kinds[i].kind, strlen(kinds[i].kind)) == 0) {
            return kinds[i].places;
        }
    }
    return 0;
}

/* What a row is about, beyond its name: the people of a pair. */
static const char *about(struct arena *arena, const struct instance *instance, const char *name)
{
    int number;
    if (sscanf(name, "pair/%d/", &number) != 1 || number < 0 || number >= instance->pair_count) {
        return "";
    }
    const struct pair *pair = &instance->pairs[number];
    const char *kind = pair->kind == PAIR_TOGETHER ? "together" : "apart";
    return arena_format(arena, " (employees %s and %s %s)", instance->employees[pair->a].id,
                        instance->employees[pair->b].id, kind);
}

static const char *row_sentence(struct arena *arena, const struct instance *instance, const struct row *row)
{
    int places = places_of(row->name);
    const char *form = NULL, *whom = about(arena, instance, row->name);
    int64_t asked = 0, possible = 0;
    if (row->lower > row->upper) {
        form = "%s%s: at least %s and at most %s exclude each other";
        asked = row->lower;
        possible = row->upper;
    } else if (row->lower > row->reach_upper) {
        form = "%s%s: at least %s are required, at most %s can be reached";
        asked = row->lower;
        possible = row->reach_upper;
    } else {
        form = "%s%s: at most %s are allowed, at least %s cannot be avoided";
        asked = row->upper;
        possible = row->reach_lower;
    }
    return whom == NULL ? NULL
                        : arena_format(arena, form, row->name, whom, decimal_text(asked, places).text,
                                       decimal_text(possible, places).text);
}

/* Rows that no placement can satisfy, whatever the others do. */
static void add_rows(struct sentences *sentences, const struct job_model *job)
{
    for (int32_t r = 0; r < choice_model_row_count(job->model); r++) {
        const struct row *row = choice_model_row(job->model, r);
        if (row->lower > row->upper || row->lower > row->reach_upper || row->upper < row->reach_lower) {
            add(sentences, row_sentence(sentences->arena, job->problem->instance, row));
        }
    }
}

enum error_code job_conflicts(struct arena *arena, const struct job_model *job, const char *const **conflicts,
                              int32_t *count, struct error *error)
{
    struct sentences sentences = {.arena = arena};
    *conflicts = NULL;
    *count = 0;
    sentences.list = arena_alloc(arena, CONFLICTS_MAX, sizeof *sentences.list);
    if (sentences.list == NULL) {
        return error_set(error, ERROR_MEMORY, NULL, "no memory for the conflicts");
    }
    if (job->stuck_count > 0) {
        add_stuck(&sentences, job);
    } else {
        add_rows(&sentences, job);
    }
    if (sentences.count == 0) {
        add(&sentences, "no plan satisfies all hard demands together");
    }
    if (sentences.failed) {
        return error_set(error, ERROR_MEMORY, NULL, "no memory for the conflicts");
    }
    *conflicts = sentences.list;
    *count = sentences.count;
    return ERROR_NONE;
}
