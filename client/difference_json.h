/* SPDX-License-Identifier: MIT */
/* Where people are in a plan and where they would be in another one, for documents. */
#ifndef MUTASI_CLIENT_DIFFERENCE_JSON_H
#define MUTASI_CLIENT_DIFFERENCE_JSON_H

#include "client/explain.h"

struct node unit_or_null(const struct instance *instance, int32_t unit); /* its id; NONE: null */

/* [{employee, in_plan, then}, ...], in the arena. */
struct node differences_node(struct arena *arena, const struct instance *instance,
                             const struct difference *differences, int32_t count);

#endif
