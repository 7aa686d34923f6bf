/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-policies: several policies on one instance in one table, and what a warm start from the first saves.
 */
#include "bench/document_file.h"
#include "bench/machine.h"
#include "bench/number_option.h"
#include "bench/policies_run.h"
#include "client/comparison.h"
#include "client/labels.h"
#include "client/start.h"
#include "solver/engine/engine.h"

#include <argp.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_CSV = 256, KEY_JSON };

static const struct argp_option options[] = {
    {"scenario", 's', "FILE", 0, "a scenario to apply", 0},
    {"time", 't', "SECONDS", 0, "time for each run of the engine (default 60)", 0},
    {"gap", 'g', "SHARE", 0, "relative gap to stop at (default 1e-4)", 0},
    {"effort", 'e', "N", 0, "counted work to stop at (default 0: unbounded)", 0},
    {"seed", 'n', "N", 0, "engine seed (default 1)", 0},
    {"threads", 'j', "N", 0, "engine threads (default 1)", 0},
    {"csv", KEY_CSV, NULL, 0, "print CSV", 0},
    {"json", KEY_JSON, NULL, 0, "print JSON", 0},
    {0},
};

struct compare {
    /* from the command line */
    const char *instance_file, *scenario_file;
    const char **policy_files;
    int count;
    struct solve_limits limits;
    enum comparison_form form;
    /* while it works */
    struct arena *arena;
    const struct node *instance, *scenario;
    const struct node **policies;
    const char *const *labels;
    const struct node *start; /* NULL: the first policy has no plan yet */
    struct node rows;
    double cold_s, warm_s; /* to the common gap, over all policies compared */
};

