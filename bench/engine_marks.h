/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the engine held at given moments of a run. The prices of each moment are kept, and certified when the
 * run is over: so that looking costs the engine nothing but a copy. */
#ifndef MUTASI_BENCH_ENGINE_MARKS_H
#define MUTASI_BENCH_ENGINE_MARKS_H

#include "bench/engine_run.h"

enum { MARKS_MAX = 16 };

struct mark {
    double at_s;
    bool has_incumbent, has_bound;
    int64_t incumbent_upt, bound_upt;
    int64_t *prices_ppt; /* NULL: none yet */
    bool is_verified;    /* by engine_marks_certify */
    int64_t verified_upt;
};

struct engine_marks {
    struct arena *arena;
    struct mark marks[MARKS_MAX]; /* rising at_s */
    int count, passed;
    struct mark latest;
};

/* "1,3,10": rising seconds; false when it is anything else. */
bool engine_marks_parse(const char *text, struct engine_marks *marks);

/* For every progress of the run, in order. Out of memory leaves marks without prices. */
void engine_marks_note(struct engine_marks *marks, const struct choice_model *model,
                       const struct engine_progress *progress);

/* After the run: moments it did not live to see hold what it ended with; then every bound is certified.
 * errors  ERROR_OVERFLOW, ERROR_MEMORY */
enum error_code engine_marks_certify(struct engine_marks *marks, const struct engine_run *run,
                                     struct error *error);

#endif
