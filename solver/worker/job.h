/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One job from body bytes to reply bytes: decode, validate, formulate, solve, evaluate, certify, write. What
 * a worker process does between two frames; no pipes, no processes here. */
#ifndef MUTASI_SOLVER_WORKER_JOB_H
#define MUTASI_SOLVER_WORKER_JOB_H

#include "proto/message.h"
#include "proto/plan.h"

/* What a running solve tells about itself. `state` is one MessagePack value, opaque to everybody but
 * job_finish: the placement and prices so far. */
struct job_progress {
    bool has_incumbent, has_bound;
    double incumbent, bound; /* points, for display */
    double gap;
    int64_t effort;
    double elapsed_s;
    const void *state; /* valid during the call */
    size_t state_length;
};

struct job_events {
    void (*progress)(
        void *context,
        const struct job_progress *progress); /* at most once a second, and at the end; may be NULL */
    bool (*is_cancelled)(void *context);      /* asked at most 20 times a second; may be NULL */
    void *context;
};

/* What is asked: a request's body, and the bytes of the stored instance that it names (instance: {"sha256"}),
 * NULL when it holds its instance itself. Borrowed; errors of the stored one have the same paths. */
struct job_input {
    const void *body;
    size_t body_length;
    const void *instance;
    size_t instance_length;
    const void *base; /* the plan of the job that `start` names; NULL: none, or it has none */
    size_t base_length;
    const void *state; /* that a worker told before it died; NULL: none */
    size_t state_length;
};

/* Solves the body of a `solve` request ({instance, policy?, scenario?, start?}). With a state the search goes
 * on from there instead of from `start`, so that the plan is never worse than what was told. start_s
 * monotonic clock when the job began: limits.time_s counts from here to the return plan      MessagePack of a
 * mutasi-plan/1 document, arena memory errors    those of reading; ERROR_UNKNOWN_INSTANCE, ERROR_IO when the
 * stored instance is absent or does not have the hash; ERROR_UNVERIFIED when the engine's answer fails the
 * independent check */
enum error_code job_solve(struct arena *arena, const struct job_input *input,
                          const struct solve_limits *limits, double start_s, const struct job_events *events,
                          const void **plan, size_t *plan_length, struct error *error);

/* Finishes a job whose worker died or overran: evaluates and certifies the state; no search. Without a state
 * the plan says no_plan_yet. */
enum error_code job_finish(struct arena *arena, const struct job_input *input,
                           const struct solve_limits *limits, enum stop stopped_by, const void **plan,
                           size_t *plan_length, struct error *error);

/* Answers a `check` request ({instance, policy?, scenario?, plan | placement}): a map {feasible, objective,
 * breaches:
 * [{row, sentence, seen, lower?, upper?}], units, kpis, claims?:[{field, claimed, found}], bound_verified?}
 * as MessagePack. `claims` lists where a given plan says something else than was recomputed. */
enum error_code job_check(struct arena *arena, const struct job_input *input, const void **report,
                          size_t *report_length, struct error *error);

#endif
