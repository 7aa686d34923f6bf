/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/scenario.h"

#include "proto/problem.h"
#include "tests/support/documents.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* Ani and Budi in U1, Citra in U2, Dewi nowhere; U3 is closed. */
static const char office[] =
    "{'format':'mutasi-instance/1','date':'2026-01-01',"
    "'units':[{'id':'U1','need':1.5},{'id':'U2','work':[{'volume':1000,'minutes':90}]},"
    "         {'id':'U3','open':false}],"
    "'employees':[{'id':'ani','unit':'U1','pinned':true,'prefers':{'U2':1,'U3':0.5}},"
    "             {'id':'budi','unit':'U1','consent':'none'},"
    "             {'id':'citra','unit':'U2','consent':['U1']},{'id':'dewi','unit':null}],"
    "'distances':{'units':['U1','U2','U3'],'km':[[0,1,2],[3,0,4],[5,6,0]]},"
    "'relocation':[{'employee':'budi','unit':'U2','cost':3},{'employee':'citra','unit':'U1','cost':4}],"
    "'supplies':[{'employee':'dewi','unit':'U1','fte':0.5}],"
    "'pairs':[{'kind':'apart','employees':['ani','citra'],'scope':'unit'}],"
    "'previous':{'ani':'U1','citra':'U2'}}";

struct applied {
    struct arena *arena;
    const struct node *instance, *policy, *forced;
    enum error_code code;
    struct error error;
};

static struct applied apply_to(const char *instance, const char *policy, const char *scenario)
{
    struct applied out = {.arena = arena_new()};
    const struct path at = {NULL, "scenario", 0};
    const struct node *before = document_of(out.arena, instance);
    cr_assert_not_null(before);
    out.code = scenario_apply(out.arena, before, policy ? document_of(out.arena, policy) : NULL,
                              scenario ? document_of(out.arena, scenario) : NULL, &at, &out.instance,
                              &out.policy, &out.forced, &out.error);
    return out;
}

static struct applied apply(const char *scenario)
{
    return apply_to(office, NULL, scenario);
}

static void assert_at(const struct applied *applied, const char *path, const char *expected)
{
    cr_assert_eq(applied->code, ERROR_NONE, "%s: %s", applied->error.path, applied->error.text);
    const struct node *node = document_at(applied->instance, path);
    const char *text = document_text(applied->arena, node);
    const char *wanted =
        expected ? document_text(applied->arena, document_of(applied->arena, expected)) : "(none)";
    cr_assert_str_eq(text, wanted, "%s is %s, expected %s", path, text, wanted);
}

static void assert_refused(const char *scenario, enum error_code code, const char *path)
{
    struct applied applied = apply(scenario);
    cr_assert_eq(applied.code, code, "%s: got %s, expected %s (%s)", scenario, error_word(applied.code),
                 error_word(code), applied.error.text);
    cr_assert_str_eq(applied.error.path, path, "%s: got %s", scenario, applied.error.path);
    arena_free(applied.arena);
}

static void assert_need(const char *policy, const char *scenario, const char *unit, const char *need)
{
    struct applied applied = apply_to(office, policy, scenario);
    char path[40];
    snprintf(path, sizeof path, "units[%s].need", unit);
    assert_at(&applied, path, need);
    snprintf(path, sizeof path, "units[%s].work", unit);
    assert_at(&applied, path, NULL);
    arena_free(applied.arena);
}

Test(scenario, without_one_nothing_changes)
{
    struct applied applied = apply(NULL);
    cr_assert_eq(applied.code, ERROR_NONE);
    cr_assert_null(applied.policy);
    cr_assert_null(applied.forced);
    cr_assert_str_eq(document_text(applied.arena, applied.instance),
                     document_text(applied.arena, document_of(applied.arena, office)));
    arena_free(applied.arena);
}

Test(scenario, that_only_has_a_name_changes_nothing_and_states_the_default_policy)
{
    struct applied applied = apply("{'name':'as is'}");
    cr_assert_eq(applied.code, ERROR_NONE);
    cr_assert(node_equal(applied.instance, document_of(applied.arena, office)));
    cr_assert(node_equal(applied.policy, policy_default_document(applied.arena)));
    arena_free(applied.arena);
}

