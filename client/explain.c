/* SPDX-License-Identifier: MIT */
#include "client/explain.h"

#include "client/file.h"
#include "client/find_named.h"
#include "client/reason_words.h"

/* --- what the case says --- */

enum error_code explain_read_case(struct arena *arena, struct explanation *out, struct error *error)
{
    const struct node *document;
    struct plan_case parts;
    enum error_code code = file_read_tree(arena, out->case_file, &document, error);
    if (code != ERROR_NONE)
        return code;
    code = case_read(document, &parts, error);
    if (code == ERROR_NONE)
        code = verify_case(arena, &parts, &out->base, error);
    if (code == ERROR_NONE && !out->base.holds)
        code = error_set(error, ERROR_CONTRADICTION, "plan",
                         "the plan does not hold, so nothing can be said about it: see `mutasi check`");
    out->plan_document = code == ERROR_NONE ? parts.plan : NULL;
    if (code != ERROR_NONE)
        file_name_error(out->case_file, error);
    return code;
}

static enum error_code find_placement(struct arena *arena, struct explanation *out, struct error *error)
{
    const struct plan *plan = out->base.plan;
    struct placed *placement;
    out->placed = (struct placed){out->base.problem->instance->employees[out->employee].unit, NONE, NONE};
    if (!out->base.has_placement)
        return ERROR_NONE;
    enum error_code code = plan_placement(arena, plan, out->base.problem, &placement, error);
    if (code != ERROR_NONE)
        return code;
    out->placed = placement[out->employee];
    for (int32_t i = 0; i < plan->move_count; i++)
        if (plan->moves[i].employee == out->employee)
            out->move = &plan->moves[i];
    return ERROR_NONE;
}

static enum error_code find_reasons(struct arena *arena, struct explanation *out, struct error *error)
{
    struct standing standing;
    const struct problem *problem = out->base.problem;
    out->reasons = "";
    if (out->move == NULL)
        return ERROR_NONE;
    enum error_code code = standing_of(arena, problem, out->base.plan, &standing, error);
    if (code != ERROR_NONE)
        return code;
    const struct reason_words words = {arena, problem, out->base.plan, &standing, '.'};
    out->reasons = reason_words(&words, out->move);
    return out->reasons != NULL ? ERROR_NONE : error_set(error, ERROR_MEMORY, "", "out of memory");
}

/* Some unit that is not the present one: what keeps a person from it, but for its being closed and the
 * consent, keeps the person from all. */
static int32_t elsewhere(const struct instance *instance, int32_t present)
{
    int32_t unit = 0;
    while (unit < instance->unit_count && (unit == present || !instance->units[unit].open))
        unit++;
    return unit < instance->unit_count ? unit : NONE;
}

static enum error_code find_barriers(struct arena *arena, struct explanation *out, struct error *error)
{
    const struct problem *problem = out->base.problem;
    const struct employee *person = &problem->instance->employees[out->employee];
    struct eligibility *list =
        arena_alloc(arena, ELIGIBILITY_MOST(problem->policy->rule_count), sizeof *list);
    int32_t unit = out->asked != NONE ? out->asked : elsewhere(problem->instance, person->unit), kept = 0;
    if (list == NULL)
        return error_set(error, ERROR_MEMORY, "", "out of memory");
    int32_t count = unit == NONE ? 0 : eligibility_barriers(problem, out->employee, unit, list);
    bool consents_somewhere = person->consent == CONSENT_LISTED && person->consent_count > 0;
    for (int32_t i = 0; i < count; i++)
        if (out->asked != NONE || list[i].barrier != BARRIER_CONSENT || !consents_somewhere)
            list[kept++] = list[i];
    out->barriers = list;
    out->barrier_count = kept;
    return ERROR_NONE;
}

