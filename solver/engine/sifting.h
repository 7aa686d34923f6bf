/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The linear relaxation by sifting over people: the restricted master holds only people with a rival choice;
 * every choice outside is priced with the row prices of the present LP, the most negative are let in, repeat.
 * Every pricing pass gives the Lagrangian bound for free. source: Bixby, Gregory, Lustig, Marsten, Shanno
 * 1992, "Very large-scale linear programming: a case study in combining interior point and simplex methods"
 * (sifting); Dantzig, Wolfe 1960 */
#ifndef MUTASI_SOLVER_ENGINE_SIFTING_H
#define MUTASI_SOLVER_ENGINE_SIFTING_H

#include "solver/engine/solve.h"

enum sifting_status {
    SIFTING_OPTIMAL,    /* x and prices are those of the linear relaxation */
    SIFTING_INFEASIBLE, /* the relaxation has no solution, so the model has none */
    SIFTING_STOPPED, /* prices are the best seen; x is the last restricted solution, zero when there was none
                      */
    SIFTING_FAILED,  /* GLPK gave up or memory ran out; nothing was changed */
    SIFTING_LEFT_OUT /* likewise */
};

/* prices  in: where to start, out: see status
 * x       per choice of the store: its value in the relaxation */
enum sifting_status sifting_run(struct solve *solve, double *prices, double *x);

#endif
