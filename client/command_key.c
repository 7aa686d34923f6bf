/* SPDX-License-Identifier: MIT */
/* Keys: made here, by whoever runs the service; one copy stays in its folder of keys, the other goes to the
 * client over a way that nobody else sees. */
#include "client/command.h"
#include "client/options.h"
#include "proto/instant.h"
#include "proto/seal_key.h"

#include <string.h>

enum { KEY_CLIENT = 256, KEY_ROLE, KEY_ID, KEY_NOT_BEFORE, KEY_NOT_AFTER, KEY_JOBS, KEY_MB, KEY_RATE };
enum { JOBS_MAX = 1000000, MB_MAX = 1 << 20, RATE_MAX = 1000000, MIB = 1 << 20 };

struct key_wish {
    const char *action, *file, *client, *id, *output;
    enum role role;
    bool has_role, is_described;
    int64_t not_before_ms, not_after_ms;
    struct client_limits limits;
};

static const struct argp_option options[] = {
    {.name = "client", .key = KEY_CLIENT, .arg = "NAME", .doc = N_("new: whose key it is")},
    {.name = "role", .key = KEY_ROLE, .arg = "ROLE", .doc = N_("new: read, submit or admin")},
    {.name = "output", .key = 'o', .arg = "FILE", .doc = N_("new: where to write it (default: ID.key)")},
    {.name = "id", .key = KEY_ID, .arg = "ID", .doc = N_("new: the key's own name (default: made up)")},
    {.name = "not-before",
     .key = KEY_NOT_BEFORE,
     .arg = "TIME",
     .doc = N_("new: valid from this time, in UTC")},
    {.name = "not-after",
     .key = KEY_NOT_AFTER,
     .arg = "TIME",
     .doc = N_("new: no longer valid at this time, in UTC")},
    {.name = "jobs", .key = KEY_JOBS, .arg = "N", .doc = N_("new: jobs the client may have")},
    {.name = "mb", .key = KEY_MB, .arg = "N", .doc = N_("new: MiB of messages its jobs may have")},
    {.name = "rate", .key = KEY_RATE, .arg = "N", .doc = N_("new: requests per second it may send")},
    {0},
};

static int64_t option_instant(const struct argp_state *state, const char *name, const char *text)
{
    int64_t ms = 0;
    if (!instant_parse(text, &ms))
        argp_error(state, _("%s %s: expected a time like 2026-07-01 or 2026-07-01T08:00:00Z"), name, text);
    return ms;
}

