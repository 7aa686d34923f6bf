/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/model/evaluate.h"
#include "solver/model/formulate.h"
#include "tests/support/problems.h"

#include <criterion/criterion.h>

static struct arena *arena;

static void setup(void)
{
    arena = arena_new();
}

static void teardown(void)
{
    arena_free(arena);
}

TestSuite(row_name, .init = setup, .fini = teardown);

/* A group and a unit outside all groups are both called north. The pair is together in group scope, so it has
 * a row in the group and one in the unit; names that are not unique would mix up their prices. */
Test(row_name, tells_a_group_from_a_unit_of_the_same_id)
{
    const char *town = "'groups': [{'id': 'north'}],"
                       "'units': [{'id': 'A', 'group': 'north'}, {'id': 'north'}, {'id': 'b/c~d'}],"
                       "'employees': [{'id': 'ani', 'unit': 'A'}, {'id': 'budi', 'unit': 'A'}],"
                       "'pairs': [{'kind': 'together', 'employees': ['ani', 'budi'], 'scope': '%s'}]";
    static const char *const expected[2][3] = {
        {"pair/0/group/north", "pair/0/unit/north", "pair/0/unit/b~1c~0d"},
        {"pair/0/unit/A", "pair/0/unit/north", "pair/0/unit/b~1c~0d"},
    };
    static const char *const scopes[2] = {"group", "unit"};
    for (int s = 0; s < 2; s++) {
        struct error error;
        const struct choice_model *model;
        const int32_t *stuck;
        int32_t stuck_count;
        const struct problem *problem =
            problem_of(arena, arena_format(arena, town, scopes[s]), "", NULL, &error);
        cr_assert_not_null(problem, "%s: %s", error.path, error.text);
        cr_assert_eq(formulate(arena, problem, &model, &stuck, &stuck_count, &error), ERROR_NONE);
        cr_assert_eq(choice_model_row_count(model), 3);
        for (int32_t r = 0; r < 3; r++)
            cr_expect_str_eq(choice_model_row(model, r)->name, expected[s][r]);
    }
}

/* ani stays in group north, budi ends in the unit north: each is alone. */
Test(row_name, of_a_broken_pair_says_group_or_unit)
{
    const char *town = "'groups': [{'id': 'north'}],"
                       "'units': [{'id': 'A', 'group': 'north'}, {'id': 'north'}],"
                       "'employees': [{'id': 'ani', 'unit': 'A'}, {'id': 'budi', 'unit': 'A'}],"
                       "'pairs': [{'kind': 'together', 'employees': ['ani', 'budi'], 'scope': 'group'}]";
    struct error error;
    const struct evaluation *found;
    const struct problem *problem = problem_of(arena, town, "", NULL, &error);
    cr_assert_not_null(problem, "%s: %s", error.path, error.text);
    struct placed *placement = placement_of(arena, problem, "{'budi': 'north'}");
    cr_assert_eq(evaluate(arena, problem, placement, &found, &error), ERROR_NONE);
    cr_assert_eq(found->breach_count, 2);
    cr_expect_str_eq(found->breaches[0].row, "pair/0/group/north");
    cr_expect_str_eq(found->breaches[1].row, "pair/0/unit/north");
}
