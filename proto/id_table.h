/* SPDX-License-Identifier: MIT */
/* From ids to indices: open addressing over borrowed strings, in an arena. The index of an id is the order in
 * which it was added. The hash is keyed at random (SipHash), so that no choice of ids makes it slow; nothing
 * depends on the order of its slots. */
#ifndef MUTASI_PROTO_ID_TABLE_H
#define MUTASI_PROTO_ID_TABLE_H

#include "proto/arena.h"

#include <stdbool.h>
#include <stdint.h>

struct id_slot {
    uint32_t hash;
    int32_t index_plus_1; /* 0: empty */
};

struct id_entry {
    const char *text;
    uint32_t length;
};

struct id_table {
    struct arena *arena;
    unsigned char key[16];
    struct id_slot *slots;
    uint32_t slot_mask;
    struct id_entry *entries;
    int32_t count, capacity;
    int32_t *recent_plus_1; /* the index found lately for a text at this address: a guess, verified */
};

/* Room for `expected` ids; grows beyond. false when out of memory (or of random numbers). */
bool id_table_init(struct id_table *table, struct arena *arena, size_t expected);

/* The index of the id, or NONE (-1). */
int32_t id_table_find(const struct id_table *table, const char *text, uint32_t length);

/* Adds the id, or finds it: *fresh says which. NONE when out of memory. The text outlives the table. */
int32_t id_table_add(struct id_table *table, const char *text, uint32_t length, bool *fresh);

#endif
