/* SPDX-License-Identifier: MIT */
/* The warnings of a plan in the language of its reader. They follow from the problem alone
 * (solver/model/warning.h), so they are said from there and not from the plan's English sentences. */
#ifndef MUTASI_CLIENT_WARNING_WORDS_H
#define MUTASI_CLIENT_WARNING_WORDS_H

#include "proto/plan.h"
#include "solver/model/warning.h"

/* NULL when out of memory. */
const char *warning_words(struct arena *arena, const struct instance *instance,
                          const struct warning *warning);

/* All warnings as lines, with the first person each is about; behind them what the plan itself has beyond
 * those, as it is. errors: ERROR_MEMORY */
enum error_code warning_lines(struct arena *arena, const struct problem *problem, const struct plan *plan,
                              const char *const **lines, int32_t *count, struct error *error);

#endif
