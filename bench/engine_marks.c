/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/engine_marks.h"

#include "solver/model/certificate.h"

#include <stdlib.h>
#include <string.h>

/* A moment this close to the end, such as the time limit itself, is the end. */
static const double END_SLACK_S = 0.25;

bool engine_marks_parse(const char *text, struct engine_marks *marks)
{
    double before_s = 0;
    for (marks->count = 0; marks->count < MARKS_MAX;) {
        char *end;
        double at_s = strtod(text, &end);
        if (end == text || !(at_s > before_s && at_s <= 1e6))
            return false;
        marks->marks[marks->count++].at_s = before_s = at_s;
        if (*end == '\0')
            return true;
        if (*end != ',')
            return false;
        text = end + 1;
    }
    return false;
}

static int64_t *copied(struct arena *arena, int64_t *into, const int64_t *prices_ppt, size_t rows)
{
    if (prices_ppt == NULL)
        return NULL;
    int64_t *copy = into != NULL ? into : arena_alloc(arena, rows, sizeof *copy);
    if (copy != NULL)
        memcpy(copy, prices_ppt, rows * sizeof *copy);
    return copy;
}

/* The moments up to now hold what was held last. */
static void pass(struct engine_marks *marks, size_t rows, double elapsed_s)
{
    for (; marks->passed < marks->count && marks->marks[marks->passed].at_s < elapsed_s; marks->passed++) {
        struct mark *mark = &marks->marks[marks->passed];
        double at_s = mark->at_s;
        *mark = marks->latest;
        mark->at_s = at_s;
        mark->prices_ppt = copied(marks->arena, NULL, marks->latest.prices_ppt, rows);
    }
}

void engine_marks_note(struct engine_marks *marks, const struct choice_model *model,
                       const struct engine_progress *progress)
{
    size_t rows = (size_t)choice_model_row_count(model);
    struct mark *latest = &marks->latest;
    if (marks->passed == marks->count)
        return;
    pass(marks, rows, progress->elapsed_s);
    latest->has_incumbent = progress->has_incumbent;
    latest->incumbent_upt = progress->incumbent_upt;
    latest->has_bound = progress->has_bound;
    latest->bound_upt = progress->bound_upt;
    if (progress->prices_ppt != NULL)
        latest->prices_ppt = copied(marks->arena, latest->prices_ppt, progress->prices_ppt, rows);
}

enum error_code engine_marks_certify(struct engine_marks *marks, const struct engine_run *run,
                                     struct error *error)
{
    bool infeasible = false;
    enum error_code code = ERROR_NONE;
    struct engine_progress last = {.has_incumbent = run->result.choice != NULL,
                                   .incumbent_upt = run->result.objective_upt,
                                   .has_bound = run->result.has_bound,
                                   .bound_upt = run->result.bound_upt,
                                   .prices_ppt = run->result.prices_ppt,
                                   .elapsed_s = run->seconds.solve - END_SLACK_S};
    engine_marks_note(marks, run->model, &last);
    pass(marks, (size_t)choice_model_row_count(run->model), 1e9);
    for (int i = 0; i < marks->count && code == ERROR_NONE; i++) {
        struct mark *mark = &marks->marks[i];
        mark->is_verified = mark->prices_ppt != NULL;
        if (mark->is_verified)
            code = certificate_bound(run->model, mark->prices_ppt, &mark->verified_upt, &infeasible, error);
        mark->is_verified = mark->is_verified && !infeasible;
    }
    return code;
}
