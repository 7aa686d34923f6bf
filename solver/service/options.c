/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/options.h"

#include "solver/service/child.h"
#include "solver/service/spool.h"
#include "solver/service/state_path.h"

#include <argp.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    KEY_LISTEN = 'l',
    KEY_WORKERS = 'w',
    KEY_QUEUE = 'q',
    KEY_INSECURE = 256,
    KEY_AS,
    KEY_SEALED,
    KEY_KEYS,
    KEY_CLOCK_SKEW,
    KEY_CLIENT_JOBS,
    KEY_CLIENT_MB,
    KEY_CLIENT_RATE,
    KEY_MEMORY,
    KEY_MAX_TIME,
    KEY_KEEP,
    KEY_KEEP_MB,
    KEY_KEEP_DAYS,
    KEY_JOURNAL,
    KEY_DRAIN,
    KEY_MESSAGE_MB,
    KEY_PENDING_MB,
    KEY_FRONT_MB,
    KEY_SPOOL,
    KEY_WORKER
};

static const struct argp_option descriptions[] = {
    {NULL, 0, NULL, 0, "Where to listen", 1},
    {"listen", KEY_LISTEN, "URL", 0,
     "ipc://PATH, or tcp://ADDRESS:PORT with a numeric address. May be given several times. An ipc endpoint "
     "is "
     "one client, guarded by who may enter its directory; on tcp clients enter by a key. Default: "
     "ipc://$XDG_RUNTIME_DIR/mutasi/mutasid.ipc, or ipc:///tmp/mutasi-UID/mutasid.ipc, in a directory of "
     "this "
     "user alone",
     1},
    {"as", KEY_AS, "NAME[:ROLE]", 0,
     "Who comes in by the --listen before this is the client NAME, with the role read, submit (default) or "
     "admin. Without it: local, or loopback, with the role admin",
     1},
    {"sealed", KEY_SEALED, NULL, 0, "Clients of the --listen before this enter by a key, on ipc too", 1},
    {"keys", KEY_KEYS, "DIR", 0,
     "The clients' keys, files NAME.key made by `mutasi key new`; read again on SIGHUP", 1},
    {"clock-skew", KEY_CLOCK_SKEW, "S", 0,
     "A sealed message's time may be off by this many seconds (default 120)", 1},
    {"insecure-loopback", KEY_INSECURE, NULL, 0,
     "tcp on loopback addresses is in clear, open to every user of this machine", 1},
    {NULL, 0, NULL, 0, "How much to do", 2},
    {"workers", KEY_WORKERS, "N", 0, "Jobs that run at once (default: one per processor)", 2},
    {"queue", KEY_QUEUE, "N", 0, "Jobs that may wait; beyond, the answer is busy (default 1000)", 2},
    {"pending-mb", KEY_PENDING_MB, "N", 0,
     "Bytes of waiting and running jobs held, MiB; beyond, the answer is busy (default 1024)", 2},
    {"spool", KEY_SPOOL, "DIR", 0,
     "Waiting messages of 1 MiB and more lie here, in files without a name (default $TMPDIR, or /var/tmp)",
     2},
    {"message-mb", KEY_MESSAGE_MB, "N", 0,
     "Largest message, request or reply, MiB (default 64 on ipc, 8 on tcp; at most 1024)", 2},
    {"memory-mb", KEY_MEMORY, "N", 0,
     "Memory per job, MiB; a job that asks for more gets this (default 4096)", 2},
    {"max-time", KEY_MAX_TIME, "S", 0, "Seconds per job; a job that asks for more gets this (default 86400)",
     2},
    {NULL, 0, NULL, 0, "How much for one client (a key may say otherwise)", 3},
    {"client-jobs", KEY_CLIENT_JOBS, "N", 0,
     "Jobs that may wait or run; beyond, the answer is busy (default: its share of the queue)", 3},
    {"client-mb", KEY_CLIENT_MB, "N", 0,
     "Bytes of these, MiB; beyond, the answer is busy (default: its share of --pending-mb)", 3},
    {"client-rate", KEY_CLIENT_RATE, "N", 0,
     "Requests per second on average, twice as many at once; beyond, the answer is busy (default: any)", 3},
    {NULL, 0, NULL, 0, "What to keep", 4},
    {"journal", KEY_JOURNAL, "PATH", 0,
     "Every accepted job lies here until it has ended and longer; made when absent. One service at a time. "
     "Default: journal.db in $STATE_DIRECTORY, $XDG_STATE_HOME/mutasi or ~/.local/state/mutasi",
     4},
    {"keep-days", KEY_KEEP_DAYS, "D", 0,
     "Days after which finished jobs and stored instances are forgotten (default 30)", 4},
    {"result-keep", KEY_KEEP, "N", 0, "Finished jobs whose result can be asked for again (default 1000)", 4},
    {"result-keep-mb", KEY_KEEP_MB, "N", 0, "Their results together, MiB (default 256)", 4},
    {NULL, 0, NULL, 0, "How to stop (SIGTERM, SIGINT)", 5},
    {"drain", KEY_DRAIN, "S", 0,
     "Seconds that running and waiting jobs get; then they stop with the best plan so far (default 60)", 5},
    {NULL, 0, NULL, 0, "Upkeep and development", 6},
    {"front-mb", KEY_FRONT_MB, "N", 0,
     "Memory of the process that holds the connections, MiB; above, it is replaced (default 1024)", 6},
    {"worker", KEY_WORKER, "PROGRAM", 0, "Run this instead of mutasi-worker", 6},
    {0}};

