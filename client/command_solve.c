/* SPDX-License-Identifier: MIT */
#include "client/command.h"
#include "client/interrupt.h"
#include "client/options.h"
#include "client/request_options.h"
#include "client/service_options.h"
#include "client/solve.h"

#include <argp.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_ALL = 256, KEY_CSV, KEY_JSON };

static const struct argp_option options[] = {
    {.name = "policy",
     .key = 'p',
     .arg = "FILE",
     .doc =
         N_("the policy; without it the default policy; given several times: one plan for each, compared")},
    {.name = "scenario", .key = 's', .arg = "FILE", .doc = N_("changes to instance and policy: a what-if")},
    {.name = "output",
     .key = 'o',
     .arg = "CASE",
     .doc =
         N_("write instance, policy and plan here (.json or .mp; - is standard output); of several policies "
            "A.json, B.json the files are CASE-A, CASE-B with CASE's suffix")},
    {.name = "all", .key = KEY_ALL, .doc = N_("show every unit and every move")},
    {.name = "csv", .key = KEY_CSV, .doc = N_("the comparison as CSV, also of a single policy")},
    {.name = "json", .key = KEY_JSON, .doc = N_("the comparison as JSON, also of a single policy")},
    {.name = "quiet", .key = 'q', .doc = N_("no summary, no comparison")},
    {0},
};

/* Room for them is as large as the command line. */
static error_t add_policy(struct solve *solve, const char *file)
{
    solve->policy_files[solve->count++] = file;
    return 0;
}

static error_t compare_as(struct solve *solve, enum comparison_form form)
{
    solve->form = form;
    solve->is_compared = true;
    return 0;
}

static error_t parse_end(struct solve *solve, struct argp_state *state)
{
    if (solve->count > 1 && solve->case_file != NULL && strcmp(solve->case_file, "-") == 0)
        argp_error(state, _("cases of several policies do not go to standard output together"));
    solve->is_compared = solve->is_compared || solve->count > 1;
    solve->count = solve->count == 0 ? 1 : solve->count;
    return 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct solve *solve = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &solve->request;
        state->child_inputs[1] = &solve->session.to;
        return 0;
    case 'p':
        return add_policy(solve, arg);
    case 's':
        solve->scenario_file = arg;
        return 0;
    case 'o':
        solve->case_file = arg;
        return 0;
    case 'q':
        solve->quiet = true;
        return 0;
    case KEY_ALL:
        solve->all = true;
        return 0;
    case KEY_CSV:
        return compare_as(solve, COMPARISON_CSV);
    case KEY_JSON:
        return compare_as(solve, COMPARISON_JSON);
    case ARGP_KEY_ARG:
        return option_single_argument(state, arg, &solve->instance_file);
    case ARGP_KEY_NO_ARGS:
        argp_usage(state);
        return 0;
    case ARGP_KEY_END:
        return parse_end(solve, state);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

int command_solve(int argc, char **argv)
{
    const struct argp_child children[] = {
        {.argp = &request_options_parser}, {.argp = &session_options_parser}, {0}};
    const struct argp argp = {
        .options = options,
        .parser = parse,
        .children = children,
        .args_doc = "INSTANCE",
        .doc = N_("Find the best transfer plan of INSTANCE and show it.\v"
                  "With several policies every one after the first starts from the first one's plan and row "
                  "prices, and one table compares the plans: parts of the objective, moves, coverage, spread "
                  "between the units, missing people, gap and seconds. The exit code is that of the first "
                  "policy without a plan."),
    };
    struct solve solve = {.arena = arena_new()};
    struct error error = {0};
    int result = EXIT_PLAN;
    solve.policy_files =
        solve.arena == NULL ? NULL : arena_alloc(solve.arena, (size_t)argc + 1, sizeof *solve.policy_files);
    if (solve.policy_files == NULL) {
        error_set(&error, ERROR_MEMORY, "", "out of memory");
        return command_fail(&error);
    }
    mutasi_request_init(&solve.request);
    argp_parse(&argp, argc, argv, 0, NULL, &solve);
    interrupt_watch();
    if (solve_run(&solve, &result, &error) != ERROR_NONE)
        result = command_fail_asked(&error, solve.session.is_asked);
    arena_free(solve.arena);
    interrupt_die();
    return result;
}
