/* SPDX-License-Identifier: MIT */
/* An explanation for people. */
#include "client/case_file.h"
#include "client/explain.h"
#include "client/lending_words.h"
#include "client/points_text.h"
#include "client/text.h"

enum { DIFFERENCES_SHOWN = 8 };

static const char *title_of(const struct instance *instance, int32_t unit)
{
    return unit == NONE ? _("no unit") : unit_title(&instance->units[unit]);
}

static const char *person_title(const struct instance *instance, int32_t employee)
{
    const struct employee *person = &instance->employees[employee];
    return person->name != NULL ? person->name : person->id;
}

/* --- where the person is, and why --- */

static void print_place(const struct explanation *explanation, FILE *out)
{
    const struct instance *instance = explanation->base.problem->instance;
    const struct employee *person = &instance->employees[explanation->employee];
    const char *name = person->name != NULL ? person->name : "";
    const char *from = title_of(instance, person->unit);
    const char *to = title_of(instance, explanation->placed.unit);
    fprintf(out, person->name != NULL ? "%s (%s)\n" : "%s%s\n", name, person->id);
    if (!explanation->base.has_placement)
        fprintf(out, _("now in %s; the case has no plan to compare with\n"), from);
    else if (explanation->placed.unit == NONE)
        fprintf(out, _("left without a unit\n"));
    else if (explanation->placed.unit == person->unit)
        fprintf(out, _("stays in %s\n"), to);
    else if (person->unit == NONE)
        fprintf(out, _("placed for the first time, in %s\n"), to);
    else
        fprintf(out, _("moves from %s to %s\n"), from, to);
}

static void print_reasons(const struct explanation *explanation, FILE *out)
{
    if (explanation->reasons[0] != '\0')
        fprintf(out, _("  because: %s\n"), explanation->reasons);
}

static void print_lent(struct arena *arena, const struct explanation *explanation, FILE *out)
{
    const struct problem *problem = explanation->base.problem;
    const struct secondment *lent =
        explanation->base.has_placement ? lending_of(explanation->base.plan, explanation->employee) : NULL;
    if (lent == NULL)
        return;
    const struct surge *surge = &problem->instance->surges[lent->surge];
    fprintf(out, _("lent to %s from %s for %s, at %s points\n"), title_of(problem->instance, lent->to),
            lending_period(arena, surge), surge->id, text_points(arena, lent->cost_upt));
    fprintf(out, _("  because: %s\n"), lending_words(arena, problem, lent, '.'));
}

static bool is_a_reason(const struct move *move, int32_t other)
{
    for (int32_t i = 0; move != NULL && i < move->reason_count; i++)
        if (move->reasons[i].has_employee && move->reasons[i].employee == other)
            return true;
    return false;
}

/* Who the person must or must not be with, where the reasons have not said it. */
static void print_pairs(const struct explanation *explanation, FILE *out)
{
    const struct instance *instance = explanation->base.problem->instance;
    for (int32_t p = 0; p < instance->pair_count; p++) {
        const struct pair *pair = &instance->pairs[p];
        bool in_group = pair->scope == SCOPE_GROUP;
        if (pair->a != explanation->employee && pair->b != explanation->employee)
            continue;
        int32_t other = pair->a == explanation->employee ? pair->b : pair->a;
        if (is_a_reason(explanation->move, other))
            continue;
        const char *format = pair->kind == PAIR_TOGETHER ? in_group ? _("must be in one group with %s")
                                                                    : _("must be in one unit with %s")
                             : in_group ? _("must not be in one group with %s")
                                                         : _("must not be in one unit with %s");
        fputs("  ", out);
        fprintf(out, format, employee_title(&instance->employees[other]));
        fputc('\n', out);
    }
}

static void print_earlier(struct arena *arena, const struct explanation *explanation, FILE *out)
{
    const struct problem *problem = explanation->base.problem;
    int32_t previous = problem->instance->employees[explanation->employee].previous;
    if (previous == NONE || !explanation->base.has_placement)
        return;
    if (previous == explanation->placed.unit)
        fprintf(out, _("  as in the earlier plan\n"));
    else
        fprintf(out, _("  the earlier plan had %s: departing from it costs %s points\n"),
                title_of(problem->instance, previous), text_points(arena, problem->policy->persistence_upt));
}

static void print_barriers(struct arena *arena, const struct explanation *explanation, FILE *out)
{
    const struct instance *instance = explanation->base.problem->instance;
    if (explanation->barrier_count == 0 || (explanation->asked == NONE && explanation->move != NULL))
        return;
    if (explanation->asked != NONE)
        fprintf(out, _("not to %s:\n"), title_of(instance, explanation->asked));
    else
        fprintf(out, _("not moved:\n"));
    for (int32_t i = 0; i < explanation->barrier_count; i++) {
        const char *text = barrier_text(arena, explanation, &explanation->barriers[i]);
        fprintf(out, "  - %s\n", text == NULL ? "" : text);
    }
}

/* --- the alternative --- */

/* Of the person's change alone; sentences are evaluate's. */
static void print_alone(struct arena *arena, const struct alternative *found, FILE *out)
{
    if (found->has_alone && found->alone_upt > found->more_upt)
        fprintf(out, _("  with everybody else as planned: %s points more\n"),
                points_at_most(arena, found->alone_upt));
    if (found->breach_count > 0)
        fprintf(out, _("  with everybody else as planned it breaks:\n"));
    for (int32_t i = 0; i < found->breach_count; i++)
        fprintf(out, "  - %s (%s)\n", found->breaches[i].sentence, found->breaches[i].row);
}

