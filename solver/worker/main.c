/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mutasi-worker: one job at a time over the pipe at PIPE_FD, until the pipe closes. It may die at any moment,
 * by its own fault or killed; the dispatcher starts another. */
#include "proto/clock.h"
#include "proto/frame.h"
#include "proto/order.h"
#include "solver/worker/job.h"
#include "solver/worker/sandbox.h"

#include <argp.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The dispatcher judges the sizes; this only bounds what a broken pipe can ask for. */
#define ORDER_MAX_BYTES ((size_t)UINT32_MAX)

/* A job that takes this much processor time more than its limits is in a loop that mutasid has not ended. */
static const double LATE_S = 60.0;

struct running {
    uint64_t id;
    bool cancelled;
};

/* --- speaking ----------------------------------------------------------------------------------------- */

static bool say(enum frame_type type, uint64_t id, const struct piece *pieces, size_t count)
{
    struct frame_header header = {.type = (uint16_t)type, .id = id};
    return frame_write(PIPE_FD, header, pieces, count) == FRAME_OK;
}

static void say_progress(void *context, const struct job_progress *progress)
{
    const struct running *running = context;
    struct progress_note note;
    memset(&note, 0, sizeof note);
    note.has_incumbent = progress->has_incumbent;
    note.has_bound = progress->has_bound;
    note.incumbent = progress->incumbent;
    note.bound = progress->bound;
    note.gap = progress->gap;
    note.elapsed_s = progress->elapsed_s;
    note.effort = progress->effort;
    struct piece pieces[] = {{.bytes = &note, .length = sizeof note},
                             {.bytes = progress->state, .length = progress->state_length}};
    say(FRAME_PROGRESS, running->id, pieces, 2);
}

/* Looks into the pipe without waiting: only a CANCEL or its end can be there while a job runs. A dispatcher
 * that is gone needs no answer. */
static bool heard_cancel(void *context)
{
    struct running *running = context;
    struct pollfd pipe = {.fd = PIPE_FD, .events = POLLIN};
    while (!running->cancelled && poll(&pipe, 1, 0) > 0) {
        struct frame frame;
        if (frame_read(PIPE_FD, 0, &frame) != FRAME_OK) {
            _exit(0);
        }
        running->cancelled = frame.header.type == FRAME_CANCEL && frame.header.id == running->id;
        blob_drop(frame.payload);
    }
    return running->cancelled;
}

/* --- working ------------------------------------------------------------------------------------------ */

struct answer {
    const void *bytes;
    size_t length;
};

static enum error_code work(struct arena *arena, const struct frame *frame, const struct order *order,
                            struct running *running, double received_s, struct answer *answer,
                            struct error *error)
{
    const unsigned char *body = frame->payload->bytes + sizeof *order;
    const unsigned char *instance = body + order->body_length, *base = instance + order->instance_length;
    const unsigned char *state = base + order->base_length;
    const unsigned char *end = frame->payload->bytes + frame->payload->length;
    const struct job_input input = {.body = body,
                                    .body_length = order->body_length,
                                    .instance = order->instance_length > 0 ? instance : NULL,
                                    .instance_length = order->instance_length,
                                    .base = order->base_length > 0 ? base : NULL,
                                    .base_length = order->base_length,
                                    .state = end > state ? state : NULL,
                                    .state_length = (size_t)(end - state)};
    if (order->op == OP_CHECK) {
        return job_check(arena, &input, &answer->bytes, &answer->length, error);
    }
    if (frame->header.type == FRAME_FINISH) {
        return job_finish(arena, &input, &order->limits, (enum stop)order->stopped_by, &answer->bytes,
                          &answer->length, error);
    }
    struct job_events events = {.progress = say_progress, .is_cancelled = heard_cancel, .context = running};
    return job_solve(arena, &input, &order->limits, received_s - order->elapsed_s, &events, &answer->bytes,
                     &answer->length, error);
}

