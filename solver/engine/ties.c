/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/ties.h"

#include <stdlib.h>

enum { NOBODY = -1, TOO_MANY = -2 };
/* Chains of single people bring together smaller companies by themselves, while these are few. */
enum { LARGE_COMPANY = 4 };

static const struct tie no_tie = {NOBODY, NOBODY};

/* Another entry of this side of the row: its one person stays, a second one spoils it. */
static void enter(int32_t *side, int32_t person)
{
    *side = *side == NOBODY || *side == person ? person : TOO_MANY;
}

static void enter_row(struct tie *tie, int32_t person, double amount)
{
    if (amount == 1)
        enter(&tie->plus, person);
    else if (amount == -1)
        enter(&tie->minus, person);
    else if (amount != 0)
        tie->plus = TOO_MANY;
}

static void find_ties(const struct store *store, struct tie *of_row)
{
    for (int32_t r = 0; r < store->rows; r++)
        of_row[r] = no_tie;
    for (int32_t k = 0; k < store->people; k++)
        for (int64_t e = store->first_entry[store->first_choice[k]];
             e < store->first_entry[store->first_choice[k + 1]]; e++)
            enter_row(&of_row[store->row[e]], k, store->amount[e]);
    for (int32_t r = 0; r < store->rows; r++) {
        const struct row *row = store_row(store, r);
        if (row->lower != 0 || row->upper != 0 || of_row[r].plus < 0 || of_row[r].minus < 0 ||
            of_row[r].plus == of_row[r].minus)
            of_row[r] = no_tie;
    }
}

static int compare_ties(const void *left, const void *right)
{
    const struct tie *a = left, *b = right;
    if (a->plus != b->plus)
        return a->plus < b->plus ? -1 : 1;
    return a->minus < b->minus ? -1 : a->minus > b->minus;
}

/* Every tie both ways, each once: sorted, a list of partners per person. Returns how many. */
static int64_t list_both_ways(const struct store *store, const struct tie *of_row, struct tie *list)
{
    int64_t count = 0, unique = 0;
    for (int32_t r = 0; r < store->rows; r++)
        if (of_row[r].plus >= 0) {
            list[count++] = of_row[r];
            list[count++] = (struct tie){of_row[r].minus, of_row[r].plus};
        }
    qsort(list, (size_t)count, sizeof *list, compare_ties);
    for (int64_t i = 0; i < count; i++)
        if (i == 0 || compare_ties(&list[i - 1], &list[i]) != 0)
            list[unique++] = list[i];
    return unique;
}

static void write_partners(struct ties *ties, const struct tie *list, int64_t count)
{
    for (int64_t i = 0; i < count; i++) {
        ties->partner[i] = list[i].minus;
        ties->first_partner[list[i].plus + 1]++;
    }
}

static int64_t count_tying_rows(const struct store *store, const struct tie *of_row)
{
    int64_t count = 0;
    for (int32_t r = 0; r < store->rows; r++)
        count += of_row[r].plus >= 0;
    return count;
}

/* How many ties lead to, directly or not, from a person nobody has met yet; all of them are met then. */
static int64_t meet_company(const struct ties *ties, int32_t first, int32_t *queue, bool *met)
{
    int32_t count = 0;
    queue[count++] = first;
    met[first] = true;
    for (int32_t i = 0; i < count; i++)
        for (int32_t t = ties->first_partner[queue[i]]; t < ties->first_partner[queue[i] + 1]; t++)
            if (!met[ties->partner[t]]) {
                met[ties->partner[t]] = true;
                queue[count++] = ties->partner[t];
            }
    return count;
}

/* False where it is not worth the trouble, or out of memory. */
static bool measure_companies(struct ties *ties, int32_t people)
{
    int32_t *queue = calloc((size_t)people + 1, sizeof *queue);
    bool *met = calloc((size_t)people + 1, sizeof *met);
    double sum = 0, largest = 0;
    for (int32_t k = 0; queue != NULL && met != NULL && k < people; k++)
        if (!met[k]) {
            double size = (double)meet_company(ties, k, queue, met);
            sum += size * size;
            largest = size > largest ? size : largest;
        }
    ties->company = people > 0 ? sum / people : 1;
    bool ok = queue != NULL && met != NULL && (largest >= LARGE_COMPANY || ties_are_many(ties));
    free(queue);
    free(met);
    return ok;
}

static bool fill(struct ties *ties, const struct store *store)
{
    ties->of_row = calloc((size_t)store->rows + 1, sizeof *ties->of_row);
    if (ties->of_row == NULL)
        return false;
    find_ties(store, ties->of_row);
    int64_t rows = count_tying_rows(store, ties->of_row);
    if (rows == 0 || rows > INT32_MAX / 2)
        return false;
    struct tie *list = calloc((size_t)rows * 2, sizeof *list);
    ties->partner = calloc((size_t)rows * 2, sizeof *ties->partner);
    ties->first_partner = calloc((size_t)store->people + 1, sizeof *ties->first_partner);
    bool ok = list != NULL && ties->partner != NULL && ties->first_partner != NULL;
    if (ok)
        write_partners(ties, list, list_both_ways(store, ties->of_row, list));
    for (int32_t k = 0; ok && k < store->people; k++)
        ties->first_partner[k + 1] += ties->first_partner[k];
    free(list);
    return ok && measure_companies(ties, store->people);
}

struct ties *ties_new(const struct store *store)
{
    struct ties *ties = calloc(1, sizeof *ties);
    if (ties == NULL || fill(ties, store))
        return ties;
    ties_free(ties);
    return NULL;
}

void ties_free(struct ties *ties)
{
    if (ties == NULL)
        return;
    free(ties->of_row);
    free(ties->first_partner);
    free(ties->partner);
    free(ties);
}
