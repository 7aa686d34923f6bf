/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-load: thousands of connected clients, small jobs at a steady rate, for minutes. Every job is new,
 * solved by a worker and kept in the journal. Requests leave at moments fixed beforehand, whether or not
 * earlier ones were answered, and what one had to wait counts: a service that stumbles cannot hide it.
 * Prints a row for every minute: rate, latency, and what every process holds in memory. */
#include "bench/latencies.h"
#include "bench/machine.h"
#include "bench/number_option.h"
#include "bench/own_service.h"
#include "bench/small_job.h"
#include "bench/sp_client.h"
#include "solver/service/process.h"

#include <argp.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>

enum { CLIENTS_MAX = 20000, EVENTS_MAX = 512, KEEP_RESULTS = 5000 };
/* Without an answer for so long a client connects anew. */
static const double PATIENCE_S = 30.0;

struct arguments {
    int clients, rate, workers;
    double seconds, row_s;
};

struct client {
    struct sp_client sp;
    double due_s, sent_s; /* when its request should have left, and left */
    short watched;        /* events */
};

struct run {
    const struct arguments *arguments;
    struct own_service service;
    struct client *clients;
    int connected;
    int *idle, first_idle, idle_count; /* a ring: everybody takes turns */
    int events;                        /* epoll */
    double now_s, begins_s, next_due_s, next_row_s;
    unsigned long sent, done, failed, reconnects, late;
    unsigned long done_before;
    struct latencies row, all;
    size_t first_kb, last_kb; /* of the service in all, after the first and the last row */
    int rows;
};

