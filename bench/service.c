/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-service: what a solve costs beside solving, on a real mutasid over ipc.
 *
 * Both sides do the same counted work (`effort`, exact gap 0, same seed), so they give the same plan and the
 * engine takes the same time. What the client waits for beyond that is everything else: encoding and hashing
 * in the client, nanomsg, spool and pipes, decoding, validation, formulation, evaluation, certificate,
 * reasons, the plan's writing and reading. A brief solve shows it with less of the machine's noise than a
 * lasting one, which adds the progress frames. */
#include "bench/document_file.h"
#include "bench/engine_run.h"
#include "bench/machine.h"
#include "bench/number_option.h"
#include "client/mutasi.h"
#include "client/private_service.h"

#include <argp.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REPEAT_MAX = 99 };

struct arguments {
    struct engine_run_files files;
    double time_s;
    int repeat;
};

static const struct argp_option options[] = {
    {"policy", 'p', "FILE", 0, "the policy; without one the default policy", 0},
    {"time", 't', "SECONDS", 0, "about how long the long solve takes (default 10)", 0},
    {"repeat", 'r', "N", 0, "runs of each kind; medians are printed (default 3)", 0},
    {0},
};

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct arguments *arguments = state->input;
    switch (key) {
    case 'p':
        arguments->files.policy = text;
        return 0;
    case 't':
        arguments->time_s = number_option(state, text, 0.1, 3600);
        return 0;
    case 'r':
        arguments->repeat = whole_option(state, text, 1, REPEAT_MAX);
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num > 0)
            argp_usage(state);
        arguments->files.instance = text;
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_usage(state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    options,
    parse,
    "INSTANCE",
    "Measures what a solve over the service costs beside solving.\v"
    "Starts a private mutasid, the one beside this program, on an ipc socket. Every solve runs with the same "
    "counted effort in this process and over the service; the difference is the overhead.",
    NULL,
    NULL,
    NULL};

/* The measurement's state: the documents as bytes, the connection. */
struct bench {
    const struct arguments *arguments;
    struct arena *arena;
    struct mutasi_document instance, policy;
    struct mutasi_client *client;
};

/* One kind of solve: medians over the repeats, seconds. */
struct measured {
    struct engine_run_phases inside;
    double wall, objective, claimed; /* objective in process and over the service */
};

static enum error_code from_client(const struct mutasi_error *from, struct error *error)
{
    return error_set(error, error_from_word(from->code), from->path, "%s", from->text);
}

static enum error_code solve_inside(const struct bench *bench, double time_s, int64_t effort,
                                    struct engine_run_phases *seconds, double *objective, int64_t *spent,
                                    struct error *error)
{
    struct solve_limits limits = solve_limits_default;
    struct engine_run run;
    struct arena *arena = arena_new();
    limits.time_s = time_s;
    limits.gap = 0;
    limits.effort = effort;
    enum error_code code = arena ? engine_run(arena, &bench->arguments->files, &limits,
                                              &(struct engine_run_settings){0}, NULL, NULL, &run, error)
                                 : error_set(error, ERROR_MEMORY, NULL, "out of memory");
    if (code == ERROR_NONE && !run.model)
        code = error_set(error, ERROR_BAD_VALUE, NULL, "the instance is infeasible");
    if (code == ERROR_NONE) {
        *seconds = run.seconds;
        *objective = run.evaluation ? upt_points(run.evaluation->objective.total) : NAN;
        *spent = run.result.effort;
    }
    arena_free(arena);
    return code;
}

static enum error_code solve_over_service(const struct bench *bench, int64_t effort, double *wall,
                                          double *objective, struct error *error)
{
    struct mutasi_request request;
    struct mutasi_reply reply;
    struct mutasi_error refused;
    mutasi_request_init(&request);
    request.instance = bench->instance;
    request.policy = bench->policy;
    request.time_s = 3600;
    request.gap = 0;
    request.effort = effort;
    request.fresh = true;
    double started = now_s();
    if (!mutasi_solve(bench->client, &request, &reply, &refused))
        return from_client(&refused, error);
    *wall = now_s() - started;
    *objective = reply.objective;
    mutasi_reply_fini(&reply);
    return ERROR_NONE;
}

static int compare_doubles(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static double median(double *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, compare_doubles);
    return (values[(count - 1) / 2] + values[count / 2]) / 2;
}

/* Turns about, so that a busy moment of the machine meets both sides. */
static enum error_code measure(const struct bench *bench, int64_t effort, struct measured *out,
                               struct error *error)
{
    double columns[6][REPEAT_MAX];
    int repeat = bench->arguments->repeat;
    for (int i = 0; i < repeat; i++) {
        struct engine_run_phases seconds;
        int64_t spent;
        enum error_code code = solve_inside(bench, 3600, effort, &seconds, &out->objective, &spent, error);
        if (code == ERROR_NONE)
            code = solve_over_service(bench, effort, &columns[5][i], &out->claimed, error);
        if (code != ERROR_NONE)
            return code;
        columns[0][i] = seconds.read;
        columns[1][i] = seconds.formulate;
        columns[2][i] = seconds.solve;
        columns[3][i] = seconds.evaluate;
        columns[4][i] = seconds.certify;
    }
    out->inside = (struct engine_run_phases){median(columns[0], repeat), median(columns[1], repeat),
                                             median(columns[2], repeat), median(columns[3], repeat),
                                             median(columns[4], repeat)};
    out->wall = median(columns[5], repeat);
    return ERROR_NONE;
}

