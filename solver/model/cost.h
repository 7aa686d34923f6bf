/* SPDX-License-Identifier: MIT */
/* What placing one person costs: the relocation cost of the contract, rounded once to micro-points. */
#ifndef MUTASI_SOLVER_MODEL_COST_H
#define MUTASI_SOLVER_MODEL_COST_H

#include "proto/problem.h"

struct placement_cost {
    int64_t relocation_upt; /* move, distance, reluctance, preference; or the explicit entry */
    int64_t offer_upt;
    int64_t persistence_upt; /* departure from `previous` */
    int64_t tenure_upt;      /* staying longer than a max_tenure allows */
    int64_t unplaced_upt;
    int64_t secondment_upt; /* of being lent; spends no budget */
    int64_t
        budget_upt; /* what the receiving unit's budget pays: move + distance, or the entry, plus the offer */
};

/* Cost of the person ending as `placed` says. errors: ERROR_OVERFLOW. */
enum error_code placement_cost(const struct problem *problem, int32_t employee, struct placed placed,
                               struct placement_cost *out, struct error *error);

/* What being lent from the unit to the surge costs. errors: ERROR_OVERFLOW. */
enum error_code secondment_upt(const struct problem *problem, int32_t unit, int32_t surge, int64_t *out,
                               struct error *error);

/* FTE the person supplies in the unit: the override, or the own. */
int64_t supply_mfte(const struct instance *instance, int32_t employee, int32_t unit);

/* Whether the person counts for competency at level, with the offer (index or NONE) taken. */
bool qualifies(const struct problem *problem, int32_t employee, int32_t offer, int32_t competency,
               int32_t level);

#endif
