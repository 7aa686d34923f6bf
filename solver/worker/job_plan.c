/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/explain/reasons.h"
#include "solver/explain/secondments.h"
#include "solver/model/certificate.h"
#include "solver/worker/job_parts.h"

#include <string.h>

static enum error_code no_memory(struct error *error)
{
    return error_set(error, ERROR_MEMORY, NULL, "no memory for the plan");
}

/* No cost is negative, so zero prices prove at least 0: a bound below that, or one that leaves 64 bits, comes
 * from prices that are no good. */
enum error_code job_certify(struct arena *arena, const struct choice_model *model, const int64_t *prices_ppt,
                            int64_t *bound_upt, bool *infeasible, const int64_t **used_ppt,
                            struct error *error)
{
    int32_t rows = choice_model_row_count(model);
    int64_t *prices = arena_alloc(arena, (size_t)rows, sizeof *prices);
    if (prices == NULL) {
        return no_memory(error);
    }
    for (int32_t r = 0; r < rows && prices_ppt != NULL; r++) {
        prices[r] = job_clipped_ppt(prices_ppt[r]);
    }
    *used_ppt = prices;
    *bound_upt = 0;
    enum error_code code = certificate_bound(model, prices, bound_upt, infeasible, error);
    bool useless = code == ERROR_OVERFLOW || (code == ERROR_NONE && !*infeasible && *bound_upt < 0);
    if (!useless || prices_ppt == NULL) {
        return code;
    }
    memset(prices, 0, (size_t)rows * sizeof *prices);
    return certificate_bound(model, prices, bound_upt, infeasible, error);
}

static enum error_code place_people(struct arena *arena, const struct choice_model *model,
                                    const int32_t *choice, struct placed **out, struct error *error)
{
    int32_t people = choice_model_person_count(model);
    *out = arena_alloc(arena, (size_t)people, sizeof **out);
    if (*out == NULL) {
        return no_memory(error);
    }
    for (int32_t i = 0; i < people; i++) {
        struct placed *at = &(*out)[i];
        choice_model_choice_end(model, i, choice[i], &at->unit, &at->offer, &at->surge);
    }
    return ERROR_NONE;
}

static enum error_code list_unplaced(struct arena *arena, const struct placed *placement, int32_t people,
                                     struct plan *plan, struct error *error)
{
    int32_t *list = arena_alloc(arena, (size_t)people, sizeof *list);
    if (list == NULL) {
        return no_memory(error);
    }
    for (int32_t i = 0; i < people; i++) {
        if (placement[i].unit == NONE) {
            list[plan->unplaced_count++] = i;
        }
    }
    plan->unplaced = list;
    return ERROR_NONE;
}

static enum error_code check_evaluation(const struct evaluation *evaluation,
                                        const struct job_outcome *outcome, struct error *error)
{
    if (evaluation->breach_count > 0) {
        return error_set(error, ERROR_UNVERIFIED, NULL, "the placement breaks %s: %s",
                         evaluation->breaches[0].row, evaluation->breaches[0].sentence);
    }
    if (outcome->has_objective && evaluation->objective.total != outcome->objective_upt) {
        return error_set(error, ERROR_UNVERIFIED, NULL, "the engine counts %lld micro-points, the check %lld",
                         (long long)outcome->objective_upt, (long long)evaluation->objective.total);
    }
    return ERROR_NONE;
}

static enum error_code add_placement(struct arena *arena, const struct job_model *job,
                                     const struct job_outcome *outcome, struct plan *plan,
                                     struct error *error)
{
    const struct evaluation *evaluation = NULL;
    struct placed *placement = NULL;
    enum error_code code;
    if ((code = place_people(arena, job->model, outcome->choice, &placement, error)) != ERROR_NONE ||
        (code = evaluate(arena, job->problem, placement, &evaluation, error)) != ERROR_NONE ||
        (code = check_evaluation(evaluation, outcome, error)) != ERROR_NONE ||
        (code = reasons_of_moves(arena, job->problem, placement, &plan->moves, &plan->move_count, error)) !=
            ERROR_NONE ||
        (code = reasons_of_secondments(arena, job->problem, placement, &plan->secondments,
                                       &plan->secondment_count, error)) != ERROR_NONE) {
        return code;
    }
    plan->objective = evaluation->objective;
    plan->units = evaluation->units;
    plan->kpis = evaluation->kpis;
    return list_unplaced(arena, placement, job->problem->instance->employee_count, plan, error);
}

static enum error_code add_prices(struct arena *arena, const struct choice_model *model,
                                  const int64_t *prices_ppt, struct proof *proof, struct error *error)
{
    int32_t rows = choice_model_row_count(model);
    struct row_price *list = arena_alloc(arena, (size_t)rows, sizeof *list);
    if (list == NULL) {
        return no_memory(error);
    }
    for (int32_t r = 0; r < rows; r++) {
        if (prices_ppt[r] != 0) {
            list[proof->price_count++] = (struct row_price){choice_model_row(model, r)->name, prices_ppt[r]};
        }
    }
    proof->prices = list;
    return ERROR_NONE;
}

