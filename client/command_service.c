/* SPDX-License-Identifier: MIT */
/* ping and stats: one question to a running service. */
#include "client/command.h"
#include "client/document.h"
#include "client/prometheus.h"
#include "client/service_options.h"
#include "client/stats_print.h"

typedef bool question(struct mutasi_client *client, struct mutasi_reply *reply, struct mutasi_error *error);

enum form { FORM_TABLE, FORM_JSON, FORM_PROMETHEUS };
enum { KEY_JSON = 256, KEY_PROMETHEUS };

struct inquiry {
    struct service_options service;
    question *ask;
    enum form form;
};

static const struct argp_option stats_options[] = {
    {.name = "json", .key = KEY_JSON, .doc = N_("as the service says it, in JSON")},
    {.name = "prometheus",
     .key = KEY_PROMETHEUS,
     .doc = N_("for a monitor: the Prometheus text exposition format 0.0.4")},
    {0},
};

static error_t choose_form(struct inquiry *inquiry, enum form form, struct argp_state *state)
{
    if (inquiry->form != FORM_TABLE && inquiry->form != form)
        argp_error(state, _("--json and --prometheus exclude each other"));
    inquiry->form = form;
    return 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct inquiry *inquiry = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &inquiry->service;
        return 0;
    case KEY_JSON:
        return choose_form(inquiry, FORM_JSON, state);
    case KEY_PROMETHEUS:
        return choose_form(inquiry, FORM_PROMETHEUS, state);
    case ARGP_KEY_ARG:
        argp_error(state, _("'%s' is too many; the service is named with --to"), arg);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static enum error_code print_stats(const struct mutasi_reply *reply, enum form form, struct error *error)
{
    struct arena *arena = arena_new();
    const struct node *stats = NULL;
    enum error_code code = arena == NULL ? error_set(error, ERROR_MEMORY, "", "out of memory")
                                         : document_read(arena, reply->document, "stats", &stats, error);
    if (code == ERROR_NONE && form == FORM_PROMETHEUS)
        prometheus_print(stats, stdout);
    else if (code == ERROR_NONE)
        stats_print(arena, stats, stdout);
    arena_free(arena);
    return code;
}

static enum error_code inquire(const struct inquiry *inquiry, struct error *error)
{
    struct mutasi_client *client;
    struct mutasi_error refusal;
    struct mutasi_reply reply = {0};
    enum error_code code = service_open(&inquiry->service, &client, error);
    if (code != ERROR_NONE)
        return code;
    if (!inquiry->ask(client, &reply, &refusal))
        code = service_error(&refusal, error);
    else
        code = inquiry->form == FORM_JSON ? service_print_json(reply.document, error)
                                          : print_stats(&reply, inquiry->form, error);
    mutasi_reply_fini(&reply);
    mutasi_client_close(client);
    return code;
}

static int run(int argc, char **argv, const struct argp_option *options, const char *doc,
               struct inquiry inquiry)
{
    const struct argp_child children[] = {{.argp = &service_options_parser}, {0}};
    const struct argp argp = {.options = options, .parser = parse, .children = children, .doc = doc};
    struct error error;
    argp_parse(&argp, argc, argv, 0, NULL, &inquiry);
    enum error_code code = inquire(&inquiry, &error);
    if (code == ERROR_NONE)
        return EXIT_PLAN;
    int result = command_fail(&error);
    return code == ERROR_BAD_VALUE ? result : EXIT_SERVICE;
}

int command_ping(int argc, char **argv)
{
    const struct inquiry inquiry = {.ask = mutasi_ping, .form = FORM_JSON};
    return run(argc, argv, NULL, N_("Ask a service whether it is there."), inquiry);
}

int command_stats(int argc, char **argv)
{
    const struct inquiry inquiry = {.ask = mutasi_stats};
    return run(argc, argv, stats_options,
               N_("Ask a service what it has done and is doing, since it started.\v"
                  "A monitor that reads files (node_exporter's textfile collector) is fed by\n"
                  "mutasi stats --prometheus >mutasi.prom.new && mv mutasi.prom.new mutasi.prom"),
               inquiry);
}
