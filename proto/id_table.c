/* SPDX-License-Identifier: MIT */
#include "proto/id_table.h"

#include <sodium.h>
#include <string.h>

_Static_assert(crypto_shorthash_KEYBYTES == 16, "id_table.key holds a SipHash key");

enum { SMALLEST = 16, RECENT = 4096 };

static uint32_t hash_of(const struct id_table *table, const char *text, uint32_t length)
{
    unsigned char hash[crypto_shorthash_BYTES];
    crypto_shorthash(hash, (const unsigned char *)text, length, table->key);
    uint32_t low;
    memcpy(&low, hash, sizeof low);
    return low;
}

static bool is_entry(const struct id_table *table, int32_t index, const char *text, uint32_t length)
{
    const struct id_entry *entry = &table->entries[index];
    return entry->length == length && (entry->text == text || memcmp(entry->text, text, length) == 0);
}

/* The slot of the id, or the empty slot where it belongs. */
static struct id_slot *slot_of(const struct id_table *table, const char *text, uint32_t length, uint32_t hash)
{
    for (uint32_t i = hash & table->slot_mask;; i = (i + 1) & table->slot_mask) {
        struct id_slot *slot = &table->slots[i];
        if (slot->index_plus_1 == 0)
            return slot;
        if (slot->hash == hash && is_entry(table, slot->index_plus_1 - 1, text, length))
            return slot;
    }
}

/* Slots for `capacity` ids at a load of at most one half, entries for exactly as many. */
static bool resize(struct id_table *table, size_t capacity)
{
    size_t slots = 2 * SMALLEST;
    while (slots < 2 * capacity)
        slots *= 2;
    struct id_slot *fresh = arena_alloc(table->arena, slots, sizeof *fresh);
    struct id_entry *entries = arena_alloc(table->arena, capacity, sizeof *entries);
    if (fresh == NULL || entries == NULL || capacity > INT32_MAX / 2)
        return false;
    uint32_t mask = (uint32_t)(slots - 1);
    for (uint32_t i = 0; table->slots != NULL && i <= table->slot_mask; i++) {
        struct id_slot slot = table->slots[i];
        if (slot.index_plus_1 == 0)
            continue;
        uint32_t to = slot.hash & mask;
        while (fresh[to].index_plus_1 != 0)
            to = (to + 1) & mask;
        fresh[to] = slot;
    }
    if (table->count > 0)
        memcpy(entries, table->entries, (size_t)table->count * sizeof *entries);
    table->slots = fresh;
    table->slot_mask = mask;
    table->entries = entries;
    table->capacity = (int32_t)capacity;
    return true;
}

bool id_table_init(struct id_table *table, struct arena *arena, size_t expected)
{
    *table = (struct id_table){.arena = arena};
    if (sodium_init() < 0)
        return false;
    randombytes_buf(table->key, sizeof table->key);
    table->recent_plus_1 = arena_alloc(arena, RECENT, sizeof *table->recent_plus_1);
    return table->recent_plus_1 != NULL && resize(table, expected > SMALLEST ? expected : SMALLEST);
}

/* Readers of documents store equal texts once, so the address of a text is a good guess which id it is, and
 * saves the hashing. */
static int32_t *recent_of(const struct id_table *table, const char *text)
{
    uintptr_t address = (uintptr_t)text;
    return &table->recent_plus_1[(address ^ address >> 10) % RECENT];
}

int32_t id_table_find(const struct id_table *table, const char *text, uint32_t length)
{
    int32_t *recent = recent_of(table, text);
    if (*recent == 0 || !is_entry(table, *recent - 1, text, length))
        *recent = slot_of(table, text, length, hash_of(table, text, length))->index_plus_1;
    return *recent - 1;
}

int32_t id_table_add(struct id_table *table, const char *text, uint32_t length, bool *fresh)
{
    uint32_t hash = hash_of(table, text, length);
    struct id_slot *slot = slot_of(table, text, length, hash);
    *fresh = slot->index_plus_1 == 0;
    if (!*fresh)
        return slot->index_plus_1 - 1;
    if (table->count == table->capacity) {
        if (!resize(table, 2 * (size_t)table->capacity))
            return -1;
        slot = slot_of(table, text, length, hash);
    }
    table->entries[table->count] = (struct id_entry){text, length};
    *slot = (struct id_slot){hash, table->count + 1};
    return table->count++;
}
