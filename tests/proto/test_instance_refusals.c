/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an instance may not say: one line per rule, with the code, the path, and words of the text. */
#include "proto/instance.h"
#include "tests/support/quoted.h"

#include <criterion/criterion.h>
#include <string.h>

struct refusal {
    const char *said; /* the part that is wrong */
    enum error_code code;
    const char *path;
    const char *text; /* what the sentence must hold; NULL: anything */
};

static struct arena *arena;

static void setup(void)
{
    arena = arena_new();
}

static void teardown(void)
{
    arena_free(arena);
}

TestSuite(instance_refuses, .init = setup, .fini = teardown);

static void refuse(const struct node *document, const struct refusal *expected)
{
    const struct instance *instance = NULL;
    struct error error = {0};
    enum error_code code = instance_read(arena, document, NULL, &instance, &error);
    cr_expect_eq(code, expected->code, "%s: seen %s, expected %s (%s: %s)", expected->said, error_word(code),
                 error_word(expected->code), error.path, error.text);
    cr_expect_eq(error.code, code, "%s", expected->said);
    cr_expect_null(instance, "%s", expected->said);
    cr_expect_str_eq(error.path, expected->path, "%s", expected->said);
    cr_expect(strstr(error.text, expected->text ? expected->text : "expected"), "%s: %s", expected->said,
              error.text);
}

/* Reads `template` with what each refusal says in its place. */
#define REFUSE_ALL(list, template)                                                                           \
    for (size_t i = 0; i < sizeof(list) / sizeof((list)[0]); i++)                                            \
    refuse(quoted(arena, template, (list)[i].said), &(list)[i])

Test(instance_refuses, a_document_that_is_something_else)
{
    static const struct refusal list[] = {
        {"[]", ERROR_WRONG_TYPE, "", "seen an array, expected a map"},
        {"null", ERROR_WRONG_TYPE, "", "expected a map"},
        {"{}", ERROR_MISSING_FIELD, "format", "mutasi-instance/1"},
        {"{'format':1}", ERROR_WRONG_TYPE, "format", "expected a string"},
        {"{'format':'mutasi-policy/1','balance':{}}", ERROR_BAD_VALUE, "format",
         "seen \"mutasi-policy/1\", expected \"mutasi-instance/1\""},
        {"{'format':'mutasi-instance/1','units':[],'employees':[]}", ERROR_MISSING_FIELD, "date", NULL},
        {"{'format':'mutasi-instance/1','date':'2025-01-01','employees':[]}", ERROR_MISSING_FIELD, "units",
         NULL},
        {"{'format':'mutasi-instance/1','date':'2025-01-01','units':[]}", ERROR_MISSING_FIELD, "employees",
         NULL},
    };
    REFUSE_ALL(list, "%s");
}

