/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/dispatcher.h"

#include "proto/clock.h"
#include "solver/service/journal.h"
#include "solver/service/log.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- reading ------------------------------------------------------------------------------------------ */

/* A pipe that ended or cannot be understood: whoever is at its other end is of no use any more. Its death is
 * handled when it is reaped. */
static void cut(struct child *child)
{
    child_kill(child);
    channel_fini(&child->channel);
}

static bool next_frame(struct child *child, struct frame *frame)
{
    if (child->channel.fd < 0) {
        return false;
    }
    if (channel_take(&child->channel, frame) != FRAME_OK) {
        log_event("pipe_broken", "pid=%ld", (long)child->pid);
        cut(child);
        return false;
    }
    return frame->payload != NULL;
}

static enum error_code take_front_frames(struct dispatcher *d, struct error *error)
{
    struct frame frame;
    enum error_code code = ERROR_NONE;
    while (code == ERROR_NONE && next_frame(&d->front.child, &frame)) {
        code = front_handle(d, &frame, error);
        blob_drop(frame.payload);
    }
    return code;
}

static void take_worker_frames(struct dispatcher *d, struct worker *worker)
{
    struct frame frame;
    while (next_frame(&worker->child, &frame)) {
        pool_handle(d, worker, &frame);
        blob_drop(frame.payload);
    }
}

static enum error_code read_front(struct dispatcher *d, struct error *error)
{
    struct child *child = &d->front.child;
    enum frame_status status = channel_fill(&child->channel);
    enum error_code code = take_front_frames(d, error);
    if (status != FRAME_OK && child->channel.fd >= 0) {
        channel_fini(&child->channel); /* it exits, or has */
    }
    return code;
}

static void read_worker(struct dispatcher *d, struct worker *worker)
{
    struct child *child = &worker->child;
    enum frame_status status = channel_fill(&child->channel);
    take_worker_frames(d, worker);
    if (status != FRAME_OK && child->channel.fd >= 0) {
        cut(child);
    }
}

/* --- children and signals ----------------------------------------------------------------------------- */

/* What a dead worker had still written counts. */
static void read_remains(struct dispatcher *d, struct worker *worker)
{
    struct pollfd remains = {.fd = worker->child.channel.fd, .events = POLLIN};
    enum frame_status status = FRAME_OK;
    while (status == FRAME_OK && worker->child.channel.fd >= 0 && poll(&remains, 1, 0) > 0) {
        status = channel_fill(&worker->child.channel);
        take_worker_frames(d, worker);
    }
}

static void reap(struct dispatcher *d)
{
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        if (pid == d->front.child.pid) {
            front_reaped(d, status);
        }
        for (int i = 0; i < d->options->workers; i++) {
            if (d->workers[i].child.pid != pid) {
                continue;
            }
            read_remains(d, &d->workers[i]);
            pool_reaped(d, &d->workers[i], status);
        }
    }
}

static void read_signals(struct dispatcher *d)
{
    struct signalfd_siginfo info;
    while (read(d->signals, &info, sizeof info) == (ssize_t)sizeof info) {
        if (info.ssi_signo == SIGCHLD) {
            reap(d);
        } else if (info.ssi_signo == SIGHUP) {
            supervision_reload(d);
        } else {
            drain_begin(d, (int)info.ssi_signo);
        }
    }
}

static enum error_code open_signals(struct dispatcher *d, struct error *error)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    if (sigprocmask(SIG_BLOCK, &set, NULL) == 0) {
        d->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    }
    if (d->signals < 0) {
        return error_set(error, ERROR_IO, "", "cannot receive signals: %s", strerror(errno));
    }
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error of its write */
    signal(SIGPIPE, SIG_IGN); /* whoever read our standard output or error may leave */
    return ERROR_NONE;
}

/* --- the loop ----------------------------------------------------------------------------------------- */

static struct pollfd poll_entry(const struct child *child)
{
    const struct channel *channel = &child->channel;
    /* a negative descriptor is passed over */
    return (struct pollfd){.fd = channel->fd,
                           .events = (short)(POLLIN | (channel->first != NULL ? POLLOUT : 0))};
}

static int poll_timeout_ms(const struct dispatcher *d)
{
    double next_s = fmin(d->phase == PHASE_LEAVING ? INFINITY : front_next_s(d), pool_next_s(d));
    if (d->jobs->waiter_count > 0 || !TAILQ_EMPTY(&d->stored)) {
        next_s = fmin(next_s, d->next_waiter_scan_s);
    }
    next_s = fmin(next_s, fmin(drain_next_s(d), d->next_retention_s));
    next_s = fmin(next_s, d->supervisor.next_s);
    double wait_ms = ceil((next_s - d->now_s) * 1000);
    return wait_ms < 0 ? 0 : wait_ms > 10000 ? 10000 : (int)wait_ms;
}

