/* SPDX-License-Identifier: MIT */
/* wait and result: the plan of a job that was submitted, when it is there and if it is there. */
#include "client/command.h"
#include "client/interrupt.h"
#include "client/job_argument.h"
#include "client/options.h"
#include "client/outcome.h"
#include "client/progress.h"

#include <string.h>

enum { KEY_INSTANCE = 256, KEY_ALL, KEY_JSON, KEY_TIMEOUT };

struct fetch {
    struct job_argument job;
    struct inputs inputs;
    struct outcome outcome;
    bool waits;
    double timeout_s; /* 0: none */
    struct progress_view view;
};

#define RESULT_OPTIONS                                                                                       \
    {.name = "output",                                                                                       \
     .key = 'o',                                                                                             \
     .arg = "FILE",                                                                                          \
     .doc = N_(                                                                                              \
         "write the plan here (.json or .mp; - is standard output); of a ticket, or with --instance, the "   \
         "whole case")},                                                                                     \
        {.name = "instance",                                                                                 \
         .key = KEY_INSTANCE,                                                                                \
         .arg = "FILE",                                                                                      \
         .doc = N_("the instance as it was submitted: names and reasons in the summary, and a whole case")}, \
        {.name = "policy", .key = 'p', .arg = "FILE", .doc = N_("the policy as it was submitted")},          \
        {.name = "scenario", .key = 's', .arg = "FILE", .doc = N_("the scenario as it was submitted")},      \
        {.name = "all", .key = KEY_ALL, .doc = N_("show every unit and every move")},                        \
        {.name = "json", .key = KEY_JSON, .doc = N_("like -o - -q: JSON on standard output, no summary")},   \
    {                                                                                                        \
        .name = "quiet", .key = 'q', .doc = N_("no summary and no progress")                                 \
    }

static const struct argp_option result_options[] = {RESULT_OPTIONS, {0}};
static const struct argp_option wait_options[] = {
    RESULT_OPTIONS,
    {.name = "timeout",
     .key = KEY_TIMEOUT,
     .arg = "S",
     .doc = N_("wait for at most so many seconds (default: until the job ends); the job goes on after that")},
    {0},
};

static error_t parse_end(struct fetch *fetch, struct argp_state *state)
{
    const struct inputs *inputs = &fetch->inputs;
    if (inputs->instance_file == NULL && (inputs->policy_file != NULL || inputs->scenario_file != NULL))
        argp_error(state, _("-p and -s say what --instance was submitted with; name it too"));
    return 0;
}

static error_t parse_documents(int key, char *arg, struct fetch *fetch)
{
    switch (key) {
    case KEY_INSTANCE:
        fetch->inputs.instance_file = arg;
        return 0;
    case 'p':
        fetch->inputs.policy_file = arg;
        return 0;
    case 's':
        fetch->inputs.scenario_file = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct fetch *fetch = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &fetch->job;
        return 0;
    case 'o':
        fetch->outcome.file = arg;
        return 0;
    case KEY_ALL:
        fetch->outcome.all = true;
        return 0;
    case KEY_JSON:
        fetch->outcome.file = "-";
        fetch->outcome.quiet = true;
        return 0;
    case 'q':
        fetch->outcome.quiet = true;
        return 0;
    case KEY_TIMEOUT:
        fetch->timeout_s = option_number(state, "--timeout", arg, 0.1, 1e9);
        return 0;
    case ARGP_KEY_END:
        return parse_end(fetch, state);
    default:
        return parse_documents(key, arg, fetch);
    }
}

/* --- the documents --- */

static enum error_code read_documents(struct arena *arena, struct fetch *fetch, struct error *error)
{
    struct inputs *inputs = &fetch->inputs;
    const struct ticket *ticket = &fetch->job.ticket;
    enum error_code code = job_argument_read(arena, &fetch->job, error);
    if (code != ERROR_NONE)
        return code;
    if (fetch->job.has_ticket && inputs->instance_file != NULL)
        return error_set(error, ERROR_CONTRADICTION, fetch->job.text,
                         "a ticket brings its instance: leave out --instance");
    if (fetch->job.has_ticket) {
        *inputs = (struct inputs){.instance_file = fetch->job.text,
                                  .instance = ticket->instance,
                                  .policy = ticket->policy,
                                  .scenario = ticket->scenario};
        fetch->view.has_limits = true;
        fetch->view.time_s = ticket->limits.time_s;
        fetch->view.gap = ticket->limits.gap;
    }
    return inputs->instance_file != NULL ? inputs_read(arena, inputs, error) : ERROR_NONE;
}

