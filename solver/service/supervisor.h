/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the service manager that started us is told (systemd, Type=notify): that clients can connect, that we
 * stop or read the keys again, what we are doing, and that the loop still turns (its watchdog). Nothing
 * happens when no manager listens. One thread. */
#ifndef MUTASI_SOLVER_SERVICE_SUPERVISOR_H
#define MUTASI_SOLVER_SERVICE_SUPERVISOR_H

#include <stdbool.h>

struct supervisor {
    bool listens;
    double period_s; /* between two beats */
    double next_s;   /* monotonic; infinite when nobody listens */
};

void supervisor_init(struct supervisor *supervisor, double now_s);

void supervisor_ready(const struct supervisor *supervisor, const char *status);
void supervisor_reloading(const struct supervisor *supervisor); /* until ready is said again */
/* at_most_s: by when we shall have ended; the manager's own patience is extended to it */
void supervisor_stopping(const struct supervisor *supervisor, double at_most_s);

/* Says that the loop turns and what it does. To be called when next_s has come. */
void supervisor_beat(struct supervisor *supervisor, double now_s, const char *status);

#endif
