/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/classes.h"

#include <stdlib.h>
#include <string.h>

struct person_key {
    uint64_t key;
    int32_t person;
};

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 29;
}

static uint64_t key_of(const struct store *store, int32_t k)
{
    uint64_t key = 1;
    for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++) {
        key = mix(mix(key, (uint64_t)store->place[q]), (uint64_t)(int64_t)store->cost[q]);
        for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++)
            key = mix(mix(key, (uint64_t)store->row[e] + 1), (uint64_t)(int64_t)store->amount[e]);
    }
    return key;
}

static int compare_keys(const void *left, const void *right)
{
    const struct person_key *a = left, *b = right;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return a->person < b->person ? -1 : a->person > b->person;
}

static bool same_entries(const struct store *store, int64_t q, int64_t t)
{
    int64_t a = store->first_entry[q], b = store->first_entry[t], count = store->first_entry[q + 1] - a;
    return count == store->first_entry[t + 1] - b &&
           memcmp(store->row + a, store->row + b, (size_t)count * sizeof *store->row) == 0 &&
           memcmp(store->amount + a, store->amount + b, (size_t)count * sizeof *store->amount) == 0;
}

static bool are_identical(const struct store *store, int32_t j, int32_t k)
{
    int64_t a = store->first_choice[j], b = store->first_choice[k], count = store->first_choice[j + 1] - a;
    bool same = count == store->first_choice[k + 1] - b;
    for (int64_t i = 0; same && i < count; i++)
        same = store->place[a + i] == store->place[b + i] && store->cost[a + i] == store->cost[b + i] &&
               same_entries(store, a + i, b + i);
    return same;
}

/* Those of one key are of one class, but for chance: then each is compared with the first only, and is a
 * class of its own where that differs. */
static bool join(const struct store *store, const struct person_key *keys, int32_t *class_of)
{
    bool doubles = false;
    for (int32_t i = 0, first = 0; i < store->people; i++) {
        first = keys[i].key == keys[first].key ? first : i;
        bool same = i > first && are_identical(store, keys[first].person, keys[i].person);
        class_of[keys[i].person] = keys[same ? first : i].person;
        doubles = doubles || same;
    }
    return doubles;
}

int32_t *classes_new(const struct store *store)
{
    struct person_key *keys = malloc(((size_t)store->people + 1) * sizeof *keys);
    int32_t *class_of = malloc(((size_t)store->people + 1) * sizeof *class_of);
    bool doubles = false;
    if (keys != NULL && class_of != NULL) {
        for (int32_t k = 0; k < store->people; k++)
            keys[k] = (struct person_key){key_of(store, k), k};
        qsort(keys, (size_t)store->people, sizeof *keys, compare_keys);
        doubles = join(store, keys, class_of);
    }
    free(keys);
    if (doubles)
        return class_of;
    free(class_of);
    return NULL;
}
