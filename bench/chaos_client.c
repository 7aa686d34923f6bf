/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client that wants each of its jobs done, whatever happens to the service meanwhile: when the connection
 * is lost or the answer does not come, it asks the same again under the same key. */
#include "bench/chaos.h"

#include <math.h>
#include <string.h>

/* Without an answer for so long it connects anew. Longer than the service may take. */
static const double PATIENCE_S = 30.0, RECONNECT_S = 0.02, BUSY_MAX_S = 0.5;

static const char *const ask_words[] = {
    [ASK_WAIT] = "wait", [ASK_RESULT] = "result", [ASK_CANCEL] = "cancel"};

void chaos_client_start(struct chaos_client *client, unsigned seed, unsigned number)
{
    *client = (struct chaos_client){.dice = dice_stream(seed, 1000 + number)};
    sp_init(&client->sp);
}

bool chaos_client_is_done(const struct chaos *chaos, const struct chaos_client *client)
{
    return chaos->closing && client->job == NULL && chaos->audited == chaos->ledger.count;
}

/* --- choosing ----------------------------------------------------------------------------------------- */

static void turn_to(struct chaos_client *client, struct ledger_job *job, enum chaos_ask ask)
{
    client->job = job;
    client->ask = ask;
    client->to_send = ask != ASK_NOTHING;
    client->not_before_s = 0;
}

/* The last look at every job. */
static void audit_next(struct chaos *chaos, struct chaos_client *client)
{
    while (chaos->audited < chaos->ledger.count) {
        struct ledger_job *job = chaos->ledger.jobs[chaos->audited++];
        if (job->accepted) {
            turn_to(client, job, ASK_RESULT);
            return;
        }
    }
}

/* A job that is over for its client is asked for once more: it may be submitted again, or only its result. */
static void look_back(struct chaos *chaos, struct chaos_client *client)
{
    struct ledger_job *job = chaos->ledger.jobs[dice_below(&client->dice, (int)chaos->ledger.count)];
    if (job->has_result) {
        turn_to(client, job, dice_chance(&client->dice, 50) ? ASK_SOLVE : ASK_RESULT);
    } else if (job->cancelled) {
        turn_to(client, job, ASK_RESULT);
    }
}

static void choose(struct chaos *chaos, struct chaos_client *client)
{
    if (chaos->closing) {
        audit_next(chaos, client);
        return;
    }
    if (chaos->ledger.count > 0 && dice_chance(&client->dice, 15)) {
        look_back(chaos, client);
    }
    if (client->job == NULL) {
        turn_to(client, ledger_new_job(&chaos->ledger),
                dice_chance(&client->dice, 50) ? ASK_SUBMIT : ASK_SOLVE);
    }
}

/* --- asking ------------------------------------------------------------------------------------------- */

static struct node request_of(struct arena *arena, const struct chaos_client *client)
{
    struct node request;
    if (client->ask == ASK_SOLVE || client->ask == ASK_SUBMIT) {
        request = chaos_submission(arena, client->job->number, client->ask == ASK_SUBMIT);
    } else {
        request = node_map(arena, 4);
        map_add(&request, "v", node_integer(1));
        map_add(&request, "op", node_borrowed(ask_words[client->ask]));
    }
    if (client->ask == ASK_SOLVE || client->ask == ASK_WAIT) {
        map_add(&request, "wait_s", node_integer(2));
    }
    map_add(&request, "key", node_borrowed(client->job->key));
    return request;
}

static void send(struct chaos *chaos, struct chaos_client *client)
{
    struct arena *arena = arena_new();
    struct node request = request_of(arena, client);
    const void *bytes;
    size_t length;
    if (tree_canonicalise(&request, NULL) == ERROR_NONE &&
        tree_write_msgpack(arena, &request, &bytes, &length, NULL) == ERROR_NONE &&
        sp_ask(&client->sp, bytes, length)) {
        client->to_send = false;
        client->asked_at_s = chaos->now_s;
        client->job->cancel_asked = client->job->cancel_asked || client->ask == ASK_CANCEL;
    }
    arena_free(arena);
}

static void lose_connection(struct chaos *chaos, struct chaos_client *client)
{
    sp_close(&client->sp);
    chaos->reconnects++;
    client->to_send = client->job != NULL;
    client->not_before_s = chaos->now_s + RECONNECT_S;
}

