/* SPDX-License-Identifier: MIT */
/* The `mutasi` command: finds the subcommand and runs it. */
#include "client/command.h"
#include "client/mutasi.h"

#include <argp.h>
#include <stdlib.h>
#include <string.h>

static const struct subcommand {
    const char *name;
    int (*run)(int argc, char **argv);
} subcommands[] = {
    {"solve", command_solve},     {"batch", command_batch},       {"check", command_check},
    {"import", command_import},   {"export", command_export},     {"vacancies", command_vacancies},
    {"compare", command_compare}, {"frontier", command_frontier}, {"schema", command_schema},
    {"submit", command_submit},   {"status", command_status},     {"wait", command_wait},
    {"result", command_result},   {"cancel", command_cancel},     {"list", command_list},
    {"ping", command_ping},       {"stats", command_stats},       {"version", command_version},
    {"key", command_key},         {"need", command_need},         {"report", command_report},
    {"explain", command_explain},
};

static const char doc[] = N_(
    "Plan the transfers of civil servants: who moves where, so that every unit can carry its work, and "
    "how good "
    "that plan is.\v"
    "Commands:\n"
    "  solve INSTANCE          find the best plan and show it\n"
    "  batch INSTANCE FILE     many what-ifs, each from the base plan, in one table\n"
    "  need INSTANCE           what every unit needs and has, before any plan\n"
    "  check CASE              recompute a plan independently of the engine\n"
    "  explain CASE EMPLOYEE   why moved, why not, why not to --unit U\n"
    "  explain CASE --unknowns  which unknown competencies to ask about\n"
    "  report CASE -o FILE     one page to look at: coverage, moves, reasons, cost\n"
    "  import csv FOLDER       turn an office's spreadsheets into an instance\n"
    "  import template FOLDER  write empty spreadsheets to fill in\n"
    "  import gap FILE         read a published assignment problem\n"
    "  compare CASE CASE...    plans side by side, or --actual: what came of one\n"
    "  frontier INSTANCE       cost against number of moves, and the knee\n"
    "  export csv CASE -o DIR  write a plan as spreadsheets, with reasons in words\n"
    "  export mps INSTANCE     write the problem for other solvers\n"
    "  vacancies CASE          what is open, per unit and competency, for staff\n"
    "  schema [NAME]           show the documents' JSON Schema\n"
    "  key new, key show FILE  keys that messages are sealed with\n"
    "  version\n"
    "\n"
    "At a running service (--to URL, MUTASI_SERVICE, or mutasid's default place):\n"
    "  submit INSTANCE         hand a problem over; prints the job's id and key\n"
    "  status JOB              how it stands\n"
    "  wait JOB                wait for its plan; Ctrl-C ends the waiting only\n"
    "  result JOB -o FILE      its plan\n"
    "  cancel JOB              end it\n"
    "  list                    your jobs\n"
    "  ping, stats             is it there? what has it done?\n"
    "\n"
    "`mutasi COMMAND --help` tells more.\n"
    "\n"
    "Exit codes: 0 a plan (or: the check holds, it was done), 1 the check fails, 2 bad input, 3 infeasible, "
    "4 no plan: not in time, not yet, or cancelled, 5 the service failed.");

struct choice {
    const struct subcommand *subcommand;
    int first; /* index of its name in argv */
};

static const struct subcommand *find(const char *name)
{
    for (size_t i = 0; i < sizeof subcommands / sizeof *subcommands; i++)
        if (strcmp(subcommands[i].name, name) == 0)
            return &subcommands[i];
    return NULL;
}

/* `mutasi help COMMAND` as `mutasi COMMAND --help`; without a command all of them, on standard output. */
static char *command_to_help(struct argp_state *state)
{
    static char option[] = "--help";
    if (state->next >= state->argc)
        argp_state_help(state, state->out_stream, ARGP_HELP_STD_HELP);
    char *name = state->argv[state->next];
    state->argv[state->next - 1] = name;
    state->argv[state->next] = option;
    return name;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct choice *choice = state->input;
    if (key == ARGP_KEY_NO_ARGS) /* a newcomer: what there is, not only that something is missing */
        argp_state_help(state, state->err_stream,
                        ARGP_HELP_SHORT_USAGE | ARGP_HELP_LONG | ARGP_HELP_DOC | ARGP_HELP_EXIT_ERR);
    if (key != ARGP_KEY_ARG)
        return ARGP_ERR_UNKNOWN;
    if (strcmp(arg, "help") == 0)
        arg = command_to_help(state);
    choice->subcommand = find(arg);
    if (choice->subcommand == NULL)
        argp_error(state, _("there is no command '%s'"), arg);
    choice->first = state->next - 1;
    state->next = state->argc; /* the rest is the command's */
    return 0;
}

static void print_version(FILE *out, struct argp_state *state)
{
    (void)state;
    fprintf(out, "mutasi %s\n", mutasi_version());
}

int command_version(int argc, char **argv)
{
    (void)argc, (void)argv;
    print_version(stdout, NULL);
    return EXIT_PLAN;
}

static bool is_without_plan(enum error_code code)
{
    return code == ERROR_NOT_DONE || code == ERROR_CANCELLED;
}

static bool is_service_fault(enum error_code code)
{
    switch (code) {
    case ERROR_BUSY:
    case ERROR_DRAINING:
    case ERROR_REFUSED:
    case ERROR_UNREACHABLE:
    case ERROR_WORKER_LOST:
    case ERROR_UNVERIFIED:
    case ERROR_MEMORY:
    case ERROR_ENGINE:
    case ERROR_INTERNAL:
        return true;
    default:
        return false;
    }
}

int command_fail(const struct error *error)
{
    fprintf(stderr, "mutasi: %s%s%s: %s\n", error->path, error->path[0] == '\0' ? "" : ": ",
            error_word(error->code), error->text);
    if (is_without_plan(error->code))
        return EXIT_NO_PLAN;
    return is_service_fault(error->code) ? EXIT_SERVICE : EXIT_BAD_INPUT;
}

int command_fail_asked(const struct error *error, bool is_asked)
{
    int result = command_fail(error);
    return error->code == ERROR_IO && is_asked ? EXIT_SERVICE : result;
}

int main(int argc, char **argv)
{
    const struct argp argp = {.parser = parse, .args_doc = "COMMAND ...", .doc = doc};
    struct choice choice = {0};
    char name[64];
    text_init();
    argp_err_exit_status = EXIT_BAD_INPUT;
    argp_program_version_hook = print_version;
    argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &choice);
    snprintf(name, sizeof name, "mutasi %s", choice.subcommand->name);
    argv[choice.first] = name; /* what usage messages call the program */
    return choice.subcommand->run(argc - choice.first, argv + choice.first);
}
