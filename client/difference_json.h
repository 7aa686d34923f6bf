/* SPDX-License-Identifier: MIT */
/* What documents about other plans say: points, and where people are in a plan and would be in another one.
 */
#ifndef MUTASI_CLIENT_DIFFERENCE_JSON_H
#define MUTASI_CLIENT_DIFFERENCE_JSON_H

#include "client/explain.h"

struct node points_or_null(bool is_there, int64_t upt);
struct node unit_or_null(const struct instance *instance, int32_t unit); /* its id; NONE: null */

/* [{employee, in_plan, then}, ...], in the arena. */
struct node differences_node(struct arena *arena, const struct instance *instance,
                             const struct difference *differences, int32_t count);

#endif
