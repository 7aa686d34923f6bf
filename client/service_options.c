/* SPDX-License-Identifier: MIT */
#include "client/service_options.h"

#include "client/text.h"

#include <stdlib.h>

enum { KEY_TO = 2048, KEY_KEY };

#define OPTION_KEY                                                                                           \
    {                                                                                                        \
        .name = "key", .key = KEY_KEY, .arg = "FILE",                                                        \
        .doc =                                                                                               \
            N_("the key that messages to it are sealed with, see `mutasi key` (default: MUTASI_KEY_FILE, "   \
               "for tcp)")                                                                                   \
    }

static const struct argp_option service_list[] = {
    {.name = "to",
     .key = KEY_TO,
     .arg = "URL",
     .doc = N_("the service to ask (default: MUTASI_SERVICE, or where mutasid listens by default)")},
    OPTION_KEY,
    {0},
};

static const struct argp_option session_list[] = {
    {.name = "to",
     .key = KEY_TO,
     .arg = "URL",
     .doc = N_("the service to ask; without it a private one is started and stopped")},
    OPTION_KEY,
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct service_options *out = state->input;
    switch (key) {
    case KEY_TO:
        out->url = arg;
        return 0;
    case KEY_KEY:
        out->key = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_session(int key, char *arg, struct argp_state *state)
{
    const struct service_options *out = state->input;
    if (key == ARGP_KEY_END && out->key != NULL && out->url == NULL)
        argp_error(state, _("--key goes with --to"));
    return parse(key, arg, state);
}

const struct argp service_options_parser = {.options = service_list, .parser = parse};
const struct argp session_options_parser = {.options = session_list, .parser = parse_session};

enum error_code service_error(const struct mutasi_error *from, struct error *error)
{
    return error_set(error, error_from_word(from->code), from->path, "%s", from->text);
}

enum error_code service_open(const struct service_options *from, struct mutasi_client **out,
                             struct error *error)
{
    struct mutasi_error refusal;
    if (!mutasi_client_open(from->url, out, &refusal))
        return service_error(&refusal, error);
    if (from->key == NULL || mutasi_client_use_key(*out, from->key, &refusal))
        return ERROR_NONE;
    mutasi_client_close(*out);
    *out = NULL;
    return service_error(&refusal, error);
}

enum error_code service_print_json(struct mutasi_document document, struct error *error)
{
    struct mutasi_error refusal;
    char *text;
    if (!mutasi_document_json(document, &text, &refusal))
        return service_error(&refusal, error);
    fputs(text, stdout);
    free(text);
    return ERROR_NONE;
}
