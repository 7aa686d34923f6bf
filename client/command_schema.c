/* SPDX-License-Identifier: MIT */
#include "client/command.h"
#include "client/options.h"
#include "proto/schema.h"

static error_t parse(int key, char *arg, struct argp_state *state)
{
    const char **name = state->input;
    if (key != ARGP_KEY_ARG)
        return ARGP_ERR_UNKNOWN;
    return option_single_argument(state, arg, name);
}

int command_schema(int argc, char **argv)
{
    const struct argp argp = {
        .parser = parse,
        .args_doc = "[NAME]",
        .doc = N_("Show the JSON Schema of a document, or list them."),
    };
    const char *name = NULL;
    argp_parse(&argp, argc, argv, 0, NULL, &name);
    for (size_t i = 0; name == NULL && schema_names[i] != NULL; i++)
        puts(schema_names[i]);
    if (name == NULL)
        return EXIT_PLAN;
    const char *text = schema_text(name);
    if (text == NULL) {
        struct error error;
        error_set(&error, ERROR_BAD_VALUE, "", _("there is no schema '%s'; `mutasi schema` lists them"),
                  name);
        return command_fail(&error);
    }
    fputs(text, stdout);
    return EXIT_PLAN;
}