Test(instance_refuses, wrong_parts_at_the_root)
{
    static const struct refusal list[] = {
        {"'unit':[]", ERROR_UNKNOWN_FIELD, "unit",
         "seen the field \"unit\", expected one of: date, distances"},
        {"'':1", ERROR_UNKNOWN_FIELD, "", NULL},
        {"'name':1", ERROR_WRONG_TYPE, "name", "seen an integer, expected a string"},
        {"'name':null", ERROR_WRONG_TYPE, "name", NULL},
        {"'groups':{}", ERROR_WRONG_TYPE, "groups", "expected an array"},
        {"'groups':[1]", ERROR_WRONG_TYPE, "groups[0]", "expected a map"},
        {"'groups':[{}]", ERROR_MISSING_FIELD, "groups[0].id", NULL},
        {"'groups':[{'id':'g'},{'id':'g'}]", ERROR_DUPLICATE_ID, "groups[1].id", "\"g\""},
        {"'groups':[{'id':'g','work':[]}]", ERROR_UNKNOWN_FIELD, "groups[0].work", NULL},
        {"'groups':[{'id':'g','budget':1}]", ERROR_UNKNOWN_FIELD, "groups[0].budget", NULL},
        {"'groups':[{'id':'g','need':-1}]", ERROR_OUT_OF_RANGE, "groups[0].need", "seen -1"},
        {"'groups':[{'id':'g','competencies':[{'id':'a','min':1},{'id':'b','min':1},{'id':'a','min':2}]}]",
         ERROR_DUPLICATE_ID, "groups[0].competencies[2]", NULL},
        {"'surges':[{}]", ERROR_MISSING_FIELD, "surges[0].from", NULL},
        {"'surges':[{'id':'s','unit':'u9','from':'2025-02-01','to':'2025-02-02','need':1}]", ERROR_UNKNOWN_ID,
         "surges[0].unit", "\"u9\", expected the id of a unit"},
        {"'surges':[{'id':'s','unit':'u1','from':'2025-02-02','to':'2025-02-01','need':1}]",
         ERROR_CONTRADICTION, "surges[0].to", "ends before it begins"},
        {"'surges':[{'id':'s','unit':'u1','from':'2025-02-01','to':'2025-02-30','need':1}]", ERROR_BAD_VALUE,
         "surges[0].to", NULL},
        {"'surges':[{'id':'s','unit':'u1','from':'2025-02-01','to':'2025-02-02','need':-1}]",
         ERROR_OUT_OF_RANGE, "surges[0].need", NULL},
        {"'surges':[{'id':'s','unit':'u1','from':'2025-02-01','to':'2025-02-02','need':1},"
         "{'id':'s','unit':'u1','from':'2025-02-01','to':'2025-02-02','need':1}]",
         ERROR_DUPLICATE_ID, "surges[1].id", "\"s\""},
        {"'surges':null", ERROR_WRONG_TYPE, "surges", NULL},
        {"'previous':[]", ERROR_WRONG_TYPE, "previous", NULL},
        {"'previous':{'e9':'u1'}", ERROR_UNKNOWN_ID, "previous.e9", "\"e9\", expected the id of an employee"},
        {"'previous':{'e1':'u9'}", ERROR_UNKNOWN_ID, "previous.e1", "\"u9\", expected the id of a unit"},
        {"'previous':{'e1':null}", ERROR_WRONG_TYPE, "previous.e1", NULL},
    };
    REFUSE_ALL(list, "{'format':'mutasi-instance/1','date':'2025-01-01','units':[{'id':'u1'}],"
                     "'employees':[{'id':'e1','unit':null}],%s}");
}

Test(instance_refuses, a_planning_date_that_is_none)
{
    static const struct refusal list[] = {
        {"20250101", ERROR_WRONG_TYPE, "date", NULL},
        {"'01-01-2025'", ERROR_BAD_VALUE, "date", "seen \"01-01-2025\", expected a date"},
        {"'2025-02-30'", ERROR_BAD_VALUE, "date", NULL},
    };
    REFUSE_ALL(list, "{'format':'mutasi-instance/1','date':%s,'units':[],'employees':[]}");
}

Test(instance_refuses, wrong_ids)
{
    char longest[129 + 3];
    memset(longest, 'x', sizeof longest);
    longest[0] = longest[130] = '\'';
    longest[131] = '\0';
    const struct refusal list[] = {
        {"1", ERROR_WRONG_TYPE, "units[1].id", "seen an integer, expected a string"},
        {"''", ERROR_BAD_VALUE, "units[1].id", "seen an id of 0 bytes"},
        {longest, ERROR_BAD_VALUE, "units[1].id", "seen an id of 129 bytes, expected 1 to 128"},
        {"'a\\u0007'", ERROR_BAD_VALUE, "units[1].id", "control character"},
        {"'a\\u007f'", ERROR_BAD_VALUE, "units[1].id", "control character"},
        {"'a\\u0085'", ERROR_BAD_VALUE, "units[1].id", "control character"},
        {"'u1'", ERROR_DUPLICATE_ID, "units[1].id", "seen \"u1\" again"},
    };
    REFUSE_ALL(list, "{'format':'mutasi-instance/1','date':'2025-01-01','units':[{'id':'u1'},{'id':%s}],"
                     "'employees':[]}");
}

