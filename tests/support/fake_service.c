/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/fake_service.h"

#include "proto/clock.h"
#include "proto/instant.h"
#include "proto/order.h"
#include "solver/service/dispatcher.h"
#include "tests/support/journal.h"

#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

/* The journal is made anew now and then, so that it does not grow. */
enum { REQUESTS_MAX = 1024, LIVES_PER_JOURNAL = 2000, CHANNEL_BYTES = 8 << 20, PATIENCE_S = 60 };

struct pipe {
    struct child *child;   /* the dispatcher's end */
    struct channel reader; /* ours */
};

struct asked {
    bool answered, sealed;
    struct seal_nonce nonce;
};

struct fake_service {
    struct options options;
    struct dispatcher d;
    struct worker worker;
    struct pipe front, back;
    struct asked asked[REQUESTS_MAX];
    size_t count;
    bool garbled;   /* the worker's results are no documents: replies are not looked into from then on */
    double ahead_s; /* of the clock */
};

/* What outlives a fake. */
static struct journal_place place;
static struct sealing *sealing;
static struct seal_key *key;
static unsigned lives;
static uint64_t last_id;

static void must(bool condition, const char *what)
{
    if (!condition) {
        fprintf(stderr, "fake service: %s\n", what);
        abort();
    }
}

const struct seal_key *fake_key(void)
{
    return key;
}

static void make_key(void)
{
    char name[128];
    struct error error;
    snprintf(name, sizeof name, "%s/keys", place.folder);
    must(mkdir(name, 0700) == 0, "a folder for keys");
    must(key != NULL || seal_key_new("keyed", ROLE_SUBMIT, "fuzz", &key, &error) == ERROR_NONE, "a key");
    snprintf(name, sizeof name, "%s/keys/fuzz.key", place.folder);
    must(key_file_write(name, key, &error) == ERROR_NONE, "a key's file");
    snprintf(name, sizeof name, "%s/keys", place.folder);
    struct sealing_settings settings = {name, 120000, wall_ms() - 1000, {0}};
    must(sealing_new(&settings, &sealing, &error) == ERROR_NONE, "sealing");
}

static void remove_place(void)
{
    char name[128];
    if (place.journal == NULL) {
        return;
    }
    sealing_free(sealing);
    snprintf(name, sizeof name, "%s/keys/fuzz.key", place.folder);
    remove(name);
    snprintf(name, sizeof name, "%s/keys", place.folder);
    remove(name);
    place_remove(&place);
}

static void make_place(void)
{
    if (lives++ % LIVES_PER_JOURNAL != 0) {
        return;
    }
    remove_place();
    place_make(&place);
    place_open(&place);
    make_key();
    last_id = 0;
    if (lives == 1) {
        atexit(remove_place);
    }
}

/* --- pipes -------------------------------------------------------------------------------------------- */

static void connect_pipe(struct pipe *pipe, struct child *child)
{
    int ends[2];
    must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0, "a pipe");
    channel_fini(&pipe->reader);
    must(channel_init(&child->channel, ends[0], CHANNEL_BYTES), "a channel");
    must(channel_init(&pipe->reader, ends[1], CHANNEL_BYTES), "a channel");
    pipe->child = child;
}

/* Everything that the dispatcher has queued, frame by frame. */
static void drain(struct fake_service *fake, struct pipe *pipe,
                  void (*take)(struct fake_service *, const struct frame *))
{
    struct channel *writer = &pipe->child->channel;
    for (bool more = writer->fd >= 0; more;) {
        struct frame frame;
        must(channel_flush(writer) == FRAME_OK, "the dispatcher's pipe broke");
        more = writer->first != NULL;
        must(channel_fill(&pipe->reader) == FRAME_OK, "our pipe broke");
        while (channel_take(&pipe->reader, &frame) == FRAME_OK && frame.payload != NULL) {
            take(fake, &frame);
            blob_drop(frame.payload);
            more = true;
        }
    }
}

/* A worker's result goes on as it is: the service looks only at its form, and puts it one level deeper. */
static bool is_result(const void *bytes, size_t length)
{
    struct arena *arena = arena_new();
    const struct node *result = NULL;
    const struct scan_limits limits = {
        .bytes = CHANNEL_BYTES, .nodes = CHANNEL_BYTES, .depth = TREE_DEPTH_MAX - 1};
    bool fine = tree_read_msgpack(arena, bytes, length, &limits, &result, NULL) == ERROR_NONE;
    arena_free(arena);
    return fine;
}

static bool is_refusal(const void *bytes, size_t length)
{
    return length == seal_refusal_length && memcmp(bytes, seal_refusal, length) == 0;
}

static void check_reply(const void *bytes, size_t length)
{
    struct arena *arena = arena_new();
    const struct node *reply = NULL;
    struct scan_limits limits = scan_limits_default;
    limits.bytes = CHANNEL_BYTES;
    must(tree_read_msgpack(arena, bytes, length, &limits, &reply, NULL) == ERROR_NONE,
         "a reply is no document");
    const struct node *ok = map_get(reply, "ok");
    must(ok != NULL && ok->kind == NODE_BOOLEAN, "a reply says neither yes nor no");
    must(ok->as.boolean == (map_get(reply, "error") == NULL),
         "an error is there when and only when it failed");
    arena_free(arena);
}

