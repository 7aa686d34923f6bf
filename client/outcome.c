/* SPDX-License-Identifier: MIT */
#include "client/outcome.h"

#include "client/command.h"
#include "client/job_read.h"
#include "client/summary.h"

#include <math.h>
#include <string.h>

enum { MOVES_SHOWN = 20 };

enum error_code outcome_write_case(struct arena *arena, const struct inputs *inputs, const struct node *plan,
                                   const char *file, struct error *error)
{
    const struct node *policy = inputs->policy != NULL ? inputs->policy : policy_default_document(arena);
    if (policy == NULL)
        return error_set(error, ERROR_MEMORY, "", "out of memory");
    const struct plan_case whole = {inputs->instance, policy, inputs->scenario, plan};
    const struct node *document;
    enum error_code code = case_write(arena, &whole, &document, error);
    return code != ERROR_NONE ? code : file_write_tree(arena, file, document, error);
}

int outcome_exit_code(enum plan_status status)
{
    switch (status) {
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

static bool is_piped(const struct outcome *outcome)
{
    return outcome->file != NULL && strcmp(outcome->file, "-") == 0;
}

static FILE *told_to(const struct outcome *outcome)
{
    return is_piped(outcome) ? stderr : stdout;
}

/* --- a plan whose instance is at hand --- */

/* Put into a case, a plan that was made of other documents would be a lie that only `check` finds. */
static enum error_code check_documents(const struct inputs *inputs, const struct node *plan,
                                       struct error *error)
{
    const struct {
        const char *hash, *file;
        const struct node *document;
    } parts[] = {
        {"instance_sha256", inputs->instance_file, inputs->problem->instance_document},
        {"policy_sha256", inputs->policy_file, inputs->problem->policy_document},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        char hash[65];
        enum error_code code = tree_sha256(parts[i].document, hash, error);
        if (code != ERROR_NONE)
            return code;
        if (strcmp(job_text(map_get(plan, "proof"), parts[i].hash), hash) != 0)
            return error_set(error, ERROR_CONTRADICTION, parts[i].file != NULL ? parts[i].file : "policy",
                             "the plan was made for another one, or under another scenario");
    }
    return ERROR_NONE;
}

static enum error_code tell_whole_plan(struct arena *arena, const struct outcome *outcome,
                                       const struct node *document, int *result, struct error *error)
{
    const struct problem *problem = outcome->inputs->problem;
    const struct plan *plan;
    enum error_code code = check_documents(outcome->inputs, document, error);
    if (code == ERROR_NONE)
        code = plan_read(arena, document, NULL, problem, &plan, error);
    if (code == ERROR_NONE && outcome->file != NULL)
        code = outcome_write_case(arena, outcome->inputs, document, outcome->file, error);
    if (code != ERROR_NONE)
        return code;
    *result = outcome_exit_code(plan->status);
    const struct summary summary = {problem, plan, is_piped(outcome) ? NULL : outcome->file, outcome->all};
    if (!outcome->quiet)
        summary_print(arena, &summary, told_to(outcome));
    return ERROR_NONE;
}

/* --- a plan alone --- */

static enum plan_status status_of(const char *word)
{
    enum plan_status status = PLAN_OPTIMAL;
    while (status < PLAN_NO_PLAN_YET && strcmp(plan_status_word(status), word) != 0)
        status++;
    return status;
}

static const char *points_text(struct arena *arena, double points)
{
    const char *text = isnan(points) ? "" : arena_format(arena, "%.2f", points);
    return text == NULL ? "" : text;
}

static void print_moves(struct arena *arena, const struct outcome *outcome, const struct node *plan,
                        FILE *out)
{
    const struct node *moves = map_get(plan, "moves");
    const char *const headings[] = {_("employee"), _("from"), _("to"), _(">cost")};
    if (moves == NULL || moves->kind != NODE_ARRAY || moves->count == 0)
        return;
    struct table *table = table_new(arena, headings, 4);
    uint32_t shown = outcome->all || moves->count <= MOVES_SHOWN ? moves->count : MOVES_SHOWN;
    for (uint32_t i = 0; i < shown; i++) {
        const struct node *move = &moves->as.items[i];
        const char *const cells[] = {job_text(move, "employee"), job_text(move, "from"), job_text(move, "to"),
                                     points_text(arena, job_number(move, "cost"))};
        table_add(table, cells);
    }
    fputc('\n', out);
    table_print(table, out);
    if (shown < moves->count)
        fprintf(out, _("  and %u more: --all\n"), moves->count - shown);
}

static void print_plan(struct arena *arena, const struct outcome *outcome, const struct mutasi_reply *reply,
                       const struct node *plan)
{
    FILE *out = told_to(outcome);
    fprintf(out, "%s\n", summary_verdict(status_of(reply->status)));
    if (!isnan(reply->objective))
        fprintf(out, _("It costs %.2f points.\n"), reply->objective);
    if (!isnan(reply->bound) && !isnan(reply->gap))
        fprintf(out, _("No plan can cost less than %s: the gap is %.2f %%.\n"),
                points_text(arena, reply->bound), reply->gap * 100);
    print_moves(arena, outcome, plan, out);
    if (outcome->file == NULL)
        fprintf(out,
                _("\n-o FILE writes the plan; --instance FILE, and -p and -s as submitted, make it a whole "
                  "case with names and reasons.\n"));
}

/* --- the report of a check --- */

static bool is_true(const struct node *map, const char *key)
{
    const struct node *node = map_get(map, key);
    return node != NULL && node->kind == NODE_BOOLEAN && node->as.boolean;
}

static void print_report(const struct node *report, FILE *out)
{
    const struct node *breaches = map_get(report, "breaches");
    double total = job_number(map_get(report, "objective"), "total");
    if (is_true(report, "feasible"))
        fputs(_("every hard demand is met\n"), out);
    for (uint32_t i = 0; breaches != NULL && breaches->kind == NODE_ARRAY && i < breaches->count; i++)
        fprintf(out, _("broken: %s: %s\n"), job_text(&breaches->as.items[i], "row"),
                job_text(&breaches->as.items[i], "sentence"));
    if (!isnan(total))
        fprintf(out, _("It costs %.2f points.\n"), total);
}

enum error_code outcome_tell(struct arena *arena, const struct outcome *outcome,
                             const struct mutasi_reply *reply, int *result, struct error *error)
{
    const struct node *document;
    bool is_plan = reply->status[0] != '\0';
    enum error_code code = document_read(arena, reply->document, "", &document, error);
    if (code == ERROR_NONE && is_plan && outcome->inputs->problem != NULL)
        return tell_whole_plan(arena, outcome, document, result, error);
    if (code == ERROR_NONE && outcome->file != NULL)
        code = file_write_tree(arena, outcome->file, document, error);
    if (code != ERROR_NONE)
        return code;
    if (is_plan)
        *result = outcome_exit_code(status_of(reply->status));
    else
        *result = is_true(document, "feasible") ? EXIT_PLAN : EXIT_CHECK_FAILED;
    if (!outcome->quiet && is_plan)
        print_plan(arena, outcome, reply, document);
    else if (!outcome->quiet)
        print_report(document, told_to(outcome));
    return ERROR_NONE;
}
