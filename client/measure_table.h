/* SPDX-License-Identifier: MIT */
/* Measures of plans and states side by side: one line per measure, one column per plan or state. */
#ifndef MUTASI_CLIENT_MEASURE_TABLE_H
#define MUTASI_CLIENT_MEASURE_TABLE_H

#include "proto/plan.h"
#include "solver/model/evaluate.h"

#include <stdio.h>

/* X(NAME, key, heading, decimals of the unit it is counted in, decimals shown, unit) */
#define MEASURE_LIST(X)                                                                                      \
    X(TOTAL, "total", N_("total (points)"), 6, 2, "")                                                        \
    X(RELOCATION, "relocation", N_("  relocation"), 6, 2, "")                                                \
    X(BALANCE, "balance", N_("  balance"), 6, 2, "")                                                         \
    X(COMPETENCY, "competency", N_("  competency"), 6, 2, "")                                                \
    X(OFFERS, "offers", N_("  offers"), 6, 2, "")                                                            \
    X(PERSISTENCE, "persistence", N_("  persistence"), 6, 2, "")                                             \
    X(TENURE, "tenure", N_("  tenure"), 6, 2, "")                                                            \
    X(UNPLACED, "unplaced", N_("  unplaced"), 6, 2, "")                                                      \
    X(SECONDMENT, "secondment", N_("  secondment"), 6, 2, "")                                                \
    X(BOUND, "bound", N_("bound (points)"), 6, 2, "")                                                        \
    X(BOUND_VERIFIED, "bound_verified", N_("  of it verified"), 6, 2, "")                                    \
    X(GAP, "gap", N_("gap"), 4, 3, " %")                                                                     \
    X(MOVES, "moves", N_("moves"), 0, 0, "")                                                                 \
    X(FIRST_PLACEMENTS, "first_placements", N_("first placements"), 0, 0, "")                                \
    X(PEOPLE_UNPLACED, "people_unplaced", N_("people without a unit"), 0, 0, "")                             \
    X(PREFERENCES, "preferences_met", N_("wishes met"), 0, 0, "")                                            \
    X(KM, "km", N_("kilometres moved"), 3, 1, "")                                                            \
    X(COVERAGE_MIN, "coverage_min", N_("lowest coverage"), 4, 1, " %")                                       \
    X(COVERAGE_MAX, "coverage_max", N_("highest coverage"), 4, 1, " %")                                      \
    X(SPREAD, "spread", N_("spread"), 4, 1, " %")                                                            \
    X(SHORTAGES, "shortages", N_("people missing over competencies"), 0, 0, "")

enum measure {
#define MEASURE_ENUM(name, key, heading, places, shown, unit) MEASURE_##name,
    MEASURE_LIST(MEASURE_ENUM)
#undef MEASURE_ENUM
        MEASURE_COUNT
};

/* Values in micro-points, metres, parts per million and people. */
struct measure_column {
    const char *label, *status; /* status NULL: none */
    bool has[MEASURE_COUNT];
    int64_t values[MEASURE_COUNT];
};

void measure_set(struct measure_column *column, enum measure measure, int64_t value);
void measure_objective(struct measure_column *column, const struct objective *objective);

/* Coverage, spread and shortages of one time. when  0 before, 1 after */
void measure_state(struct measure_column *column, const struct kpis *kpis, int when);

/* Moves, kilometres and wishes. */
void measure_moves(struct measure_column *column, const struct kpis *kpis);

/* All that the plan says; only bound and status without a placement. */
void measure_plan(struct measure_column *column, const struct plan *plan);

/* The text leaves out lines without a value, and parts of the objective that are zero everywhere. */
void measure_print_text(struct arena *arena, const struct measure_column *columns, int count, FILE *out);
void measure_print_csv(struct arena *arena, const struct measure_column *columns, int count, FILE *out);

/* {case, status?, total, ...}: points, km and shares as numbers (1 is 100 %), null where there is none. */
struct node measure_node(struct arena *arena, const struct measure_column *column);

#endif
