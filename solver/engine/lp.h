/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one seam in front of GLPK: linear programs and, over the same object, mixed-integer ones.
 *
 *     min  c x    lower_i <= a_i x <= upper_i    lower_j <= x_j <= upper_j
 *
 * Rows and columns count from 0. A price is the dual value of a row: the reduced cost of column j is c_j -
 * price . a_j. GLPK aborts on misuse and exhaustion; everything below runs inside lp_guard, which turns that
 * into `false`. One thread uses one guard at a time. source: GLPK 5.0 reference manual, chapters 2, 4 and 5
 */
#ifndef MUTASI_SOLVER_ENGINE_LP_H
#define MUTASI_SOLVER_ENGINE_LP_H

#include <stdbool.h>
#include <stdint.h>

/* Runs body(context) with GLPK's error hook set. When GLPK fails inside, all its objects of this thread are
 * gone, the body is left, `reason` (room bytes) says why and the result is false. */
bool lp_guard(void (*body)(void *context), void *context, char *reason, int room);

/* For the rest of the body: the simplex method asks must_stop about ten times a second, and once the answer
 * is true the body is left as when GLPK fails. What the body allocates outside GLPK must be reachable from
 * its context. */
void lp_watch(bool (*must_stop)(void *context), void *context);

/* Frees what GLPK keeps for this thread; no program of the thread may be in use any more. */
void lp_free_thread(void);

enum lp_status { LP_OPTIMAL, LP_INFEASIBLE, LP_UNBOUNDED, LP_STOPPED };
enum lp_position { LP_BASIC, LP_AT_LOWER, LP_AT_UPPER };

struct lp;

struct lp *lp_new(void);
void lp_free(struct lp *lp);
void lp_forget(struct lp *lp); /* after lp_guard failed: GLPK's part is gone, this frees the rest */

int32_t lp_add_row(struct lp *lp, double lower, double upper);
/* rows, values: count entries; borrowed. */
int32_t lp_add_column(struct lp *lp, double cost, double lower, double upper, const int32_t *rows,
                      const double *values, int32_t count); /* upper: INFINITY allowed */
void lp_set_row_bounds(struct lp *lp, int32_t row, double lower, double upper);
void lp_set_constant(struct lp *lp, double cost); /* added to the objective */
void lp_set_cost(struct lp *lp, int32_t column, double cost);
void lp_place_row(struct lp *lp, int32_t row, enum lp_position position);
void lp_place_column(struct lp *lp, int32_t column, enum lp_position position);
int32_t lp_row_count(const struct lp *lp);
int32_t lp_column_count(const struct lp *lp);

/* Rows, columns and entries: an iteration of the simplex method visits about as many numbers. */
int64_t lp_size(const struct lp *lp);

/* Primal simplex from the present basis. iterations: in the most, out those made. */
enum lp_status lp_solve(struct lp *lp, double time_s, int64_t *iterations);
double lp_value(const struct lp *lp);
double lp_price(const struct lp *lp, int32_t row);
double lp_primal(const struct lp *lp, int32_t column);
double lp_reduced_cost(const struct lp *lp, int32_t column);

enum mip_status { MIP_OPTIMAL, MIP_INFEASIBLE, MIP_STOPPED };

struct mip_options {
    double time_s;
    int64_t nodes; /* at most */
    bool cuts;
    double tolerance; /* nodes are left whose bound is so near to the best value, of 1 + it; 0: 1e-10 */
    /* Work done since the last call, in numbers visited; asked at least twice per node and after every probe
     * of a branch. Returning true stops. May be NULL. */
    bool (*on_work)(void *context, int64_t work);
    const double *start; /* per column, a feasible point; or NULL */
    /* Each better point, per column; may be NULL. */
    void (*on_point)(void *context, const double *x);
    /* The best bound of the tree, from time to time; may be NULL. Returning true stops. */
    bool (*on_bound)(void *context, double bound, int64_t nodes);
    void *context;
};

struct mip_result {
    enum mip_status status;
    double bound; /* best proven, in the scale of the costs; -INFINITY when nothing is */
    int64_t nodes;
};

/* Branch-and-bound with the columns from `first_binary` on being 0 or 1. The LP must have been solved to
 * optimality. */
void lp_branch_and_bound(struct lp *lp, int32_t first_binary, const struct mip_options *options,
                         struct mip_result *result);

#endif
