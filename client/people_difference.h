/* SPDX-License-Identifier: MIT */
/* Who ends where in several cases of one instance, and who does not end in the same unit in all of them.
 *
 * People and units are matched by id: scenarios add and remove both. */
#ifndef MUTASI_CLIENT_PEOPLE_DIFFERENCE_H
#define MUTASI_CLIENT_PEOPLE_DIFFERENCE_H

#include "client/case_file.h"

enum ending { ENDS_ABSENT, ENDS_UNPLACED, ENDS_STAYING, ENDS_MOVED, ENDS_FIRST };

struct end {
    enum ending how;
    const char *unit; /* id; NULL when absent or unplaced */
};

/* Borrowed texts; from NULL without a present unit. */
struct differing {
    const char *employee, *name, *from;
    const struct end *ends; /* one per case */
};

/* One case against the first. */
struct difference_counts {
    int same;       /* move in both, to the same unit (first placements are moves too) */
    int only_first; /* move in the first case and not in this one */
    int only_this;
    int elsewhere; /* move in both, to different units */
    int absent;    /* are in only one of the two */
};

struct people_difference {
    const struct differing *people; /* in the first case's order of employees, then those of the others */
    int count;
    const struct difference_counts *counts; /* per case; the first's are zero */
};

/* cases   each with a placement
 * errors  ERROR_MEMORY;  cost  linear in cases x people */
enum error_code people_difference_of(struct arena *arena, const struct case_file *cases, int count,
                                     struct people_difference *out, struct error *error);

/* "moved", "stays" ...: the words of the CSV and JSON forms. */
const char *ending_word(enum ending ending);

#endif
