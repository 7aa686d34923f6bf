/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A worker that does what the body says, to see what the service makes of it:
 *
 *   {do:"answer"}            answers at once with {answer, pid, elapsed_s, op}
 *   {do:"gate", file}        tells progress, then waits until the file exists or it is cancelled
 *   {do:"deaf"}              tells progress with the state "half", then never answers nor listens
 *   {do:"spin"}              tells progress with the state "half", then computes for ever
 *   {do:"starve", ms}        tells progress when its time is over, computes on processor 0 until it has
 *                            waited for it so long, and answers
 *   {do:"abort"}             tells progress with the state "half", then aborts as GLPK does
 *   {do:"exhaust"}           tells progress with the state "half", then reports that memory ran out
 *   {do:"escape"}            tells progress, is shut in as a worker is, and opens a socket
 *   {do:"crash"}             dies
 *   {do:"die_twice"}         tells progress with the state "half" and is killed, every time
 *   {do:"go_on", file}       tells progress with the state "half", makes the file and is killed; when it
 *                            exists, answers with {answer, state}
 *   {do:"worsen", file}      the same; when it exists, tells a worse placement "worse" and never answers
 *   {do:"crash_once", file}  makes the file and dies; when it exists, answers
 *   {do:"error"}             reports unknown_id at instance.units[3]
 *   {do:"instance"}          answers with the stored instance that the body names
 *   {do:"base"}              answers with what the plan to start from answered, or "cold"
 *   {do:"flood"}             tells 200 progresses with a state of 1 MiB, then answers
 *   {do:"garbage"}           writes bytes that are no frame
 *   {do:"nonsense"}          answers with bytes that are no document
 *   {do:"huge", bytes}       answers with a string of so many bytes
 *   {do:"grow"}              keeps 1.2 GB and answers
 *
 * Of a job of a batch the scenario says it, of its base the policy.
 *
 * To FINISH it answers {finished, state, stopped_by}. */
#define _GNU_SOURCE /* sched_setaffinity */
#include "proto/clock.h"
#include "proto/frame.h"
#include "proto/order.h"
#include "solver/worker/sandbox.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { FRAME_MAX_BYTES = 512 << 20, GROW_BYTES = 1200 << 20, MIB = 1 << 20 };

struct task {
    uint64_t id;
    const unsigned char *state; /* of the worker before */
    size_t state_length;
    struct order order;
    struct arena *arena;
    const struct node *body;
};

static void say(enum frame_type type, uint64_t id, const void *head, size_t head_length, const void *bytes,
                size_t length)
{
    struct frame_header header = {.type = (uint16_t)type, .id = id};
    struct piece pieces[] = {{.bytes = head, .length = head_length}, {.bytes = bytes, .length = length}};
    if (frame_write(PIPE_FD, header, pieces, 2) != FRAME_OK)
        _exit(0);
}

static void answer(const struct task *task, struct node *map)
{
    const void *bytes;
    size_t length;
    struct error error;
    if (tree_canonicalise(map, &error) != ERROR_NONE ||
        tree_write_msgpack(task->arena, map, &bytes, &length, &error) != ERROR_NONE)
        abort();
    say(FRAME_RESULT, task->id, NULL, 0, bytes, length);
}

static void answer_plainly(const struct task *task, const char *word)
{
    struct node map = node_map(task->arena, 4);
    map_add(&map, "answer", node_borrowed(word));
    map_add(&map, "pid", node_integer(getpid()));
    map_add(&map, "elapsed_s", node_real(task->order.elapsed_s));
    map_add(&map, "op", node_borrowed(op_word((enum op)task->order.op)));
    answer(task, &map);
}

static void tell_cost(const struct task *task, double incumbent, const void *state, size_t length)
{
    struct progress_note note;
    memset(&note, 0, sizeof note);
    note.has_incumbent = note.has_bound = 1;
    note.incumbent = incumbent;
    note.bound = 100;
    note.gap = 0.170124;
    note.effort = 4242;
    say(FRAME_PROGRESS, task->id, &note, sizeof note, state, length);
}

static void tell(const struct task *task, const void *state, size_t length)
{
    tell_cost(task, 120.5, state, length);
}

static bool told_to_stop(void)
{
    struct pollfd pipe = {.fd = PIPE_FD, .events = POLLIN};
    struct frame frame;
    if (poll(&pipe, 1, 1) <= 0)
        return false;
    if (frame_read(PIPE_FD, FRAME_MAX_BYTES, &frame) != FRAME_OK)
        _exit(0);
    blob_drop(frame.payload);
    return frame.header.type == FRAME_CANCEL;
}

