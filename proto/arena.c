/* SPDX-License-Identifier: MIT */
/* A list of blocks, each filled from its beginning. A request that would waste much of a block gets a block
 * of its own, so the current one goes on being filled. Fresh blocks come zeroed from calloc, which costs
 * nothing for large ones: the system's pages are zero already. */
#define _DEFAULT_SOURCE /* madvise */
#include "proto/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { ALIGNMENT = 16, FIRST_BLOCK = 16 * 1024, LARGEST_BLOCK = 1024 * 1024, HUGE_BLOCK = 8 * 1024 * 1024 };

struct block {
    struct block *next;
    size_t used, size; /* counted from the block's own start */
};

struct arena {
    struct block *current; /* the one being filled */
    struct block *full;    /* earlier ones and large single requests */
    size_t bytes;
    size_t next_size;
};

static size_t rounded(size_t size)
{
    return (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
}

/* A large block is about to be filled from end to end: huge pages save most of its page faults, a third of
 * the time of reading a large document. A hint only; where it fails nothing is lost. */
static void prefer_huge_pages(void *start, size_t size)
{
#ifdef MADV_HUGEPAGE
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t from = ((uintptr_t)start + page - 1) / page * page,
              to = ((uintptr_t)start + size) / page * page;
    if (size >= HUGE_BLOCK && to > from) {
        (void)madvise((char *)start + (from - (uintptr_t)start), to - from, MADV_HUGEPAGE);
    }
#else
    (void)start;
    (void)size;
#endif
}

static struct block *block_new(struct arena *arena, size_t size)
{
    struct block *block = calloc(1, size);
    if (block != NULL) {
        prefer_huge_pages(block, size);
        block->size = size;
        block->used = rounded(sizeof *block);
        arena->bytes += size;
    }
    return block;
}

/* The arena itself lives in its first block. */
struct arena *arena_new(void)
{
    struct arena start = {.next_size = (size_t)4 * FIRST_BLOCK};
    start.current = block_new(&start, FIRST_BLOCK);
    if (start.current == NULL) {
        return NULL;
    }
    struct arena *arena = (struct arena *)((char *)start.current + start.current->used);
    start.current->used += rounded(sizeof *arena);
    *arena = start;
    return arena;
}

static void blocks_free(struct block *block)
{
    while (block != NULL) {
        struct block *next = block->next;
        free(block);
        block = next;
    }
}

void arena_free(struct arena *arena)
{
    if (arena != NULL) {
        struct block *current = arena->current, *full = arena->full;
        blocks_free(full); /* one of these two lists holds the arena itself */
        blocks_free(current);
    }
}

static void *take(struct block *block, size_t size)
{
    char *start = (char *)block + block->used;
    block->used += size;
    return start;
}

static void *take_from_new_block(struct arena *arena, size_t size)
{
    size_t head = rounded(sizeof(struct block));
    if (size > arena->next_size / 4) {
        struct block *own = block_new(arena, head + size);
        if (own == NULL) {
            return NULL;
        }
        own->next = arena->full;
        arena->full = own;
        return take(own, size);
    }
    struct block *block = block_new(arena, arena->next_size);
    if (block == NULL) {
        return NULL;
    }
    arena->current->next = arena->full;
    arena->full = arena->current;
    arena->current = block;
    if (arena->next_size < LARGEST_BLOCK) {
        arena->next_size *= 2;
    }
    return take(block, size);
}

void *arena_alloc(struct arena *arena, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) || bytes > SIZE_MAX / 2) {
        return NULL;
    }
    bytes = rounded(bytes);
    if (bytes <= arena->current->size - arena->current->used) {
        return take(arena->current, bytes);
    }
    return take_from_new_block(arena, bytes);
}

char *arena_text(struct arena *arena, const char *text, size_t length)
{
    char *copy = length < SIZE_MAX ? arena_alloc(arena, length + 1, 1) : NULL;
    if (copy != NULL && length > 0) {
        memcpy(copy, text, length);
    }
    return copy;
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    char *text = length >= 0 ? arena_alloc(arena, (size_t)length + 1, 1) : NULL;
    if (text != NULL) {
        vsnprintf(text, (size_t)length + 1, format, again);
    }
    va_end(again);
    va_end(arguments);
    return text;
}

size_t arena_bytes(const struct arena *arena)
{
    return arena->bytes;
}
