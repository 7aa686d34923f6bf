/* SPDX-License-Identifier: MIT */
/* status and cancel: one job, as it stands and as it is to end. */
#include "client/command.h"
#include "client/job_argument.h"
#include "client/job_print.h"

#include <string.h>

enum { KEY_JSON = 256 };

typedef bool question(struct mutasi_client *client, const struct mutasi_job_name *name,
                      struct mutasi_reply *reply, struct mutasi_error *error);

struct inquiry {
    struct job_argument job;
    bool json;
};

static const struct argp_option options[] = {
    {.name = "json", .key = KEY_JSON, .doc = N_("the job, in JSON")},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct inquiry *inquiry = state->input;
    (void)arg;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &inquiry->job;
        return 0;
    case KEY_JSON:
        inquiry->json = true;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static enum error_code inquire(struct arena *arena, struct inquiry *inquiry, question *ask,
                               struct error *error)
{
    struct mutasi_client *client = NULL;
    struct mutasi_error refusal;
    struct mutasi_reply reply = {0};
    enum error_code code = job_argument_read(arena, &inquiry->job, error);
    if (code == ERROR_NONE)
        code = service_open(&inquiry->job.service, &client, error);
    if (code == ERROR_NONE && !ask(client, &inquiry->job.name, &reply, &refusal))
        code = job_argument_error(&inquiry->job, &refusal, error);
    if (code == ERROR_NONE && inquiry->json)
        code = service_print_json(reply.document, error);
    else if (code == ERROR_NONE)
        job_print(arena, &reply.job, stdout);
    if (code == ERROR_NONE && ask == mutasi_cancel && strcmp(reply.job.state, "cancelled") != 0)
        fputs(_("the job had ended before: nothing was cancelled\n"), stderr);
    mutasi_reply_fini(&reply);
    mutasi_client_close(client);
    return code;
}

static int run(int argc, char **argv, const char *doc, question *ask)
{
    const struct argp_child children[] = {{.argp = &job_argument_parser}, {0}};
    const struct argp argp = {
        .options = options, .parser = parse, .children = children, .args_doc = "JOB", .doc = doc};
    struct arena *arena = arena_new();
    struct inquiry inquiry = {.json = false};
    struct error error = {0};
    argp_parse(&argp, argc, argv, 0, NULL, &inquiry);
    enum error_code code = arena == NULL ? error_set(&error, ERROR_MEMORY, "", "out of memory")
                                         : inquire(arena, &inquiry, ask, &error);
    arena_free(arena);
    return code == ERROR_NONE ? EXIT_PLAN : command_fail(&error);
}

int command_status(int argc, char **argv)
{
    return run(argc, argv,
               N_("Show how a job stands.\v"
                  "JOB is an id, a key, or a ticket that `mutasi submit -o` wrote (.json, .mp)."),
               mutasi_status);
}

int command_cancel(int argc, char **argv)
{
    return run(argc, argv,
               N_("End a job, within a second; it has no result then. One that has ended stays as it is.\v"
                  "JOB is an id, a key, or a ticket that `mutasi submit -o` wrote (.json, .mp)."),
               mutasi_cancel);
}
