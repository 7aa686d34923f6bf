/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/branch_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NODE_PASSES = 30, FIX_ROUNDS = 4, POLISH_MOVES = 20, POINTS_OF_A_NODE = 40 /* at most */ };

/* --- open nodes, the least bound first ------------------------------------------------------------------ */

static bool before(const struct node *a, const struct node *b)
{
    return a->bound != b->bound ? a->bound < b->bound : a->number > b->number;
}

static bool push(struct branch *b, struct node node)
{
    if (b->heap_count == b->heap_room) {
        int32_t room = b->heap_room > 0 ? 2 * b->heap_room : 64;
        struct node *heap = realloc(b->heap, (size_t)room * sizeof *heap);
        if (heap == NULL)
            return false;
        b->heap = heap;
        b->heap_room = room;
    }
    int32_t at = b->heap_count++;
    while (at > 0 && before(&node, &b->heap[(at - 1) / 2])) {
        b->heap[at] = b->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    b->heap[at] = node;
    return true;
}

static struct node pop(struct branch *b)
{
    struct node top = b->heap[0], last = b->heap[--b->heap_count];
    int32_t at = 0;
    for (;;) {
        int32_t child = 2 * at + 1;
        if (child >= b->heap_count)
            break;
        if (child + 1 < b->heap_count && before(&b->heap[child + 1], &b->heap[child]))
            child++;
        if (!before(&b->heap[child], &last))
            break;
        b->heap[at] = b->heap[child];
        at = child;
    }
    b->heap[at] = last;
    return top;
}

static void node_free(struct node *node)
{
    free(node->prices);
    free(node->state);
    node->prices = NULL;
    node->state = NULL;
}

static bool node_init(struct branch *b, struct node *node, const uint8_t *state, int32_t depth, double bound)
{
    int32_t prices = decomposition_price_count(b->d);
    int32_t choices = decomposition_choice_count(b->d);
    *node = (struct node){.split_choice = -1,
                          .leaf = -1,
                          .point = -1,
                          .bound = bound,
                          .depth = depth,
                          .number = b->made++,
                          .prices = malloc(((size_t)prices + 1) * sizeof *node->prices),
                          .state = malloc((size_t)choices + 1)};
    if (node->prices == NULL || node->state == NULL) {
        node_free(node);
        return false;
    }
    decomposition_get_prices(b->d, node->prices);
    memcpy(node->state, state, (size_t)choices);
    return true;
}

/* --- plans ---------------------------------------------------------------------------------------------- */

/* What the staffs would make of it, bettered. */
static void offer_near(struct branch *b)
{
    decomposition_placement(b->d, b->choice);
    polish_run(b->polish, b->choice, POLISH_MOVES);
}

/* --- one node ------------------------------------------------------------------------------------------- */

static void lower_target(struct branch *b)
{
    const struct solve *solve = b->solve;
    if (!solve->has_incumbent)
        return;
    double value = (double)solve->incumbent_upt;
    double tolerance = (double)solve->grain_upt - 1;
    if (b->is_whole) /* a plan within the gap needs no better one */
        tolerance = fmax(tolerance, solve->options->gap * fmax(value, (double)MICRO));
    b->target = fmin(b->target, value - fmax(tolerance, 0));
}

/* Raises the node's bound and fixes, in turn. Returns the open choices left, or -1 when the node is closed.
 */
static int32_t tighten(struct branch *b, struct node *node)
{
    int32_t open = INT32_MAX;
    for (int round = 0; round < FIX_ROUNDS; round++) {
        double step = b->width * (node->depth == 0 && round == 0 ? 3 : 1);
        decomposition_restrict(b->d, node->state);
        decomposition_set_prices(b->d, node->prices);
        double bound = decomposition_run(b->d, NODE_PASSES, step * BRANCH_FIRST_STEP, step * BRANCH_LAST_STEP,
                                         b->target);
        decomposition_get_prices(b->d, node->prices);
        node->point = -1;
        node->bound = fmax(node->bound, bound);
        branch_learn(b, node);
        if (b->solve->stopped)
            return open;
        if (b->recorder == NULL)
            offer_near(b);
        lower_target(b);
        if (node->bound >= b->target)
            return -1;
        memcpy(b->before, node->state, (size_t)decomposition_choice_count(b->d));
        int32_t left = decomposition_fix(b->d, b->target - decomposition_bound(b->d) + 1, node->state);
        branch_record_fixings(b, node);
        if (left < 0) {
            node->bound = b->target;
            return -1;
        }
        if (left == 0 || left > open * 0.8) {
            open = left;
            break;
        }
        open = left;
    }
    return open;
}

static void place_rest(struct branch *b, const struct node *node)
{
    decomposition_restrict(b->d, node->state);
    decomposition_placement(b->d, b->choice);
    solve_offer_choice(b->solve, b->choice);
    lower_target(b);
}

static void split(struct branch *b, const struct node *node, int32_t choice, struct node *next)
{
    bool in_first = decomposition_share(b->d, choice) > 0.5;
    struct node other;
    next->state = NULL;
    decomposition_set_prices(b->d, node->prices);
    bool ok = node_init(b, next, node->state, node->depth + 1, node->bound);
    if (!ok || !node_init(b, &other, node->state, node->depth + 1, node->bound)) {
        b->failed = true;
        return;
    }
    next->split_choice = other.split_choice = choice;
    next->parent_bound = other.parent_bound = node->bound;
    if (b->recorder != NULL) {
        int32_t in, out;
        proof_recorder_branch(b->recorder, node->leaf, choice, &in, &out);
        next->leaf = in_first ? in : out;
        other.leaf = in_first ? out : in;
        next->point = other.point = node->point;
    }
    next->state[choice] = in_first ? CHOICE_IN : CHOICE_OUT;
    other.state[choice] = in_first ? CHOICE_OUT : CHOICE_IN;
    b->failed = !push(b, other);
    if (b->failed)
        node_free(&other);
}

/* Recording leaves room for what the open nodes prove. */
static bool may_go_on(const struct branch *b, int64_t until)
{
    return !b->failed && !b->solve->stopped && b->solve->effort < until &&
           (b->recorder == NULL || proof_recorder_has_room(b->recorder, b->heap_count + POINTS_OF_A_NODE));
}

/* Goes down from the node, always to the child the staffs prefer, until one is closed. */
static void plunge(struct branch *b, struct node node, int64_t until)
{
    while (may_go_on(b, until)) {
        int32_t open = node.bound >= b->target ? -1 : tighten(b, &node);
        if (open < 0)
            branch_record_leaf(b, &node);
        if (open == 0) {
            place_rest(b, &node);
            node.bound = fmax(node.bound, b->target);
        }
        if (open <= 0) {
            b->closed = fmin(b->closed, node.bound);
            node_free(&node);
            return;
        }
        if (b->solve->stopped)
            break;
        int32_t choice = branch_choose(b, &node);
        if (choice < 0) /* one side was closed at once: the node has shrunk */
            continue;
        struct node next;
        split(b, &node, choice, &next);
        node_free(&node);
        node = next;
    }
    if (node.state != NULL && !push(b, node)) {
        node_free(&node);
        b->failed = true;
    }
}

/* Least bound over everything that is still open, offered. */
static void offer_bound(struct branch *b)
{
    double bound = fmin(b->target, b->closed);
    if (!b->is_whole)
        return;
    for (int32_t i = 0; i < b->heap_count; i++)
        bound = fmin(bound, b->heap[i].bound);
    if (isfinite(bound))
        solve_offer_bound(b->solve, (int64_t)ceil(bound));
}

enum branch_outcome branch_go(struct branch *b, int64_t effort)
{
    int64_t until = b->solve->effort + effort;
    lower_target(b);
    while (b->heap_count > 0 && may_go_on(b, until))
        plunge(b, pop(b), until);
    branch_record_open(b);
    if (b->failed)
        return BRANCH_FAILED;
    offer_bound(b);
    return b->heap_count == 0 ? BRANCH_CLOSED : BRANCH_OPEN;
}

double branch_target(const struct branch *b)
{
    return b->target;
}

/* --- life ----------------------------------------------------------------------------------------------- */

static bool plant(struct branch *b)
{
    uint8_t *state = calloc((size_t)decomposition_choice_count(b->d) + 1, 1);
    struct node root = {0};
    bool ok = state != NULL && node_init(b, &root, state, 0, -INFINITY) && push(b, root);
    if (!ok)
        node_free(&root);
    free(state);
    size_t choices = (size_t)decomposition_choice_count(b->d) + 1;
    b->choice = calloc((size_t)b->solve->store.people + 1, sizeof *b->choice);
    b->pseudocosts = calloc(choices, sizeof *b->pseudocosts);
    b->candidates = calloc(choices, sizeof *b->candidates);
    b->before = calloc(choices, 1);
    b->probed = calloc((size_t)decomposition_price_count(b->d) + 1, sizeof *b->probed);
    b->polish = polish_new(b->solve, b->d, b->width);
    return ok && b->choice != NULL && b->pseudocosts != NULL && b->candidates != NULL && b->before != NULL &&
           b->probed != NULL && b->polish != NULL;
}

struct branch *branch_new(struct solve *solve, struct decomposition *part, double target, double width,
                          bool is_whole)
{
    struct branch *b = calloc(1, sizeof *b);
    if (b == NULL || part == NULL) {
        decomposition_free(part);
        free(b);
        return NULL;
    }
    *b = (struct branch){.solve = solve,
                         .d = part,
                         .target = target,
                         .width = width,
                         .is_whole = is_whole,
                         .closed = INFINITY};
    lower_target(b);
    if (!plant(b)) {
        branch_free(b);
        return NULL;
    }
    return b;
}

void branch_free(struct branch *b)
{
    if (b == NULL)
        return;
    for (int32_t i = 0; i < b->heap_count; i++)
        node_free(&b->heap[i]);
    free(b->heap);
    free(b->choice);
    free(b->pseudocosts);
    free(b->candidates);
    free(b->before);
    free(b->probed);
    polish_free(b->polish);
    decomposition_free(b->d);
    free(b);
}
