/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answer to stats. */
#include "proto/confinement.h"
#include "solver/service/dispatcher.h"
#include "solver/service/journal.h"
#include "solver/service/process.h"

#include <unistd.h>

static struct node jobs_node(struct arena *arena, const struct job_store *jobs,
                             const struct journal_stats *journal)
{
    struct node map = node_map(arena, 6);
    map_add(&map, "waiting", node_integer((int64_t)jobs->queue.waiting));
    map_add(&map, "running", node_integer((int64_t)jobs->queue.running));
    map_add(&map, "pending_bytes", node_integer((int64_t)jobs->pending_bytes));
    map_add(&map, "kept", node_integer((int64_t)journal->ended_jobs));
    map_add(&map, "kept_bytes", node_integer((int64_t)journal->result_bytes));
    map_add(&map, "requests_waiting", node_integer((int64_t)jobs->waiter_count));
    return map;
}

static struct node journal_node(struct arena *arena, const struct dispatcher *d,
                                const struct journal_stats *journal)
{
    struct node map = node_map(arena, 10);
    map_add(&map, "failing", node_boolean(d->journal_failing));
    map_add(&map, "failures", node_integer((int64_t)journal->failures));
    map_add(&map, "transactions", node_integer((int64_t)journal->transactions));
    map_add(&map, "changes", node_integer((int64_t)journal->changes));
    map_add(&map, "waiting_changes", node_integer((int64_t)journal->waiting_changes));
    map_add(&map, "waiting_bytes", node_integer((int64_t)journal->waiting_bytes));
    map_add(&map, "file_bytes", node_integer((int64_t)journal->file_bytes));
    map_add(&map, "wal_bytes", node_integer((int64_t)journal->wal_bytes));
    map_add(&map, "instances", node_integer((int64_t)journal->instances));
    map_add(&map, "instance_bytes", node_integer((int64_t)journal->instance_bytes));
    return map;
}

static struct node process_node(struct arena *arena, pid_t pid)
{
    struct node map = node_map(arena, 2);
    map_add(&map, "pid", node_integer(pid));
    map_add(&map, "resident_bytes", node_integer((int64_t)resident_bytes(pid)));
    return map;
}

static struct node confinement_node(struct arena *arena, uint32_t in_force)
{
    struct node list = node_array(arena, CONFINEMENT_COUNT);
    for (int i = 0; i < CONFINEMENT_COUNT; i++) {
        if ((in_force & UINT32_C(1) << i) != 0) {
            array_add(&list, node_borrowed(confinement_word((enum confinement)i)));
        }
    }
    return list;
}

static struct node workers_node(struct arena *arena, const struct dispatcher *d)
{
    static const char *const words[] = {
        [WORKER_ABSENT] = "absent", [WORKER_STARTING] = "starting", [WORKER_IDLE] = "idle",
        [WORKER_BUSY] = "busy",     [WORKER_STOPPING] = "stopping", [WORKER_LEAVING] = "leaving"};
    struct node list = node_array(arena, (size_t)d->options->workers);
    for (int i = 0; i < d->options->workers; i++) {
        const struct worker *worker = &d->workers[i];
        struct node map = node_map(arena, 3);
        map_add(&map, "state", node_borrowed(words[worker->state]));
        if (worker->child.pid != 0) {
            map_add(&map, "pid", node_integer(worker->child.pid));
            map_add(&map, "resident_bytes", node_integer((int64_t)resident_bytes(worker->child.pid)));
        }
        array_add(&list, map);
    }
    return list;
}

static struct node clients_node(struct arena *arena, const struct client_table *table)
{
    struct node list = node_array(arena, table->count);
    const struct client *client;
    TAILQ_FOREACH(client, &table->all, link)
    {
        struct node map = node_map(arena, 6);
        map_add(&map, "name", node_borrowed(client->name));
        map_add(&map, "waiting", node_integer((int64_t)client->turn.waiting));
        map_add(&map, "running", node_integer((int64_t)client->turn.running));
        map_add(&map, "bytes", node_integer((int64_t)client->bytes));
        map_add(&map, "requests", node_integer((int64_t)client->requests));
        map_add(&map, "busy", node_integer((int64_t)client->refused));
        array_add(&list, map);
    }
    return list;
}

void reply_stats(struct dispatcher *d, const struct request *request, struct arena *arena)
{
    struct node stats = node_map(arena, 15);
    struct journal_stats journal;
    journal_stats(d->journal, &journal);
    d->stats.latency[LATENCY_COMMIT] = journal.commit;
    client_table_tidy(&d->clients, d->now_s);
    map_add(&stats, "version", node_borrowed(MUTASI_VERSION));
    map_add(&stats, "uptime_s", node_micro(micro_from_double(d->now_s - d->stats.since_s)));
    map_add(&stats, "draining", node_boolean(d->phase != PHASE_SERVING));
    map_add(&stats, "events", stats_counters_node(arena, &d->stats));
    map_add(&stats, "jobs", jobs_node(arena, d->jobs, &journal));
    map_add(&stats, "journal", journal_node(arena, d, &journal));
    map_add(&stats, "clients", clients_node(arena, &d->clients));
    if (d->sealing != NULL) {
        map_add(&stats, "keys", node_integer((int64_t)sealing_key_count(d->sealing)));
    }
    map_add(&stats, "latency", stats_latency_node(arena, &d->stats));
    map_add(&stats, "ops", stats_ops_node(arena, &d->stats));
    map_add(&stats, "errors", stats_errors_node(arena, &d->stats));
    map_add(&stats, "dispatcher", process_node(arena, getpid()));
    map_add(&stats, "front", process_node(arena, d->front.child.pid));
    map_add(&stats, "confinement", confinement_node(arena, d->confinement));
    map_add(&stats, "workers", workers_node(arena, d));
    struct node fields = node_map(arena, 1);
    map_add(&fields, "stats", stats);
    reply_fields(d, request, arena, &fields, NULL);
}
