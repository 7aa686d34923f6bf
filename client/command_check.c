/* SPDX-License-Identifier: MIT */
#include "client/command.h"
#include "client/file.h"
#include "client/options.h"
#include "client/verify.h"
#include "client/visible.h"

#include <inttypes.h>
#include <string.h>

static error_t parse(int key, char *arg, struct argp_state *state)
{
    const char **file = state->input;
    if (key == ARGP_KEY_ARG)
        return option_single_argument(state, arg, file);
    if (key == ARGP_KEY_NO_ARGS)
        argp_usage(state);
    return ARGP_ERR_UNKNOWN;
}

static const char *shown(const char *text)
{
    return text == NULL ? "" : text;
}

/* A row's name is quoted: it ends where its quotation mark says, whatever the ids in it. */
static void print_breaches(struct arena *arena, const struct evaluation *evaluation)
{
    if (evaluation->breach_count == 0)
        printf(_("every hard demand is met\n"));
    for (int32_t i = 0; i < evaluation->breach_count; i++)
        printf(_("broken: %s: %s\n"), shown(visible_quoted(arena, evaluation->breaches[i].row)),
               shown(visible(arena, evaluation->breaches[i].sentence)));
}

static void print_placement(struct arena *arena, const struct verification *found)
{
    if (!found->has_placement) {
        printf(_("the plan places nobody (%s)\n"), plan_status_word(found->plan->status));
        return;
    }
    print_breaches(arena, found->evaluation);
    if (found->objective_agrees)
        printf(_("objective agrees: %s points\n"), text_points(arena, found->evaluation->objective.total));
    else
        printf(_("objective differs: the placement costs %s points\n"),
               text_points(arena, found->evaluation->objective.total));
}

/* As other amounts; with every digit where two that differ would look the same. */
static const char *points_beside(struct arena *arena, int64_t upt, int64_t other_upt)
{
    const char *text = text_points(arena, upt);
    if (upt == other_upt || strcmp(text, text_points(arena, other_upt)) != 0)
        return text;
    text = arena_format(arena, "%.6f", (double)upt / (double)MICRO);
    return text == NULL ? "" : text;
}

static void print_wrong_bound(struct arena *arena, const struct verification *found)
{
    const struct plan *plan = found->plan;
    int64_t claimed = plan->bound_verified_upt;
    if (found->has_placement && plan->bound_upt > found->evaluation->objective.total)
        printf(_("bound NOT verified: the plan claims %s, more than it costs\n"),
               points_beside(arena, plan->bound_upt, found->evaluation->objective.total));
    else
        printf(_("bound NOT verified: the certificate proves %s, the plan claims %s\n"),
               points_beside(arena, found->bound_upt, claimed),
               points_beside(arena, claimed, found->bound_upt));
}

static void print_bound(struct arena *arena, const struct verification *found)
{
    const struct plan *plan = found->plan;
    if (found->infeasible)
        printf(found->stuck_count > 0 ? _("verified: no plan exists, somebody is left without any choice\n")
                                      : _("verified: no plan exists, the certificate proves it\n"));
    else if (!plan->has_bound)
        printf(_("the plan claims no bound\n"));
    else if (!found->bound_agrees)
        print_wrong_bound(arena, found);
    else
        printf(_("bound verified: no plan costs less than %s points\n"),
               points_beside(arena, found->bound_upt, plan->bound_upt));
    if (plan->status == PLAN_INFEASIBLE && !found->infeasible)
        printf(_("infeasibility was found by search: the certificate does not prove it\n"));
    if (plan->has_bound && found->bound_agrees && plan->bound_upt > found->bound_upt)
        printf(_("the plan claims a better bound, %s, from cuts and branching: not checked here\n"),
               points_beside(arena, plan->bound_upt, found->bound_upt));
    if (found->is_optimal && found->bound_upt == found->evaluation->objective.total)
        printf(_("optimal: verified, no plan is cheaper\n"));
    else if (found->is_optimal)
        printf(_("optimal: verified within the plan's gap, %.2g %%\n"), plan_gap(plan) * 100);
}

static void print_claims(struct arena *arena, const struct verification *found)
{
    for (int32_t i = 0; i < found->claim_count; i++)
        printf(_("differs: %s: the plan says %s, found %s\n"), shown(visible(arena, found->claims[i].field)),
               shown(visible(arena, found->claims[i].claimed)),
               shown(visible(arena, found->claims[i].found)));
}

static enum error_code check(struct arena *arena, const char *file, struct verification *found,
                             struct error *error)
{
    const struct node *document;
    struct plan_case parts;
    enum error_code code = file_read_tree(arena, file, &document, error);
    if (code != ERROR_NONE)
        return code;
    code = case_read(document, &parts, error);
    if (code == ERROR_NONE)
        code = verify_case(arena, &parts, found, error);
    if (code != ERROR_NONE)
        file_name_error(file, error);
    return code;
}

int command_check(int argc, char **argv)
{
    const struct argp argp = {
        .parser = parse,
        .args_doc = "CASE",
        .doc =
            N_("Recompute a case from its own documents, without a service or the engine: every hard "
               "demand, the "
               "objective, every claim of the plan, and the bound that its certificate proves.\vExit code 0 "
               "when all of "
               "it holds, 1 when not."),
    };
    const char *file = NULL;
    struct verification found;
    struct error error = {0};
    struct arena *arena = arena_new();
    argp_parse(&argp, argc, argv, 0, NULL, &file);
    enum error_code code = arena == NULL ? error_set(&error, ERROR_MEMORY, "", "out of memory")
                                         : check(arena, file, &found, &error);
    if (code == ERROR_NONE) {
        print_placement(arena, &found);
        print_bound(arena, &found);
        print_claims(arena, &found);
        printf("%s\n", found.holds ? _("the plan holds") : _("the plan does NOT hold"));
    }
    int result = code != ERROR_NONE ? command_fail(&error) : found.holds ? EXIT_PLAN : EXIT_CHECK_FAILED;
    arena_free(arena);
    return result;
}
