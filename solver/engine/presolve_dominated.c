/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/presolve_parts.h"

#include <stdlib.h>

enum { MOST_RIVALS = 32 };

/* Equal for choices whose entries are equal in all rows that can hurt both ways. */
static uint64_t key_of(const struct presolve *p, int64_t q)
{
    const struct store *store = p->store;
    uint64_t key = 0;
    for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++) {
        const struct reach *reach = &p->reach[store->row[e]];
        if (!reach->hurts_above || !reach->hurts_below || store->amount[e] == 0)
            continue;
        uint64_t mixed = ((uint64_t)store->row[e] + 1) * UINT64_C(0x9e3779b97f4a7c15) ^
                         (uint64_t)(int64_t)store->amount[e] * UINT64_C(0xbf58476d1ce4e5b9);
        mixed ^= mixed >> 31;
        key += mixed * UINT64_C(0x94d049bb133111eb);
    }
    return key;
}

static int compare_ranked(const void *left, const void *right)
{
    const struct ranked_choice *a = left, *b = right;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    if (a->cost != b->cost)
        return a->cost < b->cost ? -1 : 1;
    return a->choice < b->choice ? -1 : a->choice > b->choice;
}

static bool goes_where_it_hurts(struct presolve *p, int32_t r)
{
    double excess = p->excess[r];
    p->excess[r] = 0;
    return (excess > 0 && p->reach[r].hurts_above) || (excess < 0 && p->reach[r].hurts_below);
}

/* Whether the entries of `better` can stand for those of `worse`. */
static bool entries_dominate(struct presolve *p, int64_t better, int64_t worse)
{
    const struct store *store = p->store;
    const int64_t *first = store->first_entry;
    bool hurts = false;
    for (int64_t e = first[better]; e < first[better + 1]; e++)
        p->excess[store->row[e]] += store->amount[e];
    for (int64_t e = first[worse]; e < first[worse + 1]; e++)
        p->excess[store->row[e]] -= store->amount[e];
    for (int64_t e = first[better]; e < first[better + 1]; e++)
        hurts = goes_where_it_hurts(p, store->row[e]) || hurts;
    for (int64_t e = first[worse]; e < first[worse + 1]; e++)
        hurts = goes_where_it_hurts(p, store->row[e]) || hurts;
    p->work += 2 * (first[better + 1] - first[better] + first[worse + 1] - first[worse]);
    return !hurts;
}

/* The choices of one key, the cheapest first: each against those before it that stay. */
static void drop_in_group(struct presolve *p, int32_t k, const struct ranked_choice *group, int32_t count)
{
    int64_t first = p->store->first_choice[k];
    for (int32_t i = 1; i < count; i++)
        for (int32_t j = 0; j < i && j < MOST_RIVALS; j++)
            if (presolve_is_left(p, k, group[j].choice) &&
                entries_dominate(p, group[j].choice, group[i].choice)) {
                p->instead[group[i].choice] = (int32_t)(group[j].choice - first);
                p->removed++;
                p->left--;
                break;
            }
}

void presolve_drop_dominated(struct presolve *p, int32_t k)
{
    const struct store *store = p->store;
    int32_t count = 0, from = 0;
    for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++)
        if (presolve_is_left(p, k, q)) {
            p->ranked[count++] = (struct ranked_choice){key_of(p, q), store->cost[q], q};
            p->work += store->first_entry[q + 1] - store->first_entry[q];
        }
    qsort(p->ranked, (size_t)count, sizeof *p->ranked, compare_ranked);
    for (int32_t i = 1; i <= count; i++)
        if (i == count || p->ranked[i].key != p->ranked[from].key) {
            drop_in_group(p, k, p->ranked + from, i - from);
            from = i;
        }
}
