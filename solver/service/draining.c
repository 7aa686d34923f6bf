/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the service stops: nothing new, jobs that run get their time, what they found goes to disk and to those
 * who wait, then the children leave. What waits in the queue stays in the journal. */
#include "solver/service/dispatcher.h"

#include "solver/service/log.h"

#include <math.h>

/* For the disk to take what ended, and for children to leave by themselves. */
static const double LEAVE_S = 5.0;

void drain_begin(struct dispatcher *d, int signal)
{
    if (d->phase == PHASE_STARTING) {
        d->phase = PHASE_LEAVING;
        return;
    }
    /* asked a second time: do not wait for the jobs */
    d->drain_until_s = d->phase == PHASE_SERVING ? d->now_s + d->options->drain_s : d->now_s;
    log_event("drain", "signal=%d waiting=%zu running=%zu at_most_s=%.1f", signal, d->jobs->queue.waiting,
              d->jobs->queue.running, d->drain_until_s - d->now_s);
    if (d->phase == PHASE_SERVING) {
        d->phase = PHASE_DRAINING;
    }
}

/* Running jobs return their best plan; those that wait are in the journal. */
static void stop_jobs(struct dispatcher *d)
{
    d->phase = PHASE_STOPPING;
    pool_cancel(d);
}

/* Whether jobs still run, or are to be finished by another worker. */
static bool jobs_left(const struct dispatcher *d)
{
    return d->jobs->queue.running > 0 || !TAILQ_EMPTY(&d->jobs->queue.urgent);
}

/* What ended is on disk, so that whoever waits for it can be told; or the disk had its time. */
static bool told(struct dispatcher *d)
{
    if (TAILQ_EMPTY(&d->jobs->unsettled) && TAILQ_EMPTY(&d->stored)) {
        return true;
    }
    if (d->leave_until_s == 0.0) {
        d->leave_until_s = d->now_s + LEAVE_S;
    }
    return d->now_s >= d->leave_until_s;
}

static void leave(struct dispatcher *d)
{
    struct frame_header quit = {.type = FRAME_QUIT};
    answer_all_waiters(d);
    refuse_late_stored(d, d->now_s);
    d->phase = PHASE_LEAVING;
    d->leave_until_s = d->now_s + LEAVE_S;
    if (d->front.child.channel.fd >= 0) {
        channel_send(&d->front.child.channel, quit, NULL, 0);
    }
    pool_leave(d);
}

static bool children_left(const struct dispatcher *d)
{
    bool left = d->front.child.pid != 0;
    for (int i = 0; i < d->options->workers && d->workers != NULL; i++) {
        left = left || d->workers[i].child.pid != 0;
    }
    return left;
}

void drain_tick(struct dispatcher *d)
{
    if (d->phase == PHASE_DRAINING && d->now_s >= d->drain_until_s) {
        stop_jobs(d);
    }
    if ((d->phase == PHASE_DRAINING || d->phase == PHASE_STOPPING) && !jobs_left(d) && told(d)) {
        leave(d);
    }
    if (d->phase == PHASE_LEAVING && (!children_left(d) || d->now_s >= d->leave_until_s)) {
        d->phase = PHASE_GONE;
    }
}

double drain_next_s(const struct dispatcher *d)
{
    double next_s = d->phase == PHASE_DRAINING ? d->drain_until_s : INFINITY;
    return d->leave_until_s > 0.0 ? fmin(next_s, d->leave_until_s) : next_s;
}
