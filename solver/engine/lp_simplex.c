/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/lp.h"

#include "proto/clock.h"
#include "solver/engine/lp_glpk.h"

#include <glpk.h>
#include <math.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- guard -------------------------------------------------------------------------------------------------
 */

static _Thread_local struct {
    jmp_buf back;
    char *reason;
    int room;
    bool (*must_stop)(void *context);
    void *context;
} guard;

/* GLPK prints where it is from time to time, and before it gives up first why and then where. */
static int on_text(void *context, const char *text)
{
    (void)context;
    if (guard.room > 0 && strncmp(text, "Error detected", strlen("Error detected")) != 0)
        snprintf(guard.reason, (size_t)guard.room, "%s", text);
    if (guard.must_stop != NULL && guard.must_stop(guard.context))
        longjmp(guard.back, 1);
    return 1; /* printed nowhere */
}

static void leave(void *context)
{
    (void)context;
    longjmp(guard.back, 1);
}

bool lp_guard(void (*body)(void *context), void *context, char *reason, int room)
{
    guard.reason = reason;
    guard.room = room;
    guard.must_stop = NULL;
    if (room > 0)
        reason[0] = '\0';
    if (glp_init_env() > 1) /* any other call would abort */
        return false;
    glp_term_hook(on_text, NULL);
    glp_error_hook(leave, NULL);
    if (setjmp(guard.back) != 0) {
        glp_free_env(); /* frees every object of this thread, and the hooks */
        return false;
    }
    body(context);
    glp_error_hook(NULL, NULL);
    glp_term_hook(NULL, NULL);
    return true;
}

void lp_watch(bool (*must_stop)(void *context), void *context)
{
    guard.must_stop = must_stop;
    guard.context = context;
}

void lp_free_thread(void)
{
    glp_free_env();
}

/* --- building ----------------------------------------------------------------------------------------------
 */

struct lp *lp_new(void)
{
    glp_prob *problem = glp_create_prob(); /* first: it may leave by longjmp */
    struct lp *lp = malloc(sizeof *lp);
    if (lp == NULL) {
        glp_delete_prob(problem);
        return NULL;
    }
    lp->problem = problem;
    glp_set_obj_dir(lp->problem, GLP_MIN);
    return lp;
}

void lp_free(struct lp *lp)
{
    if (lp == NULL)
        return;
    glp_delete_prob(lp->problem);
    free(lp);
}

void lp_forget(struct lp *lp)
{
    free(lp);
}

static int kind_of_bounds(double lower, double upper)
{
    if (lower == upper)
        return GLP_FX;
    if (isinf(lower))
        return isinf(upper) ? GLP_FR : GLP_UP;
    return isinf(upper) ? GLP_LO : GLP_DB;
}

int32_t lp_add_row(struct lp *lp, double lower, double upper)
{
    int32_t row = glp_add_rows(lp->problem, 1);
    glp_set_row_bnds(lp->problem, row, kind_of_bounds(lower, upper), lower, upper);
    return row - 1;
}

int32_t lp_add_column(struct lp *lp, double cost, double lower, double upper, const int32_t *rows,
                      const double *values, int32_t count)
{
    enum { INLINE = 64 };
    int inline_index[INLINE + 1];
    double inline_value[INLINE + 1];
    int *index = count <= INLINE ? inline_index : glp_calloc(count + 1, sizeof *index);
    double *value = count <= INLINE ? inline_value : glp_calloc(count + 1, sizeof *value);
    int32_t column = glp_add_cols(lp->problem, 1);
    for (int32_t i = 0; i < count; i++) {
        index[i + 1] = rows[i] + 1;
        value[i + 1] = values[i];
    }
    glp_set_col_bnds(lp->problem, column, kind_of_bounds(lower, upper), lower, upper);
    glp_set_obj_coef(lp->problem, column, cost);
    glp_set_mat_col(lp->problem, column, count, index, value);
    if (count > INLINE) {
        glp_free(index);
        glp_free(value);
    }
    return column - 1;
}