Test(instance_refuses, wrong_units)
{
    static const struct refusal list[] = {
        {"'nmae':'x'", ERROR_UNKNOWN_FIELD, "units[1].nmae", NULL},
        {"'group':'g9'", ERROR_UNKNOWN_ID, "units[1].group", "expected the id of a group"},
        {"'group':null", ERROR_WRONG_TYPE, "units[1].group", NULL},
        {"'at':1", ERROR_WRONG_TYPE, "units[1].at", NULL},
        {"'at':[1]", ERROR_BAD_VALUE, "units[1].at", "seen an array of 1, expected an array of two"},
        {"'at':['a',1]", ERROR_WRONG_TYPE, "units[1].at[0]", "expected a number"},
        {"'at':[90.1,1]", ERROR_OUT_OF_RANGE, "units[1].at[0]",
         "seen 90.1, expected a number from -90 to 90"},
        {"'at':[1,-181]", ERROR_OUT_OF_RANGE, "units[1].at[1]", NULL},
        {"'need':'3'", ERROR_WRONG_TYPE, "units[1].need", "seen a string, expected a number"},
        {"'need':-0.0001", ERROR_OUT_OF_RANGE, "units[1].need", "seen -0.0001"},
        {"'need':1000000001", ERROR_OUT_OF_RANGE, "units[1].need", NULL},
        {"'need':9007199254740992", ERROR_OUT_OF_RANGE, "units[1].need", NULL},
        {"'need':1.5e300", ERROR_OUT_OF_RANGE, "units[1].need", NULL},
        {"'need':1,'work':[]", ERROR_CONTRADICTION, "units[1].work", NULL},
        {"'work':{}", ERROR_WRONG_TYPE, "units[1].work", NULL},
        {"'work':[{'volume':1}]", ERROR_MISSING_FIELD, "units[1].work[0].minutes", NULL},
        {"'work':[{'minutes':1}]", ERROR_MISSING_FIELD, "units[1].work[0].volume", NULL},
        {"'work':[{'volume':1,'minutes':-1}]", ERROR_OUT_OF_RANGE, "units[1].work[0].minutes", NULL},
        {"'work':[{'volume':1,'minutes':1,'task':1}]", ERROR_WRONG_TYPE, "units[1].work[0].task", NULL},
        {"'work':[{'volume':1,'minutes':1,'unit':'x'}]", ERROR_UNKNOWN_FIELD, "units[1].work[0].unit", NULL},
        {"'supply_limits':1", ERROR_WRONG_TYPE, "units[1].supply_limits", NULL},
        {"'supply_limits':null", ERROR_WRONG_TYPE, "units[1].supply_limits", NULL},
        {"'supply_limits':[1,2,3]", ERROR_BAD_VALUE, "units[1].supply_limits", "an array of 3"},
        {"'supply_limits':[-1,null]", ERROR_OUT_OF_RANGE, "units[1].supply_limits[0]", NULL},
        {"'supply_limits':[null,true]", ERROR_WRONG_TYPE, "units[1].supply_limits[1]", NULL},
        {"'supply_limits':[2,1.9]", ERROR_CONTRADICTION, "units[1].supply_limits", "lower <= upper"},
        {"'headcount_limits':[2,1]", ERROR_CONTRADICTION, "units[1].headcount_limits", NULL},
        {"'headcount_limits':[1.5,null]", ERROR_WRONG_TYPE, "units[1].headcount_limits[0]",
         "seen the number 1.5, expected an integer"},
        {"'headcount_limits':[null,-1]", ERROR_OUT_OF_RANGE, "units[1].headcount_limits[1]", NULL},
        {"'open':1", ERROR_WRONG_TYPE, "units[1].open", "expected true or false"},
        {"'budget':-1", ERROR_OUT_OF_RANGE, "units[1].budget", NULL},
        {"'competencies':{}", ERROR_WRONG_TYPE, "units[1].competencies", NULL},
        {"'competencies':[{'id':'a'}]", ERROR_MISSING_FIELD, "units[1].competencies[0].min", NULL},
        {"'competencies':[{'min':1}]", ERROR_MISSING_FIELD, "units[1].competencies[0].id", NULL},
        {"'competencies':[{'id':'','min':1}]", ERROR_BAD_VALUE, "units[1].competencies[0].id", NULL},
        {"'competencies':[{'id':7,'min':1}]", ERROR_WRONG_TYPE, "units[1].competencies[0].id", NULL},
        {"'competencies':[{'id':'a','min':-1}]", ERROR_OUT_OF_RANGE, "units[1].competencies[0].min", NULL},
        {"'competencies':[{'id':'a','min':0.5}]", ERROR_WRONG_TYPE, "units[1].competencies[0].min", NULL},
        {"'competencies':[{'id':'a','min':1,'level':0}]", ERROR_OUT_OF_RANGE,
         "units[1].competencies[0].level", "from 1 to 5"},
        {"'competencies':[{'id':'a','min':1,'level':6}]", ERROR_OUT_OF_RANGE,
         "units[1].competencies[0].level", NULL},
        {"'competencies':[{'id':'a','min':1,'hard':'yes'}]", ERROR_WRONG_TYPE,
         "units[1].competencies[0].hard", NULL},
        {"'competencies':[{'id':'a','min':1,'level':2},{'id':'a','min':1},{'id':'a','min':2,'level':1}]",
         ERROR_DUPLICATE_ID, "units[1].competencies[2]", NULL},
    };
    REFUSE_ALL(list, "{'format':'mutasi-instance/1','date':'2025-01-01','groups':[{'id':'g'}],"
                     "'units':[{'id':'u1'},{'id':'u2',%s}],'employees':[]}");
}

