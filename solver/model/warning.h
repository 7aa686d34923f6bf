/* SPDX-License-Identifier: MIT */
/* What a plan leaves open because the data or the policy do: a function of the problem alone, so that whoever
 * has instance and policy can say it in any language. The plan carries the English sentences. */
#ifndef MUTASI_SOLVER_MODEL_WARNING_H
#define MUTASI_SOLVER_MODEL_WARNING_H

#include "proto/problem.h"

enum warning_kind {
    WARNING_NO_SINCE,     /* min_tenure or max_tenure could not judge people whose `since` is missing */
    WARNING_NO_BORN,      /* retirement could not judge people whose `born` is missing */
    WARNING_MUST_REMAIN,  /* a hard max_tenure is exceeded by people whom a pin, a rule or a scenario keeps */
    WARNING_SURGE_CLOSED, /* a surge is not planned: its unit is closed */
    WARNING_SURGE_ALONE   /* a surge is not planned: the policy says nothing about secondment */
};

/* One per kind and rule, or per surge. */
struct warning {
    enum warning_kind kind;
    const struct rule *rule; /* NULL: of a surge */
    int32_t surge;           /* NONE: of a rule */
    int32_t count, first;    /* of the people it is about; the first of them, NONE where it is about nobody */
};

/* In the policy's order of rules, then of surges; arena memory. errors: ERROR_MEMORY. cost: rules x people */
enum error_code warnings_of(struct arena *arena, const struct problem *problem, const struct warning **out,
                            int32_t *count, struct error *error);

/* Whether the warning is about this person. */
bool warning_is_about(const struct problem *problem, const struct warning *warning, int32_t employee);

/* The same as English sentences, for the plan. */
enum error_code warning_sentences(struct arena *arena, const struct problem *problem, const char *const **out,
                                  int32_t *count, struct error *error);

#endif
