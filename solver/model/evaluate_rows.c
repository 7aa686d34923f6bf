/* SPDX-License-Identifier: MIT */
/* Judges the sums of a placement against every hard demand. Names and sentences are made only for those that
 * are broken. */
#include "solver/model/decimal_text.h"
#include "solver/model/evaluate_parts.h"
#include "solver/model/row_name.h"

#include <string.h>

static bool within(int64_t seen, struct interval limits)
{
    return limits.lower <= seen && seen <= limits.upper;
}

enum error_code evaluate_breach(struct evaluating *work, const char *row, const char *sentence, int64_t seen,
                                struct interval limits, int places)
{
    if (work->breach_count == work->breach_room) {
        int32_t room = work->breach_room == 0 ? 16 : 2 * work->breach_room;
        struct breach *grown = arena_alloc(work->arena, (size_t)room, sizeof *grown);
        if (grown != NULL && work->breach_count > 0) {
            memcpy(grown, work->breaches, (size_t)work->breach_count * sizeof *grown);
        }
        work->breaches = grown;
        work->breach_room = room;
    }
    if (work->breaches == NULL || row == NULL || sentence == NULL) {
        return error_set(work->error, ERROR_MEMORY, NULL, "no memory for the breaches");
    }
    work->breaches[work->breach_count++] =
        (struct breach){row, sentence, seen, limits.lower, limits.upper, places};
    return ERROR_NONE;
}

/* "at most 4 are allowed" or "at least 3 are required", whichever `seen` breaks. */
static const char *limit_text(struct arena *arena, int64_t seen, struct interval limits, int places)
{
    if (seen > limits.upper) {
        return arena_format(arena, "at most %s are allowed", decimal_text(limits.upper, places).text);
    }
    return arena_format(arena, "at least %s are required", decimal_text(limits.lower, places).text);
}

static const char *people(int64_t count)
{
    return count == 1 ? "person" : "people";
}

/* What a unit and a group have in common. */
struct place {
    const char *word, *id; /* "unit" or "group" */
    const char *supply_row, *headcount_row, *competency_row;
    const struct demand *demand;
    const struct demand_terms *terms;
    const struct tally *tally;
};

static enum error_code check_supply(struct evaluating *work, const struct place *place)
{
    int64_t seen = place->tally->supply_mfte;
    struct interval limits = place->terms->supply_mfte;
    if (within(seen, limits)) {
        return ERROR_NONE;
    }
    const char *limit = limit_text(work->arena, seen, limits, 3);
    return evaluate_breach(work, row_name(work->arena, place->supply_row, place->id),
                           limit == NULL ? NULL
                                         : arena_format(work->arena, "%s %s has %s FTE, %s", place->word,
                                                        place->id, decimal_text(seen, 3).text, limit),
                           seen, limits, 3);
}

static enum error_code check_headcount(struct evaluating *work, const struct place *place)
{
    int64_t seen = place->tally->headcount;
    struct interval limits = place->demand->headcount;
    if (within(seen, limits)) {
        return ERROR_NONE;
    }
    const char *limit = limit_text(work->arena, seen, limits, 0);
    return evaluate_breach(work, row_name(work->arena, place->headcount_row, place->id),
                           limit == NULL ? NULL
                                         : arena_format(work->arena, "%s %s has %lld %s, %s", place->word,
                                                        place->id, (long long)seen, people(seen), limit),
                           seen, limits, 0);
}

static enum error_code check_minimum(struct evaluating *work, const struct place *place, int32_t m)
{
    const struct minimum *minimum = &place->demand->minimums[m];
    int64_t seen = place->tally->qualified[m];
    struct interval limits = {minimum->min, INT64_MAX};
    if (!minimum_is_hard(work->problem->policy, minimum) || within(seen, limits)) {
        return ERROR_NONE;
    }
    const char *competency = work->problem->instance->competencies[minimum->competency];
    const char *row =
        row_name_competency(work->arena, place->competency_row, place->id, competency, minimum->level);
    const char *sentence = arena_format(
        work->arena, "%s %s has %lld %s with %s at level %d or above, at least %d are required", place->word,
        place->id, (long long)seen, people(seen), competency, (int)minimum->level, (int)minimum->min);
    return evaluate_breach(work, row, sentence, seen, limits, 0);
}

static enum error_code check_demand(struct evaluating *work, const struct place *place)
{
    enum error_code code;
    if ((code = check_supply(work, place)) != ERROR_NONE ||
        (code = check_headcount(work, place)) != ERROR_NONE) {
        return code;
    }
    for (int32_t m = 0; m < place->demand->minimum_count; m++) {
        if ((code = check_minimum(work, place, m)) != ERROR_NONE) {
            return code;
        }
    }
    return ERROR_NONE;
}

