/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/problem.h"
#include "tests/support/quoted.h"

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

TestSuite(problem, .init = setup, .fini = teardown);

static const struct node *office(void)
{
    return quoted(arena, "{'format':'mutasi-instance/1','date':'2025-01-01',"
                         "'units':[{'id':'u1'},{'id':'u2'},{'id':'u3','open':false}],"
                         "'employees':[{'id':'e1','unit':'u1'},{'id':'e2','unit':'u1','consent':'none'},"
                         "             {'id':'e3','unit':null}]}");
}

static const struct problem *read_valid(const struct node *policy, const struct node *scenario)
{
    const struct problem *problem = NULL;
    struct error error = {0};
    enum error_code code = problem_read(arena, office(), policy, scenario, &problem, &error);
    cr_assert_eq(code, ERROR_NONE, "%s at %s: %s", error_word(code), error.path, error.text);
    return problem;
}

static void refuse(const struct node *instance, const struct node *policy, const struct node *scenario,
                   enum error_code code, const char *path)
{
    const struct problem *problem = NULL;
    struct error error = {0};
    enum error_code seen = problem_read(arena, instance, policy, scenario, &problem, &error);
    cr_assert_eq(seen, code, "seen %s at %s: %s", error_word(seen), error.path, error.text);
    cr_assert_str_eq(error.path, path);
    cr_assert_null(problem);
}

Test(problem, without_a_policy_is_under_the_default_one)
{
    const struct problem *problem = read_valid(NULL, NULL);
    cr_assert(node_equal(problem->policy_document, policy_default_document(arena)));
    cr_assert(node_equal(problem->instance_document, office()));
    cr_assert_eq(problem->policy->unplaced_upt, 500 * MICRO);
    cr_assert_eq(problem->instance->employee_count, 3);
    cr_assert_null(problem->forced_unit);
}

Test(problem, keeps_the_policy_it_is_given)
{
    const struct node *policy = quoted(arena, "{'format':'mutasi-policy/1','unplaced':7}");
    const struct problem *problem = read_valid(policy, NULL);
    cr_assert(node_equal(problem->policy_document, policy));
    cr_assert_eq(problem->policy->unplaced_upt, 7 * MICRO);
    cr_assert_not(problem->policy->has_balance, "an absent section is not filled from the default");
}

Test(problem, is_read_after_the_scenario)
{
    const struct problem *problem =
        read_valid(NULL, quoted(arena, "{'name':'s','close':['u2'],'policy':{'unplaced':9}}"));
    cr_assert_not(problem->instance->units[1].open);
    cr_assert_eq(problem->policy->unplaced_upt, 9 * MICRO);
    cr_assert_eq(problem->policy->relocation.move_upt, 10 * MICRO, "the rest stays the default");
    const struct node *units = map_get(problem->instance_document, "units");
    cr_assert_not(map_get(&units->as.items[1], "open")->as.boolean, "the effective document says so too");
}

Test(problem, places_by_scenario_only_whom_it_names)
{
    const struct problem *problem =
        read_valid(NULL, quoted(arena, "{'name':'s','place':{'e2':'u2','e3':'u1'}}"));
    cr_assert_not_null(problem->forced_unit);
    cr_assert_eq(problem->forced_unit[0], NONE);
    cr_assert_eq(problem->forced_unit[1], 1, "against the person's consent");
    cr_assert_eq(problem->forced_unit[2], 0);
}

Test(problem, refuses_with_a_path_that_names_the_document)
{
    const struct node *wrong = quoted(arena, "{'format':'mutasi-instance/1','date':'2025-01-01','units':[],"
                                             "'employees':[{'id':'e1','unit':'u1'}]}");
    refuse(wrong, NULL, NULL, ERROR_UNKNOWN_ID, "instance.employees[0].unit");
    refuse(office(), quoted(arena, "{'format':'mutasi-policy/1','budget':-1}"), NULL, ERROR_OUT_OF_RANGE,
           "policy.budget");
    refuse(office(), NULL, quoted(arena, "{'name':'s','policy':{'budget':-1}}"), ERROR_OUT_OF_RANGE,
           "policy.budget");
    refuse(quoted(arena, "7"), quoted(arena, "[]"), NULL, ERROR_WRONG_TYPE, "instance");
    refuse(office(), quoted(arena, "[]"), NULL, ERROR_WRONG_TYPE, "policy");
    refuse(quoted(arena, "null"), quoted(arena, "null"), quoted(arena, "{'name':'s','policy':{'budget':1}}"),
           ERROR_WRONG_TYPE, "instance");
}

Test(problem, nobody_is_placed_into_a_closed_unit)
{
    refuse(office(), NULL, quoted(arena, "{'name':'s','place':{'e1':'u3'}}"), ERROR_CONTRADICTION,
           "scenario.place.e1");
    refuse(office(), NULL, quoted(arena, "{'name':'s','place':{'e1':'u2'},'close':['u2']}"),
           ERROR_CONTRADICTION, "scenario.place.e1");
}

Test(problem, refuses_work_that_overflows_under_the_policy)
{
    const struct node *instance =
        quoted(arena, "{'format':'mutasi-instance/1','date':'2025-01-01','employees':[],"
                      "'units':[{'id':'u','work':[{'volume':1e9,'minutes':1e9}]}]}");
    refuse(instance, NULL, NULL, ERROR_OVERFLOW, "instance.units[0].work");
}

/* --- placements --------------------------------------------------------------------------------------------
 */

Test(problem, a_placement_changes_whom_it_names_and_leaves_the_rest)
{
    struct placed *placed = NULL;
    struct error error = {0};
    const struct instance *instance = read_valid(NULL, NULL)->instance;
    enum error_code code =
        placement_read(arena, instance, quoted(arena, "{'e2':'u2'}"), NULL, &placed, &error);
    cr_assert_eq(code, ERROR_NONE, "%s", error.text);
    cr_assert_eq(placed[0].unit, 0, "stays");
    cr_assert_eq(placed[1].unit, 1);
    cr_assert_eq(placed[2].unit, NONE, "stays without a unit");
    cr_assert_eq(placed[1].offer, NONE);
    code = placement_read(arena, instance, quoted(arena, "{'e1':null,'e3':'u3'}"), NULL, &placed, &error);
    cr_assert_eq(code, ERROR_NONE, "%s", error.text);
    cr_assert_eq(placed[0].unit, NONE);
    cr_assert_eq(placed[1].unit, 0);
    cr_assert_eq(placed[2].unit, 2, "whether a closed unit may be used is for the check to say");
}

Test(problem, a_placement_of_unknown_people_or_units_is_refused)
{
    static const struct {
        const char *said;
        enum error_code code;
        const char *path;
    } list[] = {
        {"[]", ERROR_WRONG_TYPE, "start.placement"},
        {"{'e9':'u1'}", ERROR_UNKNOWN_ID, "start.placement.e9"},
        {"{'e1':'u9'}", ERROR_UNKNOWN_ID, "start.placement.e1"},
        {"{'e1':1}", ERROR_WRONG_TYPE, "start.placement.e1"},
    };
    const struct path start = {NULL, "start", 0}, at = {&start, "placement", 0};
    const struct instance *instance = read_valid(NULL, NULL)->instance;
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        struct placed *placed = NULL;
        struct error error = {0};
        const struct node *map = quoted(arena, "%s", list[i].said);
        cr_expect_eq(placement_read(arena, instance, map, &at, &placed, &error), list[i].code, "%s",
                     list[i].said);
        cr_expect_str_eq(error.path, list[i].path, "%s", list[i].said);
        cr_expect_null(placed, "%s", list[i].said);
    }
}