void lp_set_row_bounds(struct lp *lp, int32_t row, double lower, double upper)
{
    glp_set_row_bnds(lp->problem, row + 1, kind_of_bounds(lower, upper), lower, upper);
}

void lp_set_constant(struct lp *lp, double cost)
{
    glp_set_obj_coef(lp->problem, 0, cost);
}

void lp_set_cost(struct lp *lp, int32_t column, double cost)
{
    glp_set_obj_coef(lp->problem, column + 1, cost);
}

static const int status_of_position[] = {[LP_BASIC] = GLP_BS, [LP_AT_LOWER] = GLP_NL, [LP_AT_UPPER] = GLP_NU};

void lp_place_row(struct lp *lp, int32_t row, enum lp_position position)
{
    glp_set_row_stat(lp->problem, row + 1, status_of_position[position]);
}

void lp_place_column(struct lp *lp, int32_t column, enum lp_position position)
{
    glp_set_col_stat(lp->problem, column + 1, status_of_position[position]);
}

int32_t lp_row_count(const struct lp *lp)
{
    return glp_get_num_rows(lp->problem);
}

int32_t lp_column_count(const struct lp *lp)
{
    return glp_get_num_cols(lp->problem);
}

/* --- solving -----------------------------------------------------------------------------------------------
 */

int64_t lp_size(const struct lp *lp)
{
    return (int64_t)glp_get_num_rows(lp->problem) + glp_get_num_cols(lp->problem) +
           glp_get_num_nz(lp->problem);
}

int lp_milliseconds(double seconds)
{
    return seconds > 2e6 ? 2000000000 : seconds < 1e-3 ? 1 : (int)(seconds * 1e3);
}

static int run_simplex(struct lp *lp, double deadline_s, int64_t iterations)
{
    glp_smcp parameters;
    glp_init_smcp(&parameters);
    parameters.msg_lev = GLP_MSG_ON; /* so that on_text is called */
    parameters.out_frq = 100;
    parameters.meth = GLP_PRIMAL;
    parameters.pricing = GLP_PT_PSE;
    parameters.tm_lim = lp_milliseconds(deadline_s - monotonic_s());
    parameters.it_lim = iterations > 2000000000 ? 2000000000 : (int)iterations;
    return glp_simplex(lp->problem, &parameters);
}

enum lp_status lp_solve(struct lp *lp, double time_s, int64_t *iterations)
{
    int before = glp_get_it_cnt(lp->problem);
    double deadline_s = monotonic_s() + time_s;
    int failure = run_simplex(lp, deadline_s, *iterations);
    if (failure == GLP_EBADB || failure == GLP_ESING || failure == GLP_ECOND || failure == GLP_EFAIL) {
        int64_t left = *iterations - (glp_get_it_cnt(lp->problem) - before);
        glp_std_basis(lp->problem);
        failure = run_simplex(lp, deadline_s, left > 0 ? left : 0);
    }
    *iterations = glp_get_it_cnt(lp->problem) - before;
    if (failure != 0)
        return LP_STOPPED;
    switch (glp_get_status(lp->problem)) {
    case GLP_OPT:
        return LP_OPTIMAL;
    case GLP_NOFEAS:
        return LP_INFEASIBLE;
    case GLP_UNBND:
        return LP_UNBOUNDED;
    default:
        return LP_STOPPED;
    }
}

double lp_value(const struct lp *lp)
{
    return glp_get_obj_val(lp->problem);
}

double lp_price(const struct lp *lp, int32_t row)
{
    return glp_get_row_dual(lp->problem, row + 1);
}

double lp_primal(const struct lp *lp, int32_t column)
{
    return glp_get_col_prim(lp->problem, column + 1);
}

double lp_reduced_cost(const struct lp *lp, int32_t column)
{
    return glp_get_col_dual(lp->problem, column + 1);
}