static const char summary[] =
    "Serves transfer plans: takes mutasi requests over nanomsg request/reply and answers "
    "them from a pool of workers."
    "\vPrints `mutasid: ready URL...` when it can be reached; logs one line per event on "
    "standard error. Exit status: 0 drained and stopped, 1 a fault, 2 an address or option "
    "that it refuses, 64 a command line it does not understand.";

const char *argp_program_version = "mutasid " MUTASI_VERSION;

static double number(struct argp_state *state, const char *name, const char *text, double least, double most)
{
    char *end;
    errno = 0;
    double value = strtod(text, &end);
    if (end == text || *end != '\0' || errno != 0 || !(value >= least && value <= most)) {
        argp_error(state, "--%s is a number from %.15g to %.15g, seen '%s'", name, least, most, text);
    }
    return value;
}

static size_t whole(struct argp_state *state, const char *name, const char *text, double least, double most)
{
    double value = number(state, name, text, least, most);
    if (value != floor(value)) {
        argp_error(state, "--%s is a whole number, seen '%s'", name, text);
    }
    return (size_t)value;
}

static size_t mebibytes(struct argp_state *state, const char *name, const char *text, double most)
{
    return whole(state, name, text, 1, most) << 20;
}

static void add_endpoint(struct argp_state *state, struct options *options, const char *url)
{
    if (options->endpoint_count == ENDPOINT_MAX) {
        argp_error(state, "at most %d endpoints", ENDPOINT_MAX);
    } else {
        options->endpoints[options->endpoint_count++] =
            (struct endpoint){.url = url, .identity = {.role = ROLE_SUBMIT}};
    }
}

/* The endpoint that --as and --sealed speak of. */
static struct endpoint *last_endpoint(struct argp_state *state, struct options *options, const char *name)
{
    if (options->endpoint_count == 0) {
        argp_error(state, "--%s follows the --listen that it speaks of", name);
    }
    return &options->endpoints[options->endpoint_count - 1];
}

static void name_endpoint(struct argp_state *state, struct options *options, const char *text)
{
    struct identity *identity = &last_endpoint(state, options, "as")->identity;
    struct error error;
    if (identity_read(text, identity, &error) != ERROR_NONE) {
        argp_error(state, "--as: %s", error.text);
    }
}

