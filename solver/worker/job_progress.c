/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/clock.h"
#include "solver/worker/job_parts.h"

#include <math.h>
#include <string.h>

static const double TELL_EVERY_S = 1.0, ASK_EVERY_S = 0.05;

enum error_code job_teller_init(struct arena *arena, const struct job_events *events,
                                const struct choice_model *model, double start_s, struct job_teller *out,
                                struct error *error)
{
    *out = (struct job_teller){
        .events = events, .model = model, .start_s = start_s, .told_s = -INFINITY, .asked_s = -INFINITY};
    out->choice = arena_alloc(arena, (size_t)choice_model_person_count(model), sizeof *out->choice);
    out->prices_ppt = arena_alloc(arena, (size_t)choice_model_row_count(model), sizeof *out->prices_ppt);
    return out->choice != NULL && out->prices_ppt != NULL
               ? ERROR_NONE
               : error_set(error, ERROR_MEMORY, NULL, "no memory for the progress");
}

/* A state that cannot be written for want of memory is told the next time. */
static void tell(struct job_teller *teller, double now_s)
{
    struct arena *arena = arena_new();
    struct job_progress *progress = &teller->progress;
    if (arena != NULL && job_state_write(arena, teller->model, &teller->state, &progress->state,
                                         &progress->state_length, NULL) == ERROR_NONE) {
        progress->elapsed_s = now_s - teller->start_s;
        teller->events->progress(teller->events->context, progress);
        teller->told_s = now_s;
        teller->told_incumbent = progress->has_incumbent;
        teller->untold = false;
    }
    arena_free(arena);
}

static double points(int64_t upt)
{
    return (double)upt / (double)MICRO;
}

static void keep(struct job_teller *teller, const struct engine_progress *progress)
{
    struct plan measured = {.objective = {.total = progress->incumbent_upt},
                            .bound_upt = progress->bound_upt};
    bool both = progress->has_incumbent && progress->has_bound;
    teller->progress = (struct job_progress){.has_incumbent = progress->has_incumbent,
                                             .has_bound = progress->has_bound,
                                             .incumbent = points(progress->incumbent_upt),
                                             .bound = points(progress->bound_upt),
                                             .gap = both ? plan_gap(&measured) : 0,
                                             .effort = progress->effort};
    if (progress->choice != NULL) {
        memcpy(teller->choice, progress->choice,
               (size_t)choice_model_person_count(teller->model) * sizeof *teller->choice);
    }
    memcpy(teller->prices_ppt, progress->prices_ppt,
           (size_t)choice_model_row_count(teller->model) * sizeof *teller->prices_ppt);
    teller->state = (struct job_search_state){.choice = progress->choice == NULL ? NULL : teller->choice,
                                              .prices_ppt = teller->prices_ppt,
                                              .effort = progress->effort};
    teller->untold = true;
}

static void tell_when_due(struct job_teller *teller, double now_s)
{
    bool first = teller->progress.has_incumbent && !teller->told_incumbent;
    if (teller->untold && (first || now_s - teller->told_s >= TELL_EVERY_S)) {
        tell(teller, now_s);
    }
}

void job_teller_progress(void *context, const struct engine_progress *progress)
{
    struct job_teller *teller = context;
    if (teller->events->progress == NULL) {
        return;
    }
    keep(teller, progress);
    tell_when_due(teller, monotonic_s());
}

bool job_teller_is_cancelled(void *context)
{
    struct job_teller *teller = context;
    double now_s = monotonic_s();
    tell_when_due(teller, now_s);
    if (teller->events->is_cancelled == NULL || teller->cancelled || now_s - teller->asked_s < ASK_EVERY_S) {
        return teller->cancelled;
    }
    teller->asked_s = now_s;
    teller->cancelled = teller->events->is_cancelled(teller->events->context);
    return teller->cancelled;
}

void job_teller_end(struct job_teller *teller, const struct job_outcome *outcome)
{
    if (teller->events->progress == NULL || !outcome->has_objective) {
        return;
    }
    const struct engine_progress last = {.choice = outcome->choice,
                                         .prices_ppt = outcome->prices_ppt,
                                         .has_incumbent = true,
                                         .incumbent_upt = outcome->objective_upt,
                                         .has_bound = outcome->has_bound,
                                         .bound_upt = outcome->bound_upt,
                                         .effort = outcome->effort};
    keep(teller, &last);
    tell(teller, monotonic_s());
}
