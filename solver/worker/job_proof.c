/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree that goes into a plan's certificate, and what it proves as it stands there. */
#include "proto/clock.h"
#include "solver/model/proof_document.h"
#include "solver/worker/job_parts.h"

/* Numbers of a tree that a plan holds: 9 bytes each, so that it fits any reply. */
static const int64_t NUMBERS_MOST = 500000;
static const int64_t NUMBERS_PER_NODE = 5;

static int64_t numbers_of(const struct certificate_tree *tree)
{
    int64_t numbers = NUMBERS_PER_NODE * tree->node_count;
    for (int32_t p = 0; p < tree->point_count; p++) {
        numbers += tree->row_count;
        numbers += tree->points[p].person_prices_ppt != NULL ? tree->person_count : 0;
    }
    return numbers;
}

static bool is_over(void *context)
{
    const double *deadline_s = context;
    return monotonic_s() >= *deadline_s;
}

enum error_code job_prove(struct arena *arena, const struct choice_model *model,
                          const struct certificate_tree *tree, double deadline_s, int64_t *bound_upt,
                          bool *infeasible, struct error *error)
{
    const struct proof_watch watch = {is_over, &deadline_s};
    const struct proof_tree *proof = NULL;
    enum error_code code = proof_from_certificate(arena, model, tree, &proof, error);
    if (code != ERROR_NONE) {
        return code;
    }
    return proof_bound_watched(model, proof, deadline_s > 0 ? &watch : NULL, bound_upt, infeasible, error);
}

enum error_code job_proof_write(struct arena *arena, const struct choice_model *model,
                                const struct job_outcome *outcome, struct job_proof *out, struct error *error)
{
    *out = (struct job_proof){.bound_upt = INT64_MIN};
    if (outcome->proof == NULL) {
        return ERROR_NONE;
    }
    enum error_code code = proof_to_certificate(arena, model, outcome->proof, &out->tree, error);
    if (code == ERROR_NONE && numbers_of(out->tree) <= NUMBERS_MOST) {
        code = job_prove(arena, model, out->tree, outcome->proof_deadline_s, &out->bound_upt,
                         &out->infeasible, error);
    } else if (code == ERROR_NONE) {
        out->tree = NULL;
    }
    if (code != ERROR_TOO_LARGE && code != ERROR_OVERFLOW) {
        return code;
    }
    *out = (struct job_proof){.bound_upt = INT64_MIN};
    return ERROR_NONE;
}