enum error_code explain_read(struct arena *arena, const char *case_file, const char *employee,
                             const char *unit, struct explanation *out, struct error *error)
{
    *out = (struct explanation){.case_file = case_file, .asked = NONE};
    enum error_code code = explain_read_case(arena, out, error);
    if (code != ERROR_NONE)
        return code;
    const struct instance *instance = out->base.problem->instance;
    code = find_employee(arena, instance, employee, &out->employee, error);
    if (code == ERROR_NONE && unit != NULL)
        code = find_unit(arena, instance, unit, &out->asked, error);
    if (code == ERROR_NONE)
        code = find_placement(arena, out, error);
    if (code == ERROR_NONE)
        code = find_reasons(arena, out, error);
    return code == ERROR_NONE ? find_barriers(arena, out, error) : code;
}

/* --- what to solve --- */

static bool may(const struct explanation *explanation, int32_t unit)
{
    return eligibility_of(explanation->base.problem, explanation->employee, unit).barrier == BARRIER_NONE;
}

/* The open unit elsewhere that the person wishes most and may go to, or NONE. */
static int32_t wished(const struct explanation *explanation)
{
    const struct employee *person = &explanation->base.problem->instance->employees[explanation->employee];
    int32_t best = NONE;
    int64_t share = 0;
    for (int32_t i = 0; i < person->prefer_count; i++) {
        const struct preference *preference = &person->prefers[i];
        if (preference->share_micro > share && preference->unit != explanation->placed.unit &&
            may(explanation, preference->unit)) {
            best = preference->unit;
            share = preference->share_micro;
        }
    }
    return best;
}

enum error_code explain_change(struct arena *arena, const struct explanation *explanation,
                               const struct problem *problem, int32_t unit, const struct evaluation **out,
                               struct error *error)
{
    struct placed *placement;
    enum error_code code =
        plan_placement(arena, explanation->base.plan, explanation->base.problem, &placement, error);
    if (code != ERROR_NONE)
        return code;
    placement[explanation->employee] = (struct placed){unit, NONE, NONE};
    return evaluate(arena, problem, placement, out, error);
}

/* The other unit with the least bound. */
static enum error_code look_elsewhere(struct arena *arena, struct explanation *explanation, int32_t *target,
                                      struct error *error)
{
    const struct verification *base = &explanation->base;
    int64_t *bounds;
    *target = NONE;
    enum error_code code = explain_price_bounds(arena, explanation, &bounds, error);
    if (code != ERROR_NONE)
        return code;
    for (int32_t u = 0; u < base->problem->instance->unit_count; u++)
        if (u != explanation->placed.unit && bounds[u] != INT64_MIN &&
            (*target == NONE || bounds[u] < bounds[*target]))
            *target = u;
    explanation->has_elsewhere = *target != NONE;
    explanation->elsewhere_upt = *target != NONE ? bounds[*target] - base->plan->objective.total : 0;
    return ERROR_NONE;
}

static int32_t forced_unit(const struct explanation *explanation)
{
    const int32_t *forced = explanation->base.problem->forced_unit;
    return forced == NULL ? NONE : forced[explanation->employee];
}

enum error_code explain_target(struct arena *arena, struct explanation *explanation, bool anyway,
                               int32_t *target, struct error *error)
{
    const struct instance *instance = explanation->base.problem->instance;
    int32_t present = instance->employees[explanation->employee].unit;
    bool moves = explanation->move != NULL && explanation->placed.unit != present;
    int32_t unit = explanation->asked;
    *target = NONE;
    if (!explanation->base.has_placement)
        return ERROR_NONE;
    if (unit == NONE || unit == explanation->placed.unit)
        unit = moves ? present : NONE;
    if (unit != NONE) {
        bool is_open = instance->units[unit].open;
        *target = is_open && (anyway || may(explanation, unit)) ? unit : NONE;
        return ERROR_NONE;
    }
    if (moves || explanation->asked != NONE || forced_unit(explanation) != NONE)
        return ERROR_NONE;
    enum error_code code = look_elsewhere(arena, explanation, target, error);
    int32_t wish = wished(explanation);
    *target = wish != NONE ? wish : *target;
    return code;
}
