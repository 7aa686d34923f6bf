/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reach of rows against a walk over all choices of all people. */
#include "tests/support/models.h"

#include <criterion/criterion.h>

/* Least and greatest entry of each row among one person's choices; 0 where a choice does not enter it. */
static void add_person(const struct person_view *view, int32_t rows, int64_t *lower, int64_t *upper)
{
    for (int32_t r = 0; r < rows; r++) {
        int64_t least = INT64_MAX, greatest = INT64_MIN;
        for (int32_t q = 0; q < view->count; q++) {
            int64_t amount = 0;
            for (int32_t e = view->first[q]; e < view->first[q + 1]; e++)
                amount += view->entries[e].row == r ? view->entries[e].amount : 0;
            least = amount < least ? amount : least;
            greatest = amount > greatest ? amount : greatest;
        }
        lower[r] += least;
        upper[r] += greatest;
    }
}

static int32_t expect_reaches(const struct small_model *model, uint64_t seed)
{
    int32_t rows = choice_model_row_count(model->model), bound_below = 0;
    int64_t *lower = arena_alloc(model->arena, (size_t)rows, sizeof *lower);
    int64_t *upper = arena_alloc(model->arena, (size_t)rows, sizeof *upper);
    struct person_room *room = person_room_new(model->model);
    for (int32_t k = 0; k < choice_model_person_count(model->model); k++) {
        struct person_view view;
        choice_model_person(model->model, k, room, &view);
        add_person(&view, rows, lower, upper);
    }
    for (int32_t r = 0; r < rows; r++) {
        const struct row *row = choice_model_row(model->model, r);
        cr_assert_eq(row->reach_lower, lower[r], "seed %llu, %s: %lld, expected %lld",
                     (unsigned long long)seed, row->name, (long long)row->reach_lower, (long long)lower[r]);
        cr_assert_eq(row->reach_upper, upper[r], "seed %llu, %s: %lld, expected %lld",
                     (unsigned long long)seed, row->name, (long long)row->reach_upper, (long long)upper[r]);
        bound_below += lower[r] > 0;
    }
    person_room_free(room);
    return bound_below;
}

Test(formulate_reach, is_the_sum_of_everybodys_least_and_greatest_entry)
{
    int32_t bound_below = 0;
    uint64_t seed = 3000;
    while (seed < 3400) {
        struct small_model model = model_next_tiny(&seed, &tiny_size_property);
        bound_below += expect_reaches(&model, seed);
        model_free(&model);
    }
    cr_assert_gt(bound_below, 100, "rows that somebody cannot avoid must occur");
}

/*   Everybody may go to A and B, both in group g. Nobody can leave the group: 1.5 FTE, 2 heads, and of the
 *   holders of welding at level 3, p alone. A alone may get anything between nobody and everybody. The move
 * cap counts p (from A) and q (from B). */
Test(formulate_reach, counts_a_crowd_that_cannot_avoid_its_group)
{
    struct small_model model = model_of(
        "'groups': [{'id': 'g', 'need': 1, 'headcount_limits': [1, null],"
        "            'competencies': [{'id': 'welding', 'level': 3, 'min': 1}]}],"
        "'units': [{'id': 'A', 'group': 'g', 'need': 1}, {'id': 'B', 'group': 'g'}],"
        "'employees': [{'id': 'p', 'unit': 'A', 'fte': 1, 'competencies': {'welding': 4}},"
        "              {'id': 'q', 'unit': 'B', 'fte': 0.5, 'competencies': {'welding': 2}}]",
        "'balance': {'target': [1, 1], 'under': 100, 'over': 60}, 'competency': {'shortage': 80},"
        "'moves': {'max': 1}, 'relocation': {'move': 10, 'per_km': 0, 'reluctance': 0, 'preference': 0}");
    const struct {
        const char *row;
        int64_t lower, upper;
    } expected[] = {
        {"group-supply/g", 1500, 1500}, {"group-headcount/g", 2, 2}, {"supply/A", 0, 1500}, {"moves", 0, 2}};
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        const struct row *row = choice_model_row(model.model, model_row(&model, expected[i].row));
        cr_expect_eq(row->reach_lower, expected[i].lower, "%s: %lld", row->name, (long long)row->reach_lower);
        cr_expect_eq(row->reach_upper, expected[i].upper, "%s: %lld", row->name, (long long)row->reach_upper);
    }
    expect_reaches(&model, 0);
    model_free(&model);
}