Test(scenario, merges_the_policy_member_by_member)
{
    struct applied applied =
        apply_to(office,
                 "{'format':'mutasi-policy/1','balance':{'under':100,'over':60,'target':[0.9,1.1]},"
                 "'unplaced':500,'rules':[{'rule':'a'},{'rule':'b'}]}",
                 "{'name':'x','policy':{'balance':{'over':0,'limit':{'lo':null,'hi':1}},'unplaced':null,"
                 "'rules':[{'rule':'c'}],'persistence':7}}");
    cr_assert_eq(applied.code, ERROR_NONE);
    cr_assert_str_eq(document_text(applied.arena, applied.policy),
                     "{\"balance\":{\"limit\":{\"hi\":1},\"over\":0,\"target\":[0.9,1.1],\"under\":100},"
                     "\"format\":\"mutasi-policy/1\",\"persistence\":7,\"rules\":[{\"rule\":\"c\"}]}");
    arena_free(applied.arena);
}

Test(scenario, replaces_a_need_in_fte)
{
    assert_need(NULL, "{'name':'x','need':{'U1':2.25}}", "0", "2.25");
    assert_need(NULL, "{'name':'x','need':{'U2':2}}", "1", "2");
    assert_need(NULL, "{'name':'x','need':{'U3':1}}", "2", "1");
}

/* 1.5 FTE + 10 % = 1.65; - 33.3333 % = 1.0000005 -> 1.000; 90,000 minutes / 75,000 = 1.2 FTE + 10 % = 1.32.
 */
Test(scenario, scales_a_need_and_rounds_once_to_milli_fte)
{
    assert_need(NULL, "{'name':'x','need':{'U1':'+10%'}}", "0", "1.65");
    assert_need(NULL, "{'name':'x','need':{'U1':'-33.3333%'}}", "0", "1");
    assert_need(NULL, "{'name':'x','need':{'U1':'+0.05%'}}", "0", "1.501"); /* 1.50075 */
    assert_need(NULL, "{'name':'x','need':{'U1':'-100%'}}", "0", "0");
    assert_need(NULL, "{'name':'x','need':{'U2':'+10%'}}", "1", "1.32");
}

/* 90,000 minutes / 72,000 = 1.25 FTE, half of it is 0.625. */
Test(scenario, scales_work_by_the_merged_policys_minutes)
{
    assert_need("{'format':'mutasi-policy/1','effective_minutes':60000}",
                "{'name':'x','policy':{'effective_minutes':72000},'need':{'U2':'-50%'}}", "1", "0.625");
}

Test(scenario, closes_and_opens_units)
{
    struct applied applied = apply("{'name':'x','close':['U2'],'open':['U3']}");
    assert_at(&applied, "units[1].open", "false");
    assert_at(&applied, "units[2].open", "true");
    assert_at(&applied, "units[0].open", NULL);
    arena_free(applied.arena);
}

Test(scenario, pins_and_releases_people)
{
    struct applied applied = apply("{'name':'x','pin':['citra'],'release':['ani','budi']}");
    assert_at(&applied, "employees[2].pinned", "true");
    assert_at(&applied, "employees[2].consent", "['U1']");
    assert_at(&applied, "employees[0].pinned", "false");
    assert_at(&applied, "employees[1].pinned", "false");
    assert_at(&applied, "employees[1].consent", NULL);
    arena_free(applied.arena);
}

Test(scenario, releases_nobody_from_a_list_of_units_they_chose)
{
    struct applied applied = apply("{'name':'x','release':['citra']}");
    assert_at(&applied, "employees[2].consent", "['U1']");
    arena_free(applied.arena);
}

Test(scenario, places_people_and_lifts_their_pin)
{
    struct applied applied = apply("{'name':'x','place':{'ani':'U2','dewi':'U1'}}");
    assert_at(&applied, "employees[0].pinned", NULL);
    assert_at(&applied, "employees[0].unit", "'U1'");
    cr_assert_str_eq(document_text(applied.arena, applied.forced), "{\"ani\":\"U2\",\"dewi\":\"U1\"}");
    arena_free(applied.arena);
}