static void take_reply(struct fake_service *fake, const struct frame *frame)
{
    unsigned char *bytes = frame->payload->bytes, *plain = bytes;
    size_t length = frame->payload->length;
    must(frame->header.type == FRAME_REPLY && frame->header.id < fake->count, "a reply to nobody");
    struct asked *asked = &fake->asked[frame->header.id];
    must(!asked->answered, "a second reply");
    asked->answered = true;
    if (asked->sealed && !is_refusal(bytes, length)) {
        must(seal_open_reply(key, &asked->nonce, bytes, length, &plain, &length),
             "a reply that does not open");
    }
    if (!fake->garbled) {
        check_reply(plain, length);
    }
}

static void take_order(struct fake_service *fake, const struct frame *frame)
{
    struct order order;
    const struct blob *payload = frame->payload;
    (void)fake;
    if (frame->header.type == FRAME_CANCEL) {
        return;
    }
    must(frame->header.type == FRAME_JOB || frame->header.type == FRAME_FINISH, "an order of another kind");
    must(payload->length >= sizeof order, "an order too short");
    memcpy(&order, payload->bytes, sizeof order);
    must(order.body_length + order.instance_length <= payload->length - sizeof order, "an order cut off");
    must(msgpack_scan(payload->bytes + sizeof order, order.body_length, NULL, NULL) == ERROR_NONE,
         "a body that is no document");
    must(order.op == OP_SOLVE || order.op == OP_CHECK, "an order to do something else");
}

/* --- a life ------------------------------------------------------------------------------------------- */

static void set_options(struct options *options)
{
    static const char *const names[] = {"admin", "submit", "read", ""};
    static const enum role roles[] = {ROLE_ADMIN, ROLE_SUBMIT, ROLE_READ, ROLE_READ};
    *options = (struct options){.endpoint_count = FAKE_ENDPOINTS,
                                .limits = {.jobs = 100, .bytes = 1 << 20, .per_second = 1e6},
                                .workers = 1,
                                .queue = 100,
                                .pending_bytes = 1 << 20,
                                .memory_mb = 4096,
                                .max_time_s = 3600,
                                .result_keep = 10,
                                .result_bytes = 1 << 20,
                                .keep_days = 30,
                                .message_bytes = {1 << 20, 1 << 20},
                                .spool = place.folder,
                                .front_bytes = 64 << 20};
    for (size_t i = 0; i < FAKE_ENDPOINTS; i++) {
        struct identity *identity = &options->endpoints[i].identity;
        snprintf(identity->name, sizeof identity->name, "%s", names[i]);
        identity->role = roles[i];
        identity->limits = options->limits;
        options->endpoints[i].sealed = i == FAKE_SEALED;
    }
}

static struct client *client_of(void *context, const char *name)
{
    struct dispatcher *d = context;
    struct identity identity = {.role = ROLE_SUBMIT, .limits = d->options->limits};
    struct client *client = client_find(&d->clients, name);
    snprintf(identity.name, sizeof identity.name, "%s", name);
    return client != NULL ? client : client_enter(&d->clients, &identity, d->now_s);
}

static void open_store(struct fake_service *fake)
{
    struct dispatcher *d = &fake->d;
    struct job_bounds bounds = {.queued = 100, .pending_bytes = 1 << 20, .kept = 4, .kept_bytes = 1 << 16};
    d->jobs = job_store_new(bounds, place.journal);
    must(d->jobs != NULL && job_store_load(d->jobs, client_of, d, NULL) == ERROR_NONE, "the journal's jobs");
    d->jobs->last_id = last_id;
}

static void close_store(struct fake_service *fake)
{
    last_id = fake->d.jobs->last_id;
    drop_stored(&fake->d);
    job_store_free(fake->d.jobs);
}

static void hire(struct fake_service *fake)
{
    fake->worker = (struct worker){.state = WORKER_IDLE, .child = {.channel = {.fd = -1}}};
    connect_pipe(&fake->back, &fake->worker.child);
}

struct fake_service *fake_start(void)
{
    struct fake_service *fake = calloc(1, sizeof *fake);
    if (fake == NULL) {
        return NULL;
    }
    make_place();
    set_options(&fake->options);
    fake->d = (struct dispatcher){.options = &fake->options,
                                  .phase = PHASE_SERVING,
                                  .signals = -1,
                                  .now_s = monotonic_s(),
                                  .workers = &fake->worker,
                                  .journal = place.journal,
                                  .sealing = sealing};
    fake->front.reader.fd = fake->back.reader.fd = -1;
    client_table_init(&fake->d.clients);
    TAILQ_INIT(&fake->d.stored);
    supervisor_init(&fake->d.supervisor, fake->d.now_s);
    connect_pipe(&fake->front, &fake->d.front.child);
    hire(fake);
    open_store(fake);
    return fake;
}

