/* SPDX-License-Identifier: MIT */
/* What a plan leaves open because the data do: a function of the problem alone, so that whoever has instance
 * and policy can say it in any language. The plan carries the English sentences. */
#ifndef MUTASI_SOLVER_MODEL_WARNING_H
#define MUTASI_SOLVER_MODEL_WARNING_H

#include "proto/problem.h"

enum warning_kind {
    WARNING_NO_SINCE,   /* min_tenure or max_tenure could not judge people whose `since` is missing */
    WARNING_NO_BORN,    /* retirement could not judge people whose `born` is missing */
    WARNING_MUST_REMAIN /* a hard max_tenure is exceeded by people whom a pin, a rule or a scenario keeps */
};

/* One per kind and rule. */
struct warning {
    enum warning_kind kind;
    const struct rule *rule;
    int32_t count, first; /* of the people it is about; the first of them */
};

/* In the policy's order of rules; arena memory. errors: ERROR_MEMORY. cost: rules x people */
enum error_code warnings_of(struct arena *arena, const struct problem *problem, const struct warning **out,
                            int32_t *count, struct error *error);

/* Whether the warning is about this person. */
bool warning_is_about(const struct problem *problem, const struct warning *warning, int32_t employee);

/* The same as English sentences, for the plan. */
enum error_code warning_sentences(struct arena *arena, const struct problem *problem, const char *const **out,
                                  int32_t *count, struct error *error);

#endif
