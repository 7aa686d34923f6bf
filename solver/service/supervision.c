/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When the service manager is told what. */
#include "solver/service/dispatcher.h"
#include "solver/service/log.h"

#include <stdio.h>

enum { STATUS_BYTES = 128 };
/* After the jobs' time: workers finish a plan and leave. */
static const double STOP_GRACE_S = 30;

static void describe(const struct dispatcher *d, char *status)
{
    const char *phase = d->phase == PHASE_STARTING  ? "starting"
                        : d->phase == PHASE_SERVING ? "serving"
                                                    : "stopping";
    snprintf(status, STATUS_BYTES, "%s: %zu jobs running, %zu waiting", phase, d->jobs->queue.running,
             d->jobs->queue.waiting);
}

void supervision_tick(struct dispatcher *d)
{
    char status[STATUS_BYTES];
    bool phase_changed = d->supervised_phase != d->phase;
    if (!phase_changed && d->now_s < d->supervisor.next_s) {
        return;
    }
    describe(d, status);
    if (phase_changed && d->phase == PHASE_SERVING) {
        supervisor_ready(&d->supervisor, status);
    }
    if (d->phase >= PHASE_DRAINING && d->supervised_phase < PHASE_DRAINING) {
        supervisor_stopping(&d->supervisor, d->drain_until_s - d->now_s + STOP_GRACE_S);
    }
    d->supervised_phase = d->phase;
    if (d->now_s >= d->supervisor.next_s) {
        supervisor_beat(&d->supervisor, d->now_s, status);
    }
}

void supervision_reload(struct dispatcher *d)
{
    char status[STATUS_BYTES];
    bool serving = d->phase == PHASE_SERVING; /* else the manager waits for something else */
    if (serving) {
        supervisor_reloading(&d->supervisor);
    }
    entry_reload(d);
    if (serving) {
        describe(d, status);
        supervisor_ready(&d->supervisor, status);
    }
}
