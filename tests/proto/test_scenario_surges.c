/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a scenario does to surges, and to what the policy says of lending to them. */
#include "proto/problem.h"
#include "tests/support/documents.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* Two surges in the clinic, and between them one in the hall. */
static const char town[] =
    "{'format':'mutasi-instance/1','date':'2026-01-01',"
    "'units':[{'id':'office'},{'id':'clinic'},{'id':'hall'}],"
    "'employees':[{'id':'ani','unit':'office'},{'id':'budi','unit':'clinic'}],"
    "'surges':[{'id':'flu','unit':'clinic','from':'2026-02-02','to':'2026-02-13','need':2},"
    "{'id':'fair','unit':'hall','from':'2026-03-01','to':'2026-03-01','need':1.5},"
    "{'id':'measles','unit':'clinic','from':'2026-04-06','to':'2026-04-17','need':1}]}";
static const char lending[] = "{'format':'mutasi-policy/1',"
                              "'secondment':{'move':4,'per_km':0.1,'max_share':0.5,'donor_min':0.8}}";

static struct arena *arena;
static struct error error;

static void setup(void)
{
    arena = arena_new();
}

static void teardown(void)
{
    arena_free(arena);
}

TestSuite(scenario_surges, .init = setup, .fini = teardown);

/* The members of a scenario besides its name. */
static enum error_code read_with(const char *members, const struct problem **out)
{
    char scenario[1000];
    snprintf(scenario, sizeof scenario, "{'name':'what if',%s}", members);
    return problem_read(arena, document_of(arena, town), document_of(arena, lending),
                        document_of(arena, scenario), out, &error);
}

static const struct problem *with(const char *members)
{
    const struct problem *problem = NULL;
    cr_assert_eq(read_with(members, &problem), ERROR_NONE, "%s: %s: %s", members, error.path, error.text);
    return problem;
}

static void expect_refused(const char *members, enum error_code code, const char *path)
{
    const struct problem *problem = NULL;
    enum error_code seen = read_with(members, &problem);
    cr_assert_eq(seen, code, "%s: %s, expected %s (%s)", members, error_word(seen), error_word(code),
                 error.text);
    cr_assert_str_eq(error.path, path, "%s: at %s", members, error.path);
}

/* The ids, each with a blank behind. */
static void expect_surges(const struct problem *problem, const char *ids)
{
    char seen[200] = "";
    for (int32_t s = 0; s < problem->instance->surge_count; s++) {
        strcat(seen, problem->instance->surges[s].id);
        strcat(seen, " ");
    }
    cr_expect_str_eq(seen, ids);
}

Test(scenario_surges, appends_those_it_adds)
{
    const struct problem *problem = with(
        "'add':{'surges':[{'id':'rain','unit':'hall','from':'2026-05-01','to':'2026-05-01','need':0.25}]}");
    expect_surges(problem, "flu fair measles rain ");
    const struct surge *rain = &problem->instance->surges[3];
    cr_expect_eq(rain->unit, 2);
    cr_expect_eq(rain->need_mfte, 250);
    cr_expect_eq(rain->from, rain->to);
}

Test(scenario_surges, takes_out_those_it_names_and_leaves_the_others_in_their_order)
{
    expect_surges(with("'remove':{'surges':['fair']}"), "flu measles ");
    expect_surges(with("'remove':{'surges':['measles','flu']}"), "fair ");
    expect_surges(with("'remove':{'surges':['fair','flu','measles']}"), "");
}

/* Removing comes first, so the same id can come back with other numbers: this is how a surge is changed. */
Test(scenario_surges, changes_one_by_taking_it_out_and_adding_it_again)
{
    const struct problem *problem =
        with("'remove':{'surges':['flu']},"
             "'add':{'surges':[{'id':'flu','unit':'hall','from':'2026-02-02','to':'2026-02-20','need':3}]}");
    expect_surges(problem, "fair measles flu ");
    const struct surge *flu = &problem->instance->surges[2];
    cr_expect_eq(flu->unit, 2);
    cr_expect_eq(flu->need_mfte, 3000);
    cr_expect_eq(flu->to - flu->from, 18, "the 2nd to the 20th of February");
}

Test(scenario_surges, takes_out_those_of_a_unit_that_goes)
{
    const struct problem *problem = with("'remove':{'units':['clinic']}");
    expect_surges(problem, "fair ");
    cr_expect_eq(problem->instance->surges[0].unit, 1, "the hall is the second unit then");
    cr_expect_eq(problem->instance->employees[1].unit, NONE, "budi had the clinic");
}

Test(scenario_surges, may_be_of_a_unit_that_is_added_with_them)
{
    const struct problem *problem =
        with("'add':{'units':[{'id':'tent'}],"
             "'surges':[{'id':'rain','unit':'tent','from':'2026-05-01','to':'2026-05-02','need':1}]}");
    expect_surges(problem, "flu fair measles rain ");
    cr_expect_eq(problem->instance->surges[3].unit, 3);
}

Test(scenario_surges, stay_where_their_unit_is_closed)
{
    const struct problem *problem = with("'close':['clinic']");
    expect_surges(problem, "flu fair measles ");
    cr_expect_not(problem->instance->units[problem->instance->surges[0].unit].open);
}

Test(scenario_surges, refuses_to_take_out_what_there_is_not)
{
    expect_refused("'remove':{'surges':['rain']}", ERROR_UNKNOWN_ID, "scenario.remove.surges[0]");
    expect_refused("'remove':{'surges':['flu','clinic']}", ERROR_UNKNOWN_ID, "scenario.remove.surges[1]");
    expect_refused("'remove':{'surges':'flu'}", ERROR_WRONG_TYPE, "scenario.remove.surges");
}

/* Places in the changed document: three surges, and one more. */
Test(scenario_surges, names_a_wrong_addition_at_its_place_in_the_changed_document)
{
    expect_refused(
        "'add':{'surges':[{'id':'fair','unit':'hall','from':'2026-05-01','to':'2026-05-02','need':1}]}",
        ERROR_DUPLICATE_ID, "instance.surges[3].id");
    expect_refused(
        "'add':{'surges':[{'id':'rain','unit':'tent','from':'2026-05-01','to':'2026-05-02','need':1}]}",
        ERROR_UNKNOWN_ID, "instance.surges[3].unit");
    expect_refused(
        "'remove':{'surges':['flu']},"
        "'add':{'surges':[{'id':'rain','unit':'hall','from':'2026-05-02','to':'2026-05-01','need':1}]}",
        ERROR_CONTRADICTION, "instance.surges[2].to");
}

Test(scenario_surges, may_change_what_lending_costs_member_by_member)
{
    const struct policy *policy = with("'policy':{'secondment':{'max_share':0,'move':6}}")->policy;
    cr_assert(policy->has_secondment);
    cr_expect_eq(policy->secondment.move_upt, 6000000);
    cr_expect_eq(policy->secondment.max_share_ppm, 0);
    cr_expect_eq(policy->secondment.per_km_upt, 100000, "as it was");
    cr_expect_eq(policy->secondment.donor_min_ppm, 800000, "as it was");
    cr_expect_not(with("'policy':{'secondment':null}")->policy->has_secondment);
    expect_refused("'policy':{'secondment':{'donor_min':null}}", ERROR_MISSING_FIELD,
                   "policy.secondment.donor_min");
}
