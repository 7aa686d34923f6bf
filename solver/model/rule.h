/* SPDX-License-Identifier: MIT */
/* What one rule of the policy says about one person on the planning date. */
#ifndef MUTASI_SOLVER_MODEL_RULE_H
#define MUTASI_SOLVER_MODEL_RULE_H

#include "proto/problem.h"

bool rule_in_force(const struct rule *rule, day date);

/* Whether a rule about moving, in force on the date, keeps the person where they are. False of max_tenure, of
 * people without a present unit, and where `since` or `born` is missing. */
bool rule_forbids_moving(const struct rule *rule, const struct employee *employee, day date);

/* Whether a max_tenure rule, in force on the date, finds that the person has been in the present unit for too
 * long. False of every other rule, and where `since` is missing. */
bool rule_is_exceeded(const struct rule *rule, const struct employee *employee, day date);

/* Whether the rule cannot judge the person, because `since` or `born` is missing: then it lets them pass. */
bool rule_lacks_data(const struct rule *rule, const struct employee *employee, day date);

/* The days that the rules on dates count from `since` and `born`, which must be there. */
day rule_tenure_day(const struct rule *rule, const struct employee *employee); /* since + the rule's months */
day rule_retirement_day(const struct rule *rule, const struct employee *employee); /* reaches the age */

/* What staying in the present unit costs under the policy's max_tenure rules. errors: ERROR_OVERFLOW */
enum error_code rules_staying_upt(const struct problem *problem, int32_t employee, int64_t *out,
                                  struct error *error);

#endif
