/* SPDX-License-Identifier: MIT */
/* batch: many what-ifs of one instance, each from the base plan. */
#include "client/batch.h"
#include "client/command.h"
#include "client/interrupt.h"
#include "client/options.h"
#include "client/request_options.h"
#include "client/service_options.h"
#include "proto/body_batch.h"

#include <argp.h>
#include <string.h>

enum { KEY_NAME = 256, KEY_PRIORITY };

static const struct argp_option options[] = {
    {.name = "policy", .key = 'p', .arg = "FILE", .doc = N_("the policy; without it the default policy")},
    {.name = "output",
     .key = 'o',
     .arg = "PATH",
     .doc =
         N_("a folder (an existing one, or a name that ends in /): a case of the base and of every scenario, "
            "written as they end; else a file: the table as JSON")},
    {.name = "key-name",
     .key = KEY_NAME,
     .arg = "KEY",
     .doc = N_(
         "name the batch, 1 to 123 bytes: its jobs are KEY/0 (the base), KEY/1 ... (default: a hash of all "
         "that is asked)")},
    OPTION_PRIORITY(KEY_PRIORITY),
    {.name = "quiet", .key = 'q', .doc = N_("no progress, no table")},
    {0},
};

static error_t parse_end(const struct batch *batch, struct argp_state *state)
{
    if (batch->scenarios_file == NULL)
        argp_error(state, _("which scenarios? A file with a list of them"));
    return 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct batch *batch = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &batch->request;
        state->child_inputs[1] = &batch->session.to;
        return 0;
    case 'p':
        return option_single_argument(state, arg, &batch->inputs.policy_file);
    case 'o':
        batch->output = arg;
        return 0;
    case 'q':
        batch->quiet = true;
        return 0;
    case KEY_NAME:
        return request_option_key(state, arg, BATCH_KEY_MAX_BYTES, &batch->request);
    case KEY_PRIORITY:
        return request_option_priority(state, arg, &batch->request);
    case ARGP_KEY_ARG:
        return option_single_argument(state, arg,
                                      batch->inputs.instance_file == NULL ? &batch->inputs.instance_file
                                                                          : &batch->scenarios_file);
    case ARGP_KEY_NO_ARGS:
        argp_usage(state);
        return 0;
    case ARGP_KEY_END:
        return parse_end(batch, state);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static int fail(const struct batch *batch, const struct error *error)
{
    if (interrupt_signal() != 0 && batch->session.to.url != NULL)
        fprintf(stderr, _("mutasi: the service goes on; the same command again joins it\n"));
    return command_fail_asked(error, batch->session.is_asked);
}

/* What has ended before a failure is told too. */
static int run_and_tell(struct batch *batch)
{
    struct error error = {0};
    enum error_code code = batch_run(batch, &error);
    bool is_piped = batch->output != NULL && strcmp(batch->output, "-") == 0;
    if (!batch->quiet)
        batch_print(batch, is_piped ? stderr : stdout);
    if (code == ERROR_NONE && batch->output != NULL && !batch->is_folder)
        code = batch_write(batch, &error);
    return code == ERROR_NONE ? batch_exit_code(batch) : fail(batch, &error);
}

int command_batch(int argc, char **argv)
{
    const struct argp_child children[] = {
        {.argp = &request_options_parser}, {.argp = &session_options_parser}, {0}};
    const struct argp argp = {
        .options = options,
        .parser = parse,
        .children = children,
        .args_doc = "INSTANCE SCENARIOS",
        .doc = N_(
            "Solve INSTANCE and every what-if of SCENARIOS, a file with a list of 1 to 1,000 scenarios, and "
            "compare them.\v"
            "The base, without a scenario, is solved first; every scenario starts from its plan and prices, "
            "never from another scenario. --time, --gap and --effort are those of each solve; with --effort "
            "or where the gap is reached, the plans do not depend on the machine. With --to the service "
            "keeps the batch: the same command again joins it, after an interrupt too. The exit code is "
            "that of the first without a plan."),
    };
    struct batch batch = {.arena = arena_new()};
    struct error error = {0};
    mutasi_request_init(&batch.request);
    argp_parse(&argp, argc, argv, 0, NULL, &batch);
    if (batch.arena == NULL) {
        error_set(&error, ERROR_MEMORY, "", "out of memory");
        return command_fail(&error);
    }
    interrupt_watch();
    int result = run_and_tell(&batch);
    arena_free(batch.arena);
    interrupt_die();
    return result;
}