static void wait_at_gate(const struct task *task)
{
    const char *file = map_get(task->body, "file")->as.text;
    tell(task, "\xa4half", 5);
    while (access(file, F_OK) != 0) {
        if (told_to_stop()) {
            answer_plainly(task, "cancelled");
            return;
        }
    }
    answer_plainly(task, "through");
}

static void crash_once(const struct task *task)
{
    const char *file = map_get(task->body, "file")->as.text;
    if (open(file, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600) >= 0)
        raise(SIGKILL);
    answer_plainly(task, "second");
}

/* false the first time: then it is killed in the midst of its work. */
static bool was_here(const struct task *task)
{
    const char *file = map_get(task->body, "file")->as.text;
    if (open(file, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600) < 0)
        return true;
    tell(task, "\xa4half", 5);
    raise(SIGKILL);
    return false;
}

static void go_on(const struct task *task)
{
    const struct node *state = NULL;
    struct error error;
    if (!was_here(task))
        return;
    struct node map = node_map(task->arena, 2);
    map_add(&map, "answer", node_borrowed("second"));
    if (task->state_length > 0 &&
        tree_read_msgpack(task->arena, task->state, task->state_length, NULL, &state, &error) == ERROR_NONE)
        map_add(&map, "state", *state);
    answer(task, &map);
}

static void worsen(const struct task *task)
{
    if (was_here(task))
        tell_cost(task, 130, "\xa5worse", 6);
    for (;;)
        pause();
}

/* Seconds this process has waited for a processor. */
static double waited_s(void)
{
    char text[128] = "";
    unsigned long long ran_ns, waited_ns = 0;
    int file = open("/proc/self/schedstat", O_RDONLY);
    if (file < 0 || read(file, text, sizeof text - 1) <= 0 ||
        sscanf(text, "%llu %llu", &ran_ns, &waited_ns) != 2)
        _exit(1);
    close(file);
    return 1e-9 * (double)waited_ns;
}

static void starve(const struct task *task)
{
    double end_s = monotonic_s() + task->order.limits.time_s;
    cpu_set_t first;
    CPU_ZERO(&first);
    CPU_SET(0, &first);
    sched_setaffinity(0, sizeof first, &first);
    while (monotonic_s() < end_s)
        ;
    tell(task, "\xa4half", 5);
    double enough_s = waited_s() + 1e-3 * (double)map_get(task->body, "ms")->as.integer;
    while (waited_s() < enough_s)
        ;
    answer_plainly(task, "late");
}

static void exhaust(const struct task *task)
{
    struct error error;
    memset(&error, 0, sizeof error);
    error_set(&error, ERROR_MEMORY, "", "no memory for more of it");
    tell(task, "\xa4half", 5);
    say(FRAME_ERROR, task->id, &error, sizeof error, NULL, 0);
}

static void escape(const struct task *task)
{
    struct sandbox sandbox;
    tell(task, "\xa4half", 5);
    sandbox_enter(0, &sandbox);
    if (socket(AF_INET, SOCK_STREAM, 0) < 0)
        answer_plainly(task, "refused");
    answer_plainly(task, "free");
}

static void flood(const struct task *task)
{
    void *state = calloc(1, MIB);
    for (int i = 0; i < 200 && state != NULL; i++)
        tell(task, state, MIB);
    free(state);
    answer_plainly(task, "flooded");
}

static void answer_hugely(const struct task *task)
{
    size_t length = (size_t)map_get(task->body, "bytes")->as.integer;
    char *text = arena_alloc(task->arena, length + 1, 1);
    memset(text, 'x', length);
    struct node map = node_map(task->arena, 1);
    map_add(&map, "huge", node_borrowed(text));
    answer(task, &map);
}

static void answer_with_instance(const struct task *task)
{
    const unsigned char *instance = task->state - task->order.base_length - task->order.instance_length;
    say(FRAME_RESULT, task->id, NULL, 0, instance, task->order.instance_length);
}

static void answer_with_base(const struct task *task)
{
    const struct node *base = NULL;
    struct error error;
    if (task->order.base_length == 0) {
        answer_plainly(task, "cold");
        return;
    }
    if (tree_read_msgpack(task->arena, task->state - task->order.base_length, task->order.base_length, NULL,
                          &base, &error) != ERROR_NONE)
        abort();
    answer_plainly(task, map_get(base, "answer")->as.text);
}

static void report_error(const struct task *task)
{
    struct error error;
    memset(&error, 0, sizeof error);
    error_set(&error, ERROR_UNKNOWN_ID, "instance.units[3]", "no group \"north\"");
    say(FRAME_ERROR, task->id, &error, sizeof error, NULL, 0);
}