Test(scenario, adds_units_and_people_that_it_can_then_change)
{
    struct applied applied =
        apply("{'name':'x','add':{'units':[{'id':'U4','need':2}],'employees':[{'id':'eka','unit':'U4'}]},"
              "'need':{'U4':'+50%'},'pin':['eka'],'place':{'budi':'U4'}}");
    assert_at(&applied, "units[3]", "{'id':'U4','need':3}");
    assert_at(&applied, "employees[4]", "{'id':'eka','unit':'U4','pinned':true}");
    arena_free(applied.arena);
}

Test(scenario, takes_out_people_with_everything_about_them)
{
    struct applied applied = apply("{'name':'x','remove':{'employees':['citra','dewi']}}");
    assert_at(&applied, "employees[2]", NULL);
    assert_at(&applied, "employees[1].id", "'budi'");
    assert_at(&applied, "relocation", "[{'employee':'budi','unit':'U2','cost':3}]");
    assert_at(&applied, "supplies", "[]");
    assert_at(&applied, "pairs", "[]");
    assert_at(&applied, "previous", "{'ani':'U1'}");
    assert_at(&applied, "units[2].id", "'U3'");
    arena_free(applied.arena);
}

Test(scenario, takes_out_a_unit_and_leaves_its_people_without_one)
{
    struct applied applied = apply("{'name':'x','remove':{'units':['U1']}}");
    assert_at(&applied, "units[0].id", "'U2'");
    assert_at(&applied, "employees[0]", "{'id':'ani','unit':null,'prefers':{'U2':1,'U3':0.5}}");
    assert_at(&applied, "employees[2]", "{'id':'citra','unit':'U2','consent':'none'}");
    assert_at(&applied, "distances", "{'units':['U2','U3'],'km':[[0,4],[6,0]]}");
    assert_at(&applied, "relocation", "[{'employee':'budi','unit':'U2','cost':3}]");
    assert_at(&applied, "supplies", "[]");
    assert_at(&applied, "previous", "{'citra':'U2'}");
    arena_free(applied.arena);
}

Test(scenario, replaces_what_it_takes_out_and_adds_again)
{
    struct applied applied =
        apply("{'name':'x','remove':{'employees':['ani']},'add':{'employees':[{'id':'ani','unit':'U2'}]}}");
    assert_at(&applied, "employees[3]", "{'id':'ani','unit':'U2'}");
    assert_at(&applied, "pairs", "[]");
    arena_free(applied.arena);
}

Test(scenario, shares_what_it_does_not_change)
{
    struct arena *arena = arena_new();
    const struct node *before = document_of(arena, office), *after, *policy, *forced;
    const struct path at = {NULL, "scenario", 0};
    cr_assert_eq(scenario_apply(arena, before, NULL, document_of(arena, "{'name':'x','close':['U2']}"), &at,
                                &after, &policy, &forced, NULL),
                 ERROR_NONE);
    cr_assert_eq(map_get(after, "distances")->as.items, map_get(before, "distances")->as.items);
    cr_assert_eq(document_at(after, "employees[0]")->as.items, document_at(before, "employees[0]")->as.items);
    cr_assert(node_equal(before, document_of(arena, office)), "the input was changed");
    arena_free(arena);
}

Test(scenario, comes_out_canonical)
{
    struct applied applied =
        apply("{'name':'x','remove':{'units':['U3']},'add':{'units':[{'id':'A'}]},'close':['A'],"
              "'need':{'U2':'+10%','A':1},'pin':['citra'],'release':['ani'],'place':{'dewi':'U2'}}");
    cr_assert_eq(applied.code, ERROR_NONE);
    const char *text = document_text(applied.arena, applied.instance);
    const struct node *again;
    cr_assert_eq(tree_read_json(applied.arena, text, strlen(text), NULL, &again, NULL), ERROR_NONE);
    cr_assert_str_eq(document_text(applied.arena, again), text);
    cr_assert(node_equal(again, applied.instance));
    arena_free(applied.arena);
}

