/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-ping: what the service carries when nothing has to be computed. Several clients, each with one
 * request under way at a time, ask `ping` for some seconds. */
#include "bench/machine.h"
#include "bench/number_option.h"
#include "proto/tree.h"

#include <argp.h>
#include <nanomsg/nn.h>
#include <nanomsg/reqrep.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CLIENTS_MAX = 1000, REPLY_TIMEOUT_MS = 10000 };

struct arguments {
    const char *url;
    int clients;
    double seconds;
};

struct client {
    pthread_t thread;
    int socket;
    const void *request;
    size_t request_length;
    double until_s;
    float *latencies_s; /* of the replies that came */
    size_t count, capacity;
    const char *failure; /* NULL: none */
};

static const struct argp_option options[] = {
    {"clients", 'c', "N", 0, "Clients that ask at the same time (default 8)", 0},
    {"seconds", 's', "S", 0, "For how long (default 3)", 0},
    {0}};

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct arguments *arguments = state->input;
    switch (key) {
    case 'c':
        arguments->clients = whole_option(state, text, 1, CLIENTS_MAX);
        return 0;
    case 's':
        arguments->seconds = number_option(state, text, 0.01, 3600);
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num > 0)
            argp_usage(state);
        arguments->url = text;
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_usage(state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static bool keep(struct client *client, double latency_s)
{
    if (client->count == client->capacity) {
        size_t capacity = client->capacity == 0 ? 65536 : 2 * client->capacity;
        float *larger = realloc(client->latencies_s, capacity * sizeof *larger);
        if (larger == NULL)
            return false;
        client->latencies_s = larger;
        client->capacity = capacity;
    }
    client->latencies_s[client->count++] = (float)latency_s;
    return true;
}

static void *ask_and_ask(void *context)
{
    struct client *client = context;
    double sent_s = now_s();
    while (sent_s < client->until_s) {
        void *reply;
        if (nn_send(client->socket, client->request, client->request_length, 0) < 0 ||
            nn_recv(client->socket, &reply, NN_MSG, 0) < 0) {
            client->failure = nn_strerror(nn_errno());
            return NULL;
        }
        nn_freemsg(reply);
        double received_s = now_s();
        if (!keep(client, received_s - sent_s)) {
            client->failure = "no memory";
            return NULL;
        }
        sent_s = received_s;
    }
    return NULL;
}

static bool connect_client(struct client *client, const char *url)
{
    int timeout_ms = REPLY_TIMEOUT_MS;
    client->socket = nn_socket(AF_SP, NN_REQ);
    return client->socket >= 0 &&
           nn_setsockopt(client->socket, NN_SOL_SOCKET, NN_RCVTIMEO, &timeout_ms, sizeof timeout_ms) == 0 &&
           nn_connect(client->socket, url) >= 0;
}

/* Everybody is connected before the clock starts: the first round is not counted. */
static bool run(struct client *clients, const struct arguments *arguments)
{
    for (int round = 0; round < 2; round++) {
        double until_s = round == 0 ? 0 : now_s() + arguments->seconds;
        for (int i = 0; i < arguments->clients; i++) {
            clients[i].until_s = round == 0 ? now_s() + 0.2 : until_s;
            clients[i].count = 0;
            if (pthread_create(&clients[i].thread, NULL, ask_and_ask, &clients[i]) != 0)
                return false;
        }
        for (int i = 0; i < arguments->clients; i++)
            pthread_join(clients[i].thread, NULL);
    }
    for (int i = 0; i < arguments->clients; i++) {
        if (clients[i].failure != NULL) {
            fprintf(stderr, "bench-ping: client %d: %s\n", i, clients[i].failure);
            return false;
        }
    }
    return true;
}

static int compare(const void *left, const void *right)
{
    float a = *(const float *)left, b = *(const float *)right;
    return (a > b) - (a < b);
}

static int print_table(const struct client *clients, const struct arguments *arguments)
{
    char machine[256];
    size_t count = 0, at = 0;
    for (int i = 0; i < arguments->clients; i++)
        count += clients[i].count;
    float *all = malloc((count + 1) * sizeof *all);
    if (all == NULL || count == 0) {
        free(all);
        return 1;
    }
    for (int i = 0; i < arguments->clients; i++) {
        memcpy(all + at, clients[i].latencies_s, clients[i].count * sizeof *all);
        at += clients[i].count;
    }
    qsort(all, count, sizeof *all, compare);
    machine_describe(machine, sizeof machine);
    printf("machine   %s\nservice   %s\n\n", machine, arguments->url);
    printf("%8s %10s %12s %10s %10s %10s\n", "clients", "requests", "requests/s", "p50 ms", "p99 ms",
           "max ms");
    printf("%8d %10zu %12.0f %10.3f %10.3f %10.3f\n", arguments->clients, count,
           (double)count / arguments->seconds, 1e3 * (double)all[count / 2],
           1e3 * (double)all[count * 99 / 100], 1e3 * (double)all[count - 1]);
    free(all);
    return 0;
}

static bool write_ping(struct arena *arena, const void **bytes, size_t *length)
{
    struct node request = node_map(arena, 2);
    map_add(&request, "v", node_integer(1));
    map_add(&request, "op", node_borrowed("ping"));
    return tree_canonicalise(&request, NULL) == ERROR_NONE &&
           tree_write_msgpack(arena, &request, bytes, length, NULL) == ERROR_NONE;
}

int main(int argc, char **argv)
{
    static const struct argp argp = {options, parse, "URL", "Measures round trips through a running mutasid.",
                                     NULL,    NULL,  NULL};
    static struct client clients[CLIENTS_MAX];
    struct arguments arguments = {.clients = 8, .seconds = 3};
    const void *request;
    size_t length;
    argp_parse(&argp, argc, argv, 0, NULL, &arguments);
    struct arena *arena = arena_new();
    if (arena == NULL || !write_ping(arena, &request, &length))
        return 1;
    for (int i = 0; i < arguments.clients; i++) {
        clients[i].request = request;
        clients[i].request_length = length;
        if (!connect_client(&clients[i], arguments.url)) {
            fprintf(stderr, "bench-ping: cannot connect to %s: %s\n", arguments.url, nn_strerror(nn_errno()));
            return 1;
        }
    }
    int failed = run(clients, &arguments) ? print_table(clients, &arguments) : 1;
    for (int i = 0; i < arguments.clients; i++) {
        nn_close(clients[i].socket);
        free(clients[i].latencies_s);
    }
    arena_free(arena);
    return failed;
}