Test(instance_refuses, wrong_employees)
{
    static const struct refusal list[] = {
        {"'salary':1", ERROR_UNKNOWN_FIELD, "employees[1].salary", NULL},
        {"'fte':-0.5", ERROR_OUT_OF_RANGE, "employees[1].fte", NULL},
        {"'fte':1000.1", ERROR_OUT_OF_RANGE, "employees[1].fte", "from 0 to 1000"},
        {"'fte':null", ERROR_WRONG_TYPE, "employees[1].fte", NULL},
        {"'name':[]", ERROR_WRONG_TYPE, "employees[1].name", NULL},
        {"'status':1", ERROR_WRONG_TYPE, "employees[1].status", NULL},
        {"'status':''", ERROR_BAD_VALUE, "employees[1].status", NULL},
        {"'grade':{}", ERROR_WRONG_TYPE, "employees[1].grade", NULL},
        {"'tags':'x'", ERROR_WRONG_TYPE, "employees[1].tags", NULL},
        {"'tags':['x',1]", ERROR_WRONG_TYPE, "employees[1].tags[1]", NULL},
        {"'since':2020", ERROR_WRONG_TYPE, "employees[1].since", NULL},
        {"'since':'2020-1-1'", ERROR_BAD_VALUE, "employees[1].since", NULL},
        {"'since':'2025-01-02'", ERROR_BAD_VALUE, "employees[1].since", "planning date 2025-01-01"},
        {"'born':'2025-01-02'", ERROR_BAD_VALUE, "employees[1].born", NULL},
        {"'competencies':['a']", ERROR_WRONG_TYPE, "employees[1].competencies", NULL},
        {"'competencies':{'a':0}", ERROR_OUT_OF_RANGE, "employees[1].competencies.a", "from 1 to 5"},
        {"'competencies':{'a':6}", ERROR_OUT_OF_RANGE, "employees[1].competencies.a", NULL},
        {"'competencies':{'a':2.5}", ERROR_WRONG_TYPE, "employees[1].competencies.a", NULL},
        {"'competencies':{'a':'3'}", ERROR_WRONG_TYPE, "employees[1].competencies.a", NULL},
        {"'competencies':{'a\\n':3}", ERROR_BAD_VALUE, "employees[1].competencies.a?", NULL},
        {"'prefers':{'u9':1}", ERROR_UNKNOWN_ID, "employees[1].prefers.u9", NULL},
        {"'prefers':{'u1':1.01}", ERROR_OUT_OF_RANGE, "employees[1].prefers.u1", NULL},
        {"'prefers':{'u1':-1}", ERROR_OUT_OF_RANGE, "employees[1].prefers.u1", NULL},
        {"'prefers':['u1']", ERROR_WRONG_TYPE, "employees[1].prefers", NULL},
        {"'consent':'some'", ERROR_BAD_VALUE, "employees[1].consent", "\"any\" or \"none\""},
        {"'consent':true", ERROR_WRONG_TYPE, "employees[1].consent", NULL},
        {"'consent':['u1','u9']", ERROR_UNKNOWN_ID, "employees[1].consent[1]", NULL},
        {"'consent':['u1','u2','u1']", ERROR_DUPLICATE_ID, "employees[1].consent", "\"u1\""},
        {"'reluctance':-1", ERROR_OUT_OF_RANGE, "employees[1].reluctance", NULL},
        {"'reluctance':1001", ERROR_OUT_OF_RANGE, "employees[1].reluctance", NULL},
        {"'pinned':'yes'", ERROR_WRONG_TYPE, "employees[1].pinned", NULL},
    };
    REFUSE_ALL(list, "{'format':'mutasi-instance/1','date':'2025-01-01','units':[{'id':'u1'},{'id':'u2'}],"
                     "'employees':[{'id':'e1','unit':'u1'},{'id':'e2','unit':'u1',%s}]}");
}

