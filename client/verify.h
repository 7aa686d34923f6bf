/* SPDX-License-Identifier: MIT */
/* A case recomputed from nothing but its own documents: no service, no engine. Whoever receives a plan can
 * hold it against instance and policy. */
#ifndef MUTASI_CLIENT_VERIFY_H
#define MUTASI_CLIENT_VERIFY_H

#include "proto/plan.h"
#include "solver/model/evaluate.h"

/* A field of the plan that says something else than was found. */
struct claim {
    const char *field, *claimed, *found;
};

struct verification {
    const struct problem *problem;
    const struct plan *plan;
    bool has_placement;                  /* otherwise the next three are empty */
    const struct evaluation *evaluation; /* what the placement costs and breaks */
    bool objective_agrees;
    const struct claim *claims; /* all that differ, objective included */
    int32_t claim_count;
    bool has_bound; /* the certificate proves a bound, or (infeasible plans) that no plan exists */
    bool bound_agrees;
    int64_t bound_upt; /* what prices and tree prove */
    bool is_optimal;   /* the plan says optimal, and what they prove is all of its bound */
    bool infeasible;   /* certificate or people without any choice prove that no plan exists */
    int32_t stuck_count;
    bool holds; /* nothing broken, nothing claimed that is not so */
};

/* cost    one pass over people, units and choices; with a tree, what proof_bound says
 * errors  those of reading the documents, ERROR_OVERFLOW, ERROR_MEMORY */
enum error_code verify_case(struct arena *arena, const struct plan_case *from, struct verification *out,
                            struct error *error);

/* The plan's prices per row of the model, in the arena; NULL when out of memory. *unknown: a priced row that
 * is not there, or NULL. */
struct choice_model;
int64_t *verify_prices(struct arena *arena, const struct choice_model *model, const struct proof *proof,
                       const char **unknown);

#endif