static error_t parse_limit(int key, const char *text, struct argp_state *state, struct solve_limits *limits)
{
    switch (key) {
    case 't':
        limits->time_s = number_option(state, text, 0.1, NUMBER_OPTION_MOST);
        return 0;
    case 'g':
        limits->gap = number_option(state, text, 0, NUMBER_OPTION_MOST);
        return 0;
    case 'e':
        limits->effort = (int64_t)number_option(state, text, 0, NUMBER_OPTION_MOST);
        return 0;
    case 'n':
        limits->seed = (int64_t)number_option(state, text, 0, NUMBER_OPTION_MOST);
        return 0;
    case 'j':
        limits->threads = whole_option(state, text, 1, 64);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct compare *compare = state->input;
    switch (key) {
    case 's':
        compare->scenario_file = text;
        return 0;
    case KEY_CSV:
        compare->form = COMPARISON_CSV;
        return 0;
    case KEY_JSON:
        compare->form = COMPARISON_JSON;
        return 0;
    case ARGP_KEY_ARG:
        if (compare->instance_file == NULL)
            compare->instance_file = text;
        else
            compare->policy_files[compare->count++] = text;
        return 0;
    case ARGP_KEY_END:
        if (compare->count == 0)
            argp_usage(state);
        return 0;
    default:
        return parse_limit(key, text, state, &compare->limits);
    }
}

static const struct argp argp = {
    options,
    parse,
    "INSTANCE POLICY...",
    "Runs policies on one instance and compares their plans.\v"
    "Every policy after the first is solved twice: cold, and warm from the first one's placement and row "
    "prices. "
    "Its row tells the warm plan. `to gap` is the gap that both runs reached (or the one asked for), `effort "
    "saved` "
    "and `time saved` what the warm run needed less than the cold one to get there; negative: it needed "
    "more. "
    "Every plan is evaluated and certified by code that shares nothing with the engine. Exit status 0: every "
    "policy has a plan, 1: error, 3: one is infeasible, 4: one has no plan in time.",
    NULL,
    NULL,
    NULL};

/* --- reading --- */

static enum error_code read_policies(struct compare *compare, struct error *error)
{
    size_t count = (size_t)compare->count;
    compare->policies = arena_alloc(compare->arena, count, sizeof(const struct node *));
    compare->labels = labels_of_files(compare->arena, compare->policy_files, compare->count);
    compare->rows = node_array(compare->arena, count);
    if (compare->policies == NULL || compare->labels == NULL)
        return error_set(error, ERROR_MEMORY, NULL, "out of memory");
    enum error_code code = ERROR_NONE;
    for (int i = 0; i < compare->count && code == ERROR_NONE; i++)
        code = document_file_read(compare->arena, compare->policy_files[i], &compare->policies[i], error);
    return code;
}

static enum error_code read_all(struct compare *compare, struct error *error)
{
    enum error_code code =
        document_file_read(compare->arena, compare->instance_file, &compare->instance, error);
    if (code == ERROR_NONE && compare->scenario_file != NULL)
        code = document_file_read(compare->arena, compare->scenario_file, &compare->scenario, error);
    return code == ERROR_NONE ? read_policies(compare, error) : code;
}

/* --- rows --- */

static struct node saved(double warm, double cold)
{
    return cold > 0 ? node_micro((int64_t)(1e6 * (cold - warm) / cold)) : node_null();
}

/* Columns of the savings; null for the first policy, and where one of the runs has no gap. */
static void add_savings(struct compare *compare, struct node *row, const struct policy_run *cold,
                        const struct policy_run *warm)
{
    double gap = warm == NULL ? -1 : policy_run_common_gap(cold, warm, compare->limits.gap);
    const struct policy_run_point *slow = gap < 0 ? NULL : policy_run_reached(cold, gap);
    const struct policy_run_point *fast = gap < 0 ? NULL : policy_run_reached(warm, gap);
    bool is_compared = slow != NULL && fast != NULL;
    bool is_placed = plan_has_placement(cold->plan);
    map_add(row, "cold_total", is_placed ? node_micro(cold->plan->objective.total) : node_null());
    map_add(row, "cold_gap", is_placed ? node_real(plan_gap(cold->plan)) : node_null());
    map_add(row, "to_gap", is_compared ? node_real(gap) : node_null());
    map_add(row, "warm_effort", is_compared ? node_integer(fast->effort) : node_null());
    map_add(row, "cold_effort", is_compared ? node_integer(slow->effort) : node_null());
    map_add(row, "effort_saved",
            is_compared ? saved((double)fast->effort, (double)slow->effort) : node_null());
    map_add(row, "warm_seconds", is_compared ? comparison_seconds(fast->seconds) : node_null());
    map_add(row, "cold_seconds", is_compared ? comparison_seconds(slow->seconds) : node_null());
    map_add(row, "seconds_saved", is_compared ? saved(fast->seconds, slow->seconds) : node_null());
    compare->warm_s += is_compared ? fast->seconds : 0;
    compare->cold_s += is_compared ? slow->seconds : 0;
}

static int exit_status(const struct plan *plan)
{
    return plan_has_placement(plan) ? EXIT_SUCCESS : plan->status == PLAN_INFEASIBLE ? 3 : 4;
}

static void add_row(struct compare *compare, int i, const struct policy_run *cold,
                    const struct policy_run *warm, int *status)
{
    const struct policy_run *shown = warm != NULL ? warm : cold;
    struct node row = comparison_row(compare->arena, compare->labels[i], shown->plan,
                                     warm != NULL ? "warm" : "cold", shown->seconds);
    add_savings(compare, &row, cold, warm);
    array_add(&compare->rows, row);
    *status = *status != EXIT_SUCCESS ? *status : exit_status(shown->plan);
}

/* One policy in memory of its own, which is given back before the next. */
static enum error_code compare_one(struct compare *compare, int i, struct arena *arena, int *status,
                                   struct error *error)
{
    struct policy_run cold, warm;
    struct policy_run_inputs inputs = {compare->instance, compare->policies[i], compare->scenario, NULL,
                                       NULL};
    bool is_warm = i > 0 && compare->start != NULL;
    enum error_code code = policy_run(arena, &inputs, &compare->limits, &cold, error);
    inputs.start = compare->start;
    if (code == ERROR_NONE && is_warm)
        code = policy_run(arena, &inputs, &compare->limits, &warm, error);
    if (code != ERROR_NONE)
        return code;
    add_row(compare, i, &cold, is_warm ? &warm : NULL, status);
    bool is_model = i == 0 && compare->count > 1 && plan_has_placement(cold.plan);
    return is_model ? start_from_plan(compare->arena, cold.plan, cold.problem, &compare->start, error)
                    : ERROR_NONE;
}

static enum error_code compare_all(struct compare *compare, int *status, struct error *error)
{
    enum error_code code = ERROR_NONE;
    for (int i = 0; i < compare->count && code == ERROR_NONE; i++) {
        struct arena *arena = arena_new();
        code = arena == NULL ? error_set(error, ERROR_MEMORY, NULL, "out of memory")
                             : compare_one(compare, i, arena, status, error);
        arena_free(arena);
    }
    return code;
}

/* --- telling --- */

static void print_heading(const struct compare *compare)
{
    char machine[256];
    machine_describe(machine, sizeof machine);
    printf("machine   %s\n", machine);
    printf("engine    %s, seed %lld, %.6g s, gap %g, effort %lld, threads %d\n", ENGINE_VERSION,
           (long long)compare->limits.seed, compare->limits.time_s, compare->limits.gap,
           (long long)compare->limits.effort, compare->limits.threads);
    printf("instance  %s\n\n", compare->instance_file);
}

static enum error_code print(const struct compare *compare, struct error *error)
{
    if (compare->form == COMPARISON_TEXT)
        print_heading(compare);
    enum error_code code = comparison_print(compare->arena, compare->instance_file, &compare->rows,
                                            compare->form, stdout, error);
    if (code == ERROR_NONE && compare->form == COMPARISON_TEXT && compare->cold_s > 0)
        printf("\nto the same gaps: warm %.2f s, cold %.2f s\n", compare->warm_s, compare->cold_s);
    return code;
}

static int run(struct compare *compare)
{
    struct error error = {0};
    int status = EXIT_SUCCESS;
    enum error_code code = read_all(compare, &error);
    if (code == ERROR_NONE)
        code = compare_all(compare, &status, &error);
    if (code == ERROR_NONE)
        code = print(compare, &error);
    if (code == ERROR_NONE)
        return status;
    fprintf(stderr, "bench-policies: %s: %s%s%s\n", error_word(code), error.path, error.path[0] ? ": " : "",
            error.text);
    return EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    struct compare compare = {.limits = solve_limits_default, .arena = arena_new()};
    if (compare.arena != NULL)
        compare.policy_files = arena_alloc(compare.arena, (size_t)argc, sizeof(const char *));
    if (compare.policy_files == NULL) {
        fprintf(stderr, "bench-policies: out of memory\n");
        return EXIT_FAILURE;
    }
    argp_parse(&argp, argc, argv, 0, NULL, &compare);
    int status = run(&compare);
    arena_free(compare.arena);
    return status;
}