Test(instance_refuses, people_who_are_nowhere_or_cannot_stay)
{
    static const struct refusal list[] = {
        {"{'id':'e2'}", ERROR_MISSING_FIELD, "employees[1].unit", NULL},
        {"{'unit':'u1'}", ERROR_MISSING_FIELD, "employees[1].id", NULL},
        {"{'id':'e1','unit':'u1'}", ERROR_DUPLICATE_ID, "employees[1].id", NULL},
        {"{'id':'e2','unit':'u9'}", ERROR_UNKNOWN_ID, "employees[1].unit", "seen \"u9\""},
        {"{'id':'e2','unit':0}", ERROR_WRONG_TYPE, "employees[1].unit", NULL},
        {"{'id':'e2','unit':null,'pinned':true}", ERROR_CONTRADICTION, "employees[1].pinned", NULL},
        {"{'id':'e2','unit':'u2','pinned':true}", ERROR_CONTRADICTION, "employees[1].pinned", "\"u2\""},
    };
    REFUSE_ALL(list,
               "{'format':'mutasi-instance/1','date':'2025-01-01',"
               "'units':[{'id':'u1'},{'id':'u2','open':false}],'employees':[{'id':'e1','unit':'u1'},%s]}");
}

Test(instance_refuses, wrong_offers)
{
    static const struct refusal list[] = {
        {"'kind':'gift','cost':1", ERROR_BAD_VALUE, "employees[0].offers[0].kind",
         "\"training\" or \"incentive\""},
        {"'cost':1,'competency':'a'", ERROR_MISSING_FIELD, "employees[0].offers[0].kind", NULL},
        {"'kind':'training','competency':'a'", ERROR_MISSING_FIELD, "employees[0].offers[0].cost", NULL},
        {"'kind':'training','cost':-1,'competency':'a'", ERROR_OUT_OF_RANGE, "employees[0].offers[0].cost",
         NULL},
        {"'kind':'training','cost':1", ERROR_MISSING_FIELD, "employees[0].offers[0].competency", NULL},
        {"'kind':'training','cost':1,'competency':'a','level':6", ERROR_OUT_OF_RANGE,
         "employees[0].offers[0].level", NULL},
        {"'kind':'training','cost':1,'competency':'a','reluctance':0", ERROR_CONTRADICTION,
         "employees[0].offers[0].reluctance", NULL},
        {"'kind':'incentive','cost':1", ERROR_MISSING_FIELD, "employees[0].offers[0].reluctance", NULL},
        {"'kind':'incentive','cost':1,'reluctance':0,'competency':'a'", ERROR_CONTRADICTION,
         "employees[0].offers[0].competency", NULL},
        {"'kind':'incentive','cost':1,'reluctance':0,'level':1", ERROR_CONTRADICTION,
         "employees[0].offers[0].level", NULL},
        {"'kind':'incentive','cost':1,'reluctance':2.1", ERROR_CONTRADICTION,
         "employees[0].offers[0].reluctance", NULL},
    };
    REFUSE_ALL(list, "{'format':'mutasi-instance/1','date':'2025-01-01','units':[{'id':'u1'}],"
                     "'employees':[{'id':'e1','unit':'u1','reluctance':2,'offers':[{%s}]}]}");
}