static void grow(const struct task *task)
{
    volatile char *bytes = malloc(GROW_BYTES);
    for (size_t i = 0; bytes != NULL && i < GROW_BYTES; i += 4096)
        bytes[i] = 1;
    answer_plainly(task, "grown");
}

static void stay_deaf(const struct task *task)
{
    (void)task;
    for (;;)
        pause();
}

static void write_garbage(const struct task *task)
{
    (void)task;
    unsigned char bytes[64];
    memset(bytes, 0xff, sizeof bytes);
    send(PIPE_FD, bytes, sizeof bytes, MSG_NOSIGNAL);
    for (;;)
        pause();
}

static void tell_and_spin(const struct task *task)
{
    tell(task, "\xa4half", 5);
    for (volatile unsigned long i = 0;; i++)
        ;
}

static void tell_and_abort(const struct task *task)
{
    tell(task, "\xa4half", 5);
    abort();
}

static void tell_and_die(const struct task *task)
{
    tell(task, "\xa4half", 5);
    raise(SIGKILL);
}

static void tell_and_be_deaf(const struct task *task)
{
    tell(task, "\xa4half", 5);
    stay_deaf(task);
}

static void die(const struct task *task)
{
    (void)task;
    raise(SIGKILL);
}

static void talk_nonsense(const struct task *task)
{
    say(FRAME_RESULT, task->id, NULL, 0, "\xc1\xc1", 2);
}

static void answer_ok(const struct task *task)
{
    answer_plainly(task, "ok");
}

static const struct {
    const char *word;
    void (*act)(const struct task *task);
} acts[] = {{"answer", answer_ok},
            {"gate", wait_at_gate},
            {"deaf", tell_and_be_deaf},
            {"mute", stay_deaf},
            {"spin", tell_and_spin},
            {"starve", starve},
            {"abort", tell_and_abort},
            {"exhaust", exhaust},
            {"escape", escape},
            {"crash", die},
            {"crash_once", crash_once},
            {"die_twice", tell_and_die},
            {"go_on", go_on},
            {"worsen", worsen},
            {"error", report_error},
            {"flood", flood},
            {"garbage", write_garbage},
            {"nonsense", talk_nonsense},
            {"huge", answer_hugely},
            {"grow", grow},
            {"instance", answer_with_instance},
            {"base", answer_with_base}};

static void obey(const struct task *task)
{
    const char *word = map_get(task->body, "do")->as.text;
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        if (strcmp(word, acts[i].word) == 0) {
            acts[i].act(task);
            return;
        }
    }
    answer_ok(task);
}

static void finish(const struct task *task)
{
    const struct node *value = NULL;
    struct error error;
    struct node map = node_map(task->arena, 3);
    map_add(&map, "finished", node_boolean(true));
    map_add(&map, "stopped_by", node_integer(task->order.stopped_by));
    if (task->state_length > 0 &&
        tree_read_msgpack(task->arena, task->state, task->state_length, NULL, &value, &error) == ERROR_NONE)
        map_add(&map, "state", *value);
    answer(task, &map);
}

static void take(const struct frame *frame)
{
    struct error error;
    struct task task = {.id = frame->header.id, .arena = arena_new()};
    const unsigned char *body = frame->payload->bytes + sizeof task.order;
    memcpy(&task.order, frame->payload->bytes, sizeof task.order);
    size_t length = task.order.body_length,
           before = length + task.order.instance_length + task.order.base_length;
    task.state = body + before;
    task.state_length = frame->payload->length - sizeof task.order - before;
    if (tree_read_msgpack(task.arena, body, length, NULL, &task.body, &error) != ERROR_NONE)
        abort();
    const char *const parts[] = {"scenario", "policy"};
    for (size_t i = 0; i < 2 && map_get(task.body, "do") == NULL; i++)
        if (map_get(map_get(task.body, parts[i]), "do") != NULL)
            task.body = map_get(task.body, parts[i]);
    if (frame->header.type == FRAME_FINISH)
        finish(&task);
    else
        obey(&task);
    arena_free(task.arena);
}

int main(void)
{
    struct frame frame;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    say(FRAME_READY, 0, NULL, 0, NULL, 0);
    while (frame_read(PIPE_FD, FRAME_MAX_BYTES, &frame) == FRAME_OK) {
        if (frame.header.type == FRAME_JOB || frame.header.type == FRAME_FINISH)
            take(&frame);
        blob_drop(frame.payload);
    }
    return 0;
}
