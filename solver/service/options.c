/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/options.h"

#include "proto/arena.h"
#include "solver/service/child.h"
#include "solver/service/option_file.h"
#include "solver/service/option_table.h"
#include "solver/service/spool.h"
#include "solver/service/state_path.h"

#include <argp.h>
#include <stdlib.h>
#include <unistd.h>

/* Keys of options without a letter. */
enum { KEY_FIRST = 256, ARGUMENTS_MAX = 512 };

/* The command line wins: it is read first, because it names the file, and set last. */
struct argument {
    const struct option_row *row;
    const char *text;
};
struct command_line {
    struct options *options;
    struct argument arguments[ARGUMENTS_MAX];
    size_t count;
    struct error *error; /* of the file */
};

static const char summary[] =
    "Serves transfer plans: takes mutasi requests over nanomsg request/reply and answers "
    "them from a pool of workers."
    "\vPrints `mutasid: ready URL...` when it can be reached; logs one line per event on "
    "standard error. SIGHUP reads the keys again. Exit status: 0 drained and stopped, 1 a fault, 2 an "
    "address "
    "or option that it refuses, 64 a command line it does not understand. See mutasid(8).";

const char *argp_program_version = "mutasid " MUTASI_VERSION;

static int key_of(const struct option_row *row)
{
    return row->letter != 0 ? row->letter : KEY_FIRST + (int)(row - option_rows);
}

static const struct option_row *row_of(int key)
{
    for (size_t i = 0; i < option_row_count; i++) {
        if (key_of(&option_rows[i]) == key) {
            return &option_rows[i];
        }
    }
    return NULL;
}

/* --- the command line --------------------------------------------------------------------------------- */

static void keep_argument(struct command_line *line, const struct option_row *row, const char *text,
                          struct argp_state *state)
{
    if (line->count == ARGUMENTS_MAX) {
        argp_error(state, "at most %d options", ARGUMENTS_MAX);
        return;
    }
    line->arguments[line->count++] = (struct argument){row, text != NULL ? text : "yes"};
    if (row == option_find("config")) {
        line->options->config = text;
    }
}

/* Endpoints of the command line take the place of the file's. */
static void forget_endpoints(const struct command_line *line)
{
    for (size_t i = 0; i < line->count; i++) {
        if (line->arguments[i].row->of_endpoint) {
            line->options->endpoint_count = 0;
        }
    }
}