static const struct argp_option options[] = {
    {"clients", 'c', "N", 0, "Connected clients (default 2000)", 0},
    {"rate", 'r', "N", 0, "Jobs per second in all (default 200)", 0},
    {"seconds", 's', "S", 0, "For how long (default 60)", 0},
    {"row", 'e', "S", 0, "A row every so many seconds (default 60)", 0},
    {"workers", 'w', "N", 0, "Workers of the service (default 2)", 0},
    {0}};

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct arguments *arguments = state->input;
    switch (key) {
    case 'c':
        arguments->clients = whole_option(state, text, 1, CLIENTS_MAX);
        return 0;
    case 'r':
        arguments->rate = whole_option(state, text, 1, 1000000);
        return 0;
    case 's':
        arguments->seconds = number_option(state, text, 0.1, 1e6);
        return 0;
    case 'e':
        arguments->row_s = number_option(state, text, 0.1, 1e6);
        return 0;
    case 'w':
        arguments->workers = whole_option(state, text, 1, OWN_CHILDREN_MAX - 1);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static bool ask(struct run *run, struct client *client)
{
    struct arena *arena = arena_new();
    const void *bytes;
    size_t length;
    bool asked = small_job_write(arena, run->sent, &bytes, &length) && sp_ask(&client->sp, bytes, length);
    arena_free(arena);
    client->sent_s = run->now_s;
    run->sent++;
    return asked;
}

/* --- clients ------------------------------------------------------------------------------------------ */

static void watch(struct run *run, struct client *client)
{
    short wanted = sp_events(&client->sp); /* EPOLLIN and EPOLLOUT are POLLIN and POLLOUT */
    struct epoll_event event = {.events = (uint32_t)wanted, .data.ptr = client};
    if (wanted != client->watched) {
        int change = client->watched == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
        if (epoll_ctl(run->events, change, client->sp.fd, &event) == 0) {
            client->watched = wanted;
        }
    }
}

static bool connect_client(struct run *run, struct client *client)
{
    client->watched = 0;
    if (!sp_connect(&client->sp, run->service.socket)) {
        return false;
    }
    watch(run, client);
    return true;
}

static void set_idle(struct run *run, const struct client *client)
{
    int last = (run->first_idle + run->idle_count) % run->arguments->clients;
    run->idle[last] = (int)(client - run->clients);
    run->idle_count++;
}

static struct client *take_idle(struct run *run)
{
    struct client *client = &run->clients[run->idle[run->first_idle]];
    run->first_idle = (run->first_idle + 1) % run->arguments->clients;
    run->idle_count--;
    return client;
}

/* The request of a lost client is failed: it should not happen here. */
static void lose(struct run *run, struct client *client)
{
    run->reconnects++;
    run->failed++;
    sp_close(&client->sp);
    if (connect_client(run, client)) {
        set_idle(run, client);
    }
}

static void take_reply(struct run *run, struct client *client, const unsigned char *bytes, size_t length)
{
    double seconds = now_s() - client->due_s;
    if (small_job_answered(bytes, length, true)) {
        latencies_add(&run->row, seconds);
        latencies_add(&run->all, seconds);
        run->done++;
    } else {
        run->failed++;
    }
    set_idle(run, client);
}

static void advance(struct run *run, struct client *client)
{
    const unsigned char *bytes;
    size_t length;
    bool greeted = client->sp.greeted;
    enum sp_event event = sp_advance(&client->sp, &bytes, &length);
    if (event == SP_LOST) {
        lose(run, client);
        return;
    }
    if (!greeted && client->sp.greeted) {
        run->connected++;
        set_idle(run, client);
    }
    if (event == SP_REPLY) {
        take_reply(run, client, bytes, length);
    }
    watch(run, client);
}

static void wait_events(struct run *run, double until_s)
{
    struct epoll_event events[EVENTS_MAX];
    double wait_ms = ceil((until_s - now_s()) * 1000);
    int count = epoll_wait(run->events, events, EVENTS_MAX, wait_ms < 0 ? 0 : (int)wait_ms);
    for (int i = 0; i < count; i++) {
        advance(run, events[i].data.ptr);
    }
    run->now_s = now_s();
}

/* Some at a time: the front accepts them one after another. */
static bool connect_all(struct run *run)
{
    double until_s = now_s() + PATIENCE_S + run->arguments->clients / 100.0;
    for (int opened = 0; run->connected < run->arguments->clients;) {
        while (opened < run->arguments->clients && opened < run->connected + 64 &&
               connect_client(run, &run->clients[opened])) {
            opened++;
        }
        wait_events(run, now_s() + 0.05);
        if (run->now_s > until_s) {
            fprintf(stderr, "bench-load: only %d clients are connected\n", run->connected);
            return false;
        }
    }
    return true;
}

/* --- rows --------------------------------------------------------------------------------------------- */

/* What the processes hold and have used: mutasid, front, workers. */
struct use {
    size_t kb[3], kb_in_all;
    double cpu_s[3];
};

static struct use look(const struct run *run)
{
    struct own_child children[OWN_CHILDREN_MAX];
    struct use use = {.kb = {resident_bytes(run->service.pid) / 1024},
                      .cpu_s = {process_cpu_s(run->service.pid)}};
    int count = own_children(&run->service, children);
    for (int i = 0; i < count; i++) {
        int part = children[i].is_front ? 1 : 2;
        use.kb[part] += resident_bytes(children[i].pid) / 1024;
        use.cpu_s[part] += process_cpu_s(children[i].pid);
    }
    use.kb_in_all = use.kb[0] + use.kb[1] + use.kb[2];
    return use;
}

static void print_row(struct run *run)
{
    printf("%6.0f %8.1f %8.2f %8.2f %9.1f %7lu", run->now_s - run->begins_s,
           (double)(run->done - run->done_before) / run->arguments->row_s, 1e3 * latencies_at(&run->row, 0.5),
           1e3 * latencies_at(&run->row, 0.99), 1e3 * run->row.max_s, run->failed);
    struct use use = look(run);
    run->last_kb = use.kb_in_all;
    printf(" %10.1f %8.1f %8.1f %6.1f\n", (double)use.kb[0] / 1024, (double)use.kb[1] / 1024,
           (double)use.kb[2] / 1024, machine_load());
    fflush(stdout);
    run->first_kb = run->rows++ == 0 ? run->last_kb : run->first_kb;
    run->done_before = run->done;
    run->row = (struct latencies){.count = 0};
    run->next_row_s += run->arguments->row_s;
}

static void print_sum(const struct run *run)
{
    double seconds = run->now_s - run->begins_s, rows = run->rows > 1 ? run->rows - 1 : 1;
    printf("\n%lu jobs in %.0f s (%.1f/s), %lu failed, %lu reconnects; %lu left later than 10 ms after their "
           "moment\n",
           run->done, seconds, (double)run->done / seconds, run->failed, run->reconnects, run->late);
    printf("latency ms   mean %.2f  p50 %.2f  p90 %.2f  p99 %.2f  p99.9 %.2f  max %.1f\n",
           1e3 * latencies_mean(&run->all), 1e3 * latencies_at(&run->all, 0.5),
           1e3 * latencies_at(&run->all, 0.9), 1e3 * latencies_at(&run->all, 0.99),
           1e3 * latencies_at(&run->all, 0.999), 1e3 * run->all.max_s);
    struct use use = look(run);
    double jobs = run->done > 0 ? (double)run->done : 1, all_s = use.cpu_s[0] + use.cpu_s[1] + use.cpu_s[2];
    printf("processor    ms per job: mutasid %.2f, front %.2f, workers %.2f; so one processor does %.0f "
           "jobs/s\n",
           1e3 * use.cpu_s[0] / jobs, 1e3 * use.cpu_s[1] / jobs, 1e3 * use.cpu_s[2] / jobs,
           all_s > 0 ? jobs / all_s : 0);
    printf("memory MB    after the first row %.1f, at the end %.1f: %+.2f per row\n",
           (double)run->first_kb / 1024, (double)run->last_kb / 1024,
           ((double)run->last_kb - (double)run->first_kb) / 1024 / rows);
}

/* --- the loop ----------------------------------------------------------------------------------------- */

/* The next request is due; without a free client it stays due. */
static void send_due(struct run *run)
{
    while (run->now_s >= run->next_due_s && run->idle_count > 0) {
        struct client *client = take_idle(run);
        client->due_s = run->next_due_s;
        run->late += run->now_s > run->next_due_s + 0.01;
        run->next_due_s += 1.0 / run->arguments->rate;
        if (!ask(run, client)) {
            run->failed++;
        }
        const unsigned char *bytes;
        size_t length;
        if (sp_advance(&client->sp, &bytes, &length) == SP_LOST) {
            lose(run, client);
        } else {
            watch(run, client);
        }
    }
}

static void drop_overdue(struct run *run)
{
    for (int i = 0; i < run->arguments->clients; i++) {
        struct client *client = &run->clients[i];
        if (client->sp.waiting && run->now_s > client->sent_s + PATIENCE_S) {
            lose(run, client);
        }
    }
}

static void run_rows(struct run *run)
{
    run->now_s = run->begins_s = run->next_due_s = now_s();
    run->next_row_s = run->begins_s + run->arguments->row_s;
    double until_s = run->begins_s + run->arguments->seconds;
    printf("%6s %8s %8s %8s %9s %7s %10s %8s %8s %6s\n", "s", "jobs/s", "p50 ms", "p99 ms", "max ms",
           "failed", "mutasid MB", "front MB", "workers", "load");
    while (run->now_s < until_s) {
        send_due(run);
        wait_events(run, fmin(run->next_due_s, run->next_row_s));
        if (run->now_s >= run->next_row_s) {
            drop_overdue(run);
            print_row(run);
        }
    }
}

static bool start(struct run *run)
{
    char workers[16], keep[16], queue[16];
    snprintf(workers, sizeof workers, "%d", run->arguments->workers);
    snprintf(keep, sizeof keep, "%d", KEEP_RESULTS);
    snprintf(queue, sizeof queue, "%d", run->arguments->clients + 1000);
    const char *const arguments[] = {"--workers", workers, "--result-keep", keep, "--queue", queue, NULL};
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files); /* the service gets it from us */
    }
    return own_prepare(&run->service) && own_start(&run->service, arguments) && own_wait_ready(&run->service);
}

