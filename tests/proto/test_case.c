/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/plan.h"

#include "tests/support/documents.h"

#include <criterion/criterion.h>

#define INSTANCE "{'format':'mutasi-instance/1','units':[]}"
#define POLICY   "{'format':'mutasi-policy/1'}"
#define SCENARIO "{'name':'what if'}"
#define PLAN     "{'format':'mutasi-plan/1','status':'optimal'}"

static void assert_refused(const char *json, enum error_code code, const char *path)
{
    struct arena *arena = arena_new();
    struct plan_case out;
    struct error error;
    const struct node *document = document_of(arena, json);
    cr_assert_not_null(document, "%s", json);
    cr_assert_eq(case_read(document, &out, &error), code, "%s: %s", json, error.text);
    cr_assert_str_eq(error.path, path);
    arena_free(arena);
}

Test(plan_case, keeps_its_parts_as_they_are)
{
    struct arena *arena = arena_new();
    struct plan_case from = {.instance = document_of(arena, INSTANCE),
                             .policy = document_of(arena, POLICY),
                             .scenario = document_of(arena, SCENARIO),
                             .plan = document_of(arena, PLAN)};
    struct plan_case back;
    const struct node *document;
    struct error error;
    cr_assert_eq(case_write(arena, &from, &document, &error), ERROR_NONE);
    cr_assert_str_eq(document_text(arena, map_get(document, "format")), "\"mutasi-case/1\"");
    cr_assert_eq(case_read(document, &back, &error), ERROR_NONE, "%s: %s", error.path, error.text);
    cr_assert(node_equal(back.instance, from.instance));
    cr_assert(node_equal(back.policy, from.policy));
    cr_assert(node_equal(back.scenario, from.scenario));
    cr_assert(node_equal(back.plan, from.plan));
    arena_free(arena);
}

Test(plan_case, needs_no_scenario)
{
    struct arena *arena = arena_new();
    struct plan_case from = {.instance = document_of(arena, INSTANCE),
                             .policy = document_of(arena, POLICY),
                             .plan = document_of(arena, PLAN)};
    struct plan_case back = {.scenario = from.plan};
    const struct node *document;
    cr_assert_eq(case_write(arena, &from, &document, NULL), ERROR_NONE);
    cr_assert_eq(document->count, 4);
    cr_assert_eq(case_read(document, &back, NULL), ERROR_NONE);
    cr_assert_null(back.scenario);
    arena_free(arena);
}

Test(plan_case, refuses_other_documents_by_their_format)
{
    assert_refused(INSTANCE, ERROR_BAD_VALUE, "format");
    assert_refused("[]", ERROR_WRONG_TYPE, "");
    assert_refused("{'format':'mutasi-case/1','instance':" POLICY ",'policy':" POLICY ",'plan':" PLAN "}",
                   ERROR_BAD_VALUE, "instance.format");
    assert_refused("{'format':'mutasi-case/1','instance':" INSTANCE ",'policy':1,'plan':" PLAN "}",
                   ERROR_WRONG_TYPE, "policy");
    assert_refused("{'format':'mutasi-case/1','instance':" INSTANCE ",'policy':" POLICY ",'plan':{}}",
                   ERROR_MISSING_FIELD, "plan.format");
    assert_refused("{'format':'mutasi-case/1','instance':" INSTANCE ",'policy':" POLICY ",'plan':" PLAN
                   ",'scenario':null}",
                   ERROR_WRONG_TYPE, "scenario");
}

Test(plan_case, refuses_missing_and_unknown_parts)
{
    assert_refused("{'format':'mutasi-case/1','policy':" POLICY ",'plan':" PLAN "}", ERROR_MISSING_FIELD,
                   "instance");
    assert_refused("{'format':'mutasi-case/1','instance':" INSTANCE ",'policy':" POLICY ",'plan':" PLAN
                   ",'notes':''}",
                   ERROR_UNKNOWN_FIELD, "notes");
}
