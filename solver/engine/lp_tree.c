/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Branch-and-bound by glp_intopt. Without its presolver (it can overrun the time limit), without clique cuts
 * and proximity search (both are defective in 5.0), and without its own branching: that copies the program
 * for every probe, counts nothing and looks at no limit. */
#include "solver/engine/lp.h"

#include "proto/clock.h"
#include "solver/engine/lp_glpk.h"
#include "solver/engine/pseudocost.h"

#include <glpk.h>
#include <math.h>
#include <string.h>

enum { PROBE_ITERATIONS = 30, MOST_PROBED = 100, MOST_PROBES_IN_VAIN = 10 };
enum { FIRST_PROBING = 1000 }; /* iterations; later as many as the nodes' programs have taken */
enum { FEW_NODES = 10 };
enum { WORK_PER_NODE = 20 }; /* beside iterations: preprocessing, factorising */

struct tree {
    struct lp *lp;
    const struct mip_options *options;
    struct mip_result *result;
    double deadline_s;
    int64_t before, iterations; /* of the simplex method: ahead of the tree, counted already */
    int64_t probing;            /* iterations in probes */
    int64_t events;
    int64_t walked; /* active nodes visited, not counted yet */
    bool started;   /* the start point was handed over */
    bool stopped;
    struct pseudocost *pseudocosts; /* per column from 1; 0: all */
    struct branch_candidate *candidates;
    glp_prob *probe; /* a copy of the node's program, while it is probed */
};

/* What a node that was branched on leaves to its children. */
struct node {
    int32_t column;
    double value, objective; /* of the column and of the relaxation */
    bool is_noted;           /* its own rise was */
};

static void save_bound(struct tree *tree, glp_tree *glpk)
{
    int best = glp_ios_best_node(glpk);
    if (best != 0 && glp_ios_node_bound(glpk, best) > tree->result->bound)
        tree->result->bound = glp_ios_node_bound(glpk, best);
}

/* Finding the best node visits all that are active: the more there are the more seldom. */
static void save_bound_sometimes(struct tree *tree, glp_tree *glpk)
{
    int active;
    glp_ios_tree_size(glpk, &active, NULL, NULL);
    if (tree->events++ % (1 + active / FEW_NODES) == 0)
        save_bound(tree, glpk);
    tree->walked += glp_ios_reason(glpk) == GLP_ISELECT ? active : 0; /* GLPK visits them all */
}

static void stop(struct tree *tree, glp_tree *glpk)
{
    save_bound(tree, glpk);
    tree->stopped = true;
    glp_ios_terminate(glpk);
}

/* Counts work; false once the tree must stop. */
static bool go_on(struct tree *tree, glp_tree *glpk, int64_t work)
{
    const struct mip_options *options = tree->options;
    if (!tree->stopped && ((options->on_work != NULL && options->on_work(options->context, work)) ||
                           monotonic_s() >= tree->deadline_s))
        stop(tree, glpk);
    return !tree->stopped;
}

