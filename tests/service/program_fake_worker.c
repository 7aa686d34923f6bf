/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A worker that does what the body says, to see what the service makes of it:
 *
 *   {do:"answer"}            answers at once with {answer, pid, elapsed_s, op}
 *   {do:"gate", file}        tells progress, then waits until the file exists or it is cancelled
 *   {do:"deaf"}              tells progress with the state "half", then never answers nor listens
 *   {do:"crash"}             dies
 *   {do:"crash_once", file}  makes the file and dies; when it exists, answers
 *   {do:"error"}             reports unknown_id at instance.units[3]
 *   {do:"flood"}             tells 200 progresses with a state of 1 MiB, then answers
 *   {do:"garbage"}           writes bytes that are no frame
 *   {do:"nonsense"}          answers with bytes that are no document
 *   {do:"huge", bytes}       answers with a string of so many bytes
 *   {do:"grow"}              keeps 1.2 GB and answers
 *
 * To FINISH it answers {finished, state, stopped_by}. */
#include "proto/clock.h"
#include "proto/frame.h"
#include "proto/order.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FRAME_MAX_BYTES = 512 << 20, GROW_BYTES = 1200 << 20, MIB = 1 << 20 };

struct task {
    uint64_t id;
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

static void tell(const struct task *task, const void *state, size_t length)
{
    struct progress_note note;
    memset(&note, 0, sizeof note);
    note.has_incumbent = note.has_bound = 1;
    note.incumbent = 120.5;
    note.bound = 100;
    note.gap = 0.170124;
    note.effort = 4242;
    say(FRAME_PROGRESS, task->id, &note, sizeof note, state, length);
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

static void stay_deaf(void)
{
    for (;;)
        pause();
}

static void write_garbage(void)
{
    unsigned char bytes[64];
    memset(bytes, 0xff, sizeof bytes);
    send(PIPE_FD, bytes, sizeof bytes, MSG_NOSIGNAL);
    for (;;)
        pause();
}

static void obey(const struct task *task)
{
    const char *word = map_get(task->body, "do")->as.text;
    if (strcmp(word, "gate") == 0)
        wait_at_gate(task);
    else if (strcmp(word, "deaf") == 0) {
        tell(task, "\xa4half", 5);
        stay_deaf();
    } else if (strcmp(word, "mute") == 0)
        stay_deaf();
    else if (strcmp(word, "crash") == 0)
        raise(SIGKILL);
    else if (strcmp(word, "crash_once") == 0)
        crash_once(task);
    else if (strcmp(word, "error") == 0)
        report_error(task);
    else if (strcmp(word, "flood") == 0)
        flood(task);
    else if (strcmp(word, "garbage") == 0)
        write_garbage();
    else if (strcmp(word, "nonsense") == 0)
        say(FRAME_RESULT, task->id, NULL, 0, "\xc1\xc1", 2);
    else if (strcmp(word, "huge") == 0)
        answer_hugely(task);
    else if (strcmp(word, "grow") == 0)
        grow(task);
    else
        answer_plainly(task, "ok");
}

static void finish(const struct task *task, const unsigned char *state, size_t length)
{
    const struct node *value = NULL;
    struct error error;
    struct node map = node_map(task->arena, 3);
    map_add(&map, "finished", node_boolean(true));
    map_add(&map, "stopped_by", node_integer(task->order.stopped_by));
    if (length > 0 && tree_read_msgpack(task->arena, state, length, NULL, &value, &error) == ERROR_NONE)
        map_add(&map, "state", *value);
    answer(task, &map);
}

static void take(const struct frame *frame)
{
    struct error error;
    struct task task = {.id = frame->header.id, .arena = arena_new()};
    const unsigned char *body = frame->payload->bytes + sizeof task.order;
    memcpy(&task.order, frame->payload->bytes, sizeof task.order);
    size_t rest = frame->payload->length - sizeof task.order, length = task.order.body_length;
    if (tree_read_msgpack(task.arena, body, length, NULL, &task.body, &error) != ERROR_NONE)
        abort();
    if (frame->header.type == FRAME_FINISH)
        finish(&task, body + length, rest - length);
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
