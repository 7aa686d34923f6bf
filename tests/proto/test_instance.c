/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a valid instance means: every field of the contract, with the value it becomes. */
#include "proto/instance.h"
#include "tests/support/complete.h"
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

TestSuite(instance, .init = setup, .fini = teardown);

static const struct instance *read_valid(const struct node *document)
{
    const struct instance *instance = NULL;
    struct error error = {0};
    enum error_code code = instance_read(arena, document, NULL, &instance, &error);
    cr_assert_eq(code, ERROR_NONE, "%s at %s: %s", error_word(code), error.path, error.text);
    return instance;
}

/* tests/support/complete.c: read its text beside these expectations. */
static const struct instance *complete(void)
{
    return read_valid(complete_instance(arena));
}

Test(instance, its_root_is_read)
{
    const struct instance *instance = complete();
    day date;
    cr_assert(day_parse("2025-06-01", &date));
    cr_assert_str_eq(instance->name, "Kota");
    cr_assert_eq(instance->date, date);
    cr_assert_eq(instance->unit_count, 3);
    cr_assert_eq(instance->group_count, 2);
    cr_assert_eq(instance->employee_count, 3);
}

Test(instance, competencies_are_all_that_are_named_in_bytewise_order)
{
    const struct instance *instance = complete();
    static const char *const expected[] = {"Z", "adm", "it", "law"};
    cr_assert_eq(instance->competency_count, 4);
    for (int i = 0; i < 4; i++)
        cr_assert_str_eq(instance->competencies[i], expected[i]);
}

Test(instance, groups_are_read)
{
    const struct group *group = complete()->groups;
    cr_assert_str_eq(group->id, "g1");
    cr_assert_str_eq(group->name, "Dinas");
    cr_assert_eq(group->demand.need.kind, NEED_FTE);
    cr_assert_eq(group->demand.need.mfte, 2500);
    cr_assert_eq(group->demand.supply_mfte.lower, 1000);
    cr_assert_eq(group->demand.supply_mfte.upper, 4001, "4000.5 rounds away from zero");
    cr_assert_eq(group->demand.headcount.lower, INT64_MIN);
    cr_assert_eq(group->demand.headcount.upper, 9);
    cr_assert_eq(group->demand.minimum_count, 1);
    cr_assert_eq(group->demand.minimums[0].competency, 3);
    cr_assert_eq(group->demand.minimums[0].level, 1);
    cr_assert_eq(group->demand.minimums[0].min, 1);
    cr_assert_not(group->demand.minimums[0].hard);
    cr_assert_null(group[1].name);
    cr_assert_eq(group[1].demand.need.kind, NEED_NONE);
}

Test(instance, units_are_read)
{
    const struct unit *unit = complete()->units;
    cr_assert_str_eq(unit->id, "u1");
    cr_assert_str_eq(unit->name, "Dukcapil");
    cr_assert_eq(unit->group, 0);
    cr_assert(unit->has_at);
    cr_assert_eq(unit->lat, -6900000);
    cr_assert_eq(unit->lon, 107600000);
    cr_assert(unit->open);
    cr_assert_eq(unit->budget_upt, 12500000);
    cr_assert_eq(unit->demand.need.mfte, 3123, "3.1234 FTE");
    cr_assert_eq(unit->demand.supply_mfte.lower, INT64_MIN);
    cr_assert_eq(unit->demand.supply_mfte.upper, 5500);
    cr_assert_eq(unit->demand.headcount.lower, 1);
    cr_assert_eq(unit->demand.headcount.upper, INT64_MAX);
    cr_assert_eq(unit->demand.minimum_count, 2, "in the document's order");
    cr_assert_eq(unit->demand.minimums[0].competency, 3);
    cr_assert_eq(unit->demand.minimums[0].level, 3);
    cr_assert_eq(unit->demand.minimums[0].min, 2);
    cr_assert(unit->demand.minimums[0].hard);
    cr_assert_eq(unit->demand.minimums[1].competency, 1);
}

