/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/branch.h"

#include "solver/engine/selection.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NODE_PASSES = 30, FIX_ROUNDS = 4 };
static const double FIRST_STEP = 0.1, LAST_STEP = 0.01; /* of the width */

struct node {
    double bound;
    int32_t depth;
    int64_t number; /* in order of making, to break ties */
    double *prices;
    uint8_t *state;
};

struct branch {
    struct solve *solve;
    struct decomposition *d;
    double target, width;
    double closed; /* least bound at which a node was closed */
    struct node *heap;
    int32_t heap_count, heap_room;
    int64_t made;
    struct selection selection;
    int32_t *choice;
    bool is_empty; /* no plan below the target to begin with */
    bool failed;   /* out of memory */
};

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
}

static bool node_init(struct branch *b, struct node *node, const uint8_t *state, int32_t depth, double bound)
{
    int32_t prices = decomposition_price_count(b->d);
    int32_t choices = decomposition_choice_count(b->d);
    *node = (struct node){.bound = bound,
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

static double try_move(struct branch *b, int32_t person, int64_t q)
{
    selection_begin(&b->selection);
    selection_replace(&b->selection, person, q);
    return selection_delta(&b->selection);
}

/* Shifts of one person until none helps, then offers what came out. */
static void offer_near(struct branch *b, const uint8_t *state)
{
    struct solve *solve = b->solve;
    int32_t choices = decomposition_choice_count(b->d);
    decomposition_placement(b->d, b->choice);
    selection_set(&b->selection, b->choice);
    for (int round = 0, moved = 1; round < 10 && moved; round++) {
        moved = 0;
        for (int32_t c = 0; c < choices; c++) {
            int32_t person = decomposition_person(b->d, c);
            int64_t q = decomposition_store_choice(b->d, c);
            if (state[c] == CHOICE_OUT || b->selection.at[person] == q || try_move(b, person, q) >= -0.5)
                continue;
            selection_commit(&b->selection);
            moved = 1;
        }
        solve_spend(solve, (int64_t)choices * 10);
    }
    selection_get(&b->selection, b->choice);
    solve_offer_choice(solve, b->choice);
}

/* --- one node ------------------------------------------------------------------------------------------- */

static void lower_target(struct branch *b)
{
    const struct solve *solve = b->solve;
    if (!solve->has_incumbent)
        return;
    double value = (double)solve->incumbent_upt;
    double tolerance = fmax(solve->options->gap * fmax(value, (double)MICRO), (double)solve->grain_upt - 1);
    b->target = fmin(b->target, value - fmax(tolerance, 0));
}

/* The choice the staffs are most of two minds about, or -1. */
static int32_t most_disputed(const struct branch *b, const uint8_t *state)
{
    int32_t best = -1, choices = decomposition_choice_count(b->d);
    double most = -1;
    for (int32_t c = 0; c < choices; c++) {
        if (state[c] != CHOICE_OPEN)
            continue;
        double share = decomposition_share(b->d, c), dispute = fmin(share, fmax(0, 1 - share));
        if (dispute > most) {
            most = dispute;
            best = c;
        }
    }
    return best;
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
        double bound = decomposition_run(b->d, NODE_PASSES, step * FIRST_STEP, step * LAST_STEP, b->target);
        decomposition_get_prices(b->d, node->prices);
        node->bound = fmax(node->bound, bound);
        if (b->solve->stopped)
            return open;
        offer_near(b, node->state);
        lower_target(b);
        if (node->bound >= b->target)
            return -1;
        int32_t left = decomposition_fix(b->d, b->target - decomposition_bound(b->d) + 1, node->state);
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

static void split(struct branch *b, const struct node *node, struct node *next)
{
    int32_t choice = most_disputed(b, node->state);
    bool in_first = decomposition_share(b->d, choice) > 0.5;
    struct node other;
    next->state = NULL;
    decomposition_set_prices(b->d, node->prices);
    bool ok = node_init(b, next, node->state, node->depth + 1, node->bound);
    if (!ok || !node_init(b, &other, node->state, node->depth + 1, node->bound)) {
        b->failed = true;
        return;
    }
    next->state[choice] = in_first ? CHOICE_IN : CHOICE_OUT;
    other.state[choice] = in_first ? CHOICE_OUT : CHOICE_IN;
    b->failed = !push(b, other);
}

/* Goes down from the node, always to the child the staffs prefer, until one is closed. */
static void plunge(struct branch *b, struct node node, int64_t until)
{
    while (!b->failed && !b->solve->stopped && b->solve->effort < until) {
        int32_t open = node.bound >= b->target ? -1 : tighten(b, &node);
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
        struct node next;
        split(b, &node, &next);
        node_free(&node);
        node = next;
    }
    if (node.state != NULL && !push(b, node))
        b->failed = true;
}

/* Least bound over everything that is still open, offered. */
static void offer_bound(struct branch *b)
{
    double bound = fmin(b->target, b->closed);
    for (int32_t i = 0; i < b->heap_count; i++)
        bound = fmin(bound, b->heap[i].bound);
    if (isfinite(bound))
        solve_offer_bound(b->solve, (int64_t)ceil(bound));
}

enum branch_outcome branch_go(struct branch *b, int64_t effort)
{
    int64_t until = b->solve->effort + effort;
    lower_target(b);
    while (b->heap_count > 0 && !b->failed && !b->solve->stopped && b->solve->effort < until)
        plunge(b, pop(b), until);
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

/* The part of the problem that a plan below the target may use; NULL when it is too wide. An empty one has no
 * people. */
static struct decomposition *narrow(struct branch *b, struct decomposition *root, int32_t most)
{
    const struct store *store = &b->solve->store;
    uint8_t *state = calloc((size_t)decomposition_choice_count(root) + 1, 1);
    uint8_t *allowed = calloc((size_t)store->choices + 1, 1);
    double *prices = calloc((size_t)store->rows + 1, sizeof *prices);
    struct decomposition *d = NULL;
    if (state != NULL && allowed != NULL && prices != NULL) {
        int32_t open = decomposition_fix(root, b->target - decomposition_bound(root) + 1, state);
        b->is_empty = open < 0;
        if (open >= 0 && open <= most) {
            decomposition_allow(root, state, allowed);
            d = decomposition_new(b->solve, prices, allowed);
        }
        if (d != NULL)
            decomposition_copy_prices(d, root);
    }
    free(state);
    free(allowed);
    free(prices);
    return d;
}

static bool plant(struct branch *b)
{
    uint8_t *state = calloc((size_t)decomposition_choice_count(b->d) + 1, 1);
    struct node root;
    bool ok = state != NULL && node_init(b, &root, state, 0, -INFINITY) && push(b, root);
    free(state);
    b->choice = calloc((size_t)b->solve->store.people + 1, sizeof *b->choice);
    return ok && b->choice != NULL && selection_init(&b->selection, &b->solve->store, (double)MICRO * 1000);
}

struct branch *branch_new(struct solve *solve, struct decomposition *root, double target, int32_t most,
                          double width)
{
    struct branch *b = calloc(1, sizeof *b);
    if (b == NULL)
        return NULL;
    *b = (struct branch){.solve = solve, .target = target, .width = width, .closed = INFINITY};
    lower_target(b);
    b->d = narrow(b, root, most);
    if (!b->is_empty && (b->d == NULL || !plant(b))) {
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
    selection_free(&b->selection);
    decomposition_free(b->d);
    free(b);
}
