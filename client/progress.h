/* SPDX-License-Identifier: MIT */
/* How a job stands, on standard error: one line with a bar on a terminal, plain lines elsewhere. */
#ifndef MUTASI_CLIENT_PROGRESS_H
#define MUTASI_CLIENT_PROGRESS_H

#include "client/mutasi.h"

/* Zeroed but for what is known of the job. */
struct progress_view {
    const char *name; /* what plain lines call it; NULL: no plain lines, silence where there is no terminal */
    bool has_limits;  /* the next two are known */
    double time_s, gap; /* what the job may use, and what it aims at */
    /* private */
    double began_s, told_s, incumbent, bound;
    char state[16];
    bool is_shown;
};

/* The bar is full when the job ends: when its time is up, or its gap closed (each tenth of the way to it
 * counts the same), whichever is nearer. A plain line tells of a new state at once, of a better plan or bound
 * every ten seconds. */
void progress_show(struct progress_view *view, const struct mutasi_progress *progress);
void progress_clear(struct progress_view *view);

/* Whether progress_show would say anything. */
bool progress_is_wanted(const struct progress_view *view);

/* The share of the bar that is filled, 0 to 1. */
double progress_share(const struct progress_view *view, const struct mutasi_progress *progress);

#endif
