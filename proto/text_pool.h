/* SPDX-License-Identifier: MIT */
/* Strings of one document, most of them copied once: field names and ids repeat thousands of times in a city,
 * and a table of the latest ones finds most of them again. The texts live in the arena, the table goes with
 * the pool. */
#ifndef MUTASI_PROTO_TEXT_POOL_H
#define MUTASI_PROTO_TEXT_POOL_H

#include "proto/arena.h"
#include "proto/error.h"

#include <stddef.h>
#include <stdint.h>

struct text_slot;

struct text_pool {
    struct arena *arena;
    char *next;     /* free bytes of the present chunk */
    size_t left;    /* how many */
    size_t to_come; /* upper bound on the bytes still to be stored, NULs included */
    struct text_slot *slots;
    size_t slot_mask; /* their number is a power of two */
};

/* bytes: upper bound on what all strings together take, a NUL each included. ERROR_MEMORY. */
enum error_code text_pool_init(struct text_pool *pool, struct arena *arena, size_t bytes);
void text_pool_fini(struct text_pool *pool); /* the texts stay */

/* A NUL-terminated copy. ERROR_BAD_STRING when the bytes are not UTF-8 or hold a NUL, ERROR_MEMORY. */
enum error_code text_pool_copy(struct text_pool *pool, const char *text, size_t length, const char **out);

#endif
