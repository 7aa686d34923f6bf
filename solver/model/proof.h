/* SPDX-License-Identifier: MIT */
/* A proof by branching: a tree whose branchings split the plans and whose leaves each carry prices, and the
 * bound that all of it proves, recomputed in integers. Shares no code with the engine that found it.
 *
 * Every plan follows one path from the root to a leaf, so no plan costs less than the least of the leaves'
 * bounds. At a leaf, c is a choice's cost, a its entries, and only choices that the path leaves are allowed;
 * a person with one allowed choice holds it ("forced").
 *
 * Person side (no prices of people): the bound of certificate.h over the allowed choices,
 *     L = sum_k min_q (c_q - lambda . a_q) + sum_r min_s (phi_r(s) + lambda_r s).
 *
 * Unit side (prices mu of people): "one choice per person" is relaxed, and every place (a unit, or being
 * unplaced) picks its own staff S, which holds its forced choices and any of its allowed ones, of a person
 * one at most, L = sum_k mu_k + sum_places min_S { sum_{q in S} (c_q - mu_k - sum_{r priced} lambda_r a_rq)
 *                                         + sum_{own r} phi_r(sum_S a_rq) }
 *         + sum_{r priced} min_s (phi_r(s) + lambda_r s).
 * A place's own rows are those which only its choices enter, with amounts of at least 0 (the first
 * PROOF_OWN_ROWS_MOST of them in the order of rows); their hard intervals hold within S. All others are
 * priced. Staffs whose activity in an own row is beyond the row's reach do not count either. The prices of
 * own rows do not change the exact minimum; they say where its search begins, and the better they are the
 * shorter it is.
 *
 * In both, s runs over the row's hard interval cut to what the allowed choices can reach. A leaf that leaves
 * somebody without a choice, a row without an activity or a place without a staff holds no plan.
 *
 * source: Fisher 1981, "The Lagrangian relaxation method for solving integer programming problems"; Fisher,
 * Jaikumar, Van Wassenhove 1986, "A multiplier adjustment method for the generalized assignment problem" */
#ifndef MUTASI_SOLVER_MODEL_PROOF_H
#define MUTASI_SOLVER_MODEL_PROOF_H

#include "solver/model/choice_model.h"

enum { PROOF_POINTS_MOST = 100000, PROOF_NODES_MOST = 1000000, PROOF_OWN_ROWS_MOST = 12 };
#define PROOF_CHOICES_MOST     INT64_C(4000000)     /* of the model: they are written out */
#define PROOF_STEPS_MOST       INT64_C(10000000000) /* items and entries read, all in all */
#define PROOF_STATES_PER_STAFF INT64_C(2000000)
#define PROOF_STATES_MOST      INT64_C(200000000)

struct proof_point {
    const int64_t *row_prices_ppt;    /* lambda per row, any sign */
    const int64_t *person_prices_ppt; /* mu per person, pico-points, any sign; NULL: the person side */
};

/* A leaf, or a branching on whether `person` takes choice `choice` (0 .. choice_count - 1). */
struct proof_node {
    int32_t point; /* leaf: index of its point; NONE: a branching, and then the other members count */
    int32_t person, choice;
    int32_t in, out; /* nodes: the person takes the choice; the person does not. Each above this node's
                        index */
};

/* Node 0 is the root; every other node is the child of exactly one. */
struct proof_tree {
    const struct proof_point *points;
    const struct proof_node *nodes;
    int32_t point_count, node_count;
};

/* What proof_bound says of indices and of the tree's shape, alone. */
enum error_code proof_check_shape(const struct choice_model *model, const struct proof_tree *tree,
                                  struct error *error);

/* The least of the leaves' bounds. Half a micro-point per `rounded` row is taken off (see struct row); the
 * rest is rounded up to a micro-point and then, when no row is `rounded`, to the next multiple of the
 * greatest number that divides all costs and all slopes of row prices, because every objective is such a
 * multiple.
 *
 * tree        borrowed; any prices prove something
 * infeasible  set when no leaf holds a plan; bound_upt is then not set
 * cost        per point one pass over the entries; per leaf the rows, and the people and places its path
 *             touches; and the search for staffs, which visits at most PROOF_STATES_PER_STAFF states for one
 *             staff and PROOF_STATES_MOST in all: where that does not suffice, what it has proven by then
 *             counts. Everything is counted and nothing timed, so the answer is the same everywhere
 * errors      ERROR_BAD_VALUE for an index or a shape that is not so, with its place below the tree as path;
 *             ERROR_TOO_LARGE when the model has more than PROOF_CHOICES_MOST choices, the tree more points
 * or nodes than above, or checking takes more than PROOF_STEPS_MOST; ERROR_OVERFLOW when a term leaves its
 * range; ERROR_MEMORY */
enum error_code proof_bound(const struct choice_model *model, const struct proof_tree *tree,
                            int64_t *bound_upt, bool *infeasible, struct error *error);

/* The same for who has no time to spare: is_over is asked before every leaf and every staff, and ends the
 * check with ERROR_TOO_LARGE. */
struct proof_watch {
    bool (*is_over)(void *context);
    void *context;
};
enum error_code proof_bound_watched(const struct choice_model *model, const struct proof_tree *tree,
                                    const struct proof_watch *watch, int64_t *bound_upt, bool *infeasible,
                                    struct error *error);

#endif