static error_t parse_description(int key, char *arg, const struct argp_state *state, struct key_wish *wish)
{
    switch (key) {
    case KEY_CLIENT:
        wish->client = arg;
        return 0;
    case KEY_ROLE:
        wish->has_role = role_from_word(arg, &wish->role);
        if (!wish->has_role)
            argp_error(state, _("--role %s: expected read, submit or admin"), arg);
        return 0;
    case KEY_ID:
        wish->id = arg;
        return 0;
    case KEY_NOT_BEFORE:
        wish->not_before_ms = option_instant(state, "--not-before", arg);
        return 0;
    case KEY_NOT_AFTER:
        wish->not_after_ms = option_instant(state, "--not-after", arg);
        return 0;
    case KEY_JOBS:
        wish->limits.jobs = (size_t)option_integer(state, "--jobs", arg, 1, JOBS_MAX);
        return 0;
    case KEY_MB:
        wish->limits.bytes = (size_t)option_integer(state, "--mb", arg, 1, MB_MAX) * MIB;
        return 0;
    case KEY_RATE:
        wish->limits.per_second = option_number(state, "--rate", arg, 0.001, RATE_MAX);
        return 0;
    case 'o':
        wish->output = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void check_wish(struct argp_state *state, const struct key_wish *wish)
{
    if (wish->action == NULL)
        argp_usage(state);
    if (strcmp(wish->action, "show") == 0) {
        if (wish->file == NULL || wish->is_described)
            argp_error(state, _("key show takes one file and no options"));
    } else if (strcmp(wish->action, "new") == 0) {
        if (wish->file != NULL)
            argp_error(state, _("key new takes no file but that of -o, '%s' is too many"), wish->file);
        if (wish->client == NULL || !wish->has_role)
            argp_error(state, _("key new needs --client and --role"));
        if (wish->not_before_ms >= wish->not_after_ms)
            argp_error(state, _("--not-after must be later than --not-before"));
    } else {
        argp_error(state, _("%s: expected key new or key show"), wish->action);
    }
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct key_wish *wish = state->input;
    if (key == ARGP_KEY_ARG && state->arg_num > 0)
        return option_single_argument(state, arg, &wish->file);
    if (key == ARGP_KEY_ARG) {
        wish->action = arg;
        return 0;
    }
    if (key == ARGP_KEY_END) {
        check_wish(state, wish);
        return 0;
    }
    error_t result = parse_description(key, arg, state, wish);
    wish->is_described = wish->is_described || result == 0;
    return result;
}

static enum error_code make(const struct key_wish *wish, struct error *error)
{
    struct seal_key *key;
    char name[CLIENT_NAME_MAX + sizeof ".key"];
    enum error_code code = seal_key_new(wish->client, wish->role, wish->id, &key, error);
    if (code != ERROR_NONE)
        return code;
    key->not_before_ms = wish->not_before_ms;
    key->not_after_ms = wish->not_after_ms;
    key->identity.limits = wish->limits;
    snprintf(name, sizeof name, "%s.key", key->id);
    const char *file = wish->output != NULL ? wish->output : name;
    code = key_file_write(file, key, error);
    if (code == ERROR_NONE)
        fprintf(stderr,
                _("%s: key %s of client %s, role %s.\n"
                  "Put one copy into the service's --keys folder and send it SIGHUP; give the other to the "
                  "client,\n"
                  "in a way nobody else can see. Both must keep mode 0600.\n"),
                file, key->id, key->identity.name, role_word(key->identity.role));
    seal_key_drop(key);
    return code;
}

static enum error_code show(struct arena *arena, const char *file, struct error *error)
{
    struct seal_key *key;
    const char *text;
    size_t length;
    enum error_code code = key_file_read(file, &key, error);
    if (code != ERROR_NONE)
        return code;
    struct node map = seal_key_node(arena, key);
    code = tree_canonicalise(&map, error);
    if (code == ERROR_NONE)
        code = tree_write_json(arena, &map, JSON_INDENTED, &text, &length, error);
    if (code == ERROR_NONE)
        fputs(text, stdout);
    seal_key_drop(key);
    return code;
}

int command_key(int argc, char **argv)
{
    const struct argp argp = {
        .options = options,
        .parser = parse,
        .args_doc = "new --client NAME --role ROLE\nshow FILE",
        .doc =
            N_("Make a key that a client and a service seal their messages with, or show whose one "
               "is.\vA role may do what those before it may: read (see its own jobs), submit (also solve, "
               "check, submit and cancel), admin (also stats, and everybody's jobs). To change a key, make "
               "a second one for the same client; both hold until the first is taken away. The secret is "
               "never shown."),
    };
    struct key_wish wish = {.not_before_ms = INT64_MIN, .not_after_ms = INT64_MAX};
    struct error error = {0};
    argp_parse(&argp, argc, argv, 0, NULL, &wish);
    struct arena *arena = arena_new();
    enum error_code code = arena == NULL ? error_set(&error, ERROR_MEMORY, "", "out of memory")
                           : strcmp(wish.action, "new") == 0 ? make(&wish, &error)
                                                             : show(arena, wish.file, &error);
    arena_free(arena);
    if (code == ERROR_NONE)
        return EXIT_PLAN;
    command_fail(&error);
    return EXIT_BAD_INPUT;
}