/* floor(share x count), but at least 1. */
static int64_t share_cap(int64_t share_ppm, int64_t count)
{
    int128 cap = (int128)share_ppm * count / MICRO;
    return cap < 1 ? 1 : cap > INT64_MAX ? INT64_MAX : (int64_t)cap;
}

static enum error_code check_flow(struct evaluating *work, const struct unit *unit, const char *kind,
                                  const char *verb, int64_t seen, int64_t cap)
{
    if (seen <= cap) {
        return ERROR_NONE;
    }
    return evaluate_breach(work, row_name(work->arena, kind, unit->id),
                           arena_format(work->arena, "%lld %s %s unit %s, at most %lld may", (long long)seen,
                                        people(seen), verb, unit->id, (long long)cap),
                           seen, (struct interval){INT64_MIN, cap}, 0);
}

static enum error_code check_budget(struct evaluating *work, const char *row, const char *who, int128 spent,
                                    int64_t budget)
{
    if (spent <= budget) {
        return ERROR_NONE;
    }
    int64_t seen = spent > INT64_MAX ? INT64_MAX : (int64_t)spent;
    return evaluate_breach(work, row,
                           arena_format(work->arena, "%s spends %s points, at most %s are allowed", who,
                                        decimal_text(seen, 6).text, decimal_text(budget, 6).text),
                           seen, (struct interval){INT64_MIN, budget}, 6);
}

static enum error_code check_unit_budget(struct evaluating *work, int32_t u)
{
    const struct unit *unit = &work->problem->instance->units[u];
    if (unit->budget_upt == NONE || work->flows.spent_upt[u] <= unit->budget_upt) {
        return ERROR_NONE;
    }
    const char *who = arena_format(work->arena, "unit %s", unit->id);
    const char *row = who == NULL ? NULL : row_name(work->arena, "budget", unit->id);
    return check_budget(work, row, who == NULL ? "" : who, work->flows.spent_upt[u], unit->budget_upt);
}

static enum error_code check_unit(struct evaluating *work, int32_t u)
{
    const struct unit *unit = &work->problem->instance->units[u];
    const struct move_caps *caps = &work->problem->policy->moves;
    const struct place place = {.word = "unit",
                                .id = unit->id,
                                .supply_row = "supply",
                                .headcount_row = "headcount",
                                .competency_row = "competency",
                                .demand = &unit->demand,
                                .terms = &work->unit_terms[u],
                                .tally = &work->after.units[u]};
    int64_t staff = work->before.units[u].headcount;
    enum error_code code;
    if ((code = check_demand(work, &place)) != ERROR_NONE ||
        (code = check_unit_budget(work, u)) != ERROR_NONE) {
        return code;
    }
    if (caps->in_share_ppm != NONE && staff > 0 &&
        (code = check_flow(work, unit, "moves-in", "move into", work->flows.in[u],
                           share_cap(caps->in_share_ppm, staff))) != ERROR_NONE) {
        return code;
    }
    if (caps->out_share_ppm == NONE) {
        return ERROR_NONE;
    }
    return check_flow(work, unit, "moves-out", "move out of", work->flows.out[u],
                      share_cap(caps->out_share_ppm, staff));
}

static enum error_code check_group(struct evaluating *work, int32_t g)
{
    const struct group *group = &work->problem->instance->groups[g];
    const struct place place = {.word = "group",
                                .id = group->id,
                                .supply_row = "group-supply",
                                .headcount_row = "group-headcount",
                                .competency_row = "group-competency",
                                .demand = &group->demand,
                                .terms = &work->group_terms[g],
                                .tally = &work->after.groups[g]};
    return check_demand(work, &place);
}

static enum error_code check_whole(struct evaluating *work)
{
    const struct policy *policy = work->problem->policy;
    int64_t cap = policy->moves.max == NONE ? INT64_MAX : policy->moves.max;
    if (policy->moves.max_share_ppm != NONE) {
        int64_t share = share_cap(policy->moves.max_share_ppm, work->flows.staff_of_open);
        cap = share < cap ? share : cap;
    }
    int64_t moves = work->flows.moves;
    if (moves > cap) {
        enum error_code code =
            evaluate_breach(work, "moves",
                            arena_format(work->arena, "%lld %s move out of open units, at most %lld may",
                                         (long long)moves, people(moves), (long long)cap),
                            moves, (struct interval){INT64_MIN, cap}, 0);
        if (code != ERROR_NONE) {
            return code;
        }
    }
    if (policy->budget_upt == NONE) {
        return ERROR_NONE;
    }
    return check_budget(work, "budget", "the plan", work->flows.spent_all_upt, policy->budget_upt);
}

/* Where a pair looks at one of its people: a group, or a unit. */
struct pair_place {
    int32_t group, unit; /* one is NONE; both: unplaced, or in a closed unit, which breaks eligibility */
};