void chaos_client_step(struct chaos *chaos, struct chaos_client *client)
{
    if (client->job != NULL && !client->to_send && chaos->now_s > client->asked_at_s + PATIENCE_S) {
        lose_connection(chaos, client);
    }
    if (chaos->now_s < client->not_before_s) {
        return;
    }
    if (client->job == NULL) {
        choose(chaos, client);
    }
    if (client->to_send && client->sp.fd < 0 && !sp_connect(&client->sp, chaos->socket)) {
        client->not_before_s = chaos->now_s + RECONNECT_S;
    } else if (client->to_send) {
        send(chaos, client);
    }
}

/* --- the answer --------------------------------------------------------------------------------------- */

static bool is_word(const struct node *map, const char *key, const char *word)
{
    const struct node *node = map_get(map, key);
    return node != NULL && node->kind == NODE_STRING && strcmp(node->as.text, word) == 0;
}

/* The job is known and has not ended, or what came out was not asked for. */
static void go_on(struct chaos *chaos, struct chaos_client *client, const struct node *reply)
{
    const struct node *job = map_get(reply, "job");
    ledger_accepted(&chaos->ledger, client->job, map_get(job, "id")->as.integer);
    if (is_word(job, "state", "cancelled")) {
        ledger_cancelled(&chaos->ledger, client->job);
        turn_to(client, NULL, ASK_NOTHING);
    } else if (!chaos->closing && !client->job->cancel_asked && dice_chance(&client->dice, 2)) {
        turn_to(client, client->job, ASK_CANCEL);
    } else {
        turn_to(client, client->job, ASK_WAIT);
    }
}

/* The job was tried twice and lost its worker both times, which is us: then a client submits it anew. */
static void submit_anew(struct chaos *chaos, struct chaos_client *client)
{
    chaos->ledger.losses++;
    turn_to(client, client->job, ASK_SOLVE);
}

static void unknown(struct chaos *chaos, struct chaos_client *client)
{
    if (client->job->accepted) {
        ledger_lost(&chaos->ledger, client->job);
        turn_to(client, NULL, ASK_NOTHING);
    } else {
        turn_to(client, client->job, ASK_SUBMIT);
    }
}

static void take_error(struct chaos *chaos, struct chaos_client *client, const struct node *reply)
{
    const struct node *error = map_get(reply, "error");
    if (is_word(error, "code", "busy") || is_word(error, "code", "draining")) {
        client->to_send = true;
        client->not_before_s = chaos->now_s + BUSY_MAX_S * dice_below(&client->dice, 100) / 100;
    } else if (is_word(error, "code", "not_done")) {
        turn_to(client, client->job, ASK_WAIT);
    } else if (is_word(error, "code", "worker_lost")) {
        submit_anew(chaos, client);
    } else if (is_word(error, "code", "unknown_job")) {
        unknown(chaos, client);
    } else if (is_word(error, "code", "cancelled") && client->job->cancel_asked) {
        ledger_cancelled(&chaos->ledger, client->job);
        turn_to(client, NULL, ASK_NOTHING);
    } else {
        ledger_strange(&chaos->ledger, client->job, reply);
        turn_to(client, NULL, ASK_NOTHING);
    }
}

static void take_reply(struct chaos *chaos, struct chaos_client *client, const unsigned char *bytes,
                       size_t length)
{
    struct arena *arena = arena_new();
    const struct node *reply = NULL;
    chaos->replies++;
    if (tree_read_msgpack(arena, bytes, length, NULL, &reply, NULL) != ERROR_NONE) {
        ledger_strange(&chaos->ledger, client->job, NULL);
        turn_to(client, NULL, ASK_NOTHING);
    } else if (map_get(reply, "plan") != NULL || map_get(reply, "check") != NULL) {
        ledger_result(&chaos->ledger, client->job, reply);
        turn_to(client, NULL, ASK_NOTHING);
    } else if (map_get(reply, "job") != NULL) {
        go_on(chaos, client, reply);
    } else {
        take_error(chaos, client, reply);
    }
    arena_free(arena);
}

void chaos_client_advance(struct chaos *chaos, struct chaos_client *client)
{
    const unsigned char *bytes;
    size_t length;
    switch (sp_advance(&client->sp, &bytes, &length)) {
    case SP_REPLY:
        take_reply(chaos, client, bytes, length);
        break;
    case SP_LOST:
        lose_connection(chaos, client);
        break;
    case SP_NOTHING:
        break;
    }
}
