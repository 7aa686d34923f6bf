/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-engine: the engine on one instance, in this process, with its trace and an independent check. */
#include "bench/engine_marks.h"
#include "bench/engine_run.h"
#include "bench/engine_switches.h"
#include "bench/machine.h"
#include "bench/number_option.h"

#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct arguments {
    struct engine_run_files files;
    struct solve_limits limits;
    struct engine_run_settings settings;
    double trace_every_s;
    bool row, row_header, parts, print_switches;
    struct engine_marks marks;
};

enum key {
    KEY_ROW = 256,
    KEY_ROW_HEADER,
    KEY_EVERY,
    KEY_MARKS,
    KEY_PARTS,
    KEY_WITHOUT,
    KEY_SWITCHES,
    KEY_STORED
};

#define SPACED_WORD(name, word) " " word

static const struct argp_option options[] = {
    {"policy", 'p', "FILE", 0, "the policy; without one the default policy", 0},
    {"scenario", 's', "FILE", 0, "a scenario to apply", 0},
    {"time", 't', "SECONDS", 0, "time for the engine (default 60)", 0},
    {"gap", 'g', "SHARE", 0, "relative gap to stop at (default 1e-4)", 0},
    {"effort", 'e', "N", 0, "counted work to stop at (default 0: unbounded)", 0},
    {"seed", 'n', "N", 0, "engine seed (default 1)", 0},
    {"threads", 'j', "N", 0, "engine threads (default 1)", 0},
    {"every", KEY_EVERY, "SECONDS", 0, "at most one trace line in this time (default 0.1)", 0},
    {"marks", KEY_MARKS, "SECONDS,...", 0,
     "after the run: incumbent, bound and verified bound as they were at these moments", 0},
    {"parts", KEY_PARTS, NULL, 0, "after the run: what each part of the engine counted and took", 0},
    {"row", KEY_ROW, NULL, 0, "print one table row instead of a trace and a summary", 0},
    {"row-header", KEY_ROW_HEADER, NULL, 0, "print the table's header before it", 0},
    {0, 0, NULL, 0, "For developers:", 1},
    {"without", KEY_WITHOUT, "WORD,...", 0, "leave parts of the engine out:" ENGINE_SWITCH_LIST(SPACED_WORD),
     1},
    {"switches", KEY_SWITCHES, NULL, 0, "print the words that --without takes and exit", 1},
    {"stored", KEY_STORED, "N", 0, "price models of more choices than this instead of storing them", 1},
    {0},
};

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct arguments *arguments = state->input;
    struct solve_limits *limits = &arguments->limits;
    switch (key) {
    case 'p':
        arguments->files.policy = text;
        return 0;
    case 's':
        arguments->files.scenario = text;
        return 0;
    case 't':
        limits->time_s = number_option(state, text, 0, NUMBER_OPTION_MOST);
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
        limits->threads = whole_option(state, text, 0, 64);
        return 0;
    case KEY_EVERY:
        arguments->trace_every_s = number_option(state, text, 0, NUMBER_OPTION_MOST);
        return 0;
    case KEY_MARKS:
        if (!engine_marks_parse(text, &arguments->marks))
            argp_error(state, "'%s' is not a rising list of at most %d moments", text, MARKS_MAX);
        return 0;
    case KEY_WITHOUT:
        if (!engine_switches_parse(text, &arguments->settings.without))
            argp_error(state, "'%s' is not a list of what --switches prints", text);
        return 0;
    case KEY_SWITCHES:
        arguments->print_switches = true;
        return 0;
    case KEY_STORED:
        arguments->settings.stored_choices = (int64_t)number_option(state, text, 0, NUMBER_OPTION_MOST);
        return 0;
    case KEY_PARTS:
        arguments->parts = true;
        return 0;
    case KEY_ROW_HEADER:
        arguments->row_header = true;
        return 0;
    case KEY_ROW:
        arguments->row = true;
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num > 0)
            argp_usage(state);
        arguments->files.instance = text;
        return 0;
    case ARGP_KEY_NO_ARGS:
        if (!arguments->print_switches)
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
    "Solves an instance in this process and prints what the engine found over time.\v"
    "The objective is recomputed by evaluate and the bound by the certificate; verified says whether both "
    "agree with the engine. Exit status 0: verified plan, 1: error, 3: infeasible, 4: no plan in time, 6: "
    "not "
    "verified.",
    NULL,
    NULL,
    NULL};

struct trace {
    double every_s, printed_s;
    struct engine_progress held; /* the last one that came too early to be printed */
    bool has_held;
    struct engine_marks *marks;
    const struct engine_run *run;
};

static void print_optional(bool present, int64_t upt)
{
    if (present)
        printf(" %16.6f", upt_points(upt));
    else
        printf(" %16s", "-");
}