Test(instance, a_unit_that_says_only_its_id_is_open_and_demands_nothing)
{
    const struct instance *instance = complete();
    const struct unit *closed = &instance->units[2], *worked = &instance->units[1];
    cr_assert_not(closed->open, "the third unit says so");
    cr_assert(worked->open);
    cr_assert_null(closed->name);
    cr_assert_eq(closed->group, NONE);
    cr_assert_not(closed->has_at);
    cr_assert_eq(closed->budget_upt, NONE);
    cr_assert_eq(closed->demand.need.kind, NEED_NONE);
    cr_assert_eq(closed->demand.supply_mfte.lower, INT64_MIN);
    cr_assert_eq(closed->demand.supply_mfte.upper, INT64_MAX);
    cr_assert_eq(closed->demand.minimum_count, 0);
}

Test(instance, employees_are_read)
{
    const struct employee *sari = complete()->employees;
    char since[11], born[11];
    day_format(sari->since, since);
    day_format(sari->born, born);
    cr_assert_str_eq(sari->id, "e1");
    cr_assert_str_eq(sari->name, "Sari");
    cr_assert_eq(sari->unit, 0);
    cr_assert_eq(sari->fte_mfte, 801, "0.8005 rounds away from zero");
    cr_assert_str_eq(sari->status, "PNS");
    cr_assert_str_eq(sari->grade, "III/a");
    cr_assert_eq(sari->tag_count, 2);
    cr_assert_str_eq(sari->tags[0], "study");
    cr_assert_str_eq(sari->tags[1], "x");
    cr_assert_str_eq(since, "2020-02-29");
    cr_assert_str_eq(born, "1980-12-31");
    cr_assert_eq(sari->reluctance_micro, 1500000);
    cr_assert_not(sari->pinned);
    cr_assert_eq(sari->previous, 1);
    cr_assert(complete()->employees[2].pinned);
    cr_assert_eq(complete()->employees[2].previous, 1);
}

Test(instance, what_an_employee_holds_prefers_and_consents_to_is_sorted)
{
    const struct employee *sari = complete()->employees;
    cr_assert_eq(sari->holding_count, 3);
    cr_assert_eq(employee_level(sari, 0), LEVEL_UNKNOWN, "Z: null");
    cr_assert_eq(employee_level(sari, 1), 5, "adm");
    cr_assert_eq(employee_level(sari, 2), NONE, "it: not held");
    cr_assert_eq(employee_level(sari, 3), 2, "law");
    cr_assert_eq(employee_preference_micro(sari, 0), 0);
    cr_assert_eq(employee_preference_micro(sari, 1), 1000000);
    cr_assert_eq(employee_preference_micro(sari, 2), 250000);
    cr_assert_eq(sari->consent, CONSENT_LISTED);
    cr_assert_eq(sari->consent_count, 2);
    cr_assert_eq(sari->consent_units[0], 0);
    cr_assert_eq(sari->consent_units[1], 2);
}

Test(instance, offers_are_read)
{
    const struct employee *sari = complete()->employees;
    cr_assert_eq(sari->offer_count, 3);
    cr_assert_eq(sari->offers[0].kind, OFFER_TRAINING);
    cr_assert_eq(sari->offers[0].cost_upt, 3000000);
    cr_assert_eq(sari->offers[0].competency, 2, "it");
    cr_assert_eq(sari->offers[0].level, 4);
    cr_assert_eq(sari->offers[1].competency, 3, "law");
    cr_assert_eq(sari->offers[1].level, 1, "the default");
    cr_assert_eq(sari->offers[2].kind, OFFER_INCENTIVE);
    cr_assert_eq(sari->offers[2].cost_upt, 2500000);
    cr_assert_eq(sari->offers[2].reluctance_micro, 500000);
}

Test(instance, an_employee_who_says_only_id_and_unit_has_the_defaults)
{
    const struct employee *second = &complete()->employees[1];
    cr_assert_eq(second->unit, NONE);
    cr_assert_eq(second->fte_mfte, 1000);
    cr_assert_eq(second->reluctance_micro, 1000000);
    cr_assert_null(second->status);
    cr_assert_null(second->grade);
    cr_assert_eq(second->tag_count, 0);
    cr_assert_eq(second->since, DAY_NONE);
    cr_assert_eq(second->born, DAY_NONE);
    cr_assert_eq(second->holding_count, 0);
    cr_assert_eq(second->consent, CONSENT_NONE);
    cr_assert_eq(second->offer_count, 0);
    cr_assert_eq(second->previous, NONE);
    cr_assert_not(second->pinned);
}

