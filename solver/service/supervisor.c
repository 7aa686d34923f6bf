/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/supervisor.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <systemd/sd-daemon.h>
#include <time.h>

/* How often the status is told anew when there is no watchdog. */
static const double STATUS_S = 10;

void supervisor_init(struct supervisor *supervisor, double now_s)
{
    uint64_t watchdog_us = 0;
    *supervisor = (struct supervisor){.listens = getenv("NOTIFY_SOCKET") != NULL, .period_s = STATUS_S};
    if (sd_watchdog_enabled(0, &watchdog_us) > 0) {
        /* twice in its time, as sd_watchdog_enabled(3) asks */
        supervisor->period_s = fmin(STATUS_S, (double)watchdog_us * 1e-6 / 2);
    }
    supervisor->next_s = supervisor->listens ? now_s : INFINITY;
}

void supervisor_ready(const struct supervisor *supervisor, const char *status)
{
    if (supervisor->listens) {
        sd_notifyf(0, "READY=1\nSTATUS=%s", status);
    }
}

void supervisor_reloading(const struct supervisor *supervisor)
{
    struct timespec now;
    if (supervisor->listens) {
        clock_gettime(CLOCK_MONOTONIC, &now);
        sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%lld",
                   (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000);
    }
}

void supervisor_stopping(const struct supervisor *supervisor, double at_most_s)
{
    if (supervisor->listens) {
        sd_notifyf(0, "STOPPING=1\nEXTEND_TIMEOUT_USEC=%.0f", at_most_s * 1e6);
    }
}

void supervisor_beat(struct supervisor *supervisor, double now_s, const char *status)
{
    supervisor->next_s = now_s + supervisor->period_s;
    sd_notifyf(0, "WATCHDOG=1\nSTATUS=%s", status);
}