static void print_progress(const struct engine_progress *progress)
{
    printf("%9.2f", progress->elapsed_s);
    print_optional(progress->has_incumbent, progress->incumbent_upt);
    print_optional(progress->has_bound, progress->bound_upt);
    if (progress->has_incumbent && progress->has_bound)
        printf(" %9.4f%%", 100 * gap_between(progress->incumbent_upt, progress->bound_upt));
    else
        printf(" %10s", "-");
    printf(" %15lld\n", (long long)progress->effort);
    fflush(stdout);
}

static void on_progress(void *context, const struct engine_progress *progress)
{
    struct trace *trace = context;
    engine_marks_note(trace->marks, trace->run->model, progress);
    trace->has_held = progress->elapsed_s - trace->printed_s < trace->every_s;
    if (trace->has_held) {
        trace->held = *progress;
        return;
    }
    trace->printed_s = progress->elapsed_s;
    print_progress(progress);
}

static const char *status_word(const struct engine_run *run)
{
    static const char *const words[] = {"optimal", "feasible", "infeasible", "no plan"};
    return run->model ? words[run->result.status] : "infeasible";
}

static const char *verified_word(const struct engine_run *run)
{
    return !run->evaluation ? "-" : engine_run_verified(run) ? "yes" : "NO";
}

static double best_gap(const struct engine_run *run)
{
    return gap_between(run->result.objective_upt, run->result.bound_upt);
}

static void print_machine(const struct arguments *arguments)
{
    char machine[256];
    machine_describe(machine, sizeof machine);
    printf("machine   %s\n", machine);
    printf("engine    %s, seed %lld, %.6g s, gap %g, effort %lld, threads %d\n", ENGINE_VERSION,
           (long long)arguments->limits.seed, arguments->limits.time_s, arguments->limits.gap,
           (long long)arguments->limits.effort, arguments->limits.threads);
    printf("instance  %s\npolicy    %s\n\n", arguments->files.instance,
           arguments->files.policy ? arguments->files.policy : "default");
    printf("%9s %16s %16s %10s %15s\n", "seconds", "incumbent", "bound", "gap", "effort");
}

static void print_size(const struct engine_run *run)
{
    const struct instance *instance = run->problem->instance;
    printf("size      %d people, %d units, %d rows, %lld choices\n", instance->employee_count,
           instance->unit_count, choice_model_row_count(run->model),
           (long long)choice_model_total_choices(run->model));
}

static void print_objective(const struct engine_run *run)
{
    const struct objective *parts = &run->evaluation->objective;
    printf("objective %.6f  (relocation %.3f, balance %.3f, competency %.3f, offers %.3f, persistence %.3f, "
           "tenure %.3f, unplaced %.3f)\n",
           upt_points(parts->total), upt_points(parts->relocation), upt_points(parts->balance),
           upt_points(parts->competency), upt_points(parts->offers), upt_points(parts->persistence),
           upt_points(parts->tenure), upt_points(parts->unplaced));
    if (parts->total != run->result.objective_upt)
        printf("          the engine claims %.6f\n", upt_points(run->result.objective_upt));
    for (int32_t i = 0; i < run->evaluation->breach_count && i < 5; i++)
        printf("breach    %s: %s\n", run->evaluation->breaches[i].row, run->evaluation->breaches[i].sentence);
    printf("moves     %d, first placements %d, missing competencies %d -> %d\n", run->evaluation->kpis.moves,
           run->evaluation->kpis.first_placements, run->evaluation->kpis.shortages[0],
           run->evaluation->kpis.shortages[1]);
}

static void print_summary(const struct engine_run *run)
{
    const struct engine_run_phases *seconds = &run->seconds;
    printf("\nstatus    %s\n", status_word(run));
    if (!run->model) {
        printf("          %d people have no choice at all\n", run->stuck_count);
        return;
    }
    print_size(run);
    if (run->evaluation)
        print_objective(run);
    if (run->result.has_bound && run->evaluation)
        printf("bound     %.6f  (gap %.4f%%)\n", upt_points(run->result.bound_upt), 100 * best_gap(run));
    if (run->proven_infeasible)
        printf("proof     the prices prove that there is no plan\n");
    else if (run->evaluation)
        printf("proof     %.6f  (gap %.4f%%), verified %s\n", upt_points(run->bound_verified_upt),
               100 * gap_between(run->result.objective_upt, run->bound_verified_upt), verified_word(run));
    else
        printf("proof     %.6f\n", upt_points(run->bound_verified_upt));
    printf("seconds   read %.3f, formulate %.3f, solve %.3f (first plan %.3f), evaluate %.3f, certify %.3f\n",
           seconds->read, seconds->formulate, seconds->solve, run->first_plan_s, seconds->evaluate,
           seconds->certify);
    printf("work      effort %lld, peak memory %.0f MB\n", (long long)run->result.effort, peak_memory_mb());
}

