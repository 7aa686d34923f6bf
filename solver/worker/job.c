/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/worker/job.h"

#include "proto/clock.h"
#include "solver/worker/job_parts.h"

static const double RESERVE_MIN_S = 0.05;
/* How long past the search's end a proof by branching may be checked: within the half second after which a
 * worker counts as lost. */
static const double PROOF_GRACE_S = 0.2;

/* Evaluating reads the people once, certifying reads every choice once as formulating did, writing is less
 * than reading was: what these took tells how long before the end the search must stop. */
static double reserve_s(double decoding_s, double modelling_s)
{
    double reserve = 0.5 * decoding_s + modelling_s;
    return reserve > RESERVE_MIN_S ? reserve : RESERVE_MIN_S;
}

static enum stop stop_of(enum engine_stop stop)
{
    switch (stop) {
    case ENGINE_STOP_EFFORT:
        return STOPPED_BY_EFFORT;
    case ENGINE_STOP_TIME:
        return STOPPED_BY_TIME;
    case ENGINE_STOP_CANCEL:
        return STOPPED_BY_CANCEL;
    case ENGINE_STOP_GAP:
        break;
    }
    return STOPPED_BY_GAP;
}

struct job_outcome job_outcome_of(const struct engine_result *result)
{
    bool placed = result->status == ENGINE_OPTIMAL || result->status == ENGINE_FEASIBLE;
    return (struct job_outcome){.infeasible = result->status == ENGINE_INFEASIBLE,
                                .choice = placed ? result->choice : NULL,
                                .prices_ppt = result->prices_ppt,
                                .has_objective = placed,
                                .objective_upt = result->objective_upt,
                                .has_bound = result->has_bound,
                                .bound_upt = result->bound_upt,
                                .stopped_by = stop_of(result->stop),
                                .effort = result->effort,
                                .proof = result->proof};
}

static enum error_code search(struct arena *arena, const struct job_model *job, const struct job_start *start,
                              const struct solve_limits *limits, double deadline_s, struct job_teller *teller,
                              struct job_outcome *out, struct error *error)
{
    struct engine_result result = {0};
    const struct engine_options options = {.deadline_s = deadline_s,
                                           .gap = limits->gap,
                                           .effort = limits->effort,
                                           .seed = limits->seed,
                                           .threads = limits->threads,
                                           .start_choice = start->choice,
                                           .start_prices_ppt = start->prices_ppt,
                                           .start_unit_rows_ppt = start->unit_rows_ppt,
                                           .start_people_ppt = start->people_ppt,
                                           .on_progress = job_teller_progress,
                                           .is_cancelled = job_teller_is_cancelled,
                                           .context = teller};
    enum error_code code = engine_solve(arena, job->model, &options, &result, error);
    if (code != ERROR_NONE) {
        return code;
    }
    *out = job_outcome_of(&result);
    out->proof_deadline_s = deadline_s + PROOF_GRACE_S;
    out->explain_deadline_s = deadline_s;
    out->teller = teller;
    return ERROR_NONE;
}

/* The plan that comes with a start; one that cannot be read is none. */
static const struct node *read_base(struct arena *arena, const struct job_input *input)
{
    const struct node *base = NULL;
    if (input->base == NULL ||
        tree_read_msgpack(arena, input->base, input->base_length, NULL, &base, NULL) != ERROR_NONE) {
        return NULL;
    }
    return base;
}

/* Where the search begins. A state that cannot be read is passed over: it comes from a process that died. */
static enum error_code read_start(struct arena *arena, const struct job_input *input,
                                  const struct node *asked, const struct job_model *job,
                                  struct job_start *start, struct error *error)
{
    struct job_search_state found;
    enum error_code code = job_start_read(arena, asked, read_base(arena, input), job, start, error);
    if (code == ERROR_NONE && input->state != NULL &&
        job_state_read(arena, input->state, input->state_length, job->model, &found, NULL) == ERROR_NONE) {
        start->choice = found.choice != NULL ? found.choice : start->choice;
        start->prices_ppt = found.prices_ppt;
    }
    return code;
}

enum error_code job_solve(struct arena *arena, const struct job_input *input,
                          const struct solve_limits *limits, double start_s, const struct job_events *events,
                          const void **plan, size_t *plan_length, struct error *error)
{
    static const struct job_events silent = {0};
    struct job_body parts;
    struct job_model job;
    struct job_start start;
    struct job_teller teller;
    struct job_outcome outcome = {0};
    enum error_code code;
    double began_s = monotonic_s();
    if ((code = job_body_solve(arena, input, &parts, error)) != ERROR_NONE) {
        return code;
    }
    double decoded_s = monotonic_s();
    if ((code = job_model_read(arena, &parts, &job, error)) != ERROR_NONE) {
        return code;
    }
    double reserve = reserve_s(decoded_s - began_s, monotonic_s() - decoded_s);
    if (job.model == NULL) {
        outcome.explain_deadline_s = start_s + limits->time_s - reserve;
        return job_plan_write(arena, &job, limits, &outcome, plan, plan_length, error);
    }
    if ((code = read_start(arena, input, parts.start, &job, &start, error)) != ERROR_NONE ||
        (code = job_teller_init(arena, events == NULL ? &silent : events, job.model, start_s, &teller,
                                error)) != ERROR_NONE ||
        (code = search(arena, &job, &start, limits, start_s + limits->time_s - reserve, &teller, &outcome,
                       error)) != ERROR_NONE) {
        return code;
    }
    job_teller_end(&teller, &outcome);
    return job_plan_write(arena, &job, limits, &outcome, plan, plan_length, error);
}

enum error_code job_finish(struct arena *arena, const struct job_input *input,
                           const struct solve_limits *limits, enum stop stopped_by, const void **plan,
                           size_t *plan_length, struct error *error)
{
    struct job_body parts;
    struct job_model job;
    struct job_search_state found = {0};
    enum error_code code;
    if ((code = job_body_solve(arena, input, &parts, error)) != ERROR_NONE ||
        (code = job_model_read(arena, &parts, &job, error)) != ERROR_NONE) {
        return code;
    }
    if (input->state != NULL && job.model != NULL &&
        (code = job_state_read(arena, input->state, input->state_length, job.model, &found, error)) !=
            ERROR_NONE) {
        return code;
    }
    const struct job_outcome outcome = {.choice = found.choice,
                                        .prices_ppt = found.prices_ppt,
                                        .stopped_by = stopped_by,
                                        .effort = found.effort};
    return job_plan_write(arena, &job, limits, &outcome, plan, plan_length, error);
}
