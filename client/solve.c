/* SPDX-License-Identifier: MIT */
#include "client/solve.h"

#include "client/command.h"
#include "client/labels.h"
#include "client/outcome.h"
#include "client/start.h"
#include "client/summary.h"
#include "proto/clock.h"

#include <string.h>

/* --- before anything is asked --- */

static enum error_code allocate(struct solve *solve, struct error *error)
{
    size_t count = (size_t)solve->count;
    solve->inputs = arena_alloc(solve->arena, count, sizeof *solve->inputs);
    solve->case_files = arena_alloc(solve->arena, count, sizeof *solve->case_files);
    solve->labels = labels_of_files(solve->arena, solve->policy_files, solve->count);
    solve->rows = node_array(solve->arena, count);
    bool is_whole = solve->inputs != NULL && solve->case_files != NULL && solve->labels != NULL;
    return is_whole ? ERROR_NONE : error_set(error, ERROR_MEMORY, "", "out of memory");
}

/* Instance and scenario are read once: either may be standard input. */
static enum error_code read_inputs(struct solve *solve, int i, struct error *error)
{
    struct inputs *inputs = &solve->inputs[i];
    if (i > 0)
        *inputs = solve->inputs[0];
    inputs->instance_file = solve->instance_file;
    inputs->scenario_file = solve->scenario_file;
    inputs->policy_file = solve->policy_files[i];
    inputs->policy = NULL;
    return inputs_read(solve->arena, inputs, error);
}

static enum error_code try_case(struct solve *solve, int i, struct error *error)
{
    if (solve->case_file == NULL)
        return ERROR_NONE;
    const char *file =
        solve->count == 1 ? solve->case_file : label_file(solve->arena, solve->case_file, solve->labels[i]);
    if (file == NULL)
        return error_set(error, ERROR_MEMORY, "", "out of memory");
    solve->case_files[i] = file;
    return file_try_write(solve->arena, file, error);
}

static enum error_code prepare(struct solve *solve, struct error *error)
{
    enum error_code code = allocate(solve, error);
    for (int i = 0; i < solve->count && code == ERROR_NONE; i++) {
        code = read_inputs(solve, i, error);
        if (code == ERROR_NONE)
            code = try_case(solve, i, error);
    }
    return code;
}

/* --- one policy --- */

static bool is_piped(const struct solve *solve)
{
    return solve->case_file != NULL && strcmp(solve->case_file, "-") == 0;
}

static FILE *told_to(const struct solve *solve)
{
    return is_piped(solve) ? stderr : stdout;
}

static enum error_code tell(struct solve *solve, int i, const struct mutasi_reply *reply, double seconds,
                            int *result, struct error *error)
{
    const struct problem *problem = solve->inputs[i].problem;
    const struct node *document;
    const struct plan *plan;
    enum error_code code = document_read(solve->arena, reply->document, "plan", &document, error);
    if (code == ERROR_NONE)
        code = plan_read(solve->arena, document, NULL, problem, &plan, error);
    if (code == ERROR_NONE && solve->case_file != NULL)
        code = outcome_write_case(solve->arena, &solve->inputs[i], document, solve->case_files[i], error);
    if (code != ERROR_NONE)
        return code;
    *result = *result != EXIT_PLAN ? *result : outcome_exit_code(plan->status);
    const char *start = solve->start == NULL ? "cold" : "warm";
    array_add(&solve->rows, comparison_row(solve->arena, solve->labels[i], plan, start, seconds));
    if (!solve->is_compared && !solve->quiet) {
        const struct summary summary = {problem, plan, is_piped(solve) ? NULL : solve->case_file, solve->all};
        summary_print(solve->arena, &summary, told_to(solve));
    }
    bool is_model = i == 0 && solve->count > 1 && plan_has_placement(plan);
    return is_model ? start_from_plan(solve->arena, plan, problem, &solve->start, error) : ERROR_NONE;
}

static enum error_code solve_one(struct solve *solve, int i, int *result, struct error *error)
{
    struct mutasi_reply reply = {0};
    double began_s = monotonic_s();
    enum error_code code = session_solve(&solve->session, solve->arena, &solve->inputs[i], solve->start,
                                         &solve->request, &reply, error);
    double seconds = monotonic_s() - began_s;
    if (i + 1 == solve->count)
        session_close(&solve->session); /* a reader who goes away must not leave it running */
    if (code == ERROR_NONE)
        code = tell(solve, i, &reply, seconds, result, error);
    mutasi_reply_fini(&reply);
    return code;
}

/* --- all of them --- */

static enum error_code print_comparison(struct solve *solve, struct error *error)
{
    if (!solve->is_compared || solve->quiet || solve->rows.count == 0)
        return ERROR_NONE;
    return comparison_print(solve->arena, solve->instance_file, &solve->rows, solve->form, told_to(solve),
                            error);
}

enum error_code solve_run(struct solve *solve, int *result, struct error *error)
{
    struct error printing;
    *result = EXIT_PLAN;
    enum error_code code = prepare(solve, error);
    if (code == ERROR_NONE)
        code = session_open(&solve->session, error);
    for (int i = 0; i < solve->count && code == ERROR_NONE; i++)
        code = solve_one(solve, i, result, error);
    session_close(&solve->session);
    enum error_code printed = print_comparison(solve, &printing);
    if (code == ERROR_NONE && printed != ERROR_NONE)
        *error = printing;
    return code == ERROR_NONE ? printed : code;
}