static void apply(struct command_line *line, struct argp_state *state)
{
    struct options *options = line->options;
    if (options->config != NULL &&
        option_file_read(options->config, options, options->texts, line->error) != ERROR_NONE) {
        return; /* nothing to be said about the command line */
    }
    forget_endpoints(line);
    for (size_t i = 0; i < line->count; i++) {
        struct error error = {.code = ERROR_NONE};
        const struct argument *argument = &line->arguments[i];
        if (option_set(argument->row, options, argument->text, &error) != ERROR_NONE) {
            argp_error(state, "--%s %s", argument->row->name, error.text);
        }
    }
}

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct command_line *line = state->input;
    const struct option_row *row = row_of(key);
    if (key == ARGP_KEY_SUCCESS) {
        apply(line, state);
    } else if (row != NULL) {
        keep_argument(line, row, text, state);
    } else {
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

/* --- help --------------------------------------------------------------------------------------------- */

static bool may_stand_alone(const struct option_row *row)
{
    return row->kind == OPTION_FLAG || row->kind == OPTION_OTHER_FLAG;
}

static void describe(const struct option_row *row, struct argp_option *out, struct arena *arena)
{
    *out = (struct argp_option){.name = row->name,
                                .key = key_of(row),
                                .arg = row->value,
                                .flags = may_stand_alone(row) ? OPTION_ARG_OPTIONAL : 0,
                                .doc = row->help,
                                .group = 1 + (int)row->group};
    if (row->initial != NULL) {
        out->doc = arena_format(arena, "%s (default: %s)", row->help, row->initial);
    }
}

/* A heading before each group, then its options in the order of the table. NULL: no memory. */
static struct argp_option *describe_all(struct arena *arena)
{
    static const char *const headings[] = {
#define OPTION_GROUP_HEADING(name, heading) heading,
        OPTION_GROUP_LIST(OPTION_GROUP_HEADING)
#undef OPTION_GROUP_HEADING
    };
    size_t count = 0;
    struct argp_option *all = arena_alloc(arena, option_row_count + OPTION_GROUP_COUNT + 1, sizeof *all);
    if (all == NULL) {
        return NULL;
    }
    for (int group = 0; group < OPTION_GROUP_COUNT; group++) {
        all[count++] = (struct argp_option){.doc = headings[group], .group = 1 + group};
        for (size_t i = 0; i < option_row_count; i++) {
            if (option_rows[i].group == (enum option_group)group) {
                describe(&option_rows[i], &all[count++], arena);
            }
        }
    }
    all[count] = (struct argp_option){.name = NULL};
    return all;
}

/* --- defaults and checks ------------------------------------------------------------------------------ */

static enum error_code set_defaults(struct options *options, struct error *error)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    *options = (struct options){.workers = processors < 1             ? 1
                                           : processors > WORKERS_MAX ? WORKERS_MAX
                                                                      : (int)processors,
                                .message_bytes = {[LISTEN_IPC] = 64 << 20, [LISTEN_TCP] = 8 << 20}};
    const char *folder = getenv("TMPDIR");
    options->spool = folder != NULL && folder[0] != '\0' ? folder : "/var/tmp";
    child_program("mutasi-worker", options->worker, sizeof options->worker);
    child_program("mutasi-front", options->front, sizeof options->front);
    enum error_code code = ERROR_NONE;
    for (size_t i = 0; i < option_row_count && code == ERROR_NONE; i++) {
        if (option_rows[i].initial != NULL) {
            code = option_set(&option_rows[i], options, option_rows[i].initial, error);
        }
    }
    options->texts = arena_new();
    if (code == ERROR_NONE && options->texts == NULL) {
        code = error_set(error, ERROR_MEMORY, "", "no memory for options");
    }
    return code;
}

/* What nobody said, and whether what was said can be. */
static enum error_code complete(struct options *options, struct error *error)
{
    enum error_code code = spool_check(options->spool, error);
    if (code == ERROR_NONE && options->endpoint_count == 0) {
        code = listen_url_default(options->default_url, sizeof options->default_url, error);
        options->endpoints[options->endpoint_count++].url = options->default_url;
    }
    if (code == ERROR_NONE && options->journal == NULL) {
        code = state_path_journal(options->default_journal, sizeof options->default_journal, error);
        options->journal = options->default_journal;
    }
    const struct endpoint_rules rules = {options->insecure_loopback, options->keys != NULL, options->limits};
    for (size_t i = 0; i < options->endpoint_count && code == ERROR_NONE; i++) {
        code = endpoint_settle(&options->endpoints[i], &rules, error);
    }
    return code;
}

enum error_code options_read(int argc, char **argv, struct options *options, struct error *error)
{
    struct error found = {.code = ERROR_NONE};
    struct command_line line = {.options = options, .error = &found};
    struct argp parser = {.parser = parse, .doc = summary};
    enum error_code code = set_defaults(options, error);
    if (code != ERROR_NONE) {
        return code;
    }
    parser.options = describe_all(options->texts);
    if (parser.options == NULL) {
        return error_set(error, ERROR_MEMORY, "", "no memory for options");
    }
    argp_parse(&parser, argc, argv, 0, NULL, &line);
    if (found.code != ERROR_NONE) {
        *error = found;
        return found.code;
    }
    return complete(options, error);
}

void options_fini(struct options *options)
{
    arena_free(options->texts);
    options->texts = NULL;
}
