/* SPDX-License-Identifier: MIT */
#include "client/command.h"
#include "client/interrupt.h"
#include "client/options.h"
#include "client/solve.h"

#include <argp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
    KEY_TIME = 256,
    KEY_GAP,
    KEY_EFFORT,
    KEY_SEED,
    KEY_THREADS,
    KEY_MEMORY,
    KEY_TO,
    KEY_ALL,
    KEY_FRESH,
    KEY_CSV,
    KEY_JSON
};

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
    {.name = "time", .key = KEY_TIME, .arg = "S", .doc = N_("seconds of solving (default 60)")},
    {.name = "gap",
     .key = KEY_GAP,
     .arg = "G",
     .doc = N_("stop at this relative gap, 0 is exact (default 0.0001)")},
    {.name = "effort",
     .key = KEY_EFFORT,
     .arg = "N",
     .doc = N_("stop after this much counted work: reproducible bit for bit")},
    {.name = "seed", .key = KEY_SEED, .arg = "N", .doc = N_("seed of the search (default 1)")},
    {.name = "threads", .key = KEY_THREADS, .arg = "N", .doc = N_("threads of the engine (default 1)")},
    {.name = "memory",
     .key = KEY_MEMORY,
     .arg = "MB",
     .doc = N_("memory of the worker in MiB (default 4096)")},
    {.name = "to",
     .key = KEY_TO,
     .arg = "URL",
     .doc = N_("the service to ask; without it a private one is started and stopped")},
    {.name = "fresh", .key = KEY_FRESH, .doc = N_("a new run, even when the service knows the answer")},
    {.name = "all", .key = KEY_ALL, .doc = N_("show every unit and every move")},
    {.name = "csv", .key = KEY_CSV, .doc = N_("the comparison as CSV, also of a single policy")},
    {.name = "json", .key = KEY_JSON, .doc = N_("the comparison as JSON, also of a single policy")},
    {.name = "quiet", .key = 'q', .doc = N_("no summary, no comparison")},
    {0},
};

/* Options of the request; ARGP_ERR_UNKNOWN for all others. */
static error_t parse_limit(int key, char *arg, struct argp_state *state, struct mutasi_request *request)
{
    switch (key) {
    case KEY_TIME:
        request->time_s = option_number(state, "--time", arg, 0.1, 86400);
        return 0;
    case KEY_GAP:
        request->gap = option_number(state, "--gap", arg, 0, 1);
        return 0;
    case KEY_EFFORT:
        request->effort = option_integer(state, "--effort", arg, 0, INTEGER_MAX_2P53);
        return 0;
    case KEY_SEED:
        request->seed = option_integer(state, "--seed", arg, 0, INTEGER_MAX_2P53);
        return 0;
    case KEY_THREADS:
        request->threads = (int32_t)option_integer(state, "--threads", arg, 1, 64);
        return 0;
    case KEY_MEMORY:
        request->memory_mb = (int32_t)option_integer(state, "--memory", arg, 64, 1048576);
        return 0;
    case KEY_FRESH:
        request->fresh = true;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

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
    case KEY_TO:
        solve->session.url = arg;
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
        return parse_limit(key, arg, state, &solve->request);
    }
}

/* A signal that stopped us ends us the way it would have, but what is printed already gets out. */
static void die_of_signal(void)
{
    if (interrupt_signal() == 0)
        return;
    fflush(stdout);
    signal(interrupt_signal(), SIG_DFL);
    raise(interrupt_signal());
}

static int fail(const struct solve *solve, const struct error *error)
{
    int result = command_fail(error);
    return error->code == ERROR_IO && solve->session.is_asked ? EXIT_SERVICE : result;
}

int command_solve(int argc, char **argv)
{
    const struct argp argp = {
        .options = options,
        .parser = parse,
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
        result = fail(&solve, &error);
    arena_free(solve.arena);
    die_of_signal();
    return result;
}
