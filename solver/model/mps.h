/* SPDX-License-Identifier: MIT */
/* The whole mixed-integer program of a choice model, in free MPS, for other solvers. */
#ifndef MUTASI_SOLVER_MODEL_MPS_H
#define MUTASI_SOLVER_MODEL_MPS_H

#include "proto/instance.h"
#include "solver/model/choice_model.h"

#include <stdio.h>

/* Minimise, costs in points. Names are short, comments say what they stand for:
 *
 *   x<k>_<q>   binary: person k takes choice q               p<k>   row: exactly one choice of person k
 *   u<r>_<t>   amount row r falls below its soft band in tier t        h<r>   the hard interval of row r
 *   o<r>_<t>   amount it lies above                                    s<r>   the soft band:
 *                                      soft_lower <= activity + sum u - sum o <= soft_upper
 *
 * instance  borrowed, for the comments
 * errors    ERROR_IO when writing fails, ERROR_MEMORY
 * cost      one pass over the entries; memory for one person */
enum error_code mps_write(const struct choice_model *model, const struct instance *instance, FILE *out,
                          struct error *error);

#endif
