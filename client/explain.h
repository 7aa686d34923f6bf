/* SPDX-License-Identifier: MIT */
/* Why somebody is where a plan has them, and not elsewhere: what forbids it, or what the whole plan would
 * cost. */
#ifndef MUTASI_CLIENT_EXPLAIN_H
#define MUTASI_CLIENT_EXPLAIN_H

#include "client/session.h"
#include "client/verify.h"
#include "solver/model/eligibility.h"

#include <stdio.h>

enum verdict {
    VERDICT_WORSE,     /* every plan with it costs more than this plan: proven */
    VERDICT_NOT_WORSE, /* the best one found costs more; that every one does is not proven */
    VERDICT_AS_GOOD,   /* one was found that costs the same */
    VERDICT_BETTER,    /* one was found that costs less */
    VERDICT_IMPOSSIBLE,
    VERDICT_UNKNOWN /* none was found in time */
};

/* Somebody who is elsewhere in the plan that was found; NONE: left unplaced. */
struct difference {
    int32_t employee, here, there;
};

/* The person in `unit`, everybody else free again. Costs are those of the whole plan, less the cost of the
 * plan that is explained: every plan with the person there costs at_least more or above, the one found costs
 * `more` more. What a plan with it costs above the best plan of all lies between at_least and most. */
struct alternative {
    int32_t unit;
    enum verdict verdict;
    enum plan_status status;
    bool is_hypothetical; /* a rule, a pin or the consent forbids it */
    bool has_more, has_at_least, has_most, has_alone;
    int64_t more_upt, at_least_upt, verified_upt, most_upt; /* verified: at_least as recomputed here */
    int64_t alone_upt; /* what it costs more with everybody else as planned, where that breaks nothing */
    int32_t offer;     /* that the plan found uses, or NONE */
    const struct difference *differences; /* all but the person's own */
    int32_t difference_count;
    const struct breach *breaches; /* what is broken with everybody else as planned */
    int32_t breach_count;
};

struct explanation {
    const char *case_file;
    const struct node *plan_document;
    struct verification base;
    int32_t employee;
    int32_t asked;                      /* unit, or NONE */
    struct placed placed;               /* where the plan has the person */
    const struct move *move;            /* NULL: the plan changes nothing for the person */
    const char *reasons;                /* of the move, in words; "" where there is none */
    const struct eligibility *barriers; /* to the unit asked for; without one, to every other unit */
    int32_t barrier_count;
    bool has_elsewhere; /* every plan with the person in any other unit costs this much more: proven by prices
                         */
    int64_t elsewhere_upt;
    bool has_alternative;
    struct alternative alternative;
};

/* The case recomputed, of which `out` names the file: plan_document and base alone.
 * errors   those of reading the case; ERROR_CONTRADICTION when the plan does not hold */
enum error_code explain_read_case(struct arena *arena, struct explanation *out, struct error *error);

/* What the case itself says. Names are ids, or names that one only has.
 * errors   those of reading the case; ERROR_UNVERIFIED when the plan does not hold, ERROR_UNKNOWN_ID,
 *          ERROR_CONTRADICTION for a name that several have */
enum error_code explain_read(struct arena *arena, const char *case_file, const char *employee,
                             const char *unit, struct explanation *out, struct error *error);

/* The unit that a solve should put the person into: the one asked for, the present one of somebody who moves,
 * else the one that the person wishes most, or that the row prices forbid least. NONE when there is nothing
 * to solve. Sets elsewhere_upt, too. anyway   also where a rule, a pin or the consent forbids it */
enum error_code explain_target(struct arena *arena, struct explanation *explanation, bool anyway,
                               int32_t *target, struct error *error);

/* Per unit: what every plan with the person there costs at least; INT64_MIN where the person may not be. */
enum error_code explain_price_bounds(struct arena *arena, const struct explanation *explanation,
                                     int64_t **bounds, struct error *error);

/* The plan with the person in that unit, from a solve that starts from this plan and its prices.
 * request   limits   errors   the service's; ERROR_UNVERIFIED when its answer does not hold */
enum error_code explain_solve(struct arena *arena, struct explanation *explanation, int32_t target,
                              struct session *session, struct mutasi_request *request, struct error *error);

/* What somebody asks again of a case: {place: {...}}, whom the case's own scenario places, and this person
 * (NONE: nobody else). The rest of that scenario is in the changed documents already. */
enum error_code explain_scenario(struct arena *arena, const struct problem *problem, int32_t employee,
                                 int32_t target, const struct node **out, struct error *error);

/* The service's plan for the inputs, never trusted: recomputed like any plan that somebody hands us.
 * errors   ERROR_UNVERIFIED when it does not hold */
enum error_code explain_read_answer(struct arena *arena, const struct inputs *inputs,
                                    struct mutasi_document document, struct verification *out,
                                    struct error *error);

/* The verdict and its numbers, from two plans' costs and bounds alone. out   unit and is_hypothetical are set
 */
void explain_compare(const struct verification *base, const struct verification *answer,
                     struct alternative *out);

/* What the plan costs and breaks with the person in the unit and everybody else as planned.
 * problem   the plan's, or the same with the person placed by a scenario */
enum error_code explain_change(struct arena *arena, const struct explanation *explanation,
                               const struct problem *problem, int32_t unit, const struct evaluation **out,
                               struct error *error);

void explain_print(struct arena *arena, const struct explanation *explanation, FILE *out);

/* The same as a document. */
enum error_code explain_document(struct arena *arena, const struct explanation *explanation,
                                 const struct node **out, struct error *error);

const char *verdict_word(enum verdict verdict);

/* A barrier in words, with the citation of its rule. May be NULL when out of memory. */
const char *barrier_text(struct arena *arena, const struct explanation *explanation,
                         const struct eligibility *barrier);

#endif