Test(scenario, refuses_forms_that_the_contract_does_not_name)
{
    assert_refused("[]", ERROR_WRONG_TYPE, "scenario");
    assert_refused("{}", ERROR_MISSING_FIELD, "scenario.name");
    assert_refused("{'name':1}", ERROR_WRONG_TYPE, "scenario.name");
    assert_refused("{'name':'x','notes':''}", ERROR_UNKNOWN_FIELD, "scenario.notes");
    assert_refused("{'name':'x','add':{'groups':[]}}", ERROR_UNKNOWN_FIELD, "scenario.add.groups");
    assert_refused("{'name':'x','remove':{'pairs':[]}}", ERROR_UNKNOWN_FIELD, "scenario.remove.pairs");
    assert_refused("{'name':'x','pin':'ani'}", ERROR_WRONG_TYPE, "scenario.pin");
    assert_refused("{'name':'x','pin':[1]}", ERROR_WRONG_TYPE, "scenario.pin[0]");
    assert_refused("{'name':'x','place':{'ani':null}}", ERROR_WRONG_TYPE, "scenario.place.ani");
    assert_refused("{'name':'x','place':['ani']}", ERROR_WRONG_TYPE, "scenario.place");
    assert_refused("{'name':'x','policy':[]}", ERROR_WRONG_TYPE, "scenario.policy");
    assert_refused("{'name':'x','add':{'units':{}}}", ERROR_WRONG_TYPE, "scenario.add.units");
    assert_refused("{'name':'x','close':['U1','U2','U1']}", ERROR_DUPLICATE_ID, "scenario.close[2]");
}

Test(scenario, refuses_ids_that_do_not_exist)
{
    assert_refused("{'name':'x','pin':['ani','zed']}", ERROR_UNKNOWN_ID, "scenario.pin[1]");
    assert_refused("{'name':'x','release':['zed']}", ERROR_UNKNOWN_ID, "scenario.release[0]");
    assert_refused("{'name':'x','close':['U9']}", ERROR_UNKNOWN_ID, "scenario.close[0]");
    assert_refused("{'name':'x','open':['ani']}", ERROR_UNKNOWN_ID, "scenario.open[0]");
    assert_refused("{'name':'x','need':{'U7':'+10%'}}", ERROR_UNKNOWN_ID, "scenario.need.U7");
    assert_refused("{'name':'x','place':{'zed':'U1'}}", ERROR_UNKNOWN_ID, "scenario.place.zed");
    assert_refused("{'name':'x','place':{'ani':'U9'}}", ERROR_UNKNOWN_ID, "scenario.place.ani");
    assert_refused("{'name':'x','remove':{'units':['ani']}}", ERROR_UNKNOWN_ID, "scenario.remove.units[0]");
    assert_refused("{'name':'x','remove':{'employees':['U1']}}", ERROR_UNKNOWN_ID,
                   "scenario.remove.employees[0]");
    assert_refused("{'name':'x','remove':{'units':['U2']},'close':['U2']}", ERROR_UNKNOWN_ID,
                   "scenario.close[0]");
}

Test(scenario, refuses_statements_that_exclude_each_other)
{
    assert_refused("{'name':'x','close':['U1','U2'],'open':['U2']}", ERROR_CONTRADICTION, "scenario.open[0]");
    assert_refused("{'name':'x','pin':['ani'],'release':['budi','ani']}", ERROR_CONTRADICTION,
                   "scenario.release[1]");
    assert_refused("{'name':'x','pin':['ani'],'place':{'ani':'U1'}}", ERROR_CONTRADICTION, "scenario.pin[0]");
    assert_refused("{'name':'x','place':{'ani':'U3'}}", ERROR_CONTRADICTION, "scenario.place.ani");
    assert_refused("{'name':'x','close':['U2'],'place':{'ani':'U2'}}", ERROR_CONTRADICTION,
                   "scenario.place.ani");
    assert_refused("{'name':'x','need':{'U3':'+10%'}}", ERROR_CONTRADICTION, "scenario.need.U3");
}