static bool run_all(struct run *run)
{
    char machine[256];
    machine_describe(machine, sizeof machine);
    if (!start(run)) {
        fprintf(stderr, "bench-load: mutasid does not start: see %s\n", run->service.log);
        return false;
    }
    double began_s = now_s();
    if (!connect_all(run)) {
        return false;
    }
    printf("machine   %s, load %.1f\nclients   %d connected in %.1f s, %d jobs/s, %d workers\n\n", machine,
           machine_load(), run->connected, now_s() - began_s, run->arguments->rate, run->arguments->workers);
    run_rows(run);
    print_sum(run);
    return own_stop(&run->service) == 0 && run->failed == 0;
}

int main(int argc, char **argv)
{
    static const struct argp argp = {options, parse, NULL, "Many clients, small jobs at a steady rate.",
                                     NULL,    NULL,  NULL};
    static struct run run;
    struct arguments arguments = {.clients = 2000, .rate = 200, .workers = 2, .seconds = 60, .row_s = 60};
    argp_parse(&argp, argc, argv, 0, NULL, &arguments);
    run.arguments = &arguments;
    run.events = epoll_create1(EPOLL_CLOEXEC);
    run.clients = calloc((size_t)arguments.clients, sizeof *run.clients);
    run.idle = calloc((size_t)arguments.clients, sizeof *run.idle);
    if (run.events < 0 || run.clients == NULL || run.idle == NULL) {
        return EXIT_FAILURE;
    }
    for (int i = 0; i < arguments.clients; i++) {
        sp_init(&run.clients[i].sp);
    }
    bool fine = run_all(&run);
    for (int i = 0; i < arguments.clients; i++) {
        sp_fini(&run.clients[i].sp);
    }
    free(run.clients);
    free(run.idle);
    own_remove(&run.service);
    return fine ? EXIT_SUCCESS : EXIT_FAILURE;
}