/* Iterations made since the last event, and what else the event stands for. */
static bool count_work(struct tree *tree, glp_tree *glpk, int64_t more)
{
    int64_t iterations = glp_get_it_cnt(tree->lp->problem), made = iterations - tree->iterations;
    tree->iterations = iterations;
    if (made + more == 0)
        return !tree->stopped;
    int64_t work = (made + more) * lp_size(tree->lp) + tree->walked;
    tree->walked = 0;
    return go_on(tree, glpk, work);
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

/* --- branching ---------------------------------------------------------------------------------------------
 */

static int32_t find_candidates(struct tree *tree, glp_tree *glpk)
{
    int32_t count = 0;
    for (int j = 1; j <= glp_get_num_cols(tree->lp->problem); j++) {
        if (!glp_ios_can_branch(glpk, j))
            continue;
        double value = glp_get_col_prim(tree->lp->problem, j), fraction = value - floor(value);
        double down = pseudocost_estimate(tree->pseudocosts, j, DIRECTION_DOWN, fraction);
        double up = pseudocost_estimate(tree->pseudocosts, j, DIRECTION_UP, 1 - fraction);
        tree->candidates[count++] =
            (struct branch_candidate){.column = j, .fraction = fraction, .score = pseudocost_score(down, up)};
    }
    branch_candidates_sort(tree->candidates, count);
    return count;
}

static void copy_basis(glp_prob *to, const glp_prob *from)
{
    for (int i = 1; i <= glp_get_num_rows(to); i++)
        glp_set_row_stat(to, i, glp_get_row_stat((glp_prob *)from, i));
    for (int j = 1; j <= glp_get_num_cols(to); j++)
        glp_set_col_stat(to, j, glp_get_col_stat((glp_prob *)from, j));
}

/* The rise of the bound when the column goes to the whole number on that side, by a few dual iterations;
 * INFINITY when nothing is left there. */
static double probe(struct tree *tree, glp_tree *glpk, int column, enum direction direction)
{
    glp_prob *problem = tree->lp->problem;
    double value = glp_get_col_prim(problem, column);
    double to = direction == DIRECTION_DOWN ? floor(value) : ceil(value), rise = 0;
    glp_smcp parameters;
    if (tree->probe == NULL) {
        tree->probe = glp_create_prob();
        glp_copy_prob(tree->probe, problem, GLP_OFF);
    }
    glp_init_smcp(&parameters);
    parameters.msg_lev = GLP_MSG_OFF;
    parameters.meth = GLP_DUAL;
    parameters.it_lim = PROBE_ITERATIONS;
    parameters.tm_lim = lp_milliseconds(tree->deadline_s - monotonic_s());
    copy_basis(tree->probe, problem);
    glp_set_col_bnds(tree->probe, column, GLP_FX, to, to);
    int before = glp_get_it_cnt(tree->probe), failure = glp_simplex(tree->probe, &parameters);
    if (failure == 0 || failure == GLP_EITLIM) {
        if (glp_get_prim_stat(tree->probe) == GLP_NOFEAS)
            rise = INFINITY;
        else if (glp_get_dual_stat(tree->probe) == GLP_FEAS)
            rise = fmax(0, glp_get_obj_val(tree->probe) - glp_get_obj_val(problem));
    }
    glp_set_col_bnds(tree->probe, column, glp_get_col_type(problem, column), glp_get_col_lb(problem, column),
                     glp_get_col_ub(problem, column));
    int64_t made = glp_get_it_cnt(tree->probe) - before;
    tree->probing += made;
    go_on(tree, glpk, (made + WORK_PER_NODE) * lp_size(tree->lp));
    return rise;
}

static bool may_probe(const struct tree *tree)
{
    return !tree->stopped && tree->probing <= tree->iterations - tree->before + FIRST_PROBING;
}

/* Both sides of a candidate, from memory or by a probe. False when one side is empty: `side` says which. */
static bool judge(struct tree *tree, glp_tree *glpk, struct branch_candidate *candidate, double *rises,
                  enum direction *side)
{
    for (int d = DIRECTION_DOWN; d <= DIRECTION_UP; d++) {
        double moved = d == DIRECTION_DOWN ? candidate->fraction : 1 - candidate->fraction;
        if (pseudocost_is_known(&tree->pseudocosts[candidate->column], (enum direction)d) ||
            !may_probe(tree)) {
            rises[d] = pseudocost_estimate(tree->pseudocosts, candidate->column, (enum direction)d, moved);
            continue;
        }
        rises[d] = probe(tree, glpk, candidate->column, (enum direction)d);
        *side = (enum direction)d;
        if (isinf(rises[d]))
            return false;
        pseudocost_note(tree->pseudocosts, candidate->column, (enum direction)d, rises[d], moved);
    }
    *side = rises[DIRECTION_DOWN] <= rises[DIRECTION_UP] ? DIRECTION_DOWN : DIRECTION_UP;
    candidate->score = pseudocost_score(rises[DIRECTION_DOWN], rises[DIRECTION_UP]);
    return true;
}

/* The column to branch on and the side to search first. Candidates come in the order of what is known; those
 * never moved are probed, until several in a row were no better. */
static int choose(struct tree *tree, glp_tree *glpk, enum direction *best_side)
{
    int32_t count = find_candidates(tree, glpk), in_vain = 0, best = 0;
    double best_score = -1;
    for (int32_t i = 0; i < count && i < MOST_PROBED && in_vain < MOST_PROBES_IN_VAIN && !tree->stopped;
         i++) {
        struct branch_candidate *candidate = &tree->candidates[i];
        double rises[2];
        enum direction side = DIRECTION_DOWN;
        if (!judge(tree, glpk, candidate, rises, &side)) {
            *best_side = side;
            best = candidate->column;
            break;
        }
        in_vain++;
        if (candidate->score > best_score) {
            best_score = candidate->score;
            best = candidate->column;
            *best_side = side;
            in_vain = 0;
        }
    }
    if (tree->probe != NULL)
        glp_delete_prob(tree->probe);
    tree->probe = NULL;
    return best;
}

/* What the step from the parent to this node has cost. */
static void note_rise(struct tree *tree, glp_tree *glpk, struct node *node)
{
    int parent = glp_ios_up_node(glpk, glp_ios_curr_node(glpk));
    const struct node *above = parent != 0 ? glp_ios_node_data(glpk, parent) : NULL;
    if (above == NULL || above->column == 0 || node->is_noted)
        return;
    double moved = glp_get_col_prim(tree->lp->problem, above->column) - above->value;
    pseudocost_note(tree->pseudocosts, above->column, moved < 0 ? DIRECTION_DOWN : DIRECTION_UP,
                    glp_get_obj_val(tree->lp->problem) - above->objective, fabs(moved));
    node->is_noted = true;
}

static void branch(struct tree *tree, glp_tree *glpk)
{
    struct node *node = glp_ios_node_data(glpk, glp_ios_curr_node(glpk));
    enum direction side = DIRECTION_DOWN;
    note_rise(tree, glpk, node);
    int column = choose(tree, glpk, &side);
    if (column == 0 || tree->stopped)
        return;
    *node = (struct node){.column = column,
                          .value = glp_get_col_prim(tree->lp->problem, column),
                          .objective = glp_get_obj_val(tree->lp->problem),
                          .is_noted = node->is_noted};
    glp_ios_branch_upon(glpk, column, side == DIRECTION_DOWN ? GLP_DN_BRNCH : GLP_UP_BRNCH);
}

/* --- the tree ----------------------------------------------------------------------------------------------
 */

static void select_node(struct tree *tree, glp_tree *glpk)
{
    const struct mip_options *options = tree->options;
    tree->result->nodes++;
    if (tree->result->nodes > options->nodes ||
        (options->on_bound != NULL &&
         options->on_bound(options->context, tree->result->bound, tree->result->nodes)))
        stop(tree, glpk);
}

static void on_event(glp_tree *glpk, void *info)
{
    struct tree *tree = info;
    const struct mip_options *options = tree->options;
    int reason = glp_ios_reason(glpk);
    save_bound_sometimes(tree, glpk);
    if (!count_work(tree, glpk, reason == GLP_IPREPRO ? WORK_PER_NODE : 0))
        return;
    switch (reason) {
    case GLP_ISELECT:
        select_node(tree, glpk);
        break;
    case GLP_IHEUR:
        if (!tree->started && options->start != NULL)
            hand_over_start(tree, glpk);
        break;
    case GLP_IBRANCH:
        branch(tree, glpk);
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
    parameters->bt_tech = GLP_BT_BLB;
    parameters->tol_obj = options->tolerance > 0 ? options->tolerance : 1e-10;
    parameters->tol_int = 1e-7;
    parameters->tm_lim = lp_milliseconds(options->time_s);
    parameters->presolve = GLP_OFF;
    parameters->mir_cuts = options->cuts ? GLP_ON : GLP_OFF;
    parameters->cov_cuts = options->cuts ? GLP_ON : GLP_OFF;
    parameters->cb_func = on_event;
    parameters->cb_info = tree;
    parameters->cb_size = sizeof(struct node);
}

static void conclude(const struct tree *tree, int failure)
{
    struct mip_result *result = tree->result;
    int found = glp_mip_status(tree->lp->problem);
    if (tree->options->on_point != NULL && (found == GLP_OPT || found == GLP_FEAS))
        report_point((struct tree *)tree); /* GLPK's own heuristics raise no event */
    if (failure != 0 || tree->stopped)
        return;
    if (found == GLP_OPT) {
        result->status = MIP_OPTIMAL;
        result->bound = glp_mip_obj_val(tree->lp->problem);
    } else if (found == GLP_NOFEAS) {
        result->status = MIP_INFEASIBLE;
    }
}

void lp_branch_and_bound(struct lp *lp, int32_t first_binary, const struct mip_options *options,
                         struct mip_result *result)
{
    int columns = glp_get_num_cols(lp->problem);
    struct tree tree = {.lp = lp,
                        .options = options,
                        .result = result,
                        .deadline_s = monotonic_s() + options->time_s,
                        .before = glp_get_it_cnt(lp->problem),
                        .iterations = glp_get_it_cnt(lp->problem)};
    glp_iocp parameters;
    *result = (struct mip_result){.status = MIP_STOPPED, .bound = -INFINITY};
    for (int j = first_binary + 1; j <= columns; j++)
        glp_set_col_kind(lp->problem, j, GLP_BV); /* an integer column without the bound of 1 gets no cuts */
    tree.pseudocosts = glp_calloc(columns + 1, sizeof *tree.pseudocosts);
    tree.candidates = glp_calloc(columns + 1, sizeof *tree.candidates);
    memset(tree.pseudocosts, 0, (size_t)(columns + 1) * sizeof *tree.pseudocosts);
    set_parameters(&parameters, options, &tree);
    int failure = glp_intopt(lp->problem, &parameters);
    conclude(&tree, failure);
    glp_free(tree.candidates);
    glp_free(tree.pseudocosts);
}
