/* SPDX-License-Identifier: MIT */
#include "client/command.h"
#include "client/inputs.h"
#include "client/options.h"
#include "solver/model/formulate.h"
#include "solver/model/mps.h"

#include <string.h>

struct export
{
    struct inputs inputs;
    const char *kind, *output;
};

static const struct argp_option options[] = {
    {.name = "policy", .key = 'p', .arg = "FILE", .doc = N_("the policy; without it the default policy")},
    {.name = "scenario", .key = 's', .arg = "FILE", .doc = N_("changes to instance and policy: a what-if")},
    {.name = "output", .key = 'o', .arg = "FILE", .doc = N_("write here instead of standard output")},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct export *export = state->input;
    switch (key) {
    case 'p':
        export->inputs.policy_file = arg;
        return 0;
    case 's':
        export->inputs.scenario_file = arg;
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
        if (export->inputs.instance_file == NULL)
            argp_usage(state);
        if (strcmp(export->kind, "mps") != 0)
            argp_error(state, _("%s: only mps can be exported"), export->kind);
        return 0;
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

int command_export(int argc, char **argv)
{
    const struct argp argp = {
        .options = options,
        .parser = parse,
        .args_doc = "mps INSTANCE",
        .doc = N_("Write the whole problem as a mixed-integer program in free MPS, for other "
                  "solvers.\vComments in the "
                  "file say what each name stands for. Costs are in points."),
    };
    struct export export = {0};
    struct error error = {0};
    struct arena *arena = arena_new();
    argp_parse(&argp, argc, argv, 0, NULL, &export);
    enum error_code code = arena == NULL ? error_set(&error, ERROR_MEMORY, "", "out of memory")
                                         : inputs_read(arena, &export.inputs, &error);
    if (code == ERROR_NONE)
        code = write_mps(arena, &export, &error);
    arena_free(arena);
    return code == ERROR_NONE ? EXIT_PLAN : command_fail(&error);
}
