/* SPDX-License-Identifier: MIT */
#include "client/session_options.h"

#include "client/text.h"

enum { KEY_TO = 1280, KEY_KEY };

static const struct argp_option options[] = {
    {.name = "to",
     .key = KEY_TO,
     .arg = "URL",
     .doc = N_("the service to ask; without it a private one is started and stopped")},
    {.name = "key",
     .key = KEY_KEY,
     .arg = "FILE",
     .doc = N_("the key that messages to it are sealed with, see `mutasi key` (default: MUTASI_KEY_FILE, for "
               "tcp)")},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct session *session = state->input;
    switch (key) {
    case KEY_TO:
        session->url = arg;
        return 0;
    case KEY_KEY:
        session->key = arg;
        return 0;
    case ARGP_KEY_END:
        if (session->key != NULL && session->url == NULL)
            argp_error(state, _("--key goes with --to"));
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp session_options_parser = {.options = options, .parser = parse};
