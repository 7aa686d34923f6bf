/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Branch-and-bound by glp_intopt. Without its presolver (it can overrun the time limit), without clique cuts
 * and proximity search (both are defective in 5.0). */
#include "solver/engine/lp.h"
#include "solver/engine/lp_glpk.h"

#include <glpk.h>
#include <math.h>

struct tree {
    struct lp *lp;
    const struct mip_options *options;
    struct mip_result *result;
    bool started; /* the start point was handed over */
    bool stopped;
};

static void save_bound(struct tree *tree, glp_tree *glpk)
{
    int best = glp_ios_best_node(glpk);
    if (best != 0 && glp_ios_node_bound(glpk, best) > tree->result->bound)
        tree->result->bound = glp_ios_node_bound(glpk, best);
}

/* glp_ios_heur_sol reads x[1..n]. */
static void hand_over_start(struct tree *tree, glp_tree *glpk)
{
    int columns = glp_get_num_cols(tree->lp->problem);
    double *x = glp_calloc(columns + 1, sizeof *x); /* frees itself when GLPK fails */
    for (int j = 1; j <= columns; j++)
        x[j] = tree->options->start[j - 1];
    glp_ios_heur_sol(glpk, x);
    glp_free(x);
    tree->started = true;
}

static void report_point(struct tree *tree)
{
    int columns = glp_get_num_cols(tree->lp->problem);
    double *x = glp_calloc(columns + 1, sizeof *x); /* frees itself when GLPK fails */
    for (int j = 1; j <= columns; j++)
        x[j - 1] = glp_mip_col_val(tree->lp->problem, j);
    tree->options->on_point(tree->options->context, x);
    glp_free(x);
}

static void on_event(glp_tree *glpk, void *info)
{
    struct tree *tree = info;
    const struct mip_options *options = tree->options;
    save_bound(tree, glpk);
    switch (glp_ios_reason(glpk)) {
    case GLP_ISELECT:
        tree->result->nodes++;
        if (tree->result->nodes > options->nodes ||
            (options->on_bound != NULL &&
             options->on_bound(options->context, tree->result->bound, tree->result->nodes))) {
            tree->stopped = true;
            glp_ios_terminate(glpk);
        }
        break;
    case GLP_IHEUR:
        if (!tree->started && options->start != NULL)
            hand_over_start(tree, glpk);
        break;
    case GLP_IBINGO:
        if (options->on_point != NULL)
            report_point(tree);
        break;
    default:
        break;
    }
}

static void set_parameters(glp_iocp *parameters, const struct mip_options *options, struct tree *tree)
{
    glp_init_iocp(parameters);
    parameters->msg_lev = GLP_MSG_ERR;
    parameters->br_tech = GLP_BR_PCH;
    parameters->bt_tech = GLP_BT_BLB;
    parameters->tol_obj = 1e-10;
    parameters->tol_int = 1e-7;
    parameters->tm_lim = options->time_s > 2e6    ? 2000000000
                         : options->time_s < 1e-3 ? 1
                                                  : (int)(options->time_s * 1e3);
    parameters->presolve = GLP_OFF;
    parameters->mir_cuts = options->cuts ? GLP_ON : GLP_OFF;
    parameters->cov_cuts = options->cuts ? GLP_ON : GLP_OFF;
    parameters->cb_func = on_event;
    parameters->cb_info = tree;
}

void lp_branch_and_bound(struct lp *lp, int32_t first_integer, const struct mip_options *options,
                         struct mip_result *result)
{
    struct tree tree = {.lp = lp, .options = options, .result = result};
    glp_iocp parameters;
    *result = (struct mip_result){.status = MIP_STOPPED, .bound = -INFINITY};
    for (int j = first_integer + 1; j <= glp_get_num_cols(lp->problem); j++)
        glp_set_col_kind(lp->problem, j, GLP_IV);
    set_parameters(&parameters, options, &tree);
    int failure = glp_intopt(lp->problem, &parameters);
    int found = glp_mip_status(lp->problem);
    if (options->on_point != NULL && (found == GLP_OPT || found == GLP_FEAS))
        report_point(&tree); /* GLPK's own heuristics raise no event */
    if (failure != 0 || tree.stopped)
        return;
    if (found == GLP_OPT) {
        result->status = MIP_OPTIMAL;
        result->bound = glp_mip_obj_val(lp->problem);
    } else if (found == GLP_NOFEAS) {
        result->status = MIP_INFEASIBLE;
    }
}
