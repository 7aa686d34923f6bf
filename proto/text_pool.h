/* SPDX-License-Identifier: MIT */
/* Strings of one document, each copied once: field names and ids repeat thousands of times in a city, and a
 * small table of the latest ones finds most of them again. The texts live in the arena, the pool on the
 * reader's stack. */
#ifndef MUTASI_PROTO_TEXT_POOL_H
#define MUTASI_PROTO_TEXT_POOL_H

#include "proto/arena.h"
#include "proto/error.h"

#include <stdint.h>

enum { TEXT_POOL_SLOTS = 1024 };

struct text_pool {
    struct arena *arena;
    char *next;     /* free bytes of the present chunk */
    size_t left;    /* how many */
    size_t to_come; /* upper bound on the bytes still to be stored, NULs included */
    struct {
        const char *text;
        size_t length;
    } slots[TEXT_POOL_SLOTS];
};

/* bytes: upper bound on what all strings together take, a NUL each included. */
void text_pool_init(struct text_pool *pool, struct arena *arena, size_t bytes);

/* A NUL-terminated copy. ERROR_BAD_STRING when the bytes are not UTF-8 or hold a NUL, ERROR_MEMORY. */
enum error_code text_pool_copy(struct text_pool *pool, const char *text, size_t length, const char **out);

#endif
