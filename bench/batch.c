/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-batch: what a batch of what-if scenarios costs against as many cold solves, in counted work, to the
 * same gap. The scenarios are small and of four kinds in turn: a unit closed (whom the rules hold there
 * leaves with it), five of the people pinned that the base moves, a unit's need 10 % higher, moves dearer or
 * cheaper. */
#include "bench/document_file.h"
#include "bench/machine.h"
#include "bench/policies_run.h"
#include "solver/engine/engine.h"
#include "solver/worker/job_parts.h"

#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_COUNT = 256, KEY_VERBOSE };
enum kind { CLOSED, PINNED, NEED, PRICES, KINDS };
static const char *const kind_words[KINDS] = {"a unit closed", "five movers pinned", "need +10 %",
                                              "other prices"};

static const struct argp_option options[] = {
    {"policy", 'p', "FILE", 0, "the policy", 0},
    {"scenarios", KEY_COUNT, "N", 0, "how many (default 100)", 0},
    {"time", 't', "SECONDS", 0, "time for each run of the engine (default 60)", 0},
    {"gap", 'g', "SHARE", 0, "relative gap to stop at (default 1e-4)", 0},
    {"seed", 'n', "N", 0, "engine seed (default 1)", 0},
    {"verbose", KEY_VERBOSE, NULL, 0, "a line per scenario", 0},
    {0},
};

struct sum {
    int64_t count, missed; /* runs; those that did not reach the gap, cold or warm */
    double cold_effort, warm_effort, cold_s, warm_s;
};

struct batch {
    const char *instance_file, *policy_file;
    int count;
    bool verbose;
    struct solve_limits limits;
    struct arena *arena;
    const struct node *instance, *policy, *base;
    const struct problem *problem; /* of the base */
    const struct plan *plan;
    struct sum sums[KINDS];
    double base_effort, base_s;
};

