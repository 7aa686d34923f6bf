/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the files of a job: the body as read, the start and the state of a search, and the way from a
 * placement with prices to a plan document. */
#ifndef MUTASI_SOLVER_WORKER_JOB_PARTS_H
#define MUTASI_SOLVER_WORKER_JOB_PARTS_H

#include "solver/engine/engine.h"
#include "solver/model/evaluate.h"
#include "solver/worker/job.h"

/* --- the body (job_body.c) ------------------------------------------------------------------------------ */

/* Parts as they stand in the body, the instance wherever it lies; NULL where absent. */
struct job_body {
    const struct node *instance, *policy, *scenario;
    const struct node *start;            /* solve */
    const struct node *plan, *placement; /* check: exactly one */
};

enum error_code job_body_solve(struct arena *arena, const struct job_input *input, struct job_body *out,
                               struct error *error);
enum error_code job_body_check(struct arena *arena, const struct job_input *input, struct job_body *out,
                               struct error *error);

/* --- what is solved (job_model.c) ----------------------------------------------------------------------- */

struct job_model {
    const struct problem *problem;
    const struct choice_model *model; /* NULL when people are stuck */
    const int32_t *stuck;
    int32_t stuck_count;
    char instance_sha256[65], policy_sha256[65];
    const char *const *warnings;
    int32_t warning_count;
};

/* Validates, formulates, hashes. */
enum error_code job_model_read(struct arena *arena, const struct job_body *body, struct job_model *out,
                               struct error *error);

/* Sentences for an infeasible instance: stuck people with their reason, or the rows that nobody can fill. */
enum error_code job_conflicts(struct arena *arena, const struct job_model *job, const char *const **conflicts,
                              int32_t *count, struct error *error);

/* --- a warm start, and the state of a search (job_start.c, job_base.c,
 * job_state.c)----------------------------- */

/* Of people_ppt: somebody who had none. */
#define JOB_NO_PRICE ENGINE_NO_PRICE

/* Per person a choice (NONE: unknown) or NULL; per row a price or NULL. */
struct job_start {
    const int32_t *choice;
    const int64_t *prices_ppt;
    const int64_t *unit_rows_ppt; /* of the unit side: per row, and per person; both or none */
    const int64_t *people_ppt;
};

/* start {placement?, prices?} or {job}: a hint, so names of rows that this model does not have are passed
 * over. base: the plan of that job, NULL: it has none, and the start is cold. */
enum error_code job_start_read(struct arena *arena, const struct node *start, const struct node *base,
                               const struct job_model *job, struct job_start *out, struct error *error);

/* What a plan gives to a start (job_base.c). errors: ERROR_MEMORY */
enum error_code job_base_read(struct arena *arena, const struct node *plan, const struct job_model *job,
                              struct job_start *out, struct error *error);

struct job_search_state {
    const int32_t *choice;     /* per person; NULL without a placement */
    const int64_t *prices_ppt; /* per row */
    int64_t effort;
};

/* Cut to what a document's integer holds: +-2^53. */
int64_t job_clipped_ppt(int64_t price_ppt);

/* MessagePack in the arena. */
enum error_code job_state_write(struct arena *arena, const struct choice_model *model,
                                const struct job_search_state *state, const void **bytes, size_t *length,
                                struct error *error);
/* Refuses anything that does not fit the model: the bytes come from a process that died. */
enum error_code job_state_read(struct arena *arena, const void *bytes, size_t length,
                               const struct choice_model *model, struct job_search_state *out,
                               struct error *error);

/* --- telling (job_progress.c) --------------------------------------------------------------------------- */

struct job_teller;

/* How a search ended, whoever ran it. */
struct job_outcome {
    bool infeasible;           /* the engine proved it */
    const int32_t *choice;     /* per person; NULL without a placement */
    const int64_t *prices_ppt; /* per row */
    bool has_objective, has_bound;
    int64_t objective_upt, bound_upt; /* what the engine says */
    enum stop stopped_by;
    int64_t effort;
    const struct proof_tree *proof; /* NULL: none */
    double proof_deadline_s;        /* monotonic: the tree is checked no longer; 0: as long as it takes */
    double explain_deadline_s; /* monotonic: what excludes a plan is looked for no longer; 0: not at all */
    struct job_teller *teller; /* to be asked for a cancellation meanwhile; may be NULL */
};

/* Passes the engine's progress on at most once a second, the first placement at once. What came in between is
 * kept and told when the engine next polls for cancellation, or at the end. */
struct job_teller {
    const struct job_events *events;
    const struct choice_model *model;
    double start_s, told_s, asked_s;
    bool told_incumbent, untold, cancelled;
    struct job_progress progress;
    struct job_search_state state;
    int32_t *choice;
    int64_t *prices_ppt;
};

enum error_code job_teller_init(struct arena *arena, const struct job_events *events,
                                const struct choice_model *model, double start_s, struct job_teller *out,
                                struct error *error);
/* The engine's callbacks; context: the teller. */
void job_teller_progress(void *context, const struct engine_progress *progress);
bool job_teller_is_cancelled(void *context);
/* Tells the outcome, if it has a placement: what is known of the job is then what its plan says. */
void job_teller_end(struct job_teller *teller, const struct job_outcome *outcome);

/* --- the plan (job_plan.c) ------------------------------------------------------------------------------ */

/* What the engine says, with no deadline for the proof (job.c). */
struct job_outcome job_outcome_of(const struct engine_result *result);

/* Evaluates, certifies and writes. errors: ERROR_UNVERIFIED when the outcome does not pass the check. */
enum error_code job_plan_write(struct arena *arena, const struct job_model *job,
                               const struct solve_limits *limits, const struct job_outcome *outcome,
                               const void **plan, size_t *length, struct error *error);

/* Which demands exclude a plan, and what to loosen; NULL when the outcome leaves no time for it, or it
 * failed: the plan is none without it (job_infeasibility.c). */
const struct infeasibility *job_infeasibility(struct arena *arena, const struct job_model *job,
                                              const struct solve_limits *limits,
                                              const struct job_outcome *outcome);

/* --- its proof by branching (job_proof.c) ----------------------------------------------------------------
 */

struct job_proof {
    const struct certificate_tree *tree; /* NULL: none, or one too large to go into a plan or to be checked */
    int64_t bound_upt;                   /* what it proves; INT64_MIN without */
    bool infeasible;                     /* it proves that there is no plan */
};

/* The tree of an outcome as a plan holds it. errors: those of the tree's shape, ERROR_MEMORY */
enum error_code job_proof_write(struct arena *arena, const struct choice_model *model,
                                const struct job_outcome *outcome, struct job_proof *out,
                                struct error *error);

/* What a plan's tree proves. deadline_s 0: none. errors: those of proof_from_certificate and proof_bound */
enum error_code job_prove(struct arena *arena, const struct choice_model *model,
                          const struct certificate_tree *tree, double deadline_s, int64_t *bound_upt,
                          bool *infeasible, struct error *error);

/* The best bound that prices prove: those given (clipped to +-2^53) or, when they prove less, all zero.
 * used_ppt  per row, the prices the bound holds for */
enum error_code job_certify(struct arena *arena, const struct choice_model *model, const int64_t *prices_ppt,
                            int64_t *bound_upt, bool *infeasible, const int64_t **used_ppt,
                            struct error *error);

#endif
