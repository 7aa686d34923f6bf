/* SPDX-License-Identifier: MIT */
/* ping and stats: one question to a running service, its answer as JSON. */
#include "client/command.h"
#include "client/mutasi.h"
#include "client/options.h"

#include <stdlib.h>

typedef bool question(struct mutasi_client *client, struct mutasi_reply *reply, struct mutasi_error *error);

enum { KEY_TO = 256 };

static const struct argp_option options[] = {
    {.name = "to", .key = KEY_TO, .arg = "URL", .doc = N_("the service to ask")},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    const char **url = state->input;
    if (key == KEY_TO)
        *url = arg;
    else if (key == ARGP_KEY_ARG)
        argp_usage(state);
    else if (key == ARGP_KEY_END && *url == NULL)
        argp_error(state, _("--to URL is needed"));
    else
        return ARGP_ERR_UNKNOWN;
    return 0;
}

static bool print_answer(const char *url, question *ask, struct mutasi_error *error)
{
    struct mutasi_client *client;
    struct mutasi_reply reply = {0};
    char *text = NULL;
    bool is_good = mutasi_client_open(url, &client, error);
    if (!is_good)
        return false;
    is_good = ask(client, &reply, error) && mutasi_document_json(reply.document, &text, error);
    if (is_good)
        fputs(text, stdout);
    free(text);
    mutasi_reply_fini(&reply);
    mutasi_client_close(client);
    return is_good;
}

static int run(int argc, char **argv, const char *doc, question *ask)
{
    const struct argp argp = {.options = options, .parser = parse, .args_doc = "--to URL", .doc = doc};
    const char *url = NULL;
    struct mutasi_error refusal;
    struct error error;
    argp_parse(&argp, argc, argv, 0, NULL, &url);
    if (print_answer(url, ask, &refusal))
        return EXIT_PLAN;
    error_set(&error, error_from_word(refusal.code), refusal.path, "%s", refusal.text);
    int result = command_fail(&error);
    return error.code == ERROR_BAD_VALUE ? result : EXIT_SERVICE;
}

int command_ping(int argc, char **argv)
{
    return run(argc, argv, N_("Ask a service whether it is there."), mutasi_ping);
}

int command_stats(int argc, char **argv)
{
    return run(argc, argv, N_("Ask a service what it has done and is doing."), mutasi_stats);
}
