/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/proof_recorder.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double PPT_LIMIT = 0x1p53; /* of a price, as plans hold it */
static const int64_t NUMBERS_PER_NODE = 5;

struct proof_recorder {
    const struct decomposition *d;
    const struct store *store;
    int64_t numbers, most_numbers;
    bool is_full;
    struct proof_node *nodes;
    int32_t node_count, node_room;
    int64_t *prices; /* per point: the rows', then the people's */
    int32_t point_count, point_room;
};

static size_t point_size(const struct proof_recorder *recorder)
{
    return (size_t)recorder->store->rows + (size_t)recorder->store->people;
}

/* --- room ----------------------------------------------------------------------------------------------- */

static void *grow(void *array, int32_t *room, size_t size)
{
    int32_t wanted = *room > 0 ? 2 * *room : 16;
    void *grown = realloc(array, (size_t)wanted * size + 1);
    *room = grown != NULL ? wanted : *room;
    return grown;
}

/* Whether so many more numbers fit. */
static bool take_numbers(struct proof_recorder *recorder, int64_t numbers)
{
    if (numbers > recorder->most_numbers - recorder->numbers)
        recorder->is_full = true;
    if (recorder->is_full)
        return false;
    recorder->numbers += numbers;
    return true;
}

static bool has_node_room(struct proof_recorder *recorder, int32_t nodes)
{
    while (recorder->node_count + nodes > recorder->node_room) {
        struct proof_node *grown = grow(recorder->nodes, &recorder->node_room, sizeof *grown);
        recorder->nodes = grown != NULL ? grown : recorder->nodes;
        recorder->is_full = recorder->is_full || grown == NULL;
        if (grown == NULL)
            return false;
    }
    return take_numbers(recorder, nodes * NUMBERS_PER_NODE);
}

static bool has_point_room(struct proof_recorder *recorder)
{
    size_t size = point_size(recorder);
    if (recorder->point_count == recorder->point_room) {
        int64_t *grown = grow(recorder->prices, &recorder->point_room, size * sizeof *grown);
        recorder->prices = grown != NULL ? grown : recorder->prices;
        recorder->is_full = recorder->is_full || grown == NULL;
    }
    return take_numbers(recorder, (int64_t)size);
}

/* --- the tree ------------------------------------------------------------------------------------------- */

bool proof_recorder_has_room(const struct proof_recorder *recorder, int32_t points)
{
    int64_t left = recorder->most_numbers - recorder->numbers;
    return !recorder->is_full && points * (int64_t)point_size(recorder) <= left;
}

static int64_t rounded(double price_upt)
{
    return (int64_t)fmax(-PPT_LIMIT, fmin(PPT_LIMIT, nearbyint(price_upt * (double)PPT_PER_UPT)));
}

int32_t proof_recorder_point(struct proof_recorder *recorder, const double *prices)
{
    if (!has_point_room(recorder))
        return -1;
    size_t size = point_size(recorder);
    int64_t *rows = recorder->prices + (size_t)recorder->point_count * size,
            *people = rows + recorder->store->rows;
    memset(rows, 0, size * sizeof *rows);
    int32_t count = decomposition_price_count(recorder->d), first_row = count - recorder->store->rows;
    for (int32_t i = 0; i < first_row; i++)
        people[decomposition_price_person(recorder->d, i)] = rounded(prices[i]);
    for (int32_t r = 0; r < recorder->store->rows; r++)
        rows[r] = rounded(prices[first_row + r]);
    return recorder->point_count++;
}

void proof_recorder_leaf(struct proof_recorder *recorder, int32_t node, int32_t point)
{
    if (node >= 0 && point >= 0)
        recorder->nodes[node].point = point;
}

void proof_recorder_branch(struct proof_recorder *recorder, int32_t node, int32_t choice, int32_t *in,
                           int32_t *out)
{
    *in = *out = -1;
    if (node < 0 || !has_node_room(recorder, 2))
        return;
    int64_t q = decomposition_store_choice(recorder->d, choice);
    int32_t person = decomposition_person(recorder->d, choice);
    int32_t within = (int32_t)(q - recorder->store->first_choice[person]);
    struct proof_node *branching = &recorder->nodes[node];
    const struct proof_node leaf = *branching;
    *in = recorder->node_count++;
    *out = recorder->node_count++;
    *branching =
        (struct proof_node){-1, person, store_model_choice(recorder->store, person, within), *in, *out};
    recorder->nodes[*in] = recorder->nodes[*out] = leaf;
}

/* --- the result ----------------------------------------------------------------------------------------- */

static struct proof_point *write_points(const struct proof_recorder *recorder, struct arena *arena)
{
    size_t size = point_size(recorder), count = (size_t)recorder->point_count;
    struct proof_point *points = arena_alloc(arena, count, sizeof *points);
    int64_t *prices = arena_alloc(arena, count * size, sizeof *prices);
    if (points == NULL || prices == NULL)
        return NULL;
    memcpy(prices, recorder->prices, count * size * sizeof *prices);
    for (size_t p = 0; p < count; p++)
        points[p] = (struct proof_point){prices + p * size, prices + p * size + recorder->store->rows};
    return points;
}

const struct proof_tree *proof_recorder_tree(const struct proof_recorder *recorder, struct arena *arena)
{
    struct proof_tree *tree = arena_alloc(arena, 1, sizeof *tree);
    struct proof_node *nodes = arena_alloc(arena, (size_t)recorder->node_count, sizeof *nodes);
    struct proof_point *points = write_points(recorder, arena);
    if (tree == NULL || nodes == NULL || points == NULL)
        return NULL;
    memcpy(nodes, recorder->nodes, (size_t)recorder->node_count * sizeof *nodes);
    *tree = (struct proof_tree){points, nodes, recorder->point_count, recorder->node_count};
    return tree;
}

/* --- life ----------------------------------------------------------------------------------------------- */

static bool plant(struct proof_recorder *recorder)
{
    double *prices = malloc(((size_t)decomposition_price_count(recorder->d) + 1) * sizeof *prices);
    bool ok = prices != NULL && has_node_room(recorder, 1);
    if (ok) {
        decomposition_get_prices(recorder->d, prices);
        recorder->nodes[recorder->node_count++] =
            (struct proof_node){.point = proof_recorder_point(recorder, prices)};
    }
    free(prices);
    return ok && !recorder->is_full;
}

struct proof_recorder *proof_recorder_new(const struct decomposition *d, int64_t most_numbers)
{
    struct proof_recorder *recorder = calloc(1, sizeof *recorder);
    if (recorder == NULL)
        return NULL;
    recorder->d = d;
    recorder->store = decomposition_store(d);
    recorder->most_numbers = most_numbers;
    if (!plant(recorder)) {
        proof_recorder_free(recorder);
        return NULL;
    }
    return recorder;
}

void proof_recorder_free(struct proof_recorder *recorder)
{
    if (recorder == NULL)
        return;
    free(recorder->nodes);
    free(recorder->prices);
    free(recorder);
}
