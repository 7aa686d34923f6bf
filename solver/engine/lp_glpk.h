/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lp.h hides, for the two files that speak GLPK: lp_simplex.c and lp_tree.c. */
#ifndef MUTASI_SOLVER_ENGINE_LP_GLPK_H
#define MUTASI_SOLVER_ENGINE_LP_GLPK_H

struct glp_prob;

struct lp {
    struct glp_prob *problem;
};

int lp_milliseconds(double seconds); /* as GLPK takes limits: whole, positive */

#endif
