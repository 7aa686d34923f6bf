/* SPDX-License-Identifier: MIT */
#include "client/job_argument.h"

#include "client/options.h"
#include "client/text.h"
#include "proto/number.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_BY_KEY = 3072, ID_DIGITS = 15 };

static const struct argp_option options[] = {
    {.name = "by-key",
     .key = KEY_BY_KEY,
     .doc = N_("JOB is a key, even if it consists of digits or ends like a file's name")},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct job_argument *argument = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &argument->service;
        return 0;
    case KEY_BY_KEY:
        argument->is_key = true;
        return 0;
    case ARGP_KEY_ARG:
        if (argument->text != NULL)
            argp_error(state, _("one job only, '%s' is too many"), arg);
        argument->text = arg;
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, _("which job? its id or key, as `mutasi submit` and `mutasi list` say them, or the "
                            "file of `mutasi submit -o`"));
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child children[] = {{.argp = &service_options_parser}, {0}};
const struct argp job_argument_parser = {.options = options, .parser = parse, .children = children};

static bool is_id(const char *text)
{
    size_t length = strlen(text);
    return length > 0 && length <= ID_DIGITS && strspn(text, "0123456789") == length &&
           strtoll(text, NULL, 10) > 0;
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), end_length = strlen(end);
    return length > end_length && strcmp(text + length - end_length, end) == 0;
}

static bool is_file(const char *text)
{
    return strcmp(text, "-") == 0 || ends_with(text, ".json") || ends_with(text, ".mp");
}

static enum error_code read_ticket(struct arena *arena, struct job_argument *argument, struct error *error)
{
    enum error_code code = ticket_read(arena, argument->text, &argument->ticket, error);
    if (code != ERROR_NONE)
        return code;
    argument->has_ticket = true;
    argument->name = (struct mutasi_job_name){.id = argument->ticket.job};
    if (argument->service.url == NULL)
        argument->service.url = argument->ticket.service;
    return ERROR_NONE;
}

enum error_code job_argument_read(struct arena *arena, struct job_argument *argument, struct error *error)
{
    const char *text = argument->text;
    if (!argument->is_key && is_file(text))
        return read_ticket(arena, argument, error);
    if (!argument->is_key && is_id(text))
        argument->name = (struct mutasi_job_name){.id = strtoll(text, NULL, 10)};
    else
        argument->name = (struct mutasi_job_name){.key = text};
    if (strlen(text) == 0 || strlen(text) > KEY_MAX_BYTES)
        return error_set(error, ERROR_OUT_OF_RANGE, "", "a job's key has 1 to %d bytes, this one has %zu",
                         KEY_MAX_BYTES, strlen(text));
    return ERROR_NONE;
}

enum error_code job_argument_error(const struct job_argument *argument, const struct mutasi_error *from,
                                   struct error *error)
{
    enum error_code code = service_error(from, error);
    if (code == ERROR_UNKNOWN_JOB)
        snprintf(error->path, sizeof error->path, "%.*s", (int)sizeof error->path - 1, argument->text);
    return code;
}

const char *job_argument_quoted(struct arena *arena, const struct job_argument *argument)
{
    const char *text = argument->text;
    bool is_plain =
        text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/:@%+=-")] == '\0';
    const char *quote = is_plain ? "" : "'";
    const char *quoted =
        arena_format(arena, "%s%s%s%s", argument->is_key ? "--by-key " : "", quote, text, quote);
    return quoted == NULL ? text : quoted;
}
