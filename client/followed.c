/* SPDX-License-Identifier: MIT */
#include "client/followed.h"

#include "client/text.h"
#include "proto/id_table.h"

#include <string.h>

static const struct {
    const char *word, *heading;
} kinds[] = {
#define FOLLOWED_ENTRY(name, word, heading) {word, heading},
    FOLLOWED_LIST(FOLLOWED_ENTRY)
#undef FOLLOWED_ENTRY
};

struct tracing {
    const struct instance *planned, *actual;
    struct id_table units, people;  /* of the case; of the later instance */
    const struct placed *placement; /* of the plan */
    struct placed *happened;        /* in the case's terms */
    struct followed *list;
    struct following *out;
};

const char *followed_word(enum followed_how how)
{
    return kinds[how].word;
}

const char *followed_heading(enum followed_how how)
{
    return _(kinds[how].heading);
}

static enum error_code no_memory(struct error *error)
{
    return error_set(error, ERROR_MEMORY, "", "out of memory for the comparison");
}

static bool add_id(struct id_table *table, const char *id)
{
    bool fresh;
    return id_table_add(table, id, (uint32_t)strlen(id), &fresh) != NONE;
}

static bool prepare(struct arena *arena, struct tracing *tracing)
{
    const struct instance *planned = tracing->planned, *actual = tracing->actual;
    size_t people = (size_t)planned->employee_count;
    tracing->happened = arena_alloc(arena, people, sizeof *tracing->happened);
    tracing->list = arena_alloc(arena, people + (size_t)actual->employee_count, sizeof *tracing->list);
    bool complete = tracing->happened != NULL && tracing->list != NULL &&
                    id_table_init(&tracing->units, arena, (size_t)planned->unit_count) &&
                    id_table_init(&tracing->people, arena, (size_t)actual->employee_count);
    for (int32_t u = 0; complete && u < planned->unit_count; u++)
        complete = add_id(&tracing->units, planned->units[u].id);
    for (int32_t i = 0; complete && i < actual->employee_count; i++)
        complete = add_id(&tracing->people, actual->employees[i].id);
    return complete;
}

static const char *unit_id(const struct instance *instance, int32_t unit)
{
    return unit == NONE ? NULL : instance->units[unit].id;
}

