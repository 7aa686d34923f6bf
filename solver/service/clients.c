/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/clients.h"

#include <math.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

/* A client may have this many times what is free. */
enum { SHARE_OF_FREE = 8 };
/* Retries are neither asked for at once nor put off for long. */
static const double RETRY_LEAST_S = 1.0, RETRY_MOST_S = 60.0;

/* --- the table ---------------------------------------------------------------------------------------- */

static int compare_names(const void *left, const void *right)
{
    return strcmp(((const struct client *)left)->name, ((const struct client *)right)->name);
}

void client_table_init(struct client_table *table)
{
    *table = (struct client_table){.count = 0};
    TAILQ_INIT(&table->all);
}

static void forget(struct client_table *table, struct client *client)
{
    TAILQ_REMOVE(&table->all, client, link);
    tdelete(client, &table->by_name, compare_names);
    table->count--;
    free(client);
}

void client_table_fini(struct client_table *table)
{
    while (!TAILQ_EMPTY(&table->all)) {
        forget(table, TAILQ_FIRST(&table->all));
    }
}

struct client *client_find(const struct client_table *table, const char *name)
{
    struct client sought;
    strncpy(sought.name, name, CLIENT_NAME_MAX);
    sought.name[CLIENT_NAME_MAX] = '\0';
    struct client **found = tfind(&sought, &table->by_name, compare_names);
    return found != NULL ? *found : NULL;
}

struct client *client_hold(struct client *client)
{
    client->holds++;
    return client;
}

void client_drop(struct client *client)
{
    if (client != NULL) {
        client->holds--;
    }
}

/* --- requests ----------------------------------------------------------------------------------------- */

static double bucket_size(const struct client *client)
{
    return fmax(1, 2 * client->limits.per_second);
}

static void fill_bucket(struct client *client, double now_s)
{
    double filled = client->tokens + (now_s - client->tokens_at_s) * client->limits.per_second;
    client->tokens = fmin(filled, bucket_size(client));
    client->tokens_at_s = now_s;
}

enum error_code client_admit_request(struct client *client, double now_s, double *retry_after_s,
                                     struct error *error)
{
    client->requests++;
    if (client->limits.per_second <= 0) {
        return ERROR_NONE;
    }
    fill_bucket(client, now_s);
    if (client->tokens < 1) {
        client->refused++;
        *retry_after_s = (1 - client->tokens) / client->limits.per_second;
        return error_set(error, ERROR_BUSY, "", "this client may make %.15g requests per second",
                         client->limits.per_second);
    }
    client->tokens -= 1;
    return ERROR_NONE;
}

/* --- coming and going --------------------------------------------------------------------------------- */

/* Nothing is lost with it: no job, and no debt of requests. */
static bool idle(struct client *client, double now_s)
{
    if (client->holds > 0 || client->turn.waiting + client->turn.running > 0) {
        return false;
    }
    fill_bucket(client, now_s);
    return now_s - client->seen_s >= CLIENT_IDLE_S &&
           (client->limits.per_second <= 0 || client->tokens >= bucket_size(client));
}

void client_table_tidy(struct client_table *table, double now_s)
{
    struct client *client, *next;
    for (client = TAILQ_FIRST(&table->all); client != NULL && now_s - client->seen_s >= CLIENT_IDLE_S;
         client = next) {
        next = TAILQ_NEXT(client, link);
        if (idle(client, now_s)) {
            forget(table, client);
        }
    }
}

static struct client *add(struct client_table *table, const struct identity *identity, double now_s)
{
    client_table_tidy(table, now_s);
    struct client *client = table->count < CLIENTS_MAX ? calloc(1, sizeof *client) : NULL;
    if (client == NULL) {
        return NULL;
    }
    memcpy(client->name, identity->name, sizeof client->name);
    if (tsearch(client, &table->by_name, compare_names) == NULL) {
        free(client);
        return NULL;
    }
    client->limits = identity->limits;
    client->tokens = bucket_size(client);
    client->tokens_at_s = now_s;
    client_turn_init(&client->turn);
    table->count++;
    return client;
}

struct client *client_enter(struct client_table *table, const struct identity *identity, double now_s)
{
    struct client *client = client_find(table, identity->name);
    if (client != NULL) {
        TAILQ_REMOVE(&table->all, client, link);
    } else {
        client = add(table, identity, now_s);
    }
    if (client == NULL) {
        return NULL;
    }
    fill_bucket(client, now_s); /* by the limits that held until now */
    client->limits = identity->limits;
    client->seen_s = now_s;
    TAILQ_INSERT_TAIL(&table->all, client, link);
    return client;
}

/* --- jobs --------------------------------------------------------------------------------------------- */

/* When so many jobs on so many workers are a quarter fewer. */
static double drained_s(const struct room *room, size_t jobs, size_t workers)
{
    double seconds = ceil((double)jobs * room->job_mean_s / (double)(workers > 0 ? workers : 1) / 4);
    return fmin(fmax(seconds, RETRY_LEAST_S), RETRY_MOST_S);
}

