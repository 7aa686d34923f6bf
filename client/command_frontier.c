/* SPDX-License-Identifier: MIT */
#include "client/command.h"
#include "client/frontier.h"
#include "client/inputs_options.h"
#include "client/interrupt.h"
#include "client/options.h"
#include "client/outcome.h"
#include "client/request_options.h"
#include "client/service_options.h"

#include <argp.h>
#include <string.h>

enum { KEY_POINTS = 256, KEY_KNEE };

static const struct argp_option options[] = {
    {.name = "output",
     .key = 'o',
     .arg = "FILE",
     .doc = N_("write the frontier here (.json or .mp; - is standard output), for `mutasi report "
               "--frontier`")},
    {.name = "points",
     .key = KEY_POINTS,
     .arg = "N",
     .doc = N_("caps to look at, from 0 to the moves of the plan without one (default 12)")},
    {.name = "knee",
     .key = KEY_KNEE,
     .arg = "CASE",
     .doc = N_("write instance, policy and plan of the knee here")},
    {.name = "quiet", .key = 'q', .doc = N_("no table")},
    {0},
};

static bool is_piped(const char *file)
{
    return file != NULL && strcmp(file, "-") == 0;
}

static error_t parse_end(struct frontier_run *run, struct argp_state *state)
{
    if (is_piped(run->output) && is_piped(run->knee_case))
        argp_error(state, _("frontier and case do not go to standard output together"));
    return 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct frontier_run *run = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &run->inputs;
        state->child_inputs[1] = &run->request;
        state->child_inputs[2] = &run->session.to;
        return 0;
    case 'o':
        run->output = arg;
        return 0;
    case 'q':
        run->quiet = true;
        return 0;
    case KEY_POINTS:
        run->wanted =
            (int32_t)option_integer(state, "--points", arg, FRONTIER_POINTS_LEAST, FRONTIER_POINTS_MOST);
        return 0;
    case KEY_KNEE:
        run->knee_case = arg;
        return 0;
    case ARGP_KEY_ARG:
        return option_single_argument(state, arg, &run->inputs.instance_file);
    case ARGP_KEY_NO_ARGS:
        argp_usage(state);
        return 0;
    case ARGP_KEY_END:
        return parse_end(run, state);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static enum error_code try_files(struct frontier_run *run, struct error *error)
{
    enum error_code code = run->output == NULL ? ERROR_NONE : file_try_write(run->arena, run->output, error);
    return code != ERROR_NONE || run->knee_case == NULL ? code
                                                        : file_try_write(run->arena, run->knee_case, error);
}

/* What was solved before a failure is told, but no file says half of a frontier. */
static void print(struct frontier_run *run)
{
    bool is_taken = is_piped(run->output) || is_piped(run->knee_case);
    if (!run->quiet && run->frontier.point_count > 0)
        frontier_print(run->arena, &run->frontier, is_taken ? stderr : stdout);
}

static enum error_code write_knee(struct frontier_run *run, struct error *error)
{
    if (run->knee_case == NULL)
        return ERROR_NONE;
    if (run->frontier.knee == NONE)
        return error_set(error, ERROR_NOT_DONE, run->knee_case, "the frontier has no knee");
    int64_t found_at = run->frontier.points[run->frontier.knee].found_at;
    int32_t i = 0;
    while (run->solves[i].point.cap != found_at)
        i++;
    return outcome_write_case(run->arena, &run->solves[i].inputs, run->solves[i].document, run->knee_case,
                              error);
}

static enum error_code write_files(struct frontier_run *run, struct error *error)
{
    const struct node *document;
    enum error_code code = ERROR_NONE;
    if (run->output != NULL) {
        code = frontier_write(run->arena, &run->frontier, &document, error);
        if (code == ERROR_NONE)
            code = file_write_tree(run->arena, run->output, document, error);
    }
    return code != ERROR_NONE ? code : write_knee(run, error);
}

static int run_and_tell(struct frontier_run *run)
{
    struct error error = {0};
    enum error_code code = try_files(run, &error);
    if (code == ERROR_NONE)
        code = frontier_run(run, &error);
    print(run);
    if (code == ERROR_NONE)
        code = write_files(run, &error);
    return code != ERROR_NONE ? command_fail_asked(&error, run->session.is_asked)
                              : outcome_exit_code(run->frontier.points[run->frontier.point_count - 1].status);
}

int command_frontier(int argc, char **argv)
{
    const struct argp_child children[] = {{.argp = &inputs_options_parser},
                                          {.argp = &request_options_parser},
                                          {.argp = &session_options_parser},
                                          {0}};
    const struct argp argp = {
        .options = options,
        .parser = parse,
        .children = children,
        .args_doc = "INSTANCE",
        .doc =
            N_("What the best plan costs with at most so many moves: for none, for as many as the plan "
               "without a cap makes, and for caps between.\v"
               "A table says for each cap what the plan costs and where, how evenly units are covered, what "
               "each further move saves and what is proven about that, and which point is the knee. The "
               "policy's own caps on all moves together are left out, and its cap is one of the points; "
               "its other caps hold. Every solve starts from the plan with fewer moves. --time, --gap and "
               "--effort are those of each solve; with --effort the result does not depend on the "
               "machine."),
    };
    struct frontier_run run = {.arena = arena_new(), .wanted = FRONTIER_POINTS};
    if (run.arena == NULL) {
        struct error error = {0};
        error_set(&error, ERROR_MEMORY, "", "out of memory");
        return command_fail(&error);
    }
    mutasi_request_init(&run.request);
    argp_parse(&argp, argc, argv, 0, NULL, &run);
    interrupt_watch();
    int result = run_and_tell(&run);
    arena_free(run.arena);
    interrupt_die();
    return result;
}