static struct pair_place pair_place(const struct evaluating *work, const struct pair *pair, int32_t employee)
{
    const struct instance *instance = work->problem->instance;
    int32_t unit = work->placement[employee].unit;
    if (unit == NONE || !instance->units[unit].open) {
        return (struct pair_place){NONE, NONE};
    }
    int32_t group = pair->scope == SCOPE_GROUP ? instance->units[unit].group : NONE;
    return (struct pair_place){group, group == NONE ? unit : NONE};
}

static bool is_somewhere(struct pair_place place)
{
    return place.group != NONE || place.unit != NONE;
}

static enum error_code pair_breach(struct evaluating *work, int32_t p, struct pair_place place, int64_t seen,
                                   struct interval limits)
{
    const struct instance *instance = work->problem->instance;
    const struct pair *pair = &instance->pairs[p];
    const char *scope = pair->scope == SCOPE_GROUP ? "group" : "unit";
    const char *kind = place.group != NONE ? "group" : "unit";
    const char *id = place.group != NONE ? instance->groups[place.group].id : instance->units[place.unit].id;
    const char *a = instance->employees[pair->a].id, *b = instance->employees[pair->b].id;
    const char *form = pair->kind == PAIR_APART
                           ? "employees %s and %s must not be in one %s, both are in %s %s"
                           : "employees %s and %s must be in one %s, one alone is in %s %s";
    return evaluate_breach(work, row_name_pair(work->arena, p, kind, id),
                           arena_format(work->arena, form, a, b, scope, kind, id), seen, limits, 0);
}

/* As rows: apart is x_a + x_b <= 1 in every place, together is x_a - x_b = 0. */
static enum error_code check_pair(struct evaluating *work, int32_t p)
{
    const struct pair *pair = &work->problem->instance->pairs[p];
    struct pair_place a = pair_place(work, pair, pair->a), b = pair_place(work, pair, pair->b);
    bool same = a.group == b.group && a.unit == b.unit;
    if (pair->kind == PAIR_APART) {
        return is_somewhere(a) && same ? pair_breach(work, p, a, 2, (struct interval){INT64_MIN, 1})
                                       : ERROR_NONE;
    }
    enum error_code code = ERROR_NONE;
    if (!same && is_somewhere(a)) {
        code = pair_breach(work, p, a, 1, (struct interval){0, 0});
    }
    if (code == ERROR_NONE && !same && is_somewhere(b)) {
        code = pair_breach(work, p, b, -1, (struct interval){0, 0});
    }
    return code;
}

const char *barrier_sentence(enum barrier barrier)
{
    switch (barrier) {
    case BARRIER_CLOSED:
        return "the unit is closed";
    case BARRIER_FORCED:
        return "the scenario places this person elsewhere";
    case BARRIER_PINNED:
        return "pinned to the present unit";
    case BARRIER_CONSENT:
        return "without this person's consent";
    case BARRIER_NOT_ALLOWED:
        return "only people without a present unit may be left unplaced, and only at a price";
    case BARRIER_RULE:
    case BARRIER_NONE:
        break;
    }
    return "";
}

/* A placement where the person may not be counts as 1 of at most 0. */
static enum error_code check_person(struct evaluating *work, int32_t i)
{
    const struct employee *person = &work->problem->instance->employees[i];
    int32_t unit = work->placement[i].unit;
    struct eligibility found = eligibility_of(work->problem, i, unit);
    if (found.barrier == BARRIER_NONE) {
        return ERROR_NONE;
    }
    const char *where = unit == NONE ? "no unit" : work->problem->instance->units[unit].id;
    const char *sentence =
        found.rule != NULL
            ? arena_format(work->arena, "employee %s may not end in %s: a rule forbids moving (%s)",
                           person->id, where, found.rule->cite)
            : arena_format(work->arena, "employee %s may not end in %s: %s", person->id, where,
                           barrier_sentence(found.barrier));
    return evaluate_breach(work, row_name(work->arena, "eligibility", person->id), sentence, 1,
                           (struct interval){INT64_MIN, 0}, 0);
}

enum error_code evaluate_rows(struct evaluating *work)
{
    const struct instance *instance = work->problem->instance;
    enum error_code code = ERROR_NONE;
    for (int32_t i = 0; i < instance->employee_count && code == ERROR_NONE; i++) {
        code = check_person(work, i);
    }
    for (int32_t u = 0; u < instance->unit_count && code == ERROR_NONE; u++) {
        code = instance->units[u].open ? check_unit(work, u) : ERROR_NONE;
    }
    for (int32_t g = 0; g < instance->group_count && code == ERROR_NONE; g++) {
        code = check_group(work, g);
    }
    for (int32_t p = 0; p < instance->pair_count && code == ERROR_NONE; p++) {
        code = check_pair(work, p);
    }
    code = code == ERROR_NONE ? check_whole(work) : code;
    return code == ERROR_NONE ? evaluate_lending(work) : code;
}
