/* SPDX-License-Identifier: MIT */
#include "client/command.h"
#include "client/file.h"
#include "client/gap.h"
#include "client/import_office.h"
#include "client/options.h"
#include "proto/instance.h"

#include <string.h>

struct import {
    const char *kind, *file, *output, *policy_output, *date, *name;
};

enum { KEY_POLICY_OUT = 256, KEY_DATE, KEY_NAME };

static const struct argp_option options[] = {
    {.name = "output",
     .key = 'o',
     .arg = "INSTANCE",
     .doc = N_("write the instance here (.json or .mp; default standard output)")},
    {.name = "policy-out",
     .key = KEY_POLICY_OUT,
     .arg = "POLICY",
     .doc = N_("of gap: write the policy that goes with it here")},
    {.name = "date",
     .key = KEY_DATE,
     .arg = "YYYY-MM-DD",
     .doc = N_("of csv: the planning date (default today)")},
    {.name = "name", .key = KEY_NAME, .arg = "TEXT", .doc = N_("of csv: the instance's name")},
    {0},
};

static bool is_kind(const char *kind)
{
    return strcmp(kind, "gap") == 0 || strcmp(kind, "csv") == 0 || strcmp(kind, "template") == 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct import *import = state->input;
    day planning;
    switch (key) {
    case 'o':
        import->output = arg;
        return 0;
    case KEY_POLICY_OUT:
        import->policy_output = arg;
        return 0;
    case KEY_DATE:
        if (!day_parse(arg, &planning))
            argp_error(state, _("--date %s: expected a date as 2026-01-31"), arg);
        import->date = arg;
        return 0;
    case KEY_NAME:
        import->name = arg;
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num > 0)
            return option_single_argument(state, arg, &import->file);
        import->kind = arg;
        return 0;
    case ARGP_KEY_END:
        if (import->file == NULL)
            argp_usage(state);
        if (!is_kind(import->kind))
            argp_error(state, _("%s: gap, csv or template can follow import"), import->kind);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static enum error_code run(struct arena *arena, const struct import *import, struct error *error)
{
    struct mutasi_document text;
    const struct node *instance, *policy = gap_policy(arena);
    enum error_code code = policy == NULL ? error_set(error, ERROR_MEMORY, "", "out of memory")
                                          : file_read(arena, import->file, &text, error);
    if (code != ERROR_NONE)
        return code;
    code = gap_read(arena, text, last_part(import->file), &instance, error);
    if (code != ERROR_NONE) {
        snprintf(error->path, sizeof error->path, "%.190s", import->file);
        return code;
    }
    code = file_write_tree(arena, import->output, instance, error);
    if (code == ERROR_NONE && import->policy_output != NULL)
        code = file_write_tree(arena, import->policy_output, policy, error);
    return code;
}

/* The default policy would price what the assignment problem does not. */
static void hint(const struct import *import)
{
    if (import->policy_output != NULL)
        fprintf(stderr, _("solve it with: mutasi solve %s -p %s\n"), import->output, import->policy_output);
    else
        fprintf(stderr,
                _("solve it under a policy that prices nothing else: --policy-out FILE writes one\n"));
}

static int run_gap(struct arena *arena, const struct import *import)
{
    struct error error = {0};
    if (run(arena, import, &error) != ERROR_NONE)
        return command_fail(&error);
    hint(import);
    return EXIT_PLAN;
}

int command_import(int argc, char **argv)
{
    const struct argp argp = {
        .options = options,
        .parser = parse,
        .args_doc = "csv FOLDER\ntemplate FOLDER\ngap FILE",
        .doc = N_(
            "Turn an office's spreadsheets, saved as CSV, into an instance; write empty ones to fill in; or "
            "turn a generalised assignment problem (agents jobs, costs, consumptions, capacities) into an "
            "instance.\vcsv lists everything that is wrong, with file, line and column, and writes "
            "nothing while there are errors. "
            "Of gap, jobs become people without a unit, agents units of limited supply; the policy that goes "
            "with it prices nothing but the assignment and leaves nobody unplaced."),
    };
    struct import import = {.output = "-"};
    struct error error = {0};
    struct arena *arena = arena_new();
    int status;
    argp_parse(&argp, argc, argv, 0, NULL, &import);
    if (arena == NULL) {
        error_set(&error, ERROR_MEMORY, "", "out of memory");
        status = command_fail(&error);
    } else if (strcmp(import.kind, "csv") == 0) {
        status = import_office(arena, import.file, import.output, import.date, import.name);
    } else if (strcmp(import.kind, "template") == 0) {
        status = import_template(arena, import.file);
    } else {
        status = run_gap(arena, &import);
    }
    arena_free(arena);
    return status;
}