/* --- the job --- */

static void on_progress(void *context, const struct mutasi_progress *progress)
{
    struct fetch *fetch = context;
    progress_show(&fetch->view, progress);
}

static bool is_cancelled(void *context)
{
    (void)context;
    return interrupt_signal() != 0;
}

static bool ask(struct fetch *fetch, struct mutasi_client *client, struct mutasi_reply *reply,
                struct mutasi_error *error)
{
    const struct mutasi_watch watch = {
        .patience_s = fetch->timeout_s,
        .on_progress = fetch->outcome.quiet ? NULL : on_progress,
        .is_cancelled = is_cancelled,
        .context = fetch,
    };
    if (!fetch->waits)
        return mutasi_result(client, &fetch->job.name, reply, error);
    bool is_there = mutasi_wait(client, &fetch->job.name, &watch, reply, error);
    progress_clear(&fetch->view);
    return is_there;
}

/* Whoever is interrupted, or runs out of patience, may think that the job has ended with the wait. */
static void say_that_it_goes_on(struct arena *arena, const struct fetch *fetch, const struct error *error)
{
    if (interrupt_signal() == 0 && error->code != ERROR_NOT_DONE)
        return;
    const char *job = job_argument_quoted(arena, &fetch->job);
    fprintf(stderr, _("the job goes on: `mutasi wait %s` waits for it again, `mutasi cancel %s` ends it\n"),
            job, job);
}

static enum error_code fetch_outcome(struct arena *arena, struct fetch *fetch, int *result,
                                     struct error *error)
{
    struct mutasi_client *client = NULL;
    struct mutasi_error refusal;
    struct mutasi_reply reply = {0};
    enum error_code code = read_documents(arena, fetch, error);
    fetch->outcome.inputs = &fetch->inputs;
    fetch->view.name = fetch->job.text;
    if (code == ERROR_NONE && fetch->outcome.file != NULL)
        code = file_try_write(arena, fetch->outcome.file, error);
    if (code == ERROR_NONE)
        code = service_open(&fetch->job.service, &client, error);
    if (code == ERROR_NONE && !ask(fetch, client, &reply, &refusal))
        code = job_argument_error(&fetch->job, &refusal, error);
    mutasi_client_close(client);
    if (code == ERROR_NONE)
        code = outcome_tell(arena, &fetch->outcome, &reply, result, error);
    mutasi_reply_fini(&reply);
    return code;
}

static int run(int argc, char **argv, struct fetch fetch, const struct argp *argp)
{
    struct arena *arena = arena_new();
    struct error error = {0};
    int result = EXIT_PLAN;
    argp_parse(argp, argc, argv, 0, NULL, &fetch);
    if (fetch.waits)
        interrupt_watch();
    enum error_code code = arena == NULL ? error_set(&error, ERROR_MEMORY, "", "out of memory")
                                         : fetch_outcome(arena, &fetch, &result, &error);
    if (code != ERROR_NONE) {
        result = interrupt_signal() != 0 ? EXIT_SERVICE : command_fail(&error);
        say_that_it_goes_on(arena, &fetch, &error);
    }
    arena_free(arena);
    interrupt_die();
    return result;
}

static const struct argp_child children[] = {{.argp = &job_argument_parser}, {0}};

int command_wait(int argc, char **argv)
{
    const struct argp argp = {
        .options = wait_options,
        .parser = parse,
        .children = children,
        .args_doc = "JOB",
        .doc = N_(
            "Wait for a job's plan and show it; Ctrl-C ends the waiting, not the job.\v"
            "JOB is an id, a key, or a ticket that `mutasi submit -o` wrote (.json, .mp). The service may be "
            "restarted meanwhile. The bar is full when the job ends: when its time is up or its gap closed, "
            "whichever is nearer."),
    };
    return run(argc, argv, (struct fetch){.waits = true}, &argp);
}

int command_result(int argc, char **argv)
{
    const struct argp argp = {
        .options = result_options,
        .parser = parse,
        .children = children,
        .args_doc = "JOB",
        .doc = N_("Show and write the plan of a job that has ended.\v"
                  "JOB is an id, a key, or a ticket that `mutasi submit -o` wrote (.json, .mp)."),
    };
    return run(argc, argv, (struct fetch){.waits = false}, &argp);
}