#define TWO_AND_TWO                                                                                          \
    "{'format':'mutasi-instance/1','date':'2025-01-01','units':[{'id':'u1'},{'id':'u2'}],"                   \
    "'employees':[{'id':'e1','unit':'u1'},{'id':'e2','unit':null}],"

Test(instance_refuses, wrong_distances)
{
    static const struct refusal list[] = {
        {"[]", ERROR_WRONG_TYPE, "distances", NULL},
        {"{'units':[]}", ERROR_MISSING_FIELD, "distances.km", NULL},
        {"{'km':[]}", ERROR_MISSING_FIELD, "distances.units", NULL},
        {"{'units':1,'km':[]}", ERROR_WRONG_TYPE, "distances.units", NULL},
        {"{'units':['u1','u9'],'km':[[0,1],[1,0]]}", ERROR_UNKNOWN_ID, "distances.units[1]", NULL},
        {"{'units':['u1','u1'],'km':[[0,1],[1,0]]}", ERROR_DUPLICATE_ID, "distances.units[1]", NULL},
        {"{'units':['u1','u2'],'km':{}}", ERROR_WRONG_TYPE, "distances.km", NULL},
        {"{'units':['u1','u2'],'km':[[0,1]]}", ERROR_BAD_VALUE, "distances.km",
         "seen an array of 1, expected 2"},
        {"{'units':['u1','u2'],'km':[[0,1],[1]]}", ERROR_BAD_VALUE, "distances.km[1]", NULL},
        {"{'units':['u1','u2'],'km':[[0,1],1]}", ERROR_WRONG_TYPE, "distances.km[1]", NULL},
        {"{'units':['u1','u2'],'km':[[0,1],[1,1]]}", ERROR_BAD_VALUE, "distances.km[1][1]", "expected 0"},
        {"{'units':['u1','u2'],'km':[[0,-1],[1,0]]}", ERROR_OUT_OF_RANGE, "distances.km[0][1]", NULL},
        {"{'units':['u1','u2'],'km':[[0,100001],[1,0]]}", ERROR_OUT_OF_RANGE, "distances.km[0][1]", NULL},
        {"{'units':['u1','u2'],'km':[[0,null],[1,0]]}", ERROR_WRONG_TYPE, "distances.km[0][1]", NULL},
        {"{'units':[],'km':[],'minutes':[]}", ERROR_UNKNOWN_FIELD, "distances.minutes", NULL},
    };
    REFUSE_ALL(list, TWO_AND_TWO "'distances':%s}");
}

