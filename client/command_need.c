/* SPDX-License-Identifier: MIT */
#include "client/bezetting.h"
#include "client/command.h"
#include "client/inputs_options.h"
#include "client/options.h"

struct need_options {
    struct inputs inputs;
    bool csv;
};

enum { KEY_CSV = 256 };

static const struct argp_option options[] = {
    {.name = "csv", .key = KEY_CSV, .doc = N_("the table as CSV")},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct need_options *need = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &need->inputs;
        return 0;
    case KEY_CSV:
        need->csv = true;
        return 0;
    case ARGP_KEY_ARG:
        return option_single_argument(state, arg, &need->inputs.instance_file);
    case ARGP_KEY_NO_ARGS:
        argp_usage(state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

int command_need(int argc, char **argv)
{
    const struct argp_child children[] = {{.argp = &inputs_options_parser}, {0}};
    const struct argp argp = {
        .options = options,
        .parser = parse,
        .children = children,
        .args_doc = "INSTANCE",
        .doc = N_("Show what every unit needs, who is there, and the difference (the bezetting), before any "
                  "plan.\vNeeds are stated in FTE, or computed from work volumes and the policy's effective "
                  "minutes."),
    };
    struct need_options need = {0};
    struct bezetting bezetting;
    struct error error = {0};
    struct arena *arena = arena_new();
    argp_parse(&argp, argc, argv, 0, NULL, &need);
    enum error_code code = arena == NULL ? error_set(&error, ERROR_MEMORY, "", "out of memory")
                                         : inputs_read(arena, &need.inputs, &error);
    if (code == ERROR_NONE)
        code = bezetting_new(arena, need.inputs.problem, &bezetting, &error);
    if (code == ERROR_NONE && need.csv)
        bezetting_print_csv(arena, &bezetting, stdout);
    else if (code == ERROR_NONE)
        bezetting_print(arena, &bezetting, stdout);
    arena_free(arena);
    return code == ERROR_NONE ? EXIT_PLAN : command_fail(&error);
}
