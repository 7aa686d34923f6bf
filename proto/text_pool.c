/* SPDX-License-Identifier: MIT */
#include "proto/text_pool.h"

#include "proto/utf8.h"

#include <string.h>

enum { CHUNK = 64 * 1024, SHARED_MAX = 32 }; /* longer texts seldom repeat */

void text_pool_init(struct text_pool *pool, struct arena *arena, size_t bytes)
{
    memset(pool, 0, sizeof *pool);
    pool->arena = arena;
    pool->to_come = bytes;
}

static uint64_t load(const char *from, size_t bytes)
{
    uint64_t word = 0;
    memcpy(&word, from, bytes);
    return word;
}

/* At most 32 bytes are hashed, by their overlapping first and last words. */
static size_t slot_of(const char *text, size_t length)
{
    uint64_t a = 0, b = 0;
    if (length > 16) {
        a = load(text, 8) + load(text + 8, 8) * UINT64_C(0x9e3779b97f4a7c15);
        b = load(text + length - 8, 8) + load(text + length - 16, 8) * UINT64_C(0xc2b2ae3d27d4eb4f);
    } else if (length >= 8) {
        a = load(text, 8);
        b = load(text + length - 8, 8);
    } else if (length >= 4) {
        a = load(text, 4);
        b = load(text + length - 4, 4);
    } else if (length > 0) {
        a = (uint64_t)(unsigned char)text[0] | (uint64_t)(unsigned char)text[length / 2] << 8;
        b = (unsigned char)text[length - 1];
    }
    uint64_t hash = (a ^ length) * UINT64_C(0x9e3779b97f4a7c15) + b * UINT64_C(0xc2b2ae3d27d4eb4f);
    return (size_t)(hash >> 54) % TEXT_POOL_SLOTS;
}

/* Space for length bytes and a NUL; NULL when out of memory. */
static char *take(struct text_pool *pool, size_t length)
{
    size_t bytes = length + 1;
    pool->to_come = pool->to_come > bytes ? pool->to_come - bytes : 0;
    if (bytes > CHUNK / 4) {
        return arena_alloc(pool->arena, bytes, 1);
    }
    if (bytes > pool->left) {
        size_t wanted = pool->to_come < CHUNK - bytes ? pool->to_come + bytes : CHUNK;
        pool->next = arena_alloc(pool->arena, wanted, 1);
        pool->left = pool->next != NULL ? wanted : 0;
    }
    char *space = pool->next;
    if (space != NULL) {
        pool->next += bytes;
        pool->left -= bytes;
    }
    return space;
}

static enum error_code store(struct text_pool *pool, const char *text, size_t length, const char **out)
{
    if (!utf8_valid(text, length)) {
        return ERROR_BAD_STRING;
    }
    char *copy = take(pool, length);
    if (copy == NULL) {
        return ERROR_MEMORY;
    }
    memcpy(copy, text, length);
    copy[length] = '\0';
    *out = copy;
    return ERROR_NONE;
}

enum error_code text_pool_copy(struct text_pool *pool, const char *text, size_t length, const char **out)
{
    if (length == 0) {
        *out = "";
        return ERROR_NONE;
    }
    if (length > SHARED_MAX) {
        return store(pool, text, length, out);
    }
    size_t slot = slot_of(text, length);
    if (pool->slots[slot].length == length && memcmp(pool->slots[slot].text, text, length) == 0) {
        *out = pool->slots[slot].text;
        return ERROR_NONE;
    }
    enum error_code code = store(pool, text, length, out);
    if (code == ERROR_NONE) {
        pool->slots[slot].text = *out;
        pool->slots[slot].length = length;
    }
    return code;
}