Test(instance_refuses, wrong_relocations)
{
    static const struct refusal list[] = {
        {"{'employee':'e1','unit':'u2'}", ERROR_MISSING_FIELD, "relocation[0].cost", NULL},
        {"{'employee':'e9','unit':'u2','cost':1}", ERROR_UNKNOWN_ID, "relocation[0].employee", NULL},
        {"{'employee':'e1','unit':'u9','cost':1}", ERROR_UNKNOWN_ID, "relocation[0].unit", NULL},
        {"{'employee':'e1','unit':'u2','cost':-1}", ERROR_OUT_OF_RANGE, "relocation[0].cost", NULL},
        {"{'employee':'e1','unit':'u1','cost':1}", ERROR_CONTRADICTION, "relocation[0]", "present unit"},
        {"{'employee':'e1','unit':'u2','cost':1,'km':1}", ERROR_UNKNOWN_FIELD, "relocation[0].km", NULL},
        {"{'employee':'e2','unit':'u1','cost':1},{'employee':'e1','unit':'u2','cost':1},"
         "{'employee':'e2','unit':'u1','cost':3}",
         ERROR_DUPLICATE_ID, "relocation[2]", "\"e2\" and \"u1\""},
    };
    REFUSE_ALL(list, TWO_AND_TWO "'relocation':[%s]}");
}

Test(instance_refuses, wrong_supplies)
{
    static const struct refusal list[] = {
        {"{'employee':'e1','unit':'u1'}", ERROR_MISSING_FIELD, "supplies[0].fte", NULL},
        {"{'employee':'e9','unit':'u1','fte':1}", ERROR_UNKNOWN_ID, "supplies[0].employee", NULL},
        {"{'employee':'e1','unit':'u9','fte':1}", ERROR_UNKNOWN_ID, "supplies[0].unit", NULL},
        {"{'employee':'e1','unit':'u1','fte':1001}", ERROR_OUT_OF_RANGE, "supplies[0].fte", NULL},
        {"{'employee':'e1','unit':'u1','fte':1},{'employee':'e1','unit':'u1','fte':1}", ERROR_DUPLICATE_ID,
         "supplies[1]", NULL},
    };
    REFUSE_ALL(list, TWO_AND_TWO "'supplies':[%s]}");
}

Test(instance_refuses, wrong_pairs)
{
    static const struct refusal list[] = {
        {"'kind':'near','scope':'unit','employees':['e1','e2']", ERROR_BAD_VALUE, "pairs[0].kind",
         "\"together\" or \"apart\""},
        {"'kind':'apart','scope':'city','employees':['e1','e2']", ERROR_BAD_VALUE, "pairs[0].scope", NULL},
        {"'kind':'apart','employees':['e1','e2']", ERROR_MISSING_FIELD, "pairs[0].scope", NULL},
        {"'kind':'apart','scope':'unit'", ERROR_MISSING_FIELD, "pairs[0].employees", NULL},
        {"'kind':'apart','scope':'unit','employees':['e1']", ERROR_BAD_VALUE, "pairs[0].employees", NULL},
        {"'kind':'apart','scope':'unit','employees':['e1','e9']", ERROR_UNKNOWN_ID, "pairs[0].employees[1]",
         NULL},
        {"'kind':'apart','scope':'unit','employees':['e1','e1']", ERROR_CONTRADICTION, "pairs[0].employees",
         NULL},
    };
    REFUSE_ALL(list, TWO_AND_TWO "'pairs':[{%s}]}");
}

/* The same entry refused below a path: errors inside a message name the way to the document. */
Test(instance_refuses, with_a_path_that_begins_where_the_document_stands)
{
    const struct instance *instance;
    struct error error = {0};
    const struct path body = {NULL, "body", 0}, at = {&body, "instance", 0};
    const struct node *document = quoted(arena, TWO_AND_TWO "'pairs':[1]}");
    cr_assert_eq(instance_read(arena, document, &at, &instance, &error), ERROR_WRONG_TYPE);
    cr_assert_str_eq(error.path, "body.instance.pairs[0]");
}

Test(instance_refuses, long_strings_shown_in_part)
{
    char name[201];
    memset(name, 'k', 200);
    name[200] = '\0';
    const struct instance *instance;
    struct error error = {0};
    const struct node *document = quoted(arena, TWO_AND_TWO "'previous':{'e1':'%s'}}", name);
    cr_assert_eq(instance_read(arena, document, NULL, &instance, &error), ERROR_UNKNOWN_ID);
    cr_assert(strstr(error.text, "kkk...\", expected the id of a unit"), "%s", error.text);
    cr_assert_lt(strlen(error.text), 150);
}