static enum error_code claim_no_more(const struct job_outcome *outcome, const struct plan *plan,
                                     struct error *error)
{
    if (outcome->choice == NULL || plan->bound_upt <= plan->objective.total) {
        return ERROR_NONE;
    }
    return error_set(error, ERROR_UNVERIFIED, NULL, "a bound of %lld is above the plan's %lld micro-points",
                     (long long)plan->bound_upt, (long long)plan->objective.total);
}

/* What is verified is the better of what the root's prices and the tree prove; a tree that proves no more is
 * left out. The bound is the better of that and what the engine says, and never above the plan. */
static enum error_code add_bound(struct arena *arena, const struct job_model *job,
                                 const struct job_outcome *outcome, const struct job_proof *proof,
                                 struct plan *plan, bool *infeasible, struct error *error)
{
    const int64_t *used = NULL;
    int64_t verified = 0;
    enum error_code code =
        job_certify(arena, job->model, outcome->prices_ppt, &verified, infeasible, &used, error);
    if (code != ERROR_NONE || *infeasible) {
        return code;
    }
    if (proof->tree != NULL && proof->bound_upt > verified) {
        verified = proof->bound_upt;
        plan->proof.tree = proof->tree;
    }
    plan->has_bound = true;
    plan->bound_verified_upt = verified;
    plan->bound_upt = outcome->has_bound && outcome->bound_upt > verified ? outcome->bound_upt : verified;
    code = claim_no_more(outcome, plan, error);
    return code != ERROR_NONE ? code : add_prices(arena, job->model, used, &plan->proof, error);
}

static enum error_code find_infeasible(struct arena *arena, const struct job_model *job,
                                       const struct solve_limits *limits, const struct job_outcome *outcome,
                                       const struct job_proof *proof, struct plan *plan, struct error *error)
{
    if (outcome->choice != NULL) {
        return error_set(error, ERROR_UNVERIFIED, NULL, "a placement of an instance said to be infeasible");
    }
    plan->status = PLAN_INFEASIBLE;
    plan->stopped_by = STOPPED_BY_GAP;
    plan->proof.tree = proof->infeasible ? proof->tree : NULL;
    plan->infeasibility = job_infeasibility(arena, job, limits, outcome);
    return job_conflicts(arena, job, &plan->conflicts, &plan->conflict_count, error);
}

static enum error_code settle(struct arena *arena, const struct job_model *job,
                              const struct solve_limits *limits, const struct job_outcome *outcome,
                              struct plan *plan, struct error *error)
{
    bool infeasible = job->model == NULL || outcome->infeasible, row_proof = false;
    struct job_proof proof = {0};
    enum error_code code = ERROR_NONE;
    if (job->model != NULL && outcome->choice != NULL) {
        code = add_placement(arena, job, outcome, plan, error);
    }
    if (code == ERROR_NONE && job->model != NULL) {
        code = job_proof_write(arena, job->model, outcome, &proof, error);
        infeasible = infeasible || proof.infeasible;
    }
    if (code == ERROR_NONE && job->model != NULL && !infeasible) {
        code = add_bound(arena, job, outcome, &proof, plan, &row_proof, error);
    }
    if (code != ERROR_NONE) {
        return code;
    }
    if (infeasible || row_proof) {
        return find_infeasible(arena, job, limits, outcome, &proof, plan, error);
    }
    plan->status = outcome->choice == NULL         ? PLAN_NO_PLAN_YET
                   : plan_gap(plan) <= limits->gap ? PLAN_OPTIMAL
                                                   : PLAN_FEASIBLE;
    return ERROR_NONE;
}

enum error_code job_plan_write(struct arena *arena, const struct job_model *job,
                               const struct solve_limits *limits, const struct job_outcome *outcome,
                               const void **plan, size_t *length, struct error *error)
{
    struct plan result = {
        .stopped_by = outcome->stopped_by,
        .warnings = job->warnings,
        .warning_count = job->warning_count,
        .proof = {.engine = ENGINE_VERSION, .seed = limits->seed, .effort = outcome->effort}};
    const struct node *document = NULL;
    enum error_code code;
    memcpy(result.proof.instance_sha256, job->instance_sha256, sizeof job->instance_sha256);
    memcpy(result.proof.policy_sha256, job->policy_sha256, sizeof job->policy_sha256);
    if ((code = settle(arena, job, limits, outcome, &result, error)) != ERROR_NONE ||
        (code = plan_write(arena, &result, job->problem, &document, error)) != ERROR_NONE) {
        return code;
    }
    return tree_write_msgpack(arena, document, plan, length, error);
}
