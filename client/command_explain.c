/* SPDX-License-Identifier: MIT */
#include "client/command.h"
#include "client/command_explain_conflict.h"
#include "client/command_explain_unknowns.h"
#include "client/explain.h"
#include "client/file.h"
#include "client/interrupt.h"
#include "client/request_options.h"
#include "client/service_options.h"

#include <argp.h>

enum { KEY_UNIT = 256, KEY_ANYWAY, KEY_UNKNOWNS, KEY_JSON };

static const struct argp_option options[] = {
    {.name = "unit", .key = 'u', .arg = "UNIT", .doc = N_("why not to this unit")},
    {.name = "anyway",
     .key = KEY_ANYWAY,
     .doc = N_("what it would cost even where a rule, a pin or the missing consent forbids it")},
    {.name = "unknowns",
     .key = KEY_UNKNOWNS,
     .doc = N_("instead of EMPLOYEE: which unknown competencies, if confirmed, would change the plan, and by "
               "how much; --time is that of all solves together")},
    {.name = "json", .key = KEY_JSON, .doc = N_("the explanation as JSON")},
    {0},
};

struct explain_wish {
    const char *case_file, *employee, *unit;
    bool anyway, unknowns, is_json;
    struct session session; /* url and key from the command line */
    struct mutasi_request request;
};

static error_t add_argument(struct explain_wish *wish, char *arg, struct argp_state *state)
{
    if (wish->case_file == NULL)
        wish->case_file = arg;
    else if (wish->employee == NULL)
        wish->employee = arg;
    else
        argp_usage(state);
    return 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct explain_wish *wish = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &wish->request;
        state->child_inputs[1] = &wish->session.to;
        return 0;
    case 'u':
        wish->unit = arg;
        return 0;
    case KEY_ANYWAY:
        wish->anyway = true;
        return 0;
    case KEY_UNKNOWNS:
        wish->unknowns = true;
        return 0;
    case KEY_JSON:
        wish->is_json = true;
        return 0;
    case ARGP_KEY_ARG:
        return add_argument(wish, arg, state);
    case ARGP_KEY_END:
        if (wish->case_file == NULL)
            argp_usage(state);
        if (wish->employee == NULL && (wish->unit != NULL || wish->anyway) && !wish->unknowns)
            argp_error(state, _("--unit and --anyway go with an EMPLOYEE"));
        if (wish->unknowns && (wish->employee != NULL || wish->unit != NULL || wish->anyway))
            argp_error(state, _("--unknowns is about everybody: it takes no EMPLOYEE, --unit or --anyway"));
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static enum error_code solve(struct arena *arena, struct explain_wish *wish, struct explanation *explanation,
                             int32_t target, struct error *error)
{
    enum error_code code = session_open(&wish->session, error);
    if (code == ERROR_NONE)
        code = explain_solve(arena, explanation, target, &wish->session, &wish->request, error);
    session_close(&wish->session);
    return code;
}

static enum error_code print_json(struct arena *arena, const struct explanation *explanation,
                                  struct error *error)
{
    const struct node *document;
    enum error_code code = explain_document(arena, explanation, &document, error);
    return code == ERROR_NONE ? file_write_tree(arena, "-", document, error) : code;
}

static enum error_code run(struct arena *arena, struct explain_wish *wish, int *result, struct error *error)
{
    struct explanation explanation;
    int32_t target = NONE;
    if (wish->unknowns)
        return explain_unknowns(arena, wish->case_file, wish->is_json, &wish->session, &wish->request, error);
    if (wish->employee == NULL)
        return explain_conflict(arena, wish->case_file, wish->is_json, &wish->session, &wish->request, error);
    enum error_code code =
        explain_read(arena, wish->case_file, wish->employee, wish->unit, &explanation, error);
    if (code == ERROR_NONE)
        code = explain_target(arena, &explanation, wish->anyway, &target, error);
    if (code == ERROR_NONE && target != NONE)
        code = solve(arena, wish, &explanation, target, error);
    if (code != ERROR_NONE)
        return code;
    if (explanation.has_alternative && explanation.alternative.verdict == VERDICT_UNKNOWN)
        *result = EXIT_NO_PLAN;
    if (wish->is_json)
        return print_json(arena, &explanation, error);
    explain_print(arena, &explanation, stdout);
    return ERROR_NONE;
}

int command_explain(int argc, char **argv)
{
    const struct argp_child children[] = {
        {.argp = &request_options_parser}, {.argp = &session_options_parser}, {0}};
    const struct argp argp = {
        .options = options,
        .parser = parse,
        .children = children,
        .args_doc = "CASE EMPLOYEE\nCASE --unknowns\nCASE",
        .doc = N_("Why EMPLOYEE (an id, or a name that only one has) is where the plan of CASE says, and not "
                  "elsewhere: the rule with its citation, the consent, a pin, a closed unit; or what the "
                  "whole plan would cost otherwise. Of a CASE without a plan, and without EMPLOYEE: which "
                  "demands exclude one together, and the cheapest way to loosen demands until there is one.\v"
                  "What it would cost is found by solving again with that placement, from this plan and its "
                  "row prices; the answer is recomputed before it is told. Of somebody who moves it is the "
                  "cost of staying, of somebody who stays and may move that of the unit wished for most, or "
                  "else of the cheapest by the row prices. `Proven at least' holds for every plan with that "
                  "placement, "
                  "against the plan of CASE. Exit code 4 when no plan with it was found in time."),
    };
    struct explain_wish wish = {0};
    struct error error = {0};
    int result = EXIT_PLAN;
    mutasi_request_init(&wish.request);
    argp_parse(&argp, argc, argv, 0, NULL, &wish);
    interrupt_watch();
    struct arena *arena = arena_new();
    enum error_code code = arena == NULL ? error_set(&error, ERROR_MEMORY, "", "out of memory")
                                         : run(arena, &wish, &result, &error);
    if (code != ERROR_NONE)
        result = command_fail_asked(&error, wish.session.is_asked);
    arena_free(arena);
    interrupt_die();
    return result;
}