static void print_worse(struct arena *arena, const struct alternative *found, FILE *out)
{
    if (!found->has_more)
        fprintf(out, _("no plan with it was found in time; any would cost at least %s points more\n"),
                points_at_least(arena, found->at_least_upt));
    else if (found->more_upt == found->at_least_upt)
        fprintf(out, _("the whole plan would cost %s points more (proven)\n"),
                points_exact(arena, found->more_upt));
    else
        fprintf(out, _("the whole plan would cost %s points more (proven at least %s)\n"),
                points_at_most(arena, found->more_upt), points_at_least(arena, found->at_least_upt));
}

static void print_not_worse(struct arena *arena, const struct alternative *found, FILE *out)
{
    const char *more = points_at_most(arena, found->more_upt);
    if (found->has_at_least && found->at_least_upt < 0)
        fprintf(out,
                _("the best plan found with it costs %s points more; not proven worse: one that costs up to "
                  "%s less is not excluded\n"),
                more, points_at_most(arena, -found->at_least_upt));
    else
        fprintf(out, _("the best plan found with it costs %s points more; not proven worse\n"), more);
}

static void print_verdict(struct arena *arena, const struct alternative *found, FILE *out)
{
    switch (found->verdict) {
    case VERDICT_WORSE:
        print_worse(arena, found, out);
        break;
    case VERDICT_NOT_WORSE:
        print_not_worse(arena, found, out);
        break;
    case VERDICT_AS_GOOD:
        fprintf(out, _("a plan with it costs the same\n"));
        break;
    case VERDICT_BETTER:
        fprintf(out, _("a plan with it costs %s points less than this one\n"),
                points_at_least(arena, -found->more_upt));
        break;
    case VERDICT_IMPOSSIBLE:
        fprintf(out, _("no plan with it meets every hard demand\n"));
        break;
    case VERDICT_UNKNOWN:
        fprintf(out, _("no plan with it was found in time, and nothing is proven\n"));
        break;
    }
}

/* How the statement about this plan stands to the best plan of all, and who says so. */
static void print_caveats(struct arena *arena, const struct explanation *explanation, FILE *out)
{
    const struct alternative *found = &explanation->alternative;
    const struct plan *plan = explanation->base.plan;
    bool is_proven = found->verdict == VERDICT_WORSE;
    if (is_proven && found->verified_upt < found->at_least_upt) {
        if (found->verified_upt > 0)
            fprintf(out, _("  recomputed here: at least %s; the rest is the engine's word\n"),
                    points_at_least(arena, found->verified_upt));
        else
            fprintf(out, _("  that it is worse at all is the engine's word: not recomputed here\n"));
    }
    if (found->verdict == VERDICT_BETTER && !found->is_hypothetical)
        fprintf(out, _("  so this plan is not the best one: solve again for longer\n"));
    if (found->has_more && plan->has_bound && plan->bound_upt < plan->objective.total)
        fprintf(out, _("  this plan itself may cost up to %s points more than the best one\n"),
                points_at_most(arena, plan->objective.total - plan->bound_upt));
}

static void print_differences(const struct explanation *explanation, FILE *out)
{
    const struct instance *instance = explanation->base.problem->instance;
    const struct alternative *found = &explanation->alternative;
    for (int32_t i = 0; i < found->difference_count && i < DIFFERENCES_SHOWN; i++)
        fprintf(
            out, _("  then %s: %s instead of %s\n"), person_title(instance, found->differences[i].employee),
            title_of(instance, found->differences[i].there), title_of(instance, found->differences[i].here));
    if (found->difference_count > DIFFERENCES_SHOWN)
        fprintf(out, _("  and %d others elsewhere\n"), (int)found->difference_count - DIFFERENCES_SHOWN);
}

static void print_alternative(struct arena *arena, const struct explanation *explanation, FILE *out)
{
    const struct instance *instance = explanation->base.problem->instance;
    const struct alternative *found = &explanation->alternative;
    const char *unit = title_of(instance, found->unit);
    if (found->unit == instance->employees[explanation->employee].unit)
        fprintf(out, _("staying in %s:\n  "), unit);
    else if (found->is_hypothetical)
        fprintf(out, _("in %s, were it allowed:\n  "), unit);
    else
        fprintf(out, _("in %s:\n  "), unit);
    if (found->has_more && !found->is_hypothetical)
        fprintf(out, _("possible: "));
    print_verdict(arena, found, out);
    print_caveats(arena, explanation, out);
    print_alone(arena, found, out);
    print_differences(explanation, out);
}

/* Where it proves something. */
static void print_elsewhere(struct arena *arena, const struct explanation *explanation, FILE *out)
{
    if (explanation->has_elsewhere && explanation->elsewhere_upt > 0)
        fprintf(out, _("in any other unit: at least %s points more (proven by the row prices)\n"),
                points_at_least(arena, explanation->elsewhere_upt));
}

void explain_print(struct arena *arena, const struct explanation *explanation, FILE *out)
{
    print_place(explanation, out);
    print_reasons(explanation, out);
    print_lent(arena, explanation, out);
    print_pairs(explanation, out);
    print_earlier(arena, explanation, out);
    print_barriers(arena, explanation, out);
    print_elsewhere(arena, explanation, out);
    if (explanation->has_alternative)
        print_alternative(arena, explanation, out);
    else if (explanation->base.has_placement && explanation->move == NULL && explanation->asked == NONE &&
             explanation->barrier_count == 0)
        fprintf(out, _("not moved: there is no open unit that this person may go to\n"));
}