static bool same_id(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void add(struct tracing *tracing, struct followed followed)
{
    tracing->list[tracing->out->count++] = followed;
    tracing->out->counts[followed.how]++;
}

/* What the person holds later; NONE when nobody there is said to hold it. */
static int32_t level_later(const struct tracing *tracing, int32_t later, const char *competency)
{
    for (int32_t c = 0; c < tracing->actual->competency_count; c++)
        if (strcmp(tracing->actual->competencies[c], competency) == 0)
            return employee_level(&tracing->actual->employees[later], c);
    return NONE;
}

/* A training was given when the person holds the competency later; an incentive when the move it was for is
 * done. */
static int32_t offer_taken(const struct tracing *tracing, int32_t i, int32_t later, bool has_move)
{
    int32_t chosen = tracing->placement[i].offer;
    if (chosen == NONE)
        return NONE;
    const struct offer *offer = &tracing->planned->employees[i].offers[chosen];
    if (offer->kind == OFFER_INCENTIVE)
        return has_move ? chosen : NONE;
    const char *competency = tracing->planned->competencies[offer->competency];
    return level_later(tracing, later, competency) >= offer->level ? chosen : NONE;
}

/* One person of the case. Whoever left, or is where the case has no unit, counts as staying in its terms. */
static void trace(struct tracing *tracing, int32_t i)
{
    const struct employee *person = &tracing->planned->employees[i];
    struct placed planned = tracing->placement[i];
    int32_t later = id_table_find(&tracing->people, person->id, (uint32_t)strlen(person->id));
    const char *from = unit_id(tracing->planned, person->unit);
    const char *to = unit_id(tracing->planned, planned.unit);
    const char *is = later == NONE ? NULL : unit_id(tracing->actual, tracing->actual->employees[later].unit);
    int32_t known = is == NULL ? NONE : id_table_find(&tracing->units, is, (uint32_t)strlen(is));
    bool has_move = !same_id(from, to), has_moved = !same_id(from, is);
    struct followed followed = {person->id, person->name, from, to, is, FOLLOWED_DONE};
    tracing->happened[i] = (struct placed){known == NONE ? person->unit : known, NONE, NONE};
    tracing->out->into_unknown += is != NULL && known == NONE;
    if (later != NONE && same_id(to, is)) {
        tracing->happened[i].offer = offer_taken(tracing, i, later, has_move);
        if (has_move)
            add(tracing, followed);
        return;
    }
    if (has_move)
        followed.how = later == NONE ? FOLLOWED_LEFT : has_moved ? FOLLOWED_ELSEWHERE : FOLLOWED_NOT_DONE;
    else
        followed.how = later == NONE ? FOLLOWED_GONE : FOLLOWED_UNPLANNED;
    add(tracing, followed);
}

static enum error_code trace_new(struct arena *arena, struct tracing *tracing, struct error *error)
{
    struct id_table known;
    if (!id_table_init(&known, arena, (size_t)tracing->planned->employee_count))
        return no_memory(error);
    for (int32_t i = 0; i < tracing->planned->employee_count; i++)
        if (!add_id(&known, tracing->planned->employees[i].id))
            return no_memory(error);
    for (int32_t i = 0; i < tracing->actual->employee_count; i++) {
        const struct employee *person = &tracing->actual->employees[i];
        const struct followed followed = {
            person->id, person->name, NULL, NULL, unit_id(tracing->actual, person->unit), FOLLOWED_NEW};
        if (id_table_find(&known, person->id, (uint32_t)strlen(person->id)) == NONE)
            add(tracing, followed);
    }
    return ERROR_NONE;
}

/* --- measures --- */

static int64_t without_unit(const struct instance *instance, const struct placed *placement)
{
    int64_t count = 0;
    for (int32_t i = 0; i < instance->employee_count; i++)
        count += placement[i].unit == NONE;
    return count;
}

static enum error_code evaluate_stay(struct arena *arena, const struct problem *problem, int64_t *unplaced,
                                     const struct evaluation **out, struct error *error)
{
    struct standing standing;
    enum error_code code = standing_of(arena, problem, NULL, &standing, error);
    if (code != ERROR_NONE)
        return code;
    *unplaced = without_unit(problem->instance, standing.placement);
    return evaluate(arena, problem, standing.placement, out, error);
}

/* The later state's own parts, and those of the moves that led there. */
static void measure_actual(struct measure_column *column, const struct evaluation *state,
                           const struct evaluation *moves, int into_unknown)
{
    struct objective objective = {.relocation = moves->objective.relocation,
                                  .offers = moves->objective.offers,
                                  .persistence = moves->objective.persistence,
                                  .balance = state->objective.balance,
                                  .competency = state->objective.competency,
                                  .tenure = moves->objective.tenure,
                                  .unplaced = state->objective.unplaced,
                                  .secondment = moves->objective.secondment};
    struct kpis kpis = moves->kpis;
    bool overflows = __builtin_add_overflow(objective.relocation, objective.offers, &objective.total) ||
                     __builtin_add_overflow(objective.total, objective.persistence, &objective.total) ||
                     __builtin_add_overflow(objective.total, objective.tenure, &objective.total) ||
                     __builtin_add_overflow(objective.total, objective.balance, &objective.total) ||
                     __builtin_add_overflow(objective.total, objective.competency, &objective.total) ||
                     __builtin_add_overflow(objective.total, objective.unplaced, &objective.total) ||
                     __builtin_add_overflow(objective.total, objective.secondment, &objective.total);
    kpis.moves += into_unknown;
    measure_objective(column, &objective);
    column->has[MEASURE_TOTAL] = !overflows;
    measure_moves(column, &kpis);
    measure_state(column, &state->kpis, 1);
}

static enum error_code measure_all(struct arena *arena, const struct tracing *tracing,
                                   const struct case_file *plan, const struct problem *actual,
                                   struct error *error)
{
    struct measure_column *columns = tracing->out->columns;
    const struct evaluation *before, *planned, *moves, *state;
    int64_t unplaced[2];
    enum error_code code = evaluate_stay(arena, plan->problem, &unplaced[0], &before, error);
    if (code == ERROR_NONE)
        code = evaluate(arena, plan->problem, tracing->placement, &planned, error);
    if (code == ERROR_NONE)
        code = evaluate(arena, plan->problem, tracing->happened, &moves, error);
    if (code == ERROR_NONE)
        code = evaluate_stay(arena, actual, &unplaced[1], &state, error);
    if (code != ERROR_NONE)
        return code;
    columns[FOLLOWED_BEFORE].label = "before";
    columns[FOLLOWED_PLANNED].label = "planned";
    columns[FOLLOWED_ACTUAL].label = "actual";
    measure_objective(&columns[FOLLOWED_BEFORE], &before->objective);
    measure_moves(&columns[FOLLOWED_BEFORE], &before->kpis);
    measure_state(&columns[FOLLOWED_BEFORE], &before->kpis, 0);
    measure_set(&columns[FOLLOWED_BEFORE], MEASURE_PEOPLE_UNPLACED, unplaced[0]);
    measure_objective(&columns[FOLLOWED_PLANNED], &planned->objective);
    measure_moves(&columns[FOLLOWED_PLANNED], &planned->kpis);
    measure_state(&columns[FOLLOWED_PLANNED], &planned->kpis, 1);
    measure_set(&columns[FOLLOWED_PLANNED], MEASURE_PEOPLE_UNPLACED, plan->plan->unplaced_count);
    measure_actual(&columns[FOLLOWED_ACTUAL], state, moves, tracing->out->into_unknown);
    measure_set(&columns[FOLLOWED_ACTUAL], MEASURE_PEOPLE_UNPLACED, unplaced[1]);
    return ERROR_NONE;
}

enum error_code follow(struct arena *arena, const struct case_file *plan, const struct problem *actual,
                       struct following *out, struct error *error)
{
    struct tracing tracing = {.planned = plan->problem->instance, .actual = actual->instance, .out = out};
    struct placed *placement;
    *out = (struct following){0};
    enum error_code code = plan_placement(arena, plan->plan, plan->problem, &placement, error);
    if (code != ERROR_NONE)
        return code;
    if (!prepare(arena, &tracing))
        return no_memory(error);
    tracing.placement = placement;
    for (int32_t i = 0; i < tracing.planned->employee_count; i++)
        trace(&tracing, i);
    code = trace_new(arena, &tracing, error);
    if (code == ERROR_NONE)
        code = measure_all(arena, &tracing, plan, actual, error);
    out->people = tracing.list;
    return code;
}
