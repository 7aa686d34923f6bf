/* SPDX-License-Identifier: MIT */
/* What `mutasi frontier` does once its command line is read: the plan without a cap on all moves, then one
 * plan for each of some caps. */
#ifndef MUTASI_CLIENT_FRONTIER_H
#define MUTASI_CLIENT_FRONTIER_H

#include "client/session.h"
#include "proto/frontier.h"

enum { FRONTIER_POINTS = 12, FRONTIER_POINTS_LEAST = 3, FRONTIER_POINTS_MOST = 200 };

/* One cap and what came of it; the plan as a case can be written of it. */
struct frontier_solve {
    struct frontier_point point;
    struct inputs inputs;
    const struct node *document; /* the plan's */
    const struct node *start;    /* for its neighbours; NULL without a plan */
};

struct frontier_run {
    /* from the command line */
    struct inputs inputs;  /* files */
    const char *output;    /* the document; NULL: none */
    const char *knee_case; /* where the knee's plan goes as a case; NULL: nowhere */
    int32_t wanted;        /* points */
    bool quiet;
    struct mutasi_request request; /* limits, of each solve */
    /* while it works */
    struct session session; /* url from the command line */
    struct arena *arena;
    const struct node *bare;       /* the policy after the scenario, without its caps on all moves */
    const struct node *scenario;   /* without its policy; NULL: none */
    struct frontier_solve *solves; /* by cap */
    int32_t count, room;
    struct frontier frontier;
};

/* Reads and validates before it asks anybody; writes nothing. What fails leaves the points that were solved
 * in run->solves.
 * errors  those of reading, the service's */
enum error_code frontier_run(struct frontier_run *run, struct error *error);

/* The table and what it says, for people. */
void frontier_print(struct arena *arena, const struct frontier *frontier, FILE *out);

#endif