static double number_or_usage(struct argp_state *state, const char *text, double least)
{
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end != '\0' || !(value >= least && value <= 9e15))
        argp_error(state, "'%s' is not a number this option takes", text);
    return value;
}

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct batch *batch = state->input;
    switch (key) {
    case 'p':
        batch->policy_file = text;
        return 0;
    case 't':
        batch->limits.time_s = number_or_usage(state, text, 0.1);
        return 0;
    case 'g':
        batch->limits.gap = number_or_usage(state, text, 0);
        return 0;
    case 'n':
        batch->limits.seed = (int64_t)number_or_usage(state, text, 0);
        return 0;
    case KEY_COUNT:
        batch->count = (int)number_or_usage(state, text, 1);
        return 0;
    case KEY_VERBOSE:
        batch->verbose = true;
        return 0;
    case ARGP_KEY_ARG:
        batch->instance_file = text;
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_usage(state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* --- scenarios ------------------------------------------------------------------------------------------ */

static bool has_pinned(const struct instance *instance, int32_t unit)
{
    for (int32_t i = 0; i < instance->employee_count; i++)
        if (instance->employees[i].unit == unit && instance->employees[i].pinned)
            return true;
    return false;
}

/* The turn-th unit and those behind it that are open, hold nobody pinned and have a need. */
static int32_t unit_for(const struct instance *instance, int32_t turn)
{
    for (int32_t i = 0; i < instance->unit_count; i++) {
        int32_t unit = (7 * turn + i) % instance->unit_count;
        if (instance->units[unit].open && !has_pinned(instance, unit))
            return unit;
    }
    return 0;
}

static struct node one(struct arena *arena, const char *key, struct node value)
{
    struct node map = node_map(arena, 1);
    map_add(&map, key, value);
    return map;
}

/* Whom the rules hold where nobody can stay, and who therefore leaves with the unit. */
static bool leavers(const struct batch *batch, struct arena *arena, const struct node *scenario,
                    struct node *out, struct error *error)
{
    const struct job_body body = {.instance = batch->instance, .policy = batch->policy, .scenario = scenario};
    struct job_model job;
    if (job_model_read(arena, &body, &job, error) != ERROR_NONE)
        return false;
    *out = node_array(arena, (size_t)job.stuck_count);
    for (int32_t i = 0; i < job.stuck_count; i++)
        array_add(out, node_string(arena, job.problem->instance->employees[job.stuck[i]].id));
    return true;
}

static bool close_unit(const struct batch *batch, struct arena *arena, int32_t unit, struct node *scenario,
                       struct error *error)
{
    struct node list = node_array(arena, 1), closing = node_map(arena, 2), stuck;
    array_add(&list, node_borrowed(batch->problem->instance->units[unit].id));
    map_add(&closing, "close", list);
    map_add(&closing, "name", node_borrowed("closing"));
    if (tree_canonicalise(&closing, error) != ERROR_NONE || !leavers(batch, arena, &closing, &stuck, error))
        return false;
    map_add(scenario, "close", list);
    map_add(scenario, "remove", one(arena, "employees", stuck));
    return true;
}

static struct node pins(const struct batch *batch, struct arena *arena, int32_t turn)
{
    enum { PINS = 5 };
    struct node list = node_array(arena, PINS);
    int32_t movers = 0;
    for (int32_t m = 0; m < batch->plan->move_count && list.count < PINS; m++) {
        const struct move *move = &batch->plan->moves[m];
        if (move->from != NONE && movers++ >= PINS * turn)
            array_add(&list, node_borrowed(batch->problem->instance->employees[move->employee].id));
    }
    return list;
}

/* 10.5, 9.5, 11, 9 ... points for a move. */
static struct node prices(struct arena *arena, int32_t turn)
{
    int64_t step = (turn / 2 + 1) * (turn % 2 == 0 ? 1 : -1), price = 10 * MICRO + step * MICRO / 5;
    return one(arena, "relocation", one(arena, "move", node_micro(price > 0 ? price : MICRO)));
}

static const struct node *scenario_of(const struct batch *batch, struct arena *arena, int i,
                                      struct error *error)
{
    const struct instance *instance = batch->problem->instance;
    int32_t turn = i / KINDS, unit = unit_for(instance, turn);
    char name[32];
    struct node *scenario = arena_alloc(arena, 1, sizeof *scenario);
    snprintf(name, sizeof name, "%d", i);
    if (scenario == NULL)
        return NULL;
    *scenario = node_map(arena, 3);
    map_add(scenario, "name", node_string(arena, name));
    switch ((enum kind)(i % KINDS)) {
    case CLOSED:
        if (!close_unit(batch, arena, unit, scenario, error))
            return NULL;
        break;
    case PINNED:
        map_add(scenario, "pin", pins(batch, arena, turn));
        break;
    case NEED:
        map_add(scenario, "need", one(arena, instance->units[unit].id, node_borrowed("+10%")));
        break;
    default:
        map_add(scenario, "policy", prices(arena, turn));
    }
    return tree_canonicalise(scenario, error) == ERROR_NONE ? scenario : NULL;
}

/* --- runs ----------------------------------------------------------------------------------------------- */

static bool has_missed(const struct batch *batch, const struct plan *plan)
{
    return !plan_has_placement(plan) || plan_gap(plan) > batch->limits.gap + 1e-12;
}

static void add(struct batch *batch, int i, const struct policy_run *cold, const struct policy_run *warm)
{
    struct sum *sum = &batch->sums[i % KINDS];
    double cold_effort = (double)cold->plan->proof.effort, warm_effort = (double)warm->plan->proof.effort;
    bool missed = has_missed(batch, cold->plan) || has_missed(batch, warm->plan);
    sum->count++;
    sum->missed += missed;
    sum->cold_effort += cold_effort;
    sum->warm_effort += warm_effort;
    sum->cold_s += cold->seconds;
    sum->warm_s += warm->seconds;
    if (batch->verbose)
        printf("%3d  %-18s  cold %12.0f %12.4f %.4f %%   warm %12.0f %12.4f %.4f %%  %6.3f\n", i,
               kind_words[i % KINDS], cold_effort, (double)cold->plan->objective.total / MICRO,
               100 * plan_gap(cold->plan), warm_effort, (double)warm->plan->objective.total / MICRO,
               100 * plan_gap(warm->plan), warm_effort / cold_effort);
    fflush(stdout);
}

static enum error_code run_one(struct batch *batch, int i, struct arena *arena, struct error *error)
{
    struct policy_run cold, warm;
    const struct node start = one(arena, "job", node_borrowed("base"));
    struct policy_run_inputs inputs = {.instance = batch->instance, .policy = batch->policy};
    inputs.scenario = scenario_of(batch, arena, i, error);
    if (inputs.scenario == NULL)
        return error->code != ERROR_NONE ? error->code
                                         : error_set(error, ERROR_MEMORY, NULL, "no memory for a scenario");
    enum error_code code = policy_run(arena, &inputs, &batch->limits, &cold, error);
    inputs.start = &start;
    inputs.base = batch->base;
    if (code == ERROR_NONE)
        code = policy_run(arena, &inputs, &batch->limits, &warm, error);
    if (code == ERROR_NONE)
        add(batch, i, &cold, &warm);
    return code;
}

static enum error_code run_base(struct batch *batch, struct error *error)
{
    struct policy_run run;
    const struct policy_run_inputs inputs = {.instance = batch->instance, .policy = batch->policy};
    enum error_code code = policy_run(batch->arena, &inputs, &batch->limits, &run, error);
    if (code != ERROR_NONE)
        return code;
    if (!plan_has_placement(run.plan))
        return error_set(error, ERROR_BAD_VALUE, NULL, "the base has no plan");
    batch->problem = run.problem;
    batch->plan = run.plan;
    batch->base = run.document;
    batch->base_effort = (double)run.plan->proof.effort;
    batch->base_s = run.seconds;
    return ERROR_NONE;
}

static enum error_code run_all(struct batch *batch, struct error *error)
{
    enum error_code code = document_file_read(batch->arena, batch->instance_file, &batch->instance, error);
    if (code == ERROR_NONE && batch->policy_file != NULL)
        code = document_file_read(batch->arena, batch->policy_file, &batch->policy, error);
    if (code == ERROR_NONE)
        code = run_base(batch, error);
    for (int i = 0; i < batch->count && code == ERROR_NONE; i++) {
        struct arena *arena = arena_new();
        code = arena == NULL ? error_set(error, ERROR_MEMORY, NULL, "out of memory")
                             : run_one(batch, i, arena, error);
        arena_free(arena);
    }
    return code;
}

/* --- telling -------------------------------------------------------------------------------------------- */

static void print_row(const char *word, const struct sum *sum)
{
    printf("%-20s %9lld %7lld %10.1f %10.1f %8.3f %8.1f %8.1f\n", word, (long long)sum->count,
           (long long)sum->missed, sum->cold_effort / 1e6, sum->warm_effort / 1e6,
           sum->cold_effort > 0 ? sum->warm_effort / sum->cold_effort : 0, sum->cold_s, sum->warm_s);
}

static void print(const struct batch *batch)
{
    char machine[256];
    struct sum all = {.warm_effort = batch->base_effort, .warm_s = batch->base_s};
    machine_describe(machine, sizeof machine);
    printf("machine   %s\nengine    %s, seed %lld, gap %g, at most %.6g s\ninstance  %s\n", machine,
           ENGINE_VERSION, (long long)batch->limits.seed, batch->limits.gap, batch->limits.time_s,
           batch->instance_file);
    printf("base      effort %.1f million, %.1f s\n\n", batch->base_effort / 1e6, batch->base_s);
    printf("%-20s %9s %7s %10s %10s %8s %8s %8s\n", "scenarios", "runs", "missed", "cold M", "warm M",
           "share", "cold s", "warm s");
    for (int kind = 0; kind < KINDS; kind++) {
        const struct sum *sum = &batch->sums[kind];
        print_row(kind_words[kind], sum);
        all.count += sum->count;
        all.missed += sum->missed;
        all.cold_effort += sum->cold_effort;
        all.warm_effort += sum->warm_effort;
        all.cold_s += sum->cold_s;
        all.warm_s += sum->warm_s;
    }
    print_row("all, with the base", &all);
}

int main(int argc, char **argv)
{
    static const struct argp argp = {
        options,
        parse,
        "INSTANCE",
        "Solves a base and many small changes to it, each cold and from the base's plan.\v"
        "cold M, warm M: millions of counted work of all scenarios; share: warm of cold; missed: scenarios "
        "that did "
        "not reach the gap in time. Effort is the same on every machine as long as none is missed.",
        NULL,
        NULL,
        NULL};
    struct batch batch = {.count = 100, .limits = solve_limits_default, .arena = arena_new()};
    struct error error = {0};
    argp_parse(&argp, argc, argv, 0, NULL, &batch);
    enum error_code code = batch.arena == NULL ? error_set(&error, ERROR_MEMORY, NULL, "out of memory")
                                               : run_all(&batch, &error);
    if (code == ERROR_NONE)
        print(&batch);
    else
        fprintf(stderr, "bench-batch: %s\n", error.text);
    arena_free(batch.arena);
    return code == ERROR_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}
