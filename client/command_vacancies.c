/* SPDX-License-Identifier: MIT */
/* vacancies: what is open in an instance, or remains open after a case's plan, without a word on who is
 * there. */
#include "client/command.h"
#include "client/command_export_csv.h"
#include "client/inputs_options.h"
#include "client/options.h"
#include "client/vacancy_print.h"

#include <string.h>

enum { KEY_CSV = 256, KEY_JSON };
enum form { AS_TEXT, AS_CSV, AS_JSON };

struct wish {
    struct inputs inputs; /* instance_file: the instance's or the case's */
    const char *output;
    enum form form;
    struct csv_form csv;
};

static const struct argp_option options[] = {
    {.name = "output", .key = 'o', .arg = "FILE", .doc = N_("write here instead of to standard output")},
    {.name = "csv", .key = KEY_CSV, .doc = N_("as a spreadsheet")},
    {.name = "json", .key = KEY_JSON, .doc = N_("as JSON")},
    {.doc = N_("Of csv:"), .group = 1},
    {0},
};

static error_t check_wish(const struct argp_state *state, const struct wish *wish)
{
    if (wish->inputs.instance_file == NULL)
        argp_usage(state);
    if (wish->form != AS_CSV && csv_form_is_given(&wish->csv))
        argp_error(state, _("separator, decimal mark and ids are a matter of csv"));
    return 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct wish *wish = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &wish->inputs;
        state->child_inputs[1] = &wish->csv;
        return 0;
    case 'o':
        wish->output = arg;
        return 0;
    case KEY_CSV:
        wish->form = AS_CSV;
        return 0;
    case KEY_JSON:
        wish->form = AS_JSON;
        return 0;
    case ARGP_KEY_ARG:
        return option_single_argument(state, arg, &wish->inputs.instance_file);
    case ARGP_KEY_END:
        return check_wish(state, wish);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static bool is_case(const struct node *document)
{
    const struct node *format = map_get(document, "format");
    return format != NULL && format->kind == NODE_STRING && strcmp(format->as.text, "mutasi-case/1") == 0;
}

/* What the file is about: a problem, and with a case the plan. */
static enum error_code read_any(struct arena *arena, struct wish *wish, const struct problem **problem,
                                const struct plan **plan, struct error *error)
{
    struct case_file from;
    const char *file = wish->inputs.instance_file;
    enum error_code code = file_read_tree(arena, file, &wish->inputs.instance, error);
    if (code != ERROR_NONE)
        return code;
    if (!is_case(wish->inputs.instance)) {
        code = inputs_read(arena, &wish->inputs, error);
        *problem = wish->inputs.problem;
        return code;
    }
    if (wish->inputs.policy_file != NULL || wish->inputs.scenario_file != NULL)
        return error_set(error, ERROR_CONTRADICTION, file, "a case has its own policy and scenario");
    code = case_file_parse(arena, file, wish->inputs.instance, &from, error);
    *problem = from.problem;
    *plan = from.plan;
    return code;
}

static enum error_code print(struct arena *arena, const struct wish *wish,
                             const struct vacancy_notice *notice, struct error *error)
{
    const struct csv_form form = csv_form_completed(&wish->csv);
    enum error_code code = ERROR_NONE;
    FILE *out = file_open(wish->output, error);
    if (out == NULL)
        return ERROR_IO;
    if (wish->form == AS_CSV)
        vacancy_print_csv(arena, notice, &form, out);
    else if (wish->form == AS_JSON)
        code = vacancy_print_json(arena, notice, out, error);
    else
        vacancy_print_text(arena, notice, out);
    enum error_code closed = file_close(out, wish->output, code == ERROR_NONE ? error : NULL);
    return code != ERROR_NONE ? code : closed;
}

static enum error_code run(struct arena *arena, struct wish *wish, struct error *error)
{
    const struct problem *problem = NULL;
    const struct plan *plan = NULL;
    struct standing standing;
    struct vacancy_notice notice = {0};
    enum error_code code = read_any(arena, wish, &problem, &plan, error);
    if (code == ERROR_NONE)
        code = standing_of(arena, problem, plan, &standing, error);
    if (code == ERROR_NONE)
        code = vacancies_of(arena, problem, &standing.after, &notice.list, &notice.count, error);
    if (code != ERROR_NONE)
        return code;
    notice.date = problem->instance->date;
    notice.after_plan = plan != NULL && plan_has_placement(plan);
    return print(arena, wish, &notice, error);
}

int command_vacancies(int argc, char **argv)
{
    const struct argp_child children[] = {
        {.argp = &inputs_options_parser}, {.argp = &csv_form_parser, .group = 1}, {0}};
    const struct argp argp = {
        .options = options,
        .parser = parse,
        .children = children,
        .args_doc = "CASE|INSTANCE",
        .doc = N_(
            "List what is open, per unit and competency, for staff to see: of an instance as it stands, of "
            "a case what remains open after its plan.\vA unit is open when what its people supply is below "
            "the policy's band; then the list says how much is missing up to its need. Nobody is named."),
    };
    struct wish wish = {.form = AS_TEXT};
    struct error error = {0};
    struct arena *arena = arena_new();
    argp_parse(&argp, argc, argv, 0, NULL, &wish);
    enum error_code code =
        arena == NULL ? error_set(&error, ERROR_MEMORY, "", "out of memory") : run(arena, &wish, &error);
    arena_free(arena);
    return code == ERROR_NONE ? EXIT_PLAN : command_fail(&error);
}
