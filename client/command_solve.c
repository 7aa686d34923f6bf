/* SPDX-License-Identifier: MIT */
#include "client/command.h"
#include "client/inputs.h"
#include "client/interrupt.h"
#include "client/options.h"
#include "client/private_service.h"
#include "client/progress.h"
#include "client/summary.h"

#include <argp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

struct solve {
    struct inputs inputs;
    struct mutasi_request request;
    const char *url;       /* NULL: a private service */
    const char *case_file; /* NULL: none */
    bool all, quiet;
    bool is_asked;                   /* the service's turn: what fails now is its fault */
    struct private_service *service; /* NULL: none of ours */
    struct arena *arena;
};

enum { KEY_TIME = 256, KEY_GAP, KEY_EFFORT, KEY_SEED, KEY_THREADS, KEY_MEMORY, KEY_TO, KEY_ALL, KEY_FRESH };

static const struct argp_option options[] = {
    {.name = "policy", .key = 'p', .arg = "FILE", .doc = N_("the policy; without it the default policy")},
    {.name = "scenario", .key = 's', .arg = "FILE", .doc = N_("changes to instance and policy: a what-if")},
    {.name = "output",
     .key = 'o',
     .arg = "CASE",
     .doc = N_("write instance, policy and plan here (.json or .mp; - is standard output)")},
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
    {.name = "quiet", .key = 'q', .doc = N_("no summary")},
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

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct solve *solve = state->input;
    switch (key) {
    case 'p':
        solve->inputs.policy_file = arg;
        return 0;
    case 's':
        solve->inputs.scenario_file = arg;
        return 0;
    case 'o':
        solve->case_file = arg;
        return 0;
    case 'q':
        solve->quiet = true;
        return 0;
    case KEY_TO:
        solve->url = arg;
        return 0;
    case KEY_ALL:
        solve->all = true;
        return 0;
    case ARGP_KEY_ARG:
        return option_single_argument(state, arg, &solve->inputs.instance_file);
    case ARGP_KEY_NO_ARGS:
        argp_usage(state);
        return 0;
    default:
        return parse_limit(key, arg, state, &solve->request);
    }
}

/* --- asking --- */

static void on_progress(void *context, const struct mutasi_progress *progress)
{
    (void)context;
    progress_show(progress);
}

static bool is_cancelled(void *context)
{
    struct solve *solve = context;
    struct error ignored;
    return interrupt_signal() != 0 ||
           (solve->service != NULL && private_service_has_ended(solve->service, &ignored));
}

/* What the library said, in our terms: it may have stopped because the private service ended. */
static enum error_code take_error(struct solve *solve, const struct mutasi_error *from, struct error *error)
{
    if (solve->service != NULL && private_service_has_ended(solve->service, error))
        return error->code;
    error_set(error, error_from_word(from->code), from->path, "%s", from->text);
    inputs_name_files(&solve->inputs, error);
    return error->code;
}

/* Trees of the files as bytes for the library. */
static enum error_code fill_request(struct solve *solve, struct error *error)
{
    const struct inputs *inputs = &solve->inputs;
    struct mutasi_request *request = &solve->request;
    enum error_code code = document_write(solve->arena, inputs->instance, &request->instance, error);
    if (code == ERROR_NONE && inputs->policy != NULL)
        code = document_write(solve->arena, inputs->policy, &request->policy, error);
    if (code == ERROR_NONE && inputs->scenario != NULL)
        code = document_write(solve->arena, inputs->scenario, &request->scenario, error);
    request->on_progress = progress_is_wanted() ? on_progress : NULL;
    request->is_cancelled = is_cancelled;
    request->context = solve;
    return code;
}

static enum error_code ask(struct solve *solve, const char *url, struct mutasi_reply *reply,
                           struct error *error)
{
    struct mutasi_client *client;
    struct mutasi_error refusal;
    if (!mutasi_client_open(url, &client, &refusal))
        return take_error(solve, &refusal, error);
    bool is_answered = mutasi_solve(client, &solve->request, reply, &refusal);
    progress_clear();
    mutasi_client_close(client);
    return is_answered ? ERROR_NONE : take_error(solve, &refusal, error);
}