/* false: the dispatcher is gone. */
static bool carry_out(const struct frame *frame, const struct order *order, double received_s)
{
    struct running running = {.id = frame->header.id};
    struct answer answer = {NULL, 0};
    struct error error = {.code = ERROR_NONE};
    sandbox_allow(order->limits.memory_mb, LATE_S + order->limits.time_s, order->limits.threads);
    struct arena *arena = arena_new();
    enum error_code code = arena == NULL ? error_set(&error, ERROR_MEMORY, "", "no memory for a job")
                                         : work(arena, frame, order, &running, received_s, &answer, &error);
    sandbox_allow_rest();
    struct piece failure = {.bytes = &error, .length = sizeof error};
    struct piece result = {.bytes = answer.bytes, .length = answer.length};
    bool said = code == ERROR_NONE ? say(FRAME_RESULT, running.id, &result, 1)
                                   : say(FRAME_ERROR, running.id, &failure, 1);
    arena_free(arena);
    malloc_trim(0);
    return said;
}

/* false: nothing more to do. */
static bool take_order(void)
{
    struct frame frame;
    struct order order;
    if (frame_read(PIPE_FD, ORDER_MAX_BYTES, &frame) != FRAME_OK) {
        return false;
    }
    double received_s = monotonic_s();
    bool go_on = true;
    bool is_order = frame.header.type == FRAME_JOB || frame.header.type == FRAME_FINISH;
    if (is_order && frame.payload->length >= sizeof order) {
        memcpy(&order, frame.payload->bytes, sizeof order);
        size_t rest = frame.payload->length - sizeof order;
        go_on = order.body_length <= rest && order.instance_length <= rest - order.body_length &&
                order.base_length <= rest - order.body_length - order.instance_length &&
                carry_out(&frame, &order, received_s);
    }
    blob_drop(frame.payload);
    return go_on;
}

/* --- the command line --------------------------------------------------------------------------------- */

enum { KEY_MEMORY = 256, KEY_REPORT };

struct wishes {
    int memory_mb;
    bool report;
};

static const struct argp_option descriptions[] = {
    {"memory-mb", KEY_MEMORY, "N", 0, "Address space that the process may ever take, MiB (default: no limit)",
     0},
    {"confine-report", KEY_REPORT, NULL, 0, "Show how this machine lets a worker be shut in, and leave", 0},
    {0}};

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct wishes *wishes = state->input;
    switch (key) {
    case KEY_MEMORY:
        wishes->memory_mb = atoi(text);
        return 0;
    case KEY_REPORT:
        wishes->report = true;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void print_report(const struct sandbox *sandbox)
{
    char line[128];
    for (int i = 0; i < CONFINEMENT_COUNT; i++) {
        int failed = sandbox->failed[i];
        int length = snprintf(line, sizeof line, "%-18s %s\n", confinement_word((enum confinement)i),
                              failed == 0 ? "in force" : strerror(failed));
        if (write(STDOUT_FILENO, line, (size_t)length) != length) {
            return;
        }
    }
}

const char *argp_program_version = "mutasi-worker " MUTASI_VERSION;

int main(int argc, char **argv)
{
    static const struct argp parser = {
        .options = descriptions, .parser = parse, .doc = "Solves jobs for mutasid, which starts it."};
    struct wishes wishes = {0};
    struct sandbox sandbox;
    argp_parse(&parser, argc, argv, 0, NULL, &wishes);
    if (!wishes.report && fcntl(PIPE_FD, F_SETFD, FD_CLOEXEC) != 0) {
        fprintf(stderr, "mutasi-worker is started by mutasid\n");
        return 2;
    }
    sandbox_enter(wishes.memory_mb, &sandbox);
    if (wishes.report) {
        print_report(&sandbox);
        return 0;
    }
    struct ready_note note = {.in_force = sandbox_in_force(&sandbox)};
    struct piece ready = {.bytes = &note, .length = sizeof note};
    if (!say(FRAME_READY, 0, &ready, 1)) {
        return 0;
    }
    while (take_order()) {
        ;
    }
    return 0;
}