static void parse_client_limit(int key, const char *text, struct argp_state *state)
{
    struct client_limits *limits = &((struct options *)state->input)->limits;
    switch (key) {
    case KEY_CLIENT_JOBS:
        limits->jobs = whole(state, "client-jobs", text, 1, 1e6);
        break;
    case KEY_CLIENT_MB:
        limits->bytes = mebibytes(state, "client-mb", text, 1048576);
        break;
    default:
        limits->per_second = number(state, "client-rate", text, 0.001, 1e6);
        break;
    }
}

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct options *options = state->input;
    switch (key) {
    case KEY_LISTEN:
        add_endpoint(state, options, text);
        break;
    case KEY_AS:
        name_endpoint(state, options, text);
        break;
    case KEY_SEALED:
        last_endpoint(state, options, "sealed")->sealed = true;
        break;
    case KEY_KEYS:
        options->keys = text;
        break;
    case KEY_CLOCK_SKEW:
        options->clock_skew_s = number(state, "clock-skew", text, 1, 3600);
        break;
    case KEY_CLIENT_JOBS:
    case KEY_CLIENT_MB:
    case KEY_CLIENT_RATE:
        parse_client_limit(key, text, state);
        break;
    case KEY_INSECURE:
        options->insecure_loopback = true;
        break;
    case KEY_WORKERS:
        options->workers = (int)whole(state, "workers", text, 1, WORKERS_MAX);
        break;
    case KEY_QUEUE:
        options->queue = whole(state, "queue", text, 1, 1e6);
        break;
    case KEY_PENDING_MB:
        options->pending_bytes = mebibytes(state, "pending-mb", text, 1048576);
        break;
    case KEY_SPOOL:
        options->spool = text;
        break;
    case KEY_MESSAGE_MB:
        options->message_bytes[LISTEN_IPC] = mebibytes(state, "message-mb", text, 1024);
        options->message_bytes[LISTEN_TCP] = options->message_bytes[LISTEN_IPC];
        break;
    case KEY_MEMORY:
        options->memory_mb = (int32_t)whole(state, "memory-mb", text, 64, 1048576);
        break;
    case KEY_MAX_TIME:
        options->max_time_s = number(state, "max-time", text, 0.1, 86400);
        break;
    case KEY_KEEP:
        options->result_keep = whole(state, "result-keep", text, 1, 1e6);
        break;
    case KEY_KEEP_MB:
        options->result_bytes = mebibytes(state, "result-keep-mb", text, 1048576);
        break;
    case KEY_KEEP_DAYS:
        options->keep_days = number(state, "keep-days", text, 0.01, 36500);
        break;
    case KEY_JOURNAL:
        options->journal = text;
        break;
    case KEY_DRAIN:
        options->drain_s = number(state, "drain", text, 0, 86400);
        break;
    case KEY_FRONT_MB:
        options->front_bytes = mebibytes(state, "front-mb", text, 1048576);
        break;
    case KEY_WORKER:
        if (snprintf(options->worker, sizeof options->worker, "%s", text) >= (int)sizeof options->worker) {
            argp_error(state, "--worker is too long");
        }
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static void set_defaults(struct options *options)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    *options = (struct options){.workers = processors < 1             ? 1
                                           : processors > WORKERS_MAX ? WORKERS_MAX
                                                                      : (int)processors,
                                .queue = 1000,
                                .pending_bytes = (size_t)1 << 30,
                                .memory_mb = 4096,
                                .max_time_s = 86400,
                                .result_keep = 1000,
                                .result_bytes = (size_t)256 << 20,
                                .keep_days = 30,
                                .clock_skew_s = 120,
                                .drain_s = 60,
                                .message_bytes = {[LISTEN_IPC] = 64 << 20, [LISTEN_TCP] = 8 << 20},
                                .front_bytes = (size_t)1 << 30};
    const char *folder = getenv("TMPDIR");
    options->spool = folder != NULL && folder[0] != '\0' ? folder : "/var/tmp";
    child_program("mutasi-worker", options->worker, sizeof options->worker);
    child_program("mutasi-front", options->front, sizeof options->front);
}

enum error_code options_read(int argc, char **argv, struct options *options, struct error *error)
{
    static const struct argp parser = {.options = descriptions, .parser = parse, .doc = summary};
    set_defaults(options);
    argp_parse(&parser, argc, argv, 0, NULL, options);
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
