/* SPDX-License-Identifier: MIT */
/* Why somebody is lent to a surge, in words with their numbers, in the language of the reader. */
#ifndef MUTASI_CLIENT_LENDING_WORDS_H
#define MUTASI_CLIENT_LENDING_WORDS_H

#include "client/case_file.h"

/* "brings measles to 1.00 of 1.00 FTE, 0.00 without; registry keeps 2.00 of 3.00 FTE meanwhile; without it
 * the plan would cost 91.00 points more". mark   of decimals. NULL when out of memory. */
const char *lending_words(struct arena *arena, const struct problem *problem, const struct secondment *lent,
                          char mark);

/* "2026-08-03 to 2026-08-14". NULL when out of memory. */
const char *lending_period(struct arena *arena, const struct surge *surge);

/* FTE that the plan lends to the surge. */
int64_t lending_filled_mfte(const struct problem *problem, const struct plan *plan, int32_t surge);

/* The person's, or NULL: lent to nothing. */
const struct secondment *lending_of(const struct plan *plan, int32_t employee);

#endif
