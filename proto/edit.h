/* SPDX-License-Identifier: MIT */
/* Changed copies of canonical documents. A copy is shallow: it shares every part that does not change, and it
 * is canonical when its inputs are. Every function returns NULL when out of memory. */
#ifndef MUTASI_PROTO_EDIT_H
#define MUTASI_PROTO_EDIT_H

#include "proto/tree.h"

/* The map with `key` set to value; value NULL: without it. key is borrowed. */
const struct node *map_with(struct arena *arena, const struct node *map, const char *key,
                            const struct node *value);

/* RFC 7386: maps merge member by member, null removes a member, everything else replaces. target may be NULL.
 * Recurses as deep as the patch is nested, which readers bound. */
const struct node *merge_patch(struct arena *arena, const struct node *target, const struct node *patch);

/* The elements for which keep(context, element, index) holds. A node that is not an array comes back as is.
 */
typedef bool node_filter(void *context, const struct node *element, uint32_t index);
const struct node *array_filtered(struct arena *arena, const struct node *array, node_filter *keep,
                                  void *context);

/* The same for the keys of a map. */
typedef bool key_filter(void *context, const char *key);
const struct node *map_filtered(struct arena *arena, const struct node *map, key_filter *keep, void *context);

/* The elements of both arrays, one after the other; a missing one (NULL) is empty. */
const struct node *array_joined(struct arena *arena, const struct node *first, const struct node *second);

#endif
