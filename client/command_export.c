/* SPDX-License-Identifier: MIT */
#include "client/command.h"
#include "client/command_export_csv.h"
#include "client/inputs_options.h"
#include "client/options.h"
#include "solver/model/formulate.h"
#include "solver/model/mps.h"

#include <string.h>

struct export
{
    struct inputs inputs; /* of csv: instance_file is the case's */
    const char *kind, *output;
    struct csv_form form;
};

static const struct argp_option options[] = {
    {.name = "output",
     .key = 'o',
     .arg = "FILE",
     .doc = N_("write here instead of standard output; of csv the folder, made if need be")},
    {.doc = N_("Of csv:"), .group = 1},
    {0},
};

static error_t check_wish(const struct argp_state *state, const struct export *export)
{
    bool is_csv = export->kind != NULL && strcmp(export->kind, "csv") == 0;
    if (export->inputs.instance_file == NULL)
        argp_usage(state);
    if (!is_csv && strcmp(export->kind, "mps") != 0)
        argp_error(state, _("%s: mps and csv can be exported"), export->kind);
    if (is_csv && export->output == NULL)
        argp_error(state, _("export csv needs -o DIR"));
    if (is_csv && (export->inputs.policy_file != NULL || export->inputs.scenario_file != NULL))
        argp_error(state, _("a case has its own policy and scenario"));
    if (!is_csv && csv_form_is_given(&export->form))
        argp_error(state, _("separator, decimal mark and ids are a matter of csv"));
    return 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct export *export = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &export->inputs;
        state->child_inputs[1] = &export->form;
        return 0;
    case 'o':
        export->output = arg;
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num > 0)
            return option_single_argument(state, arg, &export->inputs.instance_file);
        export->kind = arg;
        return 0;
    case ARGP_KEY_END:
        return check_wish(state, export);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static enum error_code write_mps(struct arena *arena, const struct export *export, struct error *error)
{
    const struct choice_model *model;
    const int32_t *stuck;
    int32_t stuck_count;
    const struct instance *instance = export->inputs.problem->instance;
    enum error_code code = formulate(arena, export->inputs.problem, &model, &stuck, &stuck_count, error);
    if (code != ERROR_NONE)
        return code;
    if (model == NULL)
        return error_set(error, ERROR_CONTRADICTION, export->inputs.instance_file,
                         "infeasible: '%s' is left without any choice", instance->employees[stuck[0]].id);
    FILE *out = file_open(export->output, error);
    if (out == NULL)
        return ERROR_IO;
    code = mps_write(model, instance, out, error);
    enum error_code closed = file_close(out, export->output, code == ERROR_NONE ? error : NULL);
    return code != ERROR_NONE ? code : closed;
}

static enum error_code export_mps(struct arena *arena, struct export *export, struct error *error)
{
    enum error_code code = inputs_read(arena, &export->inputs, error);
    return code != ERROR_NONE ? code : write_mps(arena, export, error);
}

int command_export(int argc, char **argv)
{
    const struct argp_child children[] = {
        {.argp = &inputs_options_parser}, {.argp = &csv_form_parser, .group = 1}, {0}};
    const struct argp argp = {
        .options = options,
        .parser = parse,
        .children = children,
        .args_doc = "csv CASE -o DIR\nmps INSTANCE",
        .doc = N_(
            "csv: write a plan as spreadsheets, ready for a transfer proposal: moves with a reason in words "
            "for every name, first placements, offers, people left without a unit, units before and after, "
            "missing competencies. mps: write the whole problem as a mixed-integer program in free MPS, for "
            "other solvers.\vTexts that a spreadsheet would take for formulas stand behind an apostrophe. "
            "Comments in an MPS file say what each name stands for. Costs are in points."),
    };
    struct export export = {0};
    struct error error = {0};
    int result = EXIT_PLAN;
    struct arena *arena = arena_new();
    argp_parse(&argp, argc, argv, 0, NULL, &export);
    const char *file = export.inputs.instance_file;
    enum error_code code = arena == NULL ? error_set(&error, ERROR_MEMORY, "", "out of memory")
                           : strcmp(export.kind, "csv") == 0
                               ? export_csv_case(arena, file, export.output, &export.form, &result, &error)
                               : export_mps(arena, &export, &error);
    arena_free(arena);
    return code == ERROR_NONE ? result : command_fail(&error);
}
