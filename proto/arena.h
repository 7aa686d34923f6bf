/* SPDX-License-Identifier: MIT */
/* Memory with one lifetime: everything a request reads or builds is allocated here and freed by one call. */
#ifndef MUTASI_PROTO_ARENA_H
#define MUTASI_PROTO_ARENA_H

#include <stddef.h>

struct arena;

struct arena *arena_new(void);        /* NULL when out of memory */
void arena_free(struct arena *arena); /* NULL allowed */

/* Zeroed, aligned to 16 bytes, never moved. NULL when out of memory or when count * size overflows.
 * A request of 0 bytes returns a valid pointer. */
void *arena_alloc(struct arena *arena, size_t count, size_t size);

/* Copies length bytes and appends a NUL. NULL when out of memory. */
char *arena_text(struct arena *arena, const char *text, size_t length);
char *arena_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

size_t arena_bytes(const struct arena *arena); /* bytes taken from the system so far */

#endif
