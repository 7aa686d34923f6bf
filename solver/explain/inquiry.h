/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether some of a problem's hard demands leave a plan, asked of the engine again and again. Every placement
 * found answers later questions whose demands it happens to keep. */
#ifndef MUTASI_SOLVER_EXPLAIN_INQUIRY_H
#define MUTASI_SOLVER_EXPLAIN_INQUIRY_H

#include "solver/engine/engine.h"
#include "solver/explain/demands.h"

struct inquiry_limits {
    double deadline_s;                   /* monotonic clock */
    int64_t effort;                      /* counted work over all questions; 0: unbounded */
    int64_t effort_per_question;         /* 0: unbounded */
    int64_t effort_of_relaxation;        /* of the first; 0: unbounded; of a bounded `effort` at most half */
    bool is_thorough;                    /* the relaxation has what is left of the limits in the end */
    bool (*is_cancelled)(void *context); /* may be NULL */
    void *context;
};

struct witness;

struct inquiry {
    struct arena *arena;
    struct inquiry_limits limits;
    struct restrictions restrictions;
    struct question nothing_kept;     /* everything that keeps people lifted */
    const struct choice_model *whole; /* the model of that; NULL: even then somebody has no choice */
    struct person_room *room;
    struct demands demands;
    struct breakage breakage; /* of the last placement shown to inquiry_learn */
    int64_t effort;           /* counted so far */
    int32_t questions;        /* put to the engine so far */
    struct witness *witnesses;
    const int64_t *prices_ppt; /* per row of the whole model, of the relaxation; NULL: none yet */
    int64_t *proof_ppt;        /* likewise, of the last answer that there is no plan */
    struct asked *asked;       /* the model of the last question */
};

/* lifting_upt   per bit, see struct question: prices of `whole`; borrowed.
 * errors        ERROR_MEMORY, ERROR_OVERFLOW. Call inquiry_end in any case. */
enum error_code inquiry_begin(struct arena *arena, const struct problem *problem,
                              const struct inquiry_limits *limits, const int64_t *lifting_upt,
                              struct inquiry *out, struct error *error);
void inquiry_end(struct inquiry *inquiry);

enum answer { ANSWER_PLAN, ANSWER_NO_PLAN, ANSWER_UNKNOWN };

/* in_force   a set of demands; the others are dropped */
enum error_code inquiry_ask(struct inquiry *inquiry, const uint64_t *in_force, enum answer *out,
                            struct error *error);

/* Keeps a placement (per person a choice of `whole`) for later questions; the breakage is its. */
enum error_code inquiry_learn(struct inquiry *inquiry, const int32_t *choice, struct error *error);

/* Limits of the next solve of the engine: what is left, at most `effort` (0: no less). */
struct engine_options inquiry_options(const struct inquiry *inquiry, int64_t effort);
bool inquiry_is_over(const struct inquiry *inquiry);

#endif
