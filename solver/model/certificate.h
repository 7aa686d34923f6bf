/* SPDX-License-Identifier: MIT */
/* The Lagrangian bound that row prices prove, in integers. Shares no code with the engine. */
#ifndef MUTASI_SOLVER_MODEL_CERTIFICATE_H
#define MUTASI_SOLVER_MODEL_CERTIFICATE_H

#include "solver/model/choice_model.h"

/* L(lambda) = sum_k min_q (c_kq - lambda . a_kq) + sum_r min_s (phi_r(s) + lambda_r s), s over the integers
 * of [lower_r, upper_r] cut to [reach_lower_r, reach_upper_r]. Every plan costs at least L; every objective
 * is a whole number of micro-points, so at least L rounded up.
 *
 * prices_ppt  borrowed, one per row, any sign: any prices prove something
 * bound_upt   L rounded up to a micro-point
 * infeasible  set when some row's interval does not meet its reach: no plan exists, bound_upt is not set
 * errors      ERROR_OVERFLOW when L leaves 64 bits of micro-points, ERROR_MEMORY
 * cost        one pass over the entries
 * source      Fisher 1981, "The Lagrangian relaxation method for solving integer programming problems",
 * section 2 */
enum error_code certificate_bound(const struct choice_model *model, const int64_t *prices_ppt,
                                  int64_t *bound_upt, bool *infeasible, struct error *error);

#endif
