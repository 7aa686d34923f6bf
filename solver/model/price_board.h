/* SPDX-License-Identifier: MIT */
/* Reduced costs of every choice of a person, fast enough for 100 million choices that nobody stores:
 *
 *     c_q - lambda . a_q  =  cost(from, u) - lambda_moves  +  reluctance - fte * S_u - H_u - sum of C_u over
 * competencies
 *
 * What depends on units alone is summed once per set of prices (S, H, C) and once per present unit (the first
 * part, distances included); a person then costs one multiplication and one addition per unit, and one
 * addition per unit that asks for a competency the person holds. People with entries of their own (explicit
 * costs, supplies, pairs) or few choices are written out instead.
 *
 * Floating point, with a bound on the error; what must be exact is computed again from choice_model_choice.
 */
#ifndef MUTASI_SOLVER_MODEL_PRICE_BOARD_H
#define MUTASI_SOLVER_MODEL_PRICE_BOARD_H

#include "solver/model/choice_model.h"

struct price_board;

/* NULL when out of memory. The model is borrowed for the board's life. */
struct price_board *price_board_new(const struct choice_model *model);
void price_board_free(struct price_board *board);

/* prices   micro-points per row unit, one per row; copied */
void price_board_set(struct price_board *board, const double *prices);

/* Scratch of one thread. NULL when out of memory. Knows one present unit at a time: people in the order of
 * price_board_order are cheapest. */
struct price_desk;
struct price_desk *price_desk_new(const struct price_board *board);
void price_desk_free(struct price_desk *desk);

/* People by present unit: a permutation of 0 .. person_count - 1, owned by the board. */
const int32_t *price_board_order(const struct price_board *board);

/* Reduced cost of every choice of the person in micro-points, owned by the desk until its next use. *error:
 * none is further than that from c_q - lambda . a_q. */
const double *price_desk_person(struct price_desk *desk, int32_t person, double *error);

#endif
