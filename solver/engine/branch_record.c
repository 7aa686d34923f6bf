/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/branch_parts.h"

void branch_record(struct branch *b, struct proof_recorder *recorder)
{
    b->recorder = recorder;
    for (int32_t i = 0; i < b->heap_count; i++) { /* the root alone */
        b->heap[i].leaf = PROOF_ROOT;
        b->heap[i].point = -1;
    }
}

/* The point of the node's prices, kept once. */
static int32_t point_of(struct branch *b, struct node *node)
{
    if (node->point < 0)
        node->point = proof_recorder_point(b->recorder, node->prices);
    return node->point;
}

void branch_record_leaf(struct branch *b, struct node *node)
{
    if (b->recorder != NULL && node->leaf >= 0)
        proof_recorder_leaf(b->recorder, node->leaf, point_of(b, node));
}

void branch_record_open(struct branch *b)
{
    for (int32_t i = 0; b->recorder != NULL && i < b->heap_count; i++)
        branch_record_leaf(b, &b->heap[i]);
}

int32_t branch_record_point(struct branch *b)
{
    if (b->recorder == NULL)
        return -1;
    decomposition_get_prices(b->d, b->probed);
    return proof_recorder_point(b->recorder, b->probed);
}

void branch_record_sides(struct branch *b, struct node *node, int32_t choice, int32_t in_point,
                         int32_t out_point)
{
    int32_t in, out;
    if (b->recorder == NULL)
        return;
    proof_recorder_branch(b->recorder, node->leaf, choice, &in, &out);
    proof_recorder_leaf(b->recorder, in, in_point);
    proof_recorder_leaf(b->recorder, out, out_point);
    node->leaf = in_point < 0 ? in : out_point < 0 ? out : -1;
}

/* --- fixing --------------------------------------------------------------------------------------------- */

/* The other side of a fixed choice is a leaf at the node's prices. */
static void record_fixed(struct branch *b, struct node *node, int32_t choice, uint8_t side)
{
    if (side == CHOICE_IN)
        branch_record_sides(b, node, choice, -1, point_of(b, node));
    else
        branch_record_sides(b, node, choice, point_of(b, node), -1);
}

static int32_t end_of_person(const struct branch *b, int32_t first)
{
    int32_t end = first, count = decomposition_choice_count(b->d);
    while (end < count && decomposition_person(b->d, end) == decomposition_person(b->d, first))
        end++;
    return end;
}

/* Where somebody takes a choice, the others go without a word. */
static void record_person(struct branch *b, struct node *node, const uint8_t *fixed, int32_t first,
                          int32_t end)
{
    uint8_t side = CHOICE_OUT;
    for (int32_t c = first; c < end; c++)
        if (fixed[c] == CHOICE_IN)
            side = CHOICE_IN;
    for (int32_t c = first; c < end; c++)
        if (b->before[c] == CHOICE_OPEN && fixed[c] == side)
            record_fixed(b, node, c, side);
}

void branch_record_fixings(struct branch *b, struct node *node)
{
    const uint8_t *fixed = decomposition_fixed(b->d);
    int32_t count = decomposition_choice_count(b->d);
    for (int32_t first = 0, end; b->recorder != NULL && first < count; first = end) {
        end = end_of_person(b, first);
        record_person(b, node, fixed, first, end);
    }
}