static void finish_turn(struct fake_service *fake)
{
    struct dispatcher *d = &fake->d;
    if (fake->worker.state == WORKER_LEAVING) {
        pool_reaped(d, &fake->worker, 0);
    }
    if (fake->worker.state == WORKER_ABSENT) {
        hire(fake);
    }
    answer_due_waiters(d);
    pool_assign(d);
    settling_submit(d);
    drain(fake, &fake->front, take_reply);
    drain(fake, &fake->back, take_order);
    d->now_s = monotonic_s() + fake->ahead_s;
}

/* --- what happens to it ------------------------------------------------------------------------------- */

static void give(struct fake_service *fake, enum fake_endpoint endpoint, const void *bytes, size_t length)
{
    struct frame frame = {.header = {.type = FRAME_REQUEST,
                                     .flags = (uint16_t)endpoint,
                                     .id = fake->count,
                                     .length = (uint32_t)length},
                          .payload = blob_new(length)};
    must(frame.payload != NULL, "no memory");
    if (length > 0) {
        memcpy(frame.payload->bytes, bytes, length);
    }
    fake->count++;
    request_handle(&fake->d, &frame);
    blob_drop(frame.payload);
    finish_turn(fake);
}

void fake_request(struct fake_service *fake, enum fake_endpoint endpoint, const void *bytes, size_t length)
{
    if (fake->count < REQUESTS_MAX) {
        give(fake, endpoint, bytes, length);
    }
}

void fake_sealed_request(struct fake_service *fake, const void *bytes, size_t length)
{
    size_t sealed_length = seal_length(key, length);
    unsigned char *sealed = malloc(sealed_length);
    if (sealed != NULL && fake->count < REQUESTS_MAX) {
        struct asked *asked = &fake->asked[fake->count];
        asked->sealed = true;
        seal_request(key, wall_ms(), bytes, length, &asked->nonce, sealed);
        give(fake, FAKE_SEALED, sealed, sealed_length);
    }
    free(sealed);
}

void fake_answer(struct fake_service *fake, enum frame_type type, const void *bytes, size_t length)
{
    struct frame frame = {
        .header = {.type = (uint16_t)type, .id = fake->worker.job_id, .length = (uint32_t)length},
        .payload = blob_new(length)};
    must(frame.payload != NULL, "no memory");
    if (length > 0) {
        memcpy(frame.payload->bytes, bytes, length);
    }
    fake->garbled = fake->garbled || (type == FRAME_RESULT && !is_result(bytes, length));
    pool_handle(&fake->d, &fake->worker, &frame);
    blob_drop(frame.payload);
    finish_turn(fake);
}

void fake_death(struct fake_service *fake, int status)
{
    pool_reaped(&fake->d, &fake->worker, status);
    finish_turn(fake);
}

void fake_settle(struct fake_service *fake)
{
    uint64_t batch = journal_submit(place.journal);
    struct pollfd changed = {.fd = journal_fd(place.journal), .events = POLLIN};
    double until_s = monotonic_s() + PATIENCE_S;
    settle(&fake->d);
    finish_turn(fake);
    while (fake->d.committed < batch && monotonic_s() < until_s) { /* the fuzzer's alarm may end a poll */
        poll(&changed, 1, 1000);
        settle(&fake->d);
        finish_turn(fake);
    }
    must(fake->d.committed >= batch, "the journal is not written");
}

void fake_restart(struct fake_service *fake)
{
    fake_settle(fake);
    fake_settle(fake); /* what that has brought about */
    answer_all_waiters(&fake->d);
    drain(fake, &fake->front, take_reply);
    close_store(fake);
    child_gone(&fake->worker.child);
    hire(fake);
    open_store(fake);
    finish_turn(fake);
}

void fake_pass(struct fake_service *fake, double seconds)
{
    fake->ahead_s += seconds;
    fake->d.now_s += seconds;
    finish_turn(fake);
}

/* --- the end ------------------------------------------------------------------------------------------ */

static bool forget(void *context, const struct journal_job *job)
{
    struct fake_service *fake = context;
    return journal_forget_job(fake->d.journal, job->id, NULL) == ERROR_NONE;
}

void fake_end(struct fake_service *fake)
{
    struct journal_filter all = {0};
    fake_settle(fake);
    fake_settle(fake);
    answer_all_waiters(&fake->d);
    drain(fake, &fake->front, take_reply);
    for (size_t i = 0; i < fake->count; i++) {
        must(fake->asked[i].answered, "a request without a reply");
    }
    close_store(fake);
    must(journal_visit(place.journal, &all, forget, fake, NULL) == ERROR_NONE, "the journal's jobs");
    place_commit(&place);
    child_gone(&fake->d.front.child);
    child_gone(&fake->worker.child);
    channel_fini(&fake->front.reader);
    channel_fini(&fake->back.reader);
    client_table_fini(&fake->d.clients);
    free(fake);
}
