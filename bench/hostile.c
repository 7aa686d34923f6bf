/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-hostile: a service among peers that mean harm, for as long as it takes to have had so many of their
 * connections; honest clients ask all the while. At the end nobody was kept waiting or turned away, the front
 * is the one that began, and neither it nor the dispatcher holds more descriptors than before.
 *
 * Of a build with sanitizers (BIN=build/asan/bin) the service's exit also says whether memory leaked. */
#include "bench/hostile_peer.h"
#include "bench/latencies.h"
#include "bench/machine.h"
#include "bench/number_option.h"
#include "bench/own_service.h"
#include "bench/small_job.h"
#include "bench/sp_client.h"
#include "solver/service/process.h"

#include <argp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HONEST_MAX = 64, PEERS_MAX = 1024, STEP_MS = 5, NEW_AT_ONCE = 16, SPARE_FILES = 4 };
/* An honest client that waits longer is a failure. */
static const double PATIENCE_S = 30.0;

struct arguments {
    int connections, honest, peers, files;
};

struct honest {
    struct sp_client sp;
    bool solves;
    double asked_s;
};

struct run {
    const struct arguments *arguments;
    struct own_service service;
    struct honest honest[HONEST_MAX];
    struct hostile_peer peers[PEERS_MAX];
    struct pollfd polled[HONEST_MAX + PEERS_MAX];
    unsigned long asked, answered, failed, opened[HOSTILE_COUNT], refused, all_opened;
    struct latencies latencies;
    double now_s;
    pid_t front;
    int files_before[2], files_after[2]; /* mutasid, front */
    size_t kb_before[2], kb_after[2];
};