static enum error_code ask_service(struct solve *solve, struct mutasi_reply *reply, struct error *error)
{
    enum error_code code = fill_request(solve, error);
    if (code == ERROR_NONE && solve->url == NULL)
        code = private_service_start(&solve->service, error);
    if (code != ERROR_NONE)
        return code;
    const char *url = solve->url != NULL ? solve->url : private_service_url(solve->service);
    solve->is_asked = true;
    code = ask(solve, url, reply, error);
    solve->is_asked = code != ERROR_NONE;
    private_service_stop(solve->service);
    solve->service = NULL;
    return code;
}

/* --- telling --- */

static enum error_code write_case(struct solve *solve, const struct node *plan, struct error *error)
{
    const struct inputs *inputs = &solve->inputs;
    const struct node *policy =
        inputs->policy != NULL ? inputs->policy : policy_default_document(solve->arena);
    if (policy == NULL)
        return error_set(error, ERROR_MEMORY, "", "out of memory");
    const struct plan_case whole = {inputs->instance, policy, inputs->scenario, plan};
    const struct node *document;
    enum error_code code = case_write(solve->arena, &whole, &document, error);
    return code != ERROR_NONE ? code : file_write_tree(solve->arena, solve->case_file, document, error);
}

static enum error_code tell(struct solve *solve, const struct mutasi_reply *reply, const struct plan **plan,
                            struct error *error)
{
    const struct node *document;
    enum error_code code = document_read(solve->arena, reply->document, "plan", &document, error);
    if (code == ERROR_NONE)
        code = plan_read(solve->arena, document, NULL, solve->inputs.problem, plan, error);
    if (code == ERROR_NONE && solve->case_file != NULL)
        code = write_case(solve, document, error);
    if (code != ERROR_NONE || solve->quiet)
        return code;
    bool is_piped = solve->case_file != NULL && strcmp(solve->case_file, "-") == 0;
    const struct summary summary = {solve->inputs.problem, *plan, is_piped ? NULL : solve->case_file,
                                    solve->all};
    summary_print(solve->arena, &summary, is_piped ? stderr : stdout);
    return ERROR_NONE;
}

static int exit_code_of(const struct plan *plan)
{
    switch (plan->status) {
    case PLAN_OPTIMAL:
    case PLAN_FEASIBLE:
        return EXIT_PLAN;
    case PLAN_INFEASIBLE:
        return EXIT_INFEASIBLE;
    case PLAN_NO_PLAN_YET:
        break;
    }
    return EXIT_NO_PLAN;
}

/* A signal that stopped us ends us the way it would have. */
static void die_of_signal(void)
{
    if (interrupt_signal() == 0)
        return;
    signal(interrupt_signal(), SIG_DFL);
    raise(interrupt_signal());
}

int command_solve(int argc, char **argv)
{
    const struct argp argp = {
        .options = options,
        .parser = parse,
        .args_doc = "INSTANCE",
        .doc = N_("Find the best transfer plan of INSTANCE and show it."),
    };
    struct solve solve = {.arena = arena_new()};
    struct mutasi_reply reply = {0};
    struct error error = {0};
    const struct plan *plan = NULL;
    mutasi_request_init(&solve.request);
    argp_parse(&argp, argc, argv, 0, NULL, &solve);
    interrupt_watch();
    enum error_code code = solve.arena == NULL ? error_set(&error, ERROR_MEMORY, "", "out of memory")
                                               : inputs_read(solve.arena, &solve.inputs, &error);
    if (code == ERROR_NONE && solve.case_file != NULL)
        code = file_try_write(solve.arena, solve.case_file, &error);
    if (code == ERROR_NONE)
        code = ask_service(&solve, &reply, &error);
    if (code == ERROR_NONE)
        code = tell(&solve, &reply, &plan, &error);
    int result = code == ERROR_NONE ? exit_code_of(plan) : command_fail(&error);
    if (code == ERROR_IO && solve.is_asked)
        result = EXIT_SERVICE;
    mutasi_reply_fini(&reply);
    arena_free(solve.arena);
    die_of_signal();
    return result;
}
