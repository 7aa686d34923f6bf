/* SPDX-License-Identifier: MIT */
/* Who ends where in several cases of one instance, who is lent meanwhile, and who is not the same in all of
 * them.
 *
 * People, units and surges are matched by id: scenarios add and remove people and units. */
#ifndef MUTASI_CLIENT_PEOPLE_DIFFERENCE_H
#define MUTASI_CLIENT_PEOPLE_DIFFERENCE_H

#include "client/case_file.h"

enum ending { ENDS_ABSENT, ENDS_UNPLACED, ENDS_STAYING, ENDS_MOVED, ENDS_FIRST };

struct end {
    enum ending how;
    const char *unit;  /* id; NULL when absent or unplaced */
    const char *surge; /* id of the surge the person is lent to; NULL: to none */
};

/* Borrowed texts; from NULL without a present unit. */
struct differing {
    const char *employee, *name, *from;
    const struct end *ends; /* one per case */
};

/* Of those who are in both cases. */
struct matches {
    int same, elsewhere; /* in both: to the same, to different ones */
    int only_first;      /* in the first case and not in this one */
    int only_this;
};

/* One case against the first. */
struct difference_counts {
    struct matches moved; /* to a unit; first placements are moves too */
    struct matches lent;  /* to a surge */
    int absent;           /* are in only one of the two */
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