static const struct argp_option options[] = {
    {"connections", 'n', "N", 0, "Hostile connections in all (default 10000)", 0},
    {"honest", 'c', "N", 0, "Honest clients that ask all the while (default 8)", 0},
    {"peers", 'p', "N", 0, "Hostile connections at a time (default 300)", 0},
    {"files", 'f', "N", 0, "Descriptors that the service may have (default 200: they run out)", 0},
    {0}};

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct arguments *arguments = state->input;
    switch (key) {
    case 'n':
        arguments->connections = whole_option(state, text, 0, 10000000);
        return 0;
    case 'c':
        arguments->honest = whole_option(state, text, 1, HONEST_MAX);
        return 0;
    case 'p':
        arguments->peers = whole_option(state, text, 1, PEERS_MAX);
        return 0;
    case 'f':
        arguments->files = whole_option(state, text, 1, 65536);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* --- honest clients ----------------------------------------------------------------------------------- */

static void ask(struct run *run, struct honest *honest)
{
    struct arena *arena = arena_new();
    const void *bytes;
    size_t length;
    honest->solves = run->asked % 4 == 0;
    bool written = honest->solves ? small_job_write(arena, run->asked, &bytes, &length)
                                  : small_job_ping(arena, &bytes, &length);
    if (written && sp_ask(&honest->sp, bytes, length)) {
        honest->asked_s = run->now_s;
        run->asked++;
    }
    arena_free(arena);
}

static void fail_honest(struct run *run, struct honest *honest, const char *how)
{
    run->failed++;
    printf("FAILED    an honest client %s\n", how);
    sp_connect(&honest->sp, run->service.socket);
}

static void advance_honest(struct run *run, struct honest *honest)
{
    const unsigned char *bytes;
    size_t length;
    enum sp_event event = sp_advance(&honest->sp, &bytes, &length);
    if (event == SP_LOST) {
        fail_honest(run, honest, "lost its connection");
    } else if (event == SP_REPLY && small_job_answered(bytes, length, honest->solves)) {
        latencies_add(&run->latencies, now_s() - honest->asked_s);
        run->answered++;
    } else if (event == SP_REPLY) {
        fail_honest(run, honest, "got an error");
    }
}

static void step_honest(struct run *run, struct honest *honest, bool more)
{
    if (honest->sp.waiting && run->now_s > honest->asked_s + PATIENCE_S) {
        fail_honest(run, honest, "got no answer");
    } else if (!honest->sp.waiting && more) {
        ask(run, honest);
    }
}

/* --- hostile peers ------------------------------------------------------------------------------------ */

static void open_peers(struct run *run)
{
    int opened = 0;
    for (int i = 0; i < run->arguments->peers && opened < NEW_AT_ONCE; i++) {
        struct hostile_peer *peer = &run->peers[i];
        if (peer->fd >= 0 || run->all_opened >= (unsigned long)run->arguments->connections) {
            continue;
        }
        enum hostile_kind kind = (enum hostile_kind)(run->all_opened % HOSTILE_COUNT);
        if (!hostile_open(peer, kind, run->service.socket, run->now_s)) {
            run->refused++; /* too many wait to be accepted */
            return;
        }
        run->opened[kind]++;
        run->all_opened++;
        opened++;
    }
}

static bool peers_left(const struct run *run)
{
    for (int i = 0; i < run->arguments->peers; i++) {
        if (run->peers[i].fd >= 0) {
            return true;
        }
    }
    return false;
}

/* --- the loop ----------------------------------------------------------------------------------------- */

static void turn(struct run *run, bool more)
{
    int honest = run->arguments->honest, peers = run->arguments->peers;
    run->now_s = now_s();
    for (int i = 0; i < honest; i++) {
        step_honest(run, &run->honest[i], more);
        run->polled[i] = (struct pollfd){.fd = run->honest[i].sp.fd, .events = sp_events(&run->honest[i].sp)};
    }
    for (int i = 0; i < peers; i++) {
        hostile_step(&run->peers[i], run->now_s);
        run->polled[honest + i] = (struct pollfd){.fd = run->peers[i].fd, .events = POLLIN};
    }
    poll(run->polled, (nfds_t)(honest + peers), STEP_MS);
    for (int i = 0; i < honest; i++) {
        if (run->polled[i].revents != 0) {
            advance_honest(run, &run->honest[i]);
        }
    }
    for (int i = 0; i < peers; i++) {
        if (run->polled[honest + i].revents != 0) {
            hostile_readable(&run->peers[i]);
        }
    }
}

static bool honest_wait(const struct run *run)
{
    for (int i = 0; i < run->arguments->honest; i++) {
        if (run->honest[i].sp.waiting) {
            return true;
        }
    }
    return false;
}

/* Everybody gets an answer. */
static void quiet(struct run *run)
{
    do {
        turn(run, false);
    } while (honest_wait(run));
}

static void look(struct run *run, int files[2], size_t kb[2])
{
    files[0] = process_files(run->service.pid);
    files[1] = process_files(run->front);
    kb[0] = resident_bytes(run->service.pid) / 1024;
    kb[1] = resident_bytes(run->front) / 1024;
}

static pid_t front_of(const struct run *run)
{
    struct own_child children[OWN_CHILDREN_MAX];
    int count = own_children(&run->service, children);
    for (int i = 0; i < count; i++) {
        if (children[i].is_front) {
            return children[i].pid;
        }
    }
    return 0;
}

/* The front closes what its peers have closed, in its own time. */
static void wait_files(struct run *run)
{
    double until_s = now_s() + PATIENCE_S;
    do {
        turn(run, false);
        look(run, run->files_after, run->kb_after);
    } while (run->files_after[1] > run->files_before[1] + SPARE_FILES && run->now_s < until_s);
}

static void attack(struct run *run)
{
    for (int i = 0; i < 10; i++) { /* everybody is known before */
        turn(run, true);
        quiet(run);
    }
    run->front = front_of(run);
    look(run, run->files_before, run->kb_before);
    while (run->all_opened < (unsigned long)run->arguments->connections || peers_left(run)) {
        open_peers(run);
        turn(run, true);
    }
    quiet(run);
    wait_files(run);
}

/* --- what came out ------------------------------------------------------------------------------------ */

static bool log_has_findings(const struct run *run)
{
    char line[1024];
    bool found = false;
    FILE *log = fopen(run->service.log, "r");
    while (log != NULL && fgets(line, sizeof line, log) != NULL) {
        found = found || strstr(line, "Sanitizer") != NULL || strstr(line, "runtime error") != NULL;
    }
    if (log != NULL) {
        fclose(log);
    }
    return found;
}

static bool print(struct run *run, double seconds, bool same_front, int code)
{
    char machine[256];
    bool leaked = run->files_after[0] > run->files_before[0] + SPARE_FILES ||
                  run->files_after[1] > run->files_before[1] + SPARE_FILES;
    bool findings = log_has_findings(run);
    machine_describe(machine, sizeof machine);
    printf("machine      %s, load %.1f\nhostile      %lu connections in %.1f s, %d at a time:", machine,
           machine_load(), run->all_opened, seconds, run->arguments->peers);
    for (int i = 0; i < HOSTILE_COUNT; i++) {
        printf("%s %lu %s", i > 0 ? "," : "", run->opened[i], hostile_words[i]);
    }
    printf("\nhonest       %lu asked, %lu answered, %lu failed; p50 %.2f ms, p99 %.2f ms, max %.1f ms\n",
           run->asked, run->answered, run->failed, 1e3 * latencies_at(&run->latencies, 0.5),
           1e3 * latencies_at(&run->latencies, 0.99), 1e3 * run->latencies.max_s);
    printf("descriptors  mutasid %d, then %d; front %d, then %d (at most %d)\n", run->files_before[0],
           run->files_after[0], run->files_before[1], run->files_after[1], run->arguments->files);
    printf("memory MB    mutasid %.1f, then %.1f; front %.1f, then %.1f\n", (double)run->kb_before[0] / 1024,
           (double)run->kb_after[0] / 1024, (double)run->kb_before[1] / 1024,
           (double)run->kb_after[1] / 1024);
    printf("front        %s\nexit         %d%s\n", same_front ? "the same" : "ANOTHER", code,
           findings ? ", and SANITIZERS HAVE FOUND SOMETHING" : "");
    return run->failed == 0 && run->answered == run->asked && !leaked && same_front && code == 0 && !findings;
}

static bool run_all(struct run *run)
{
    const char *const arguments[] = {"--workers", "1", NULL};
    bool prepared = own_prepare(&run->service);
    run->service.files = run->arguments->files;
    if (!prepared || !own_start(&run->service, arguments) || !own_wait_ready(&run->service)) {
        fprintf(stderr, "bench-hostile: mutasid does not start: see %s\n", run->service.log);
        return false;
    }
    for (int i = 0; i < run->arguments->honest; i++) {
        if (!sp_connect(&run->honest[i].sp, run->service.socket)) {
            return false;
        }
    }
    double began_s = now_s();
    attack(run);
    double seconds = now_s() - began_s;
    bool same_front = run->front != 0 && front_of(run) == run->front;
    return print(run, seconds, same_front, own_stop(&run->service));
}

int main(int argc, char **argv)
{
    static const struct argp argp = {options, parse, NULL, "A service among hostile peers.",
                                     NULL,    NULL,  NULL};
    static struct run run;
    struct arguments arguments = {.connections = 10000, .honest = 8, .peers = 300, .files = 200};
    argp_parse(&argp, argc, argv, 0, NULL, &arguments);
    run.arguments = &arguments;
    for (int i = 0; i < HONEST_MAX; i++) {
        sp_init(&run.honest[i].sp);
    }
    for (int i = 0; i < PEERS_MAX; i++) {
        run.peers[i].fd = -1;
    }
    bool fine = run_all(&run);
    for (int i = 0; i < HONEST_MAX; i++) {
        sp_fini(&run.honest[i].sp);
    }
    if (fine) {
        own_remove(&run.service);
    } else {
        fprintf(stderr, "bench-hostile: the log is in %s\n", run.service.directory);
    }
    return fine ? EXIT_SUCCESS : EXIT_FAILURE;
}
