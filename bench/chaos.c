/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-chaos: see chaos.h. */
#include "bench/chaos.h"
#include "bench/machine.h"
#include "bench/number_option.h"
#include "bench/own_service.h"

#include <argp.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

enum { CLIENTS_MAX = 64, STEP_MS = 5 };

enum victim { VICTIM_SERVICE, VICTIM_FRONT, VICTIM_WORKER, VICTIM_ALL, VICTIM_COUNT };
static const char *const victim_words[] = {"mutasid", "front", "worker", "mutasid and workers"};

struct arguments {
    int kills, clients, seed, workers;
    double mean_s; /* between kills */
};

struct run {
    const struct arguments *arguments;
    struct own_service service;
    struct chaos chaos;
    struct chaos_client clients[CLIENTS_MAX];
    struct dice dice;
    double next_kill_s, began_s;
    unsigned long replies_at_start; /* of the service's last life */
    int killed[VICTIM_COUNT], starts, done;
};

static const struct argp_option options[] = {
    {"kills", 'k', "N", 0, "Processes to kill (default 1000)", 0},
    {"clients", 'c', "N", 0, "Clients at work (default 12)", 0},
    {"seed", 's', "N", 0, "Of what is killed and what is asked (default 1)", 0},
    {"workers", 'w', "N", 0, "Workers of the service (default 3)", 0},
    {"mean", 'm', "S", 0, "Seconds between kills, on average (default 0.25)", 0},
    {0}};

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct arguments *arguments = state->input;
    switch (key) {
    case 'k':
        arguments->kills = whole_option(state, text, 0, 1000000);
        return 0;
    case 'c':
        arguments->clients = whole_option(state, text, 1, CLIENTS_MAX);
        return 0;
    case 's':
        arguments->seed = whole_option(state, text, 0, INT_MAX);
        return 0;
    case 'w':
        arguments->workers = whole_option(state, text, 1, OWN_CHILDREN_MAX - 1);
        return 0;
    case 'm':
        arguments->mean_s = number_option(state, text, 0.001, 3600);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* --- killing ------------------------------------------------------------------------------------------ */

static bool start(struct run *run)
{
    char workers[16];
    snprintf(workers, sizeof workers, "%d", run->arguments->workers);
    const char *const arguments[] = {"--workers", workers, "--result-keep", "1000000", NULL};
    run->starts++;
    run->replies_at_start = run->chaos.replies;
    return own_start(&run->service, arguments);
}

static enum victim draw_victim(struct run *run)
{
    int draw = dice_below(&run->dice, 100);
    return draw < 40 ? VICTIM_SERVICE : draw < 60 ? VICTIM_FRONT : draw < 90 ? VICTIM_WORKER : VICTIM_ALL;
}

/* One of its children of this kind. false: there is none at the moment. */
static bool kill_child(struct run *run, bool front)
{
    struct own_child children[OWN_CHILDREN_MAX];
    int count = own_children(&run->service, children), offset = dice_below(&run->dice, OWN_CHILDREN_MAX);
    for (int i = 0; i < count; i++) {
        const struct own_child *child = &children[(i + offset) % count];
        if (child->is_front == front) {
            return kill(child->pid, SIGKILL) == 0;
        }
    }
    return false;
}

static void kill_workers(struct run *run)
{
    struct own_child children[OWN_CHILDREN_MAX];
    int count = own_children(&run->service, children);
    for (int i = 0; i < count; i++) {
        if (!children[i].is_front) {
            kill(children[i].pid, SIGKILL);
        }
    }
}

static bool strike(struct run *run, enum victim victim)
{
    if (victim == VICTIM_FRONT || victim == VICTIM_WORKER) {
        return kill_child(run, victim == VICTIM_FRONT);
    }
    if (victim == VICTIM_ALL) {
        kill_workers(run);
    }
    own_kill(&run->service);
    if (!start(run)) {
        fprintf(stderr, "bench-chaos: mutasid cannot be started again\n");
        exit(EXIT_FAILURE);
    }
    return true;
}

/* Mostly a service that has answered something since it started; one time in five any, also one that is
 * still starting. So there is progress however slow the machine. */
static void kill_when_due(struct run *run)
{
    bool answered = run->chaos.replies > run->replies_at_start;
    if (run->chaos.now_s < run->next_kill_s || run->done >= run->arguments->kills ||
        (!answered && !dice_chance(&run->dice, 1))) {
        return;
    }
    enum victim victim = draw_victim(run);
    if (strike(run, victim)) {
        run->killed[victim]++;
        run->done++;
    }
    run->next_kill_s = run->chaos.now_s + run->arguments->mean_s * dice_below(&run->dice, 2000) / 1000;
}

/* --- the loop ----------------------------------------------------------------------------------------- */

static void serve_clients(struct run *run)
{
    struct pollfd polled[CLIENTS_MAX];
    int count = run->arguments->clients;
    for (int i = 0; i < count; i++) {
        struct chaos_client *client = &run->clients[i];
        chaos_client_step(&run->chaos, client);
        polled[i] = (struct pollfd){.fd = client->sp.fd, .events = sp_events(&client->sp)};
    }
    poll(polled, (nfds_t)count, STEP_MS);
    run->chaos.now_s = now_s();
    for (int i = 0; i < count; i++) {
        if (polled[i].revents != 0) {
            chaos_client_advance(&run->chaos, &run->clients[i]);
        }
    }
}

static bool all_done(const struct run *run)
{
    for (int i = 0; i < run->arguments->clients; i++) {
        if (!chaos_client_is_done(&run->chaos, &run->clients[i])) {
            return false;
        }
    }
    return true;
}

static void run_kills(struct run *run)
{
    while (run->done < run->arguments->kills) {
        serve_clients(run);
        own_is_ready(&run->service);
        kill_when_due(run);
    }
}

/* Everybody gets what is under way, then every job is looked at once more. */
static void run_audit(struct run *run)
{
    run->chaos.closing = true;
    run->chaos.audited = 0;
    while (!all_done(run)) {
        serve_clients(run);
    }
}

/* --- the books ---------------------------------------------------------------------------------------- */

/* Jobs that were accepted and have neither result nor cancellation. */
static unsigned count_open(const struct ledger *ledger)
{
    unsigned open = 0;
    for (size_t i = 0; i < ledger->count; i++) {
        const struct ledger_job *job = ledger->jobs[i];
        if (job->accepted && !job->has_result && !job->cancelled) {
            printf("LOST      %s: job %lld never ended\n", job->key, (long long)job->id);
            open++;
        }
    }
    return open;
}

static bool print_books(struct run *run, int exit_code)
{
    char machine[256];
    struct ledger *ledger = &run->chaos.ledger;
    ledger->lost += count_open(ledger);
    machine_describe(machine, sizeof machine);
    printf("machine   %s\nseed      %d, %d clients, %d workers, %.0f s\n", machine, run->arguments->seed,
           run->arguments->clients, run->arguments->workers, now_s() - run->began_s);
    printf("kills     %d:", run->done);
    for (int i = 0; i < VICTIM_COUNT; i++) {
        printf("%s %d %s", i > 0 ? "," : "", run->killed[i], victim_words[i]);
    }
    printf("\nstarts    %d, connections lost %lu, replies %lu\n", run->starts, run->chaos.reconnects,
           run->chaos.replies);
    printf("jobs      accepted %u: results %u, cancelled %u; failed by kills and submitted anew %u times\n",
           ledger->accepted, ledger->results, ledger->cancelled, ledger->losses);
    printf("again     %u results shown again, each the same\n", ledger->shown_again);
    printf("lost      %u\ntwice     %u\nstrange   %u\nlast exit %d\n", ledger->lost, ledger->twice,
           ledger->strange, exit_code);
    return ledger->lost + ledger->twice + ledger->strange == 0 && exit_code == 0;
}

static bool run_all(struct run *run)
{
    run->began_s = run->chaos.now_s = now_s();
    if (!start(run) || !own_wait_ready(&run->service)) {
        fprintf(stderr, "bench-chaos: mutasid does not start: see %s\n", run->service.log);
        return false;
    }
    run_kills(run);
    run_audit(run);
    int code = own_stop(&run->service);
    if (code == 0 && start(run) && own_wait_ready(&run->service)) {
        run_audit(run); /* once more from the journal alone */
        code = own_stop(&run->service);
    }
    return print_books(run, code);
}

int main(int argc, char **argv)
{
    static const struct argp argp = {
        options, parse, NULL, "Kills a service at random moments and counts its jobs.", NULL, NULL, NULL};
    static struct run run;
    struct arguments arguments = {.kills = 1000, .clients = 12, .seed = 1, .workers = 3, .mean_s = 0.25};
    argp_parse(&argp, argc, argv, 0, NULL, &arguments);
    run.arguments = &arguments;
    run.dice = dice_stream((uint64_t)arguments.seed, 1);
    if (!own_prepare(&run.service)) {
        return EXIT_FAILURE;
    }
    run.chaos.socket = run.service.socket;
    for (int i = 0; i < arguments.clients; i++) {
        chaos_client_start(&run.clients[i], (unsigned)arguments.seed, (unsigned)i);
    }
    bool fine = run_all(&run);
    for (int i = 0; i < arguments.clients; i++) {
        sp_fini(&run.clients[i].sp);
    }
    ledger_free(&run.chaos.ledger);
    if (fine) {
        own_remove(&run.service);
    } else {
        fprintf(stderr, "bench-chaos: the log and the journal are in %s\n", run.service.directory);
    }
    return fine ? EXIT_SUCCESS : EXIT_FAILURE;
}