static void print_end(const struct trace *trace, const struct engine_run *run)
{
    if (trace->has_held)
        print_progress(&trace->held);
    print_summary(run);
}

static void print_marks(const struct engine_marks *marks)
{
    if (marks->count > 0)
        printf("\n%9s %16s %16s %16s\n", "moment", "incumbent", "bound", "verified");
    for (int i = 0; i < marks->count; i++) {
        const struct mark *mark = &marks->marks[i];
        printf("%9g", mark->at_s);
        print_optional(mark->has_incumbent, mark->incumbent_upt);
        print_optional(mark->has_bound, mark->bound_upt);
        print_optional(mark->is_verified, mark->verified_upt);
        printf("\n");
    }
}

static void print_parts(const struct engine_result *result)
{
#define PART_WORD(name, word) word,
    static const char *const words[] = {ENGINE_PART_LIST(PART_WORD)};
    printf("\n%-10s %16s %10s %12s %12s\n", "part", "effort", "cpu s", "M effort/s", "longest s");
    for (int part = 0; part < ENGINE_PARTS; part++) {
        const struct engine_work *work = &result->work[part];
        printf("%-10s %16lld %10.3f %12.1f %12.3f\n", words[part], (long long)work->effort, work->seconds,
               work->seconds > 0 ? 1e-6 * (double)work->effort / work->seconds : 0, work->longest_s);
    }
}

static void print_row_header(void)
{
    printf("%-22s %7s %6s %10s %14s %14s %9s %9s %9s %8s %8s\n", "instance", "people", "units", "choices",
           "objective", "bound", "gap", "proof gap", "verified", "first s", "total s");
}

static void print_row(const struct arguments *arguments, const struct engine_run *run)
{
    const struct instance *instance = run->problem->instance;
    const char *slash = strrchr(arguments->files.instance, '/');
    printf("%-22s %7d %6d ", slash ? slash + 1 : arguments->files.instance, instance->employee_count,
           instance->unit_count);
    if (!run->evaluation) {
        printf("%10s %14s\n", "-", status_word(run));
        return;
    }
    printf("%10lld %14.3f %14.3f %8.3f%% %8.3f%% %9s %8.2f %8.2f\n",
           (long long)choice_model_total_choices(run->model), upt_points(run->result.objective_upt),
           upt_points(run->result.bound_upt), 100 * best_gap(run),
           100 * gap_between(run->result.objective_upt, run->bound_verified_upt), verified_word(run),
           run->first_plan_s, run->seconds.solve);
}

static int exit_status(const struct engine_run *run)
{
    if (!run->model || run->result.status == ENGINE_INFEASIBLE)
        return 3;
    if (!run->evaluation)
        return 4;
    return engine_run_verified(run) ? EXIT_SUCCESS : 6;
}

static int fail(const struct error *error)
{
    fprintf(stderr, "bench-engine: %s: %s%s%s\n", error_word(error->code), error->path,
            error->path[0] ? ": " : "", error->text);
    return EXIT_FAILURE;
}

static int run_and_print(struct arguments *arguments, struct arena *arena)
{
    struct engine_run run;
    struct trace trace = {
        .every_s = arguments->trace_every_s, .printed_s = -1e9, .marks = &arguments->marks, .run = &run};
    struct error error;
    arguments->marks.arena = arena;
    if (!arguments->row)
        print_machine(arguments);
    else if (arguments->row_header)
        print_row_header();
    if (engine_run(arena, &arguments->files, &arguments->limits, &arguments->settings,
                   arguments->row ? NULL : on_progress, &trace, &run, &error) != ERROR_NONE)
        return fail(&error);
    if (run.model && engine_marks_certify(&arguments->marks, &run, &error) != ERROR_NONE)
        return fail(&error);
    if (arguments->row)
        print_row(arguments, &run);
    else
        print_end(&trace, &run);
    if (run.model && !arguments->row)
        print_marks(&arguments->marks);
    if (run.model && arguments->parts)
        print_parts(&run.result);
    return exit_status(&run);
}

int main(int argc, char **argv)
{
    struct arguments arguments = {.limits = solve_limits_default, .trace_every_s = 0.1};
    argp_parse(&argp, argc, argv, 0, NULL, &arguments);
    if (arguments.print_switches) {
        engine_switches_print();
        return EXIT_SUCCESS;
    }
    struct arena *arena = arena_new();
    if (!arena) {
        fprintf(stderr, "bench-engine: out of memory\n");
        return EXIT_FAILURE;
    }
    int status = run_and_print(&arguments, arena);
    arena_free(arena);
    return status;
}
