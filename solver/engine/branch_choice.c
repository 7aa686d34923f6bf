/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/branch_parts.h"

#include <math.h>

enum { PROBES = 8, PROBE_PASSES = 8 };
static const double LEAST_FRACTION = 0.05;

static double fraction_of(const struct branch *b, int32_t choice)
{
    return fmax(LEAST_FRACTION, fmin(1 - LEAST_FRACTION, decomposition_share(b->d, choice)));
}

static void note(struct branch *b, int32_t choice, enum direction direction, double rise)
{
    double fraction = fraction_of(b, choice);
    pseudocost_note(b->pseudocosts, choice + 1, direction, fmax(rise, 0),
                    direction == DIRECTION_UP ? 1 - fraction : fraction);
}

void branch_learn(struct branch *b, struct node *node)
{
    if (node->split_choice < 0)
        return;
    enum direction direction = node->state[node->split_choice] == CHOICE_IN ? DIRECTION_UP : DIRECTION_DOWN;
    note(b, node->split_choice, direction, fmin(node->bound, b->target) - node->parent_bound);
    node->split_choice = -1;
}

static double expected(const struct branch *b, int32_t choice)
{
    double fraction = fraction_of(b, choice);
    return pseudocost_score(pseudocost_estimate(b->pseudocosts, choice + 1, DIRECTION_DOWN, fraction),
                            pseudocost_estimate(b->pseudocosts, choice + 1, DIRECTION_UP, 1 - fraction));
}

static int32_t list_candidates(struct branch *b, const uint8_t *state)
{
    int32_t count = 0, choices = decomposition_choice_count(b->d);
    for (int32_t c = 0; c < choices; c++) {
        double share = decomposition_share(b->d, c);
        if (state[c] == CHOICE_OPEN && share > LEAST_FRACTION && share < 1 - LEAST_FRACTION)
            b->candidates[count++] = (struct branch_candidate){c, share, expected(b, c)};
    }
    for (int32_t c = 0; count == 0 && c < choices; c++)
        if (state[c] == CHOICE_OPEN)
            b->candidates[count++] = (struct branch_candidate){c, decomposition_share(b->d, c), 0};
    branch_candidates_sort(b->candidates, count);
    return count;
}

/* The bound with the choice on one side, after some passes; point: of the prices that close it, or -1. */
static double probe(struct branch *b, struct node *node, int32_t choice, enum choice_state side,
                    int32_t *point)
{
    node->state[choice] = (uint8_t)side;
    decomposition_restrict(b->d, node->state);
    decomposition_set_prices(b->d, node->prices);
    double bound = decomposition_run(b->d, PROBE_PASSES, b->width * BRANCH_FIRST_STEP,
                                     b->width * BRANCH_LAST_STEP, b->target);
    node->state[choice] = CHOICE_OPEN;
    *point = bound >= b->target ? branch_record_point(b) : -1;
    return fmax(bound, node->bound);
}

/* Both sides' bounds; false when one was closed and the node was changed to the other. */
static bool probe_both(struct branch *b, struct node *node, int32_t choice, double *down, double *up)
{
    int32_t in_point, out_point;
    *down = probe(b, node, choice, CHOICE_OUT, &out_point) - node->bound;
    *up = probe(b, node, choice, CHOICE_IN, &in_point) - node->bound;
    if (b->solve->stopped)
        return true;
    double enough = b->target - node->bound;
    note(b, choice, DIRECTION_DOWN, fmin(*down, enough));
    note(b, choice, DIRECTION_UP, fmin(*up, enough));
    if (*down < enough && *up < enough)
        return true;
    branch_record_sides(b, node, choice, in_point, out_point);
    if (*down >= enough && *up >= enough)
        node->bound = b->target;
    else
        node->state[choice] = *down >= enough ? CHOICE_IN : CHOICE_OUT;
    return false;
}

int32_t branch_choose(struct branch *b, struct node *node)
{
    int32_t count = list_candidates(b, node->state), best = -1, probes = 0;
    int32_t most_probes = solve_uses(b->solve, SWITCH_PROBES) ? PROBES : 0;
    double most = -1;
    for (int32_t i = 0; i < count; i++) {
        int32_t choice = b->candidates[i].column;
        double score = b->candidates[i].score, down, up;
        const struct pseudocost *seen = &b->pseudocosts[choice + 1];
        bool is_known = pseudocost_is_known(seen, DIRECTION_DOWN) && pseudocost_is_known(seen, DIRECTION_UP);
        if (!is_known && probes < most_probes) {
            probes++;
            if (!probe_both(b, node, choice, &down, &up))
                return -1;
            score = pseudocost_score(down, up);
        } else if (!is_known) {
            continue;
        }
        if (score > most) {
            most = score;
            best = choice;
        }
        if (b->solve->stopped)
            break;
    }
    return best >= 0 ? best : b->candidates[0].column;
}
