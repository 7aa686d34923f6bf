/* SPDX-License-Identifier: MIT */
#ifndef MUTASI_CLIENT_VERIFY_CLAIMS_H
#define MUTASI_CLIENT_VERIFY_CLAIMS_H

#include "client/verify.h"

/* Writes the plan as it should be (objective, units, measures, costs of moves, bound, gap and hashes
 * recomputed; names and reasons as they are) and lists where the document says otherwise, at most 100 places.
 * verification  evaluation and bound are there; fills claims */
enum error_code claims_compare(struct arena *arena, const struct node *document,
                               struct verification *verification, struct error *error);

#endif
