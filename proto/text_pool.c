/* SPDX-License-Identifier: MIT */
#include "proto/text_pool.h"

#include "proto/utf8.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 64 * 1024, SHARED_MAX = 32 }; /* longer texts seldom repeat */
enum { SLOTS_MIN = 32, SLOTS_MAX = 4096, BYTES_PER_SLOT = 32 };

struct text_slot {
    const char *text; /* NULL: empty */
    size_t length;
    uint64_t first, last; /* words of it, which tell texts of up to 16 bytes apart */
};

enum error_code text_pool_init(struct text_pool *pool, struct arena *arena, size_t bytes)
{
    size_t slots = SLOTS_MIN;
    while (slots < SLOTS_MAX && slots * BYTES_PER_SLOT < bytes) {
        slots *= 2;
    }
    *pool = (struct text_pool){.arena = arena, .to_come = bytes, .slot_mask = slots - 1};
    pool->slots = calloc(slots, sizeof *pool->slots);
    return pool->slots != NULL ? ERROR_NONE : ERROR_MEMORY;
}

void text_pool_fini(struct text_pool *pool)
{
    free(pool->slots);
    pool->slots = NULL;
}

static uint64_t load(const char *from, size_t bytes)
{
    uint64_t word = 0;
    memcpy(&word, from, bytes);
    return word;
}

/* Overlapping words from both ends: together with the length they are a text of up to 16 bytes. */
static inline struct text_slot describe(const char *text, size_t length)
{
    struct text_slot slot = {.text = text, .length = length};
    if (length >= 8) {
        slot.first = load(text, 8);
        slot.last = load(text + length - 8, 8);
    } else if (length >= 4) {
        slot.first = load(text, 4);
        slot.last = load(text + length - 4, 4);
    } else {
        slot.first = (uint64_t)(unsigned char)text[0] | (uint64_t)(unsigned char)text[length / 2] << 8;
        slot.last = (unsigned char)text[length - 1];
    }
    return slot;
}

static inline uint64_t hash_of(const struct text_slot *wanted)
{
    uint64_t hash = (wanted->first ^ wanted->length) * UINT64_C(0x9e3779b97f4a7c15) +
                    wanted->last * UINT64_C(0xc2b2ae3d27d4eb4f);
    return hash >> 32;
}

static inline bool same(const struct text_slot *a, const struct text_slot *b)
{
    return a->length == b->length && a->first == b->first && a->last == b->last &&
           (a->length <= 16 || memcmp(a->text, b->text, a->length) == 0);
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
    struct text_slot wanted = describe(text, length);
    struct text_slot *slot = &pool->slots[hash_of(&wanted) & pool->slot_mask];
    if (same(slot, &wanted)) {
        *out = slot->text;
        return ERROR_NONE;
    }
    enum error_code code = store(pool, text, length, out);
    if (code == ERROR_NONE) {
        wanted.text = *out;
        *slot = wanted;
    }
    return code;
}