static size_t jobs_of(const struct client *client)
{
    return client->turn.waiting + client->turn.running;
}

/* A client has its share of the workers only. */
static double own_drained_s(const struct client *client, const struct room *room)
{
    return drained_s(room, jobs_of(client), room->workers / (room->active > 0 ? room->active : 1));
}

/* Dynamic thresholds (Choudhury and Hahne 1998, "Dynamic queue length thresholds for shared-memory packet
 * switches"): whoever has more than SHARE_OF_FREE times of what would be left gets no more. */
static bool beyond_share(size_t own, size_t left)
{
    return own / SHARE_OF_FREE > left;
}

static enum error_code admit_own_jobs(const struct client *client, struct error *error)
{
    if (client->limits.jobs > 0 && jobs_of(client) >= client->limits.jobs) {
        return error_set(error, ERROR_BUSY, "", "%zu jobs of this client wait or run, it may have %zu",
                         jobs_of(client), client->limits.jobs);
    }
    return ERROR_NONE;
}

static enum error_code admit_own_bytes(const struct client *client, size_t bytes, struct error *error)
{
    size_t most = client->limits.bytes;
    if (most > 0 && bytes > most) {
        return error_set(error, ERROR_TOO_LARGE, "", "%zu bytes, but this client may have %zu together",
                         bytes, most);
    }
    if (most > 0 && client->bytes > most - bytes) {
        return error_set(error, ERROR_BUSY, "",
                         "this client's jobs have %zu bytes, %zu more exceed its limit of %zu", client->bytes,
                         bytes, most);
    }
    return ERROR_NONE;
}

static enum error_code admit_room_jobs(const struct room *room, struct error *error)
{
    if (room->jobs >= room->jobs_max) {
        return error_set(error, ERROR_BUSY, "", "%zu jobs are waiting, the queue is full", room->jobs);
    }
    return ERROR_NONE;
}

static enum error_code admit_room_bytes(size_t bytes, const struct room *room, struct error *error)
{
    if (bytes > room->bytes_max) {
        return error_set(error, ERROR_TOO_LARGE, "", "%zu bytes, but all jobs may have %zu together", bytes,
                         room->bytes_max);
    }
    if (room->bytes > room->bytes_max - bytes) {
        return error_set(error, ERROR_BUSY, "", "%zu bytes of waiting jobs are held, no room for %zu more",
                         room->bytes, bytes);
    }
    return ERROR_NONE;
}

/* There is room; is it this client's? */
static enum error_code admit_share_jobs(const struct client *client, const struct room *room,
                                        struct error *error)
{
    if (room->shared && beyond_share(client->turn.waiting, room->jobs_max - room->jobs)) {
        return error_set(error, ERROR_BUSY, "", "%zu jobs of this client wait, the room left is for others",
                         client->turn.waiting);
    }
    return ERROR_NONE;
}

static enum error_code admit_share_bytes(const struct client *client, size_t bytes, const struct room *room,
                                         struct error *error)
{
    if (room->shared && beyond_share(client->bytes, room->bytes_max - room->bytes - bytes)) {
        return error_set(error, ERROR_BUSY, "",
                         "this client's jobs have %zu bytes, the room left is for others", client->bytes);
    }
    return ERROR_NONE;
}

enum error_code client_admit_bytes(struct client *client, size_t bytes, const struct room *room,
                                   double *retry_after_s, struct error *error)
{
    *retry_after_s = RETRY_LEAST_S; /* a disk is faster than a job */
    enum error_code code = admit_room_bytes(bytes, room, error);
    if (code != ERROR_NONE) {
        return code;
    }
    code = admit_own_bytes(client, bytes, error);
    if (code == ERROR_NONE) {
        code = admit_share_bytes(client, bytes, room, error);
    }
    client->refused += code != ERROR_NONE ? 1 : 0;
    return code;
}

enum error_code client_admit_job(struct client *client, size_t bytes, const struct room *room,
                                 double *retry_after_s, struct error *error)
{
    enum error_code code = admit_room_jobs(room, error);
    if (code == ERROR_NONE) {
        code = admit_room_bytes(bytes, room, error);
    }
    if (code != ERROR_NONE) {
        *retry_after_s = drained_s(room, room->jobs + room->workers, room->workers);
        return code;
    }
    code = admit_own_jobs(client, error);
    if (code == ERROR_NONE) {
        code = admit_share_jobs(client, room, error);
    }
    if (code == ERROR_NONE) {
        code = admit_own_bytes(client, bytes, error);
    }
    if (code == ERROR_NONE) {
        code = admit_share_bytes(client, bytes, room, error);
    }
    if (code != ERROR_NONE) {
        client->refused++;
        *retry_after_s = own_drained_s(client, room);
    }
    return code;
}

bool client_may_wait(const struct client *client, size_t free, bool shared)
{
    return free > 0 && !(shared && beyond_share(client->waiters, free));
}

void client_take_bytes(struct client *client, size_t bytes)
{
    client->bytes += bytes;
}

void client_give_bytes(struct client *client, size_t bytes)
{
    client->bytes -= bytes;
}
