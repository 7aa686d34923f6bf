/* SPDX-License-Identifier: MIT */
/* What `mutasi batch` does once its command line is read: the base, then every scenario as it ends. */
#ifndef MUTASI_CLIENT_BATCH_H
#define MUTASI_CLIENT_BATCH_H

#include "client/session.h"
#include "proto/plan.h"

/* One job of the batch, and what came of it. */
struct batch_row {
    const char *name; /* of the scenario; of the base the translated word */
    bool is_known;    /* it has ended */
    enum error_code failure;
    const char *why; /* of a failure, or which demands exclude a plan; else "" */
    enum plan_status status;
    bool has_plan;
    int64_t total_upt, bound_upt;
    double gap;
    struct kpis kpis;
};

struct batch {
    /* from the command line */
    struct inputs inputs; /* instance and policy */
    const char *scenarios_file, *output;
    bool quiet;
    struct mutasi_request request; /* limits, key, priority */
    struct session session;        /* url, key */
    /* while it works */
    struct arena *arena;
    const struct node *scenarios;
    const char *key;        /* of the batch, as the service says */
    struct batch_row *rows; /* of the base, then of the scenarios */
    int32_t count;          /* scenarios */
    int32_t accepted, ended;
    bool is_folder; /* the output is one */
    bool has_bar;   /* something is on the terminal's line */
    double began_s, answered_s;
};

/* Reads and validates everything before it asks anybody. What fails leaves the rows that are known.
 * errors  those of reading, the service's; a job's own failure is in its row */
enum error_code batch_run(struct batch *batch, struct error *error);

/* --- batch_print.c -------------------------------------------------------------------------------------- */

/* On a terminal the bar: how many have ended. */
void batch_show(struct batch *batch);
void batch_clear(struct batch *batch);

/* The known rows: cost, moves, coverage, gap, and the difference to the base. */
void batch_print(const struct batch *batch, FILE *out);

/* The same as one document, {base, scenarios: [...]}; of what is not known, null. */
enum error_code batch_write(const struct batch *batch, struct error *error);

/* The first that has no plan says it. */
int batch_exit_code(const struct batch *batch);

#endif