Test(scenario, refuses_malformed_percentages)
{
    static const char *const texts[] = {"10%", "+10",   "+%",   "+10 %",      "+1.%",  "+.5%",
                                        "",    "+1e1%", "++1%", "+1000000%",  "+10%%", "+1,5%",
                                        "%",   "-",     "+5%x", "+1.0000001%"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char scenario[100];
        snprintf(scenario, sizeof scenario, "{'name':'x','need':{'U1':'%s'}}", texts[i]);
        assert_refused(scenario, ERROR_BAD_VALUE, "scenario.need.U1");
    }
    assert_refused("{'name':'x','need':{'U1':'-100.000001%'}}", ERROR_OUT_OF_RANGE, "scenario.need.U1");
    assert_refused("{'name':'x','need':{'U1':-1}}", ERROR_OUT_OF_RANGE, "scenario.need.U1");
    assert_refused("{'name':'x','need':{'U1':1000000001}}", ERROR_OUT_OF_RANGE, "scenario.need.U1");
    assert_refused("{'name':'x','need':{'U1':null}}", ERROR_WRONG_TYPE, "scenario.need.U1");
}

Test(scenario, refuses_a_need_scaled_beyond_every_number)
{
    struct applied applied = apply_to("{'units':[{'id':'U1','need':1000000000}],'employees':[]}", NULL,
                                      "{'name':'x','need':{'U1':'+0.1%'}}");
    cr_assert_eq(applied.code, ERROR_OUT_OF_RANGE);
    cr_assert_str_eq(applied.error.path, "scenario.need.U1");
    arena_free(applied.arena);
}

/* What is wrong with the instance itself is said by reading it, at its own path. */
Test(scenario, leaves_what_it_cannot_address_to_the_reader)
{
    static const char *const broken[] = {
        "{'units':{},'employees':[]}",
        "{'units':[{'name':'x'}],'employees':[]}",
        "{'units':[{'id':'U1'},{'id':'U1'}],'employees':[]}",
        "{'employees':[]}",
        "{'units':[1],'employees':[]}",
        "{'units':['U1'],'employees':[]}",
        "[]",
    };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct applied applied = apply_to(broken[i], NULL, "{'name':'x','close':['U1']}");
        cr_assert_eq(applied.code, ERROR_NONE, "%s: %s", broken[i], applied.error.text);
        cr_assert_str_eq(document_text(applied.arena, applied.instance),
                         document_text(applied.arena, document_of(applied.arena, broken[i])));
        arena_free(applied.arena);
    }
}

/* Replacing a value must not hide that it was wrong. */
Test(scenario, does_not_cover_up_what_a_reader_would_refuse)
{
    static const char *const broken[] = {
        "{'units':[{'id':'U1','need':-1}],'employees':[]}",
        "{'units':[{'id':'U1','work':[{'volume':1}]}],'employees':[]}",
        "{'units':[{'id':'U1','open':1}],'employees':[]}",
    };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct applied applied = apply_to(broken[i], NULL, "{'name':'x','need':{'U1':2},'open':['U1']}");
        const char *kept = strstr(document_text(applied.arena, applied.instance), i == 0   ? "\"need\":-1"
                                                                                  : i == 1 ? "\"work\":[{"
                                                                                           : "\"open\":1");
        cr_assert_eq(applied.code, ERROR_NONE);
        cr_assert_not_null(kept, "%s: %s", broken[i], document_text(applied.arena, applied.instance));
        arena_free(applied.arena);
    }
}

Test(scenario, names_an_added_unit_twice_at_its_place_in_the_changed_document)
{
    struct applied applied = apply("{'name':'x','add':{'units':[{'id':'U2'}]},'close':['U2']}");
    const struct path at = {NULL, "instance", 0};
    const struct instance *instance;
    struct error error;
    cr_assert_eq(applied.code, ERROR_NONE);
    cr_assert_eq(instance_read(applied.arena, applied.instance, &at, &instance, &error), ERROR_DUPLICATE_ID);
    cr_assert_str_eq(error.path, "instance.units[3].id");
    arena_free(applied.arena);
}
