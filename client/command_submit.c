/* SPDX-License-Identifier: MIT */
/* submit: hands a problem over and walks away. */
#include "client/command.h"
#include "client/inputs_options.h"
#include "client/options.h"
#include "client/progress.h"
#include "client/request_options.h"
#include "client/service_options.h"
#include "client/ticket.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEY_NAME = 256, KEY_PRIORITY, KEY_STORE, KEY_JSON };

static const struct argp_option options[] = {
    {.name = "output",
     .key = 'o',
     .arg = "TICKET",
     .doc = N_("write a ticket here (.json or .mp): where the job is and what it was made of, for `wait` and "
               "`result` to make a whole case of the plan")},
    {.name = "key-name",
     .key = KEY_NAME,
     .arg = "KEY",
     .doc =
         N_("name the job, 1 to 128 bytes: the same name again is the same job (default: a hash of all that "
            "is asked)")},
    OPTION_PRIORITY(KEY_PRIORITY),
    {.name = "store",
     .key = KEY_STORE,
     .doc = N_("let the service keep the instance: further what-ifs on it are sent without it")},
    {.name = "json", .key = KEY_JSON, .doc = N_("the whole job, in JSON")},
    {0},
};

struct submission {
    struct progress_view view; /* of a service that is busy */
    struct service_options service;
    struct mutasi_request request;
    struct inputs inputs;
    const char *ticket_file;
    bool json;
};

static error_t parse_end(const struct submission *submission, struct argp_state *state)
{
    if (submission->json && submission->ticket_file != NULL && strcmp(submission->ticket_file, "-") == 0)
        argp_error(state, _("--json and a ticket do not go to standard output together"));
    return 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct submission *submission = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &submission->inputs;
        state->child_inputs[1] = &submission->request;
        state->child_inputs[2] = &submission->service;
        return 0;
    case 'o':
        submission->ticket_file = arg;
        return 0;
    case KEY_NAME:
        return request_option_key(state, arg, KEY_MAX_BYTES, &submission->request);
    case KEY_PRIORITY:
        return request_option_priority(state, arg, &submission->request);
    case KEY_STORE:
        submission->request.store_instance = true;
        return 0;
    case KEY_JSON:
        submission->json = true;
        return 0;
    case ARGP_KEY_ARG:
        return option_single_argument(state, arg, &submission->inputs.instance_file);
    case ARGP_KEY_NO_ARGS:
        argp_error(state, _("which instance?"));
        return 0;
    case ARGP_KEY_END:
        return parse_end(submission, state);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* --- what it does --- */

static void on_progress(void *context, const struct mutasi_progress *progress)
{
    struct submission *submission = context;
    if (strcmp(progress->state, "busy") == 0)
        progress_show(&submission->view, progress);
}

static enum error_code fill_request(struct arena *arena, struct submission *submission, struct error *error)
{
    const struct inputs *inputs = &submission->inputs;
    struct mutasi_request *request = &submission->request;
    submission->view.name = "mutasi";
    request->on_progress = on_progress;
    request->context = submission;
    enum error_code code = document_write(arena, inputs->instance, &request->instance, error);
    if (code == ERROR_NONE && inputs->policy != NULL)
        code = document_write(arena, inputs->policy, &request->policy, error);
    if (code == ERROR_NONE && inputs->scenario != NULL)
        code = document_write(arena, inputs->scenario, &request->scenario, error);
    return code;
}

static enum error_code write_ticket(struct arena *arena, const struct submission *submission,
                                    const struct mutasi_client *client, const struct mutasi_job *job,
                                    struct error *error)
{
    const struct mutasi_request *request = &submission->request;
    const struct ticket ticket = {
        .service = mutasi_client_url(client),
        .job = job->id,
        .key = job->key,
        .limits = {.time_s = request->time_s,
                   .gap = request->gap,
                   .effort = request->effort,
                   .seed = request->seed,
                   .threads = request->threads,
                   .memory_mb = request->memory_mb},
        .instance = submission->inputs.instance,
        .policy = submission->inputs.policy,
        .scenario = submission->inputs.scenario,
    };
    if (submission->ticket_file == NULL)
        return ERROR_NONE;
    return ticket_write(arena, submission->ticket_file, &ticket, error);
}

/* One line for scripts, id and key (where the ticket has standard output, only for people); and on a terminal
 * what to do next. */
static enum error_code tell(const struct submission *submission, const struct mutasi_reply *reply,
                            struct error *error)
{
    const struct mutasi_job *job = &reply->job;
    bool is_piped = submission->ticket_file != NULL && strcmp(submission->ticket_file, "-") == 0;
    if (submission->json)
        return service_print_json(reply->document, error);
    fprintf(is_piped ? stderr : stdout, "%" PRId64 " %s\n", job->id, job->key);
    if (strcmp(job->state, "done") == 0)
        fprintf(stderr,
                _("the service has the plan already: `mutasi result %" PRId64 "`; --fresh runs anew\n"),
                job->id);
    else if (isatty(STDOUT_FILENO) == 1)
        fprintf(stderr, _("`mutasi wait %" PRId64 "` waits for its plan\n"), job->id);
    return ERROR_NONE;
}

static enum error_code submit(struct arena *arena, struct submission *submission, struct error *error)
{
    struct mutasi_client *client = NULL;
    struct mutasi_error refusal;
    struct mutasi_reply reply = {0};
    enum error_code code = inputs_read(arena, &submission->inputs, error);
    if (code == ERROR_NONE && submission->ticket_file != NULL)
        code = file_try_write(arena, submission->ticket_file, error);
    if (code == ERROR_NONE)
        code = fill_request(arena, submission, error);
    if (code == ERROR_NONE)
        code = service_open(&submission->service, &client, error);
    bool is_there = code == ERROR_NONE && mutasi_submit(client, &submission->request, &reply, &refusal);
    progress_clear(&submission->view);
    if (code == ERROR_NONE && !is_there) {
        code = service_error(&refusal, error);
        inputs_name_files(&submission->inputs, error);
    }
    if (code == ERROR_NONE)
        code = tell(submission, &reply, error);
    if (code == ERROR_NONE)
        code = write_ticket(arena, submission, client, &reply.job, error);
    mutasi_reply_fini(&reply);
    mutasi_client_close(client);
    return code;
}

int command_submit(int argc, char **argv)
{
    const struct argp_child children[] = {{.argp = &inputs_options_parser},
                                          {.argp = &request_options_parser},
                                          {.argp = &service_options_parser},
                                          {0}};
    const struct argp argp = {
        .options = options,
        .parser = parse,
        .children = children,
        .args_doc = "INSTANCE",
        .doc =
            N_("Hand INSTANCE to a service and walk away: prints the job's id and key on one line as soon as "
               "the "
               "service has the job for good.\v"
               "Submitting the same again is harmless, it is the same job. `mutasi wait JOB` waits for the "
               "plan, `mutasi result JOB` fetches it, `mutasi cancel JOB` ends the job."),
    };
    struct arena *arena = arena_new();
    struct submission submission = {.ticket_file = NULL};
    struct error error = {0};
    mutasi_request_init(&submission.request);
    argp_parse(&argp, argc, argv, 0, NULL, &submission);
    enum error_code code = arena == NULL ? error_set(&error, ERROR_MEMORY, "", "out of memory")
                                         : submit(arena, &submission, &error);
    arena_free(arena);
    return code == ERROR_NONE ? EXIT_PLAN : command_fail(&error);
}