Test(instance, relations_are_read_and_sorted)
{
    const struct instance *instance = complete();
    cr_assert_eq(instance->relocation_count, 3);
    cr_assert_eq(override_find(instance->relocation, 3, 0, 1)->value, 500000);
    cr_assert_eq(override_find(instance->relocation, 3, 0, 2)->value, 1000000);
    cr_assert_eq(override_find(instance->relocation, 3, 2, 0)->value, 7000000);
    cr_assert_null(override_find(instance->relocation, 3, 1, 0));
    cr_assert_null(override_find(instance->relocation, 3, 2, 1));
    cr_assert_eq(instance->supply_count, 1);
    cr_assert_eq(override_find(instance->supplies, 1, 0, 1)->value, 500);
    cr_assert_eq(instance->pair_count, 2);
    cr_assert_eq(instance->pairs[0].kind, PAIR_APART);
    cr_assert_eq(instance->pairs[0].scope, SCOPE_UNIT);
    cr_assert_eq(instance->pairs[0].a, 2);
    cr_assert_eq(instance->pairs[0].b, 0);
    cr_assert_eq(instance->pairs[1].kind, PAIR_TOGETHER);
    cr_assert_eq(instance->pairs[1].scope, SCOPE_GROUP);
    cr_assert(instance->has_previous);
}

/* u1 and u2 are in the table (rows in its own order), u3 is not and has no coordinates. */
Test(instance, distances_come_from_the_table_then_the_great_circle_then_are_0)
{
    const struct instance *instance = complete();
    cr_assert_eq(instance_distance_m(instance, 1, 0), 1235, "1.2345 km, rounded away from zero");
    cr_assert_eq(instance_distance_m(instance, 0, 1), 2000, "not symmetric");
    cr_assert_eq(instance_distance_m(instance, 0, 0), 0);
    cr_assert_eq(instance_distance_m(instance, 0, 2), 0);
    const struct instance *circle =
        read_valid(quoted(arena, "{'format':'mutasi-instance/1','date':'2025-01-01','employees':[],"
                                 "'units':[{'id':'a','at':[0,0]},{'id':'b','at':[1,0]},{'id':'c'}]}"));
    /* one degree: 6,371,008.8 m x pi / 180 = 111,195.08 m */
    cr_assert_eq(instance_distance_m(circle, 0, 1), 111195);
    cr_assert_eq(instance_distance_m(circle, 0, 2), 0);
}

/* 7,116 hours = 426,960 minutes; at 75,000 minutes a year 5.6928 FTE; at 72,000, 5.93 FTE. */
Test(instance, need_from_work_is_divided_once)
{
    const struct instance *instance =
        read_valid(quoted(arena, "{'format':'mutasi-instance/1','date':'2025-01-01','employees':[],'units':["
                                 "{'id':'a','work':[{'volume':7116,'minutes':60}]},"
                                 "{'id':'b','work':[{'volume':0.5,'minutes':75},{'volume':7.5,'minutes':5}]},"
                                 "{'id':'c','work':[]},{'id':'d'}]}"));
    int64_t mfte = -1;
    cr_assert(need_mfte(&instance->units[0].demand.need, 75000 * MICRO, &mfte));
    cr_assert_eq(mfte, 5693);
    cr_assert(need_mfte(&instance->units[0].demand.need, 72000 * MICRO, &mfte));
    cr_assert_eq(mfte, 5930);
    /* 37.5 + 37.5 = 75 minutes: exactly 1 milli-FTE of 75,000; two halves rounded alone would make 2 */
    cr_assert(need_mfte(&instance->units[1].demand.need, 75000 * MICRO, &mfte));
    cr_assert_eq(mfte, 1);
    cr_assert(need_mfte(&instance->units[2].demand.need, 75000 * MICRO, &mfte), "no tasks: a need of 0");
    cr_assert_eq(mfte, 0);
    cr_assert_not(need_mfte(&instance->units[3].demand.need, 75000 * MICRO, &mfte), "nothing said: no row");
}

Test(instance, an_office_without_people_is_an_instance)
{
    const struct instance *instance = read_valid(
        quoted(arena, "{'format':'mutasi-instance/1','date':'2025-01-01','units':[],'employees':[]}"));
    cr_assert_eq(instance->unit_count, 0);
    cr_assert_eq(instance->employee_count, 0);
    cr_assert_eq(instance->competency_count, 0);
    cr_assert_null(instance->name);
    cr_assert_not(instance->has_previous);
}
