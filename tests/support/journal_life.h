/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What program_journal does to a journal, batch after batch, so that a test can say what must be in the file
 * after any number of them: batch n adds jobs 2n-1 and 2n, ends job 2n-9 with a result and forgets job 2n-30.
 */
#ifndef MUTASI_TESTS_SUPPORT_JOURNAL_LIFE_H
#define MUTASI_TESTS_SUPPORT_JOURNAL_LIFE_H

#include "tests/support/journal.h"

enum { LIFE_ADDED = 2, LIFE_ENDS_AFTER = 9, LIFE_FORGETS_AFTER = 30 };

/* Queues batch n and submits it. */
uint64_t life_batch(struct journal *journal, uint64_t n);

/* How many batches the file has seen, from the highest id. */
uint64_t life_batches(const struct journal *journal);

/* NULL, or what is not as it must be after so many batches: a text in a room that the next call takes again.
 */
const char *life_check(struct journal *journal, uint64_t batches);

#endif
