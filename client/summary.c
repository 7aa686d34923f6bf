/* SPDX-License-Identifier: MIT */
#include "client/summary.h"

#include "client/conflict.h"
#include "client/text.h"
#include "client/warning_words.h"

const char *summary_verdict(enum plan_status status)
{
    switch (status) {
    case PLAN_OPTIMAL:
        return _("Optimal plan: proven within the gap asked for.");
    case PLAN_FEASIBLE:
        return _("Feasible plan: every hard demand is met; a better one may exist.");
    case PLAN_INFEASIBLE:
        return _("Infeasible: no plan can meet every hard demand.");
    case PLAN_NO_PLAN_YET:
        break;
    }
    return _("No plan was found in time; that none exists is not proven.");
}

static void print_bound(struct arena *arena, const struct plan *plan, FILE *out)
{
    if (!plan->has_bound) {
        fprintf(out, _("No bound was proven.\n"));
        return;
    }
    fprintf(out, _("No plan can cost less than %s: the gap is %.2f %%.\n"),
            text_points(arena, plan->bound_upt), plan_gap(plan) * 100);
    if (plan->bound_verified_upt >= plan->bound_upt)
        fprintf(out, _("That bound is verified: the plan's certificate proves it in integers.\n"));
    else
        fprintf(
            out,
            _("Verified by the plan's certificate: %s; the rest rests on the engine's cuts and branching.\n"),
            text_points(arena, plan->bound_verified_upt));
}

static void print_objective(struct arena *arena, const struct plan *plan, FILE *out)
{
    const struct objective *objective = &plan->objective;
    const struct {
        const char *name;
        int64_t upt;
    } parts[] = {
        {_("relocation"), objective->relocation},   {_("balance"), objective->balance},
        {_("competency"), objective->competency},   {_("offers"), objective->offers},
        {_("persistence"), objective->persistence}, {_("tenure"), objective->tenure},
        {_("unplaced"), objective->unplaced},       {_("secondment"), objective->secondment},
    };
    fprintf(out, _("It costs %s points"), text_points(arena, objective->total));
    const char *between = ": ";
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].upt == 0)
            continue;
        fprintf(out, "%s%s %s", between, parts[i].name, text_points(arena, parts[i].upt));
        between = " + ";
    }
    fprintf(out, ".\n");
}

static void print_list(const char *heading, const char *const *lines, int32_t count, FILE *out)
{
    if (count > 0)
        fprintf(out, "\n%s\n", heading);
    for (int32_t i = 0; i < count; i++)
        fprintf(out, "  - %s\n", lines[i]);
}

static void print_unplaced(const struct summary *summary, FILE *out)
{
    const struct plan *plan = summary->plan;
    if (plan->unplaced_count > 0)
        fprintf(out, _("\nLeft without a unit (%d)\n"), (int)plan->unplaced_count);
    for (int32_t i = 0; i < plan->unplaced_count; i++)
        fprintf(out, "  - %s\n", summary->problem->instance->employees[plan->unplaced[i]].id);
}

static int32_t staying_with_offer(const struct plan *plan)
{
    int32_t count = 0;
    for (int32_t i = 0; i < plan->move_count; i++)
        count += plan->moves[i].from == plan->moves[i].to;
    return count;
}

static void print_coverage(const struct plan *plan, const struct policy *policy, FILE *out)
{
    const struct kpis *kpis = &plan->kpis;
    fprintf(out, _("Coverage runs from %.0f %% to %.0f %% before, from %.0f %% to %.0f %% after"),
            (double)kpis->coverage_min_ppm[0] / 1e4, (double)kpis->coverage_max_ppm[0] / 1e4,
            (double)kpis->coverage_min_ppm[1] / 1e4, (double)kpis->coverage_max_ppm[1] / 1e4);
    if (policy->has_balance)
        fprintf(out, _("; the target is %.0f %% to %.0f %%"), (double)policy->balance.target_lower_ppm / 1e4,
                (double)policy->balance.target_upper_ppm / 1e4);
    fprintf(out, ".\n");
}

static void print_kpis(const struct summary *summary, FILE *out)
{
    const struct plan *plan = summary->plan;
    const struct kpis *kpis = &plan->kpis;
    int32_t staying = staying_with_offer(plan);
    fprintf(out, _("\nMoves: %d. First placements: %d. Wishes met: %d. Kilometres in all: %.1f.\n"),
            (int)kpis->moves, (int)kpis->first_placements, (int)kpis->preference_hits,
            (double)kpis->km_m / 1000);
    if (staying > 0)
        fprintf(out, _("Offers to people who stay: %d.\n"), (int)staying);
    fprintf(out, _("Missing people over all competency minimums: %d before, %d after.\n"),
            (int)kpis->shortages[0], (int)kpis->shortages[1]);
    print_coverage(plan, summary->problem->policy, out);
}

/* Without memory for the reader's language: as the plan has them. */
static void print_warnings(struct arena *arena, const struct summary *summary, FILE *out)
{
    const char *const *lines = summary->plan->warnings;
    int32_t count = summary->plan->warning_count;
    struct error error;
    if (warning_lines(arena, summary->problem, summary->plan, &lines, &count, &error) != ERROR_NONE) {
        lines = summary->plan->warnings;
        count = summary->plan->warning_count;
    }
    print_list(_("Warnings"), lines, count, out);
}

/* What excludes a plan, where the plan says which demands; false: it does not. */
static bool print_conflict(struct arena *arena, const struct summary *summary, FILE *out)
{
    struct conflict_told told;
    const struct infeasibility *found = summary->plan->infeasibility;
    if (found == NULL || found->demand_count == 0 ||
        conflict_tell(arena, summary->problem, summary->plan, &told, NULL) != ERROR_NONE)
        return false;
    fprintf(out, "\n");
    conflict_print(&told, out);
    return true;
}

void summary_print(struct arena *arena, const struct summary *summary, FILE *out)
{
    const struct plan *plan = summary->plan;
    fprintf(out, "%s\n", summary_verdict(plan->status));
    if (plan_has_placement(plan)) {
        print_objective(arena, plan, out);
        print_bound(arena, plan, out);
        summary_print_units(arena, summary, out);
        print_kpis(summary, out);
        summary_print_moves(arena, summary, out);
        summary_print_secondments(arena, summary, out);
        print_unplaced(summary, out);
    }
    if (!print_conflict(arena, summary, out))
        print_list(_("What excludes a plan"), plan->conflicts, plan->conflict_count, out);
    print_warnings(arena, summary, out);
}
