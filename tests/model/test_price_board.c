/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reduced costs by the board against the choices written out. */
#include "solver/model/price_board.h"

#include "solver/engine/random.h"
#include "tests/support/models.h"

#include <criterion/criterion.h>
#include <math.h>

struct books {
    int64_t choices, placed_with_offer;
};

/* c_q - sum of price times amount, as the model writes the choice out. */
static double by_hand(const struct person_view *view, int32_t q, const double *prices)
{
    double reduced = (double)view->cost_upt[q];
    for (int32_t e = view->first[q]; e < view->first[q + 1]; e++)
        reduced -= prices[view->entries[e].row] * (double)view->entries[e].amount;
    return reduced;
}

static void expect_person(const struct small_model *model, struct price_desk *desk, struct person_room *room,
                          const double *prices, int32_t k, struct books *books)
{
    struct person_view view;
    double error;
    const double *reduced = price_desk_person(desk, k, &error);
    choice_model_person(model->model, k, room, &view);
    for (int32_t q = 0; q < view.count; q++) {
        double seen = reduced[q], expected = by_hand(&view, q, prices);
        cr_assert_leq(fabs(seen - expected), error, "person %d, choice %d: %.6f, expected %.6f +- %g", k, q,
                      seen, expected, error);
        books->choices++;
        books->placed_with_offer += view.offer[q] != NONE;
    }
    cr_assert_lt(error, 1000, "a bound that says nothing would pass too");
}

/* Prices of a few points per row unit, budgets (whose unit is the micro-point) a share of one. */
static void draw_prices(const struct small_model *model, struct random *random, double *prices)
{
    for (int32_t r = 0; r < choice_model_row_count(model->model); r++) {
        const struct row *row = choice_model_row(model->model, r);
        double greatest = (double)(row->reach_upper > 1 ? row->reach_upper : 1);
        prices[r] = (random_unit(random) - 0.3) * 40 * (double)MICRO / greatest;
    }
}

static void expect_model(const struct small_model *model, uint64_t seed, struct books *books)
{
    struct price_board *board = price_board_new(model->model);
    struct person_room *room = person_room_new(model->model);
    struct random random;
    cr_assert(board != NULL && room != NULL);
    struct price_desk *desk = price_desk_new(board);
    double *prices =
        arena_alloc(model->arena, (size_t)choice_model_row_count(model->model) + 1, sizeof *prices);
    cr_assert(desk != NULL && prices != NULL);
    random_init(&random, seed);
    for (int round = 0; round < 3; round++) {
        draw_prices(model, &random, prices);
        price_board_set(board, prices);
        for (int32_t i = 0; i < choice_model_person_count(model->model); i++)
            expect_person(model, desk, room, prices, price_board_order(board)[i], books);
    }
    price_desk_free(desk);
    person_room_free(room);
    price_board_free(board);
}

Test(price_board, agrees_with_the_choices_written_out)
{
    struct books books = {0};
    uint64_t seed = 1000;
    while (seed < 1400) {
        struct small_model model = model_next_tiny(&seed, &tiny_size_property);
        expect_model(&model, seed, &books);
        model_free(&model);
    }
    cr_assert_gt(books.choices, 5000);
    cr_assert_gt(books.placed_with_offer, 500, "offers must occur");
}

Test(price_board, orders_people_by_their_present_unit)
{
    struct small_model model = model_of(
        "'units': [{'id': 'A'}, {'id': 'B'}],"
        "'employees': [{'id': 'p', 'unit': 'B'}, {'id': 'q', 'unit': null}, {'id': 'r', 'unit': 'A'},"
        "{'id': 's', 'unit': 'B'}]",
        "");
    struct price_board *board = price_board_new(model.model);
    const int32_t expected[] = {1, 2, 0, 3};
    for (int i = 0; i < 4; i++)
        cr_assert_eq(price_board_order(board)[i], expected[i], "at %d", i);
    price_board_free(board);
    model_free(&model);
}

Test(choice_model, writes_one_choice_as_among_all)
{
    uint64_t seed = 1500;
    while (seed < 1540) {
        struct small_model model = model_next_tiny(&seed, &tiny_size_property);
        struct person_room *all = person_room_new(model.model), *one = person_room_new(model.model);
        for (int32_t k = 0; k < choice_model_person_count(model.model); k++) {
            struct person_view whole, single;
            choice_model_person(model.model, k, all, &whole);
            for (int32_t q = 0; q < whole.count; q++) {
                int32_t entries = whole.first[q + 1] - whole.first[q];
                choice_model_choice(model.model, k, q, one, &single);
                cr_assert_eq(single.count, 1);
                cr_assert_eq(single.cost_upt[0], whole.cost_upt[q]);
                cr_assert_eq(single.unit[0], whole.unit[q]);
                cr_assert_eq(single.offer[0], whole.offer[q]);
                cr_assert_eq(single.first[1], entries);
                for (int32_t e = 0; e < entries; e++) {
                    cr_assert_eq(single.entries[e].row, whole.entries[whole.first[q] + e].row);
                    cr_assert_eq(single.entries[e].amount, whole.entries[whole.first[q] + e].amount);
                }
            }
        }
        person_room_free(all);
        person_room_free(one);
        model_free(&model);
    }
}