static void print_line(const char *what, double first, double second)
{
    printf("  %-46s %10.4f %10.4f\n", what, first, second);
}

static void print_table(const struct measured *brief, const struct measured *lasting)
{
    const struct engine_run_phases *a = &brief->inside, *b = &lasting->inside;
    double rest_a = brief->wall - a->read - a->formulate - a->solve - a->evaluate - a->certify;
    double rest_b = lasting->wall - b->read - b->formulate - b->solve - b->evaluate - b->certify;
    double overhead_a = brief->wall - a->solve, overhead_b = lasting->wall - b->solve;
    printf("  %-46s %10s %10s\n", "seconds, medians", "brief", "lasting");
    print_line("in process: decode and validate", a->read, b->read);
    print_line("in process: formulate", a->formulate, b->formulate);
    print_line("in process: solve", a->solve, b->solve);
    print_line("in process: evaluate", a->evaluate, b->evaluate);
    print_line("in process: certify", a->certify, b->certify);
    print_line("over the service: wall at the client", brief->wall, lasting->wall);
    print_line("  of it in none of the phases above", rest_a, rest_b);
    print_line("overhead: wall less solve", overhead_a, overhead_b);
    printf("  %-46s %9.2f%% %9.2f%%\n", "overhead as a share of the lasting solve",
           100 * overhead_a / b->solve, 100 * overhead_b / b->solve);
    printf("\n  target: under 10 %% of the lasting solve, both: %s",
           fmax(overhead_a, overhead_b) < 0.1 * b->solve ? "met" : "MISSED");
    printf("; same plan on both sides: %s\n",
           fabs(lasting->objective - lasting->claimed) < 5e-7 ? "yes" : "NO (the difference is no overhead)");
    printf(
        "  'in none of the phases': client, nanomsg, pipes, progress frames, reasons, the plan's writing\n");
}

/* The effort that takes about this long here and now. */
static enum error_code calibrate(const struct bench *bench, double time_s, int64_t *effort,
                                 struct error *error)
{
    struct engine_run_phases seconds;
    double objective;
    enum error_code code = solve_inside(bench, time_s, 0, &seconds, &objective, effort, error);
    return code == ERROR_NONE && isnan(objective)
               ? error_set(error, ERROR_BAD_VALUE, NULL, "no plan within %g s; give more --time", time_s)
               : code;
}

static enum error_code run(const struct bench *bench, struct error *error)
{
    struct measured brief, lasting;
    double objective, wall;
    int64_t effort, brief_effort;
    enum error_code code = calibrate(bench, bench->arguments->time_s, &effort, error);
    if (code == ERROR_NONE)
        code = calibrate(bench, bench->arguments->time_s / 10, &brief_effort, error);
    if (code == ERROR_NONE) /* the first job of a worker pays for its start */
        code = solve_over_service(bench, brief_effort, &wall, &objective, error);
    if (code == ERROR_NONE)
        code = measure(bench, brief_effort, &brief, error);
    if (code == ERROR_NONE)
        code = measure(bench, effort, &lasting, error);
    if (code != ERROR_NONE)
        return code;
    printf("service overhead, %s (%zu bytes), lasting = effort %lld, %d runs each\n\n",
           bench->arguments->files.instance, bench->instance.length, (long long)effort,
           bench->arguments->repeat);
    print_table(&brief, &lasting);
    return ERROR_NONE;
}

static enum error_code connect_and_run(struct bench *bench, const char *url, struct error *error)
{
    struct mutasi_error refused;
    struct mutasi_reply pong;
    if (!mutasi_client_open(url, &bench->client, &refused))
        return from_client(&refused, error);
    enum error_code code = ERROR_NONE;
    if (mutasi_ping(bench->client, &pong, &refused))
        mutasi_reply_fini(&pong);
    else
        code = from_client(&refused, error);
    if (code == ERROR_NONE)
        code = run(bench, error);
    mutasi_client_close(bench->client);
    return code;
}

static enum error_code bench_service(struct bench *bench, struct error *error)
{
    const struct engine_run_files *files = &bench->arguments->files;
    struct private_service *service;
    enum error_code code =
        file_read(bench->arena, files->instance, &bench->instance.bytes, &bench->instance.length, error);
    if (code == ERROR_NONE && files->policy)
        code = file_read(bench->arena, files->policy, &bench->policy.bytes, &bench->policy.length, error);
    if (code == ERROR_NONE)
        code = private_service_start(&service, error);
    if (code != ERROR_NONE)
        return code;
    code = connect_and_run(bench, private_service_url(service), error);
    private_service_stop(service);
    return code;
}

int main(int argc, char **argv)
{
    struct arguments arguments = {.time_s = 10, .repeat = 3};
    struct bench bench = {.arguments = &arguments};
    struct error error;
    argp_parse(&argp, argc, argv, 0, NULL, &arguments);
    bench.arena = arena_new();
    enum error_code code =
        bench.arena ? bench_service(&bench, &error) : error_set(&error, ERROR_MEMORY, NULL, "out of memory");
    arena_free(bench.arena);
    if (code == ERROR_NONE)
        return EXIT_SUCCESS;
    fprintf(stderr, "bench-service: %s: %s\n", error_word(error.code), error.text);
    return EXIT_FAILURE;
}
