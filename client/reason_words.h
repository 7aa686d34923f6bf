/* SPDX-License-Identifier: MIT */
/* The reasons of a move in words, with their numbers, in the language of the reader: one line per name, as a
 * transfer proposal needs it.
 *
 * The plan's reasons (solver/explain/reasons.h says when each applies) name units, competencies and
 * differences; what they do not carry (a unit's need, how many hold a competency with and without the move)
 * is counted here. */
#ifndef MUTASI_CLIENT_REASON_WORDS_H
#define MUTASI_CLIENT_REASON_WORDS_H

#include "client/case_file.h"

struct reason_words {
    struct arena *arena;
    const struct problem *problem;
    const struct plan *plan;
    const struct standing *standing;
    char mark; /* of decimals: '.' or ',' */
};

/* "Dukcapil needs 10.11 FTE: 9.00 with this move, 8.00 without; without this move, all others as planned, the
 * plan would cost 81.00 points more". "" for a move without reasons, NULL when out of memory. */
const char *reason_words(const struct reason_words *words, const struct move *move);

#endif