static void flush(struct child *child)
{
    if (child->channel.first != NULL && channel_flush(&child->channel) != FRAME_OK) {
        channel_fini(&child->channel); /* dying: it will be reaped */
    }
}

static void flush_all(struct dispatcher *d)
{
    flush(&d->front.child);
    for (int i = 0; i < d->options->workers; i++) {
        flush(&d->workers[i].child);
    }
}

static enum error_code handle_ready(struct dispatcher *d, const struct pollfd *polled, struct error *error)
{
    enum { READABLE = POLLIN | POLLHUP | POLLERR };
    enum error_code code = ERROR_NONE;
    if ((polled[1].revents & READABLE) != 0) {
        code = read_front(d, error);
    }
    for (int i = 0; i < d->options->workers; i++) {
        if ((polled[3 + i].revents & READABLE) != 0 && d->workers[i].child.channel.fd == polled[3 + i].fd) {
            read_worker(d, &d->workers[i]);
        }
    }
    if (polled[0].revents != 0) {
        read_signals(d);
    }
    if (polled[2].revents != 0) {
        settle(d);
    }
    return code;
}

static enum error_code turn(struct dispatcher *d, struct pollfd *polled, struct error *error)
{
    polled[0] = (struct pollfd){.fd = d->signals, .events = POLLIN};
    polled[1] = poll_entry(&d->front.child);
    polled[2] = (struct pollfd){.fd = journal_fd(d->journal), .events = POLLIN};
    for (int i = 0; i < d->options->workers; i++) {
        polled[3 + i] = poll_entry(&d->workers[i].child);
    }
    int ready = poll(polled, 3 + (nfds_t)d->options->workers, poll_timeout_ms(d));
    d->now_s = monotonic_s();
    if (ready < 0 && errno != EINTR) {
        return error_set(error, ERROR_IO, "", "poll: %s", strerror(errno));
    }
    enum error_code code = ready > 0 ? handle_ready(d, polled, error) : ERROR_NONE;
    if (code != ERROR_NONE) {
        return code;
    }
    front_tick(d);
    pool_tick(d);
    answer_due_waiters(d);
    pool_assign(d);
    drain_tick(d);
    settling_submit(d);
    supervision_tick(d);
    flush_all(d);
    return ERROR_NONE;
}

static enum error_code serve(struct dispatcher *d, void (*ready)(const struct options *options),
                             struct error *error)
{
    enum error_code code = ERROR_NONE;
    bool announced = false;
    struct pollfd *polled = calloc(3 + (size_t)d->options->workers, sizeof *polled);
    if (polled == NULL) {
        return error_set(error, ERROR_MEMORY, "", "no memory for %d workers", d->options->workers);
    }
    while (code == ERROR_NONE && d->phase != PHASE_GONE) {
        code = turn(d, polled, error);
        if (!announced && d->phase == PHASE_SERVING) {
            announced = true;
            ready(d->options);
        }
    }
    free(polled);
    return code;
}

static void end_children(struct dispatcher *d)
{
    child_kill(&d->front.child);
    child_gone(&d->front.child);
    for (int i = 0; i < d->options->workers && d->workers != NULL; i++) {
        child_kill(&d->workers[i].child);
        child_gone(&d->workers[i].child);
    }
    free(d->workers);
}

enum error_code dispatcher_run(const struct options *options, void (*ready)(const struct options *options),
                               struct error *error)
{
    struct dispatcher d = {.options = options, .signals = -1, .front = {.child = {.channel = {.fd = -1}}}};
    d.now_s = d.stats.since_s = monotonic_s();
    client_table_init(&d.clients);
    TAILQ_INIT(&d.stored);
    supervisor_init(&d.supervisor, d.now_s);
    enum error_code code = open_signals(&d, error);
    if (code == ERROR_NONE) {
        code = entry_open(&d, error);
    }
    if (code == ERROR_NONE) {
        code = settling_start(&d, error);
    }
    if (code == ERROR_NONE) {
        code = pool_start(&d, error);
    }
    if (code == ERROR_NONE) {
        code = front_start(&d, error);
    }
    if (code == ERROR_NONE) {
        code = serve(&d, ready, error);
    }
    end_children(&d);
    code = settling_end(&d, code, error);
    log_event("stopped", "code=%s", error_word(code));
    if (d.signals >= 0) {
        close(d.signals);
    }
    client_table_fini(&d.clients);
    sealing_free(d.sealing);
    return code;
}
