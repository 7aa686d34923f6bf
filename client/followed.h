/* SPDX-License-Identifier: MIT */
/* A plan held against what happened: an instance of later, with everybody where they are by then.
 *
 * People and units are matched by id. */
#ifndef MUTASI_CLIENT_FOLLOWED_H
#define MUTASI_CLIENT_FOLLOWED_H

#include "client/case_file.h"
#include "client/measure_table.h"

/* X(NAME, word): of people with a planned move or first placement the first four, of others the last three.
 */
#define FOLLOWED_LIST(X)                                                                                     \
    X(DONE, "done", N_("done"))                                                                              \
    X(NOT_DONE, "not_done", N_("not done"))                                                                  \
    X(ELSEWHERE, "elsewhere", N_("went elsewhere"))                                                          \
    X(LEFT, "left", N_("has left"))                                                                          \
    X(UNPLANNED, "unplanned", N_("moved without a plan"))                                                    \
    X(GONE, "gone", N_("has left, no move was planned"))                                                     \
    X(NEW, "new", N_("is new"))

enum followed_how {
#define FOLLOWED_ENUM(name, word, heading) FOLLOWED_##name,
    FOLLOWED_LIST(FOLLOWED_ENUM)
#undef FOLLOWED_ENUM
        FOLLOWED_COUNT
};

/* Ids; NULL: no unit, or not there. */
struct followed {
    const char *employee, *name, *from, *planned, *actual;
    enum followed_how how;
};

enum { FOLLOWED_BEFORE, FOLLOWED_PLANNED, FOLLOWED_ACTUAL, FOLLOWED_COLUMNS };

/* Columns: everybody as the case's instance has them; the plan; what is. The last one's balance, shortages
 * and coverage are those of the later instance, with its own needs and people; its relocation is that of the
 * moves that happened, at the case's prices; its offers are the incentives of planned moves that were done,
 * and the trainings whose competency the later instance knows of. */
struct following {
    const struct followed
        *people; /* not those who stayed as planned; in the case's order, then the new ones */
    int count;
    int counts[FOLLOWED_COUNT];
    int into_unknown; /* moves into units that the case does not have: without cost and kilometres */
    struct measure_column columns[FOLLOWED_COLUMNS];
};

const char *followed_word(enum followed_how how);    /* for CSV and JSON */
const char *followed_heading(enum followed_how how); /* for people */

/* plan    a case with a placement
 * actual  the later instance under the case's policy, without scenario
 * errors  ERROR_OVERFLOW, ERROR_MEMORY */
enum error_code follow(struct arena *arena, const struct case_file *plan, const struct problem *actual,
                       struct following *out, struct error *error);

#endif
