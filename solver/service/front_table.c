/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/front_table.h"

#include <stdlib.h>
#include <string.h>

/* Two open-addressed indices over one array of slots would need deletions; chains do not. An id names its
 * slot in the low bits, and how often the slot was used above them. */
enum { NO_SLOT = -1, BUCKETS = PENDING_MAX };

struct slot {
    struct pending pending; /* id 0: free */
    int32_t next;           /* in the chain of its bucket, or of free slots */
    uint64_t uses;
};

struct front_table {
    struct slot slots[PENDING_MAX];
    int32_t buckets[BUCKETS]; /* by endpoint and route */
    int32_t free;
    double next_expiry_s;
};

struct front_table *front_table_new(void)
{
    struct front_table *table = calloc(1, sizeof *table);
    if (table == NULL) {
        return NULL;
    }
    for (int32_t i = 0; i < PENDING_MAX; i++) {
        table->slots[i].next = i + 1 < PENDING_MAX ? i + 1 : NO_SLOT;
        table->buckets[i] = NO_SLOT;
    }
    return table;
}

void front_table_free(struct front_table *table)
{
    free(table);
}

bool front_table_full(const struct front_table *table)
{
    return table->free == NO_SLOT;
}

/* FNV-1a over the header: ids of connection and request, both counters. */
static int32_t *bucket_of(struct front_table *table, uint32_t endpoint, const struct route *route)
{
    uint64_t hash = UINT64_C(14695981039346656037) ^ endpoint;
    for (size_t i = 0; i < ROUTE_BYTES; i++) {
        hash = (hash ^ route->control[i]) * UINT64_C(1099511628211);
    }
    return &table->buckets[(hash ^ hash >> 32) % BUCKETS];
}

uint64_t front_table_add(struct front_table *table, uint32_t endpoint, const struct route *route,
                         double now_s)
{
    int32_t *bucket = bucket_of(table, endpoint, route);
    for (int32_t i = *bucket; i != NO_SLOT; i = table->slots[i].next) {
        const struct pending *known = &table->slots[i].pending;
        if (known->endpoint == endpoint && memcmp(&known->route, route, sizeof *route) == 0) {
            return 0;
        }
    }
    int32_t index = table->free;
    if (index == NO_SLOT) {
        return 0;
    }
    struct slot *slot = &table->slots[index];
    table->free = slot->next;
    slot->uses++;
    slot->pending = (struct pending){.id = slot->uses * PENDING_MAX + (uint64_t)index,
                                     .endpoint = endpoint,
                                     .since_s = now_s,
                                     .route = *route};
    slot->next = *bucket;
    *bucket = index;
    return slot->pending.id;
}

static void release(struct front_table *table, int32_t index)
{
    struct slot *slot = &table->slots[index];
    int32_t *link = bucket_of(table, slot->pending.endpoint, &slot->pending.route);
    while (*link != index) {
        link = &table->slots[*link].next;
    }
    *link = slot->next;
    slot->pending.id = 0;
    slot->next = table->free;
    table->free = index;
}

bool front_table_take(struct front_table *table, uint64_t id, struct pending *out)
{
    int32_t index = (int32_t)(id % PENDING_MAX);
    if (id == 0 || table->slots[index].pending.id != id) {
        return false;
    }
    *out = table->slots[index].pending;
    release(table, index);
    return true;
}

void front_table_expire(struct front_table *table, double now_s)
{
    if (now_s < table->next_expiry_s) {
        return;
    }
    table->next_expiry_s = now_s + 1.0;
    for (int32_t i = 0; i < PENDING_MAX; i++) {
        const struct pending *pending = &table->slots[i].pending;
        if (pending->id != 0 && now_s - pending->since_s > PENDING_EXPIRY_S) {
            release(table, i);
        }
    }
}
