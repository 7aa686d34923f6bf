/* SPDX-License-Identifier: MIT */
/* What is not known of people's competencies, and what a plan would gain were it confirmed.
 *
 * Confirming lets a person count towards more minimums and takes nothing away, so no plan gets dearer by it.
 * The worth of a confirmation is what the cost of the best plan falls by; it lies between two proven numbers.
 * Most unknowns are proven to be worth nothing without a solve: by the data, or by the plan's certificate. */
#ifndef MUTASI_CLIENT_UNKNOWNS_H
#define MUTASI_CLIENT_UNKNOWNS_H

#include "client/confirmed.h"
#include "client/explain.h"

enum unknown_state {
    UNKNOWN_NOT_ASKED,   /* nothing that the person could come to serve can lack it: proven worth nothing */
    UNKNOWN_CERTIFICATE, /* the plan's certificate proves it worth nothing */
    UNKNOWN_SOLVED,      /* another solve proves it worth nothing */
    UNKNOWN_WITHIN_GAP,  /* worth no more than the plan's own gap, and nothing cheaper is known */
    UNKNOWN_OPEN,        /* nothing cheaper is known, but neither is it excluded */
    UNKNOWN_GAINS        /* a cheaper plan with it is known */
};
enum { UNKNOWN_STATES = UNKNOWN_GAINS + 1 };

/* A minimum that is met, or less short, because the person holds the competency: of a unit or of a group. */
struct filled {
    int32_t unit, group; /* the other is NONE */
    const struct minimum *minimum;
};

struct unknown {
    int32_t employee, holding; /* index into the employee's holdings */
    int32_t competency, level; /* confirmed at this level or above: the highest that any minimum asks for */
    enum unknown_state state;
    bool is_solved;             /* by another solve; else what the plan and its certificate say */
    bool has_most;              /* false: nothing bounds it, a hard minimum could be met */
    int64_t least_upt;          /* worth, at least */
    int64_t most_upt;           /* worth, at most */
    int64_t verified_most_upt;  /* the same, recomputed here and not on the engine's word */
    int64_t promise_upt;        /* what the row prices say it may be worth: the order of solves */
    int64_t saves_upt;          /* this plan's cost less that of the best plan known with it */
    const struct filled *fills; /* in that plan */
    int32_t filled_count;
    const struct difference *differences; /* from this plan to that one */
    int32_t difference_count;
};

struct unknowns {
    struct verification base;
    struct unknown *list; /* by employee, then competency */
    int32_t count, people;
    struct placed *placement; /* the plan's */
    struct confirmed confirmed;
};

/* Reads and recomputes the case and finds its unknowns.
 * errors   those of explain_read_case; ERROR_CONTRADICTION when the case has no placement */
enum error_code unknowns_read(struct arena *arena, const char *case_file, struct unknowns *out,
                              struct error *error);

/* Without a solve: what the data and the plan's row prices prove of each, and what the same placement would
 * save. cost: one formulation per unknown that a single person has at most, one pass over the choices of the
 * people concerned */
enum error_code unknowns_weigh(struct arena *arena, struct unknowns *unknowns, struct error *error);

/* Those that are left by the plan's tree, many at once: where all of them confirmed lower no bound, none
 * does. Stops at the time (monotonic_s) and leaves the rest as they are. */
enum error_code unknowns_prove(struct unknowns *unknowns, double until_s, struct error *error);

/* How many only another solve could tell more of. */
int32_t unknowns_left(const struct unknowns *unknowns);

/* Solves them, most promising first, each from the plan and its prices, for time_s in all: every one gets an
 * equal share of what is left, and so many as find no room for a fair one get none.
 * errors: as of explain_solve */
enum error_code unknowns_solve(struct arena *arena, struct unknowns *unknowns, struct session *session,
                               const struct mutasi_request *request, double time_s, struct error *error);

/* The states, from the numbers. gap: relative, that the solves stopped at. */
void unknowns_settle(struct unknowns *unknowns, double gap);

/* Which minimums the person fills under the placement, counted where it is confirmed. */
enum error_code unknown_fills(struct arena *arena, const struct unknowns *unknowns, struct unknown *unknown,
                              const struct placed *placement, struct error *error);

/* Indices into the list of those that gain, the largest savings first, then of those that are open. */
const int32_t *unknowns_order(struct arena *arena, const struct unknowns *unknowns, int32_t *count);

void unknowns_print(struct arena *arena, const struct unknowns *unknowns, FILE *out);
enum error_code unknowns_document(struct arena *arena, const struct unknowns *unknowns,
                                  const struct node **out, struct error *error);
const char *unknown_state_word(enum unknown_state state);

/* The document back, against the case it is about: the list and the people; the rest of `out` is empty.
 * errors   those of reading, with the path in the document; ERROR_CONTRADICTION for one of another plan */
#define UNKNOWNS_FORMAT "mutasi-unknowns/1"
enum error_code unknowns_from_document(struct arena *arena, const struct problem *problem,
                                       const struct plan *plan, const struct node *document,
                                       struct unknowns *out, struct error *error);

/* --- words that the terminal and the page share, in the message language and the arena --- */

const char *unknown_competency_text(struct arena *arena, const struct instance *instance, int32_t competency,
                                    int32_t level);
const char *unknown_fills_text(struct arena *arena, const struct instance *instance,
                               const struct unknown *unknown);
/* What else changes with it, or why that is not known. */
const char *unknown_then_text(struct arena *arena, const struct instance *instance,
                              const struct unknown *unknown);
int32_t unknowns_count(const struct unknowns *unknowns, enum unknown_state state);

#endif
