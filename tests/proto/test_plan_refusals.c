/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/plan.h"

#include "tests/support/documents.h"
#include "tests/support/plans.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* --- refusals ---------------------------------------------------------------------------------------------
 */

/* Replaces the value at one path of a document's JSON (found as text), then reads it. */
static void assert_refused(const char *from, const char *to, enum error_code code, const char *path)
{
    struct arena *arena = arena_new();
    const struct problem *problem = office_problem(arena);
    struct plan plan = office_plan();
    const char *text = document_text(arena, plan_document(arena, &plan, problem));
    char quoted[300], changed[6000];
    snprintf(quoted, sizeof quoted, "%s", from);
    for (char *c = quoted; *c; c++)
        *c = *c == '\'' ? '"' : *c;
    const char *found = strstr(text, quoted);
    cr_assert_not_null(found, "%s is not in the plan", quoted);
    snprintf(changed, sizeof changed, "%.*s%s%s", (int)(found - text), text, to, found + strlen(quoted));
    const struct node *document = document_of(arena, changed);
    const struct plan *out;
    struct error error;
    cr_assert_not_null(document, "%s", changed);
    enum error_code got = plan_read(arena, document, &(struct path){NULL, "plan", 0}, problem, &out, &error);
    cr_assert_eq(got, code, "%s: got %s (%s)", to, error_word(got), error.text);
    cr_assert_str_eq(error.path, path);
    cr_assert_null(out);
    arena_free(arena);
}

Test(plan_refusals, refuses_ids_that_the_instance_does_not_have)
{
    assert_refused("'employee':'ani'", "'employee':'zed'", ERROR_UNKNOWN_ID, "plan.moves[0].employee");
    assert_refused("'to':'U2'", "'to':'U9'", ERROR_UNKNOWN_ID, "plan.moves[0].to");
    assert_refused("'unplaced':['eka']", "'unplaced':['zed']", ERROR_UNKNOWN_ID, "plan.unplaced[0]");
    assert_refused("'competency':'law'", "'competency':'magic'", ERROR_UNKNOWN_ID,
                   "plan.moves[0].reasons[1].competency");
    assert_refused("'id':'U2'", "'id':'U9'", ERROR_UNKNOWN_ID, "plan.units[1].id");
}

Test(plan_refusals, refuses_moves_that_are_none)
{
    assert_refused("'from':'U1'", "'from':null", ERROR_CONTRADICTION, "plan.moves[0].from");
    assert_refused("'to':'U2'", "'to':'U1'", ERROR_CONTRADICTION, "plan.moves[0].to");
    assert_refused("'offer':0", "'offer':1", ERROR_OUT_OF_RANGE, "plan.moves[1].offer");
    assert_refused("'employee':'dewi'", "'employee':'ani'", ERROR_CONTRADICTION, "plan.moves[2].from");
    assert_refused("'unplaced':['eka']", "'unplaced':['dewi']", ERROR_DUPLICATE_ID, "plan.unplaced[0]");
    assert_refused("'unplaced':['eka']", "'unplaced':['eka','eka']", ERROR_DUPLICATE_ID, "plan.unplaced[1]");
    assert_refused("'unplaced':['eka']", "'unplaced':['budi']", ERROR_CONTRADICTION, "plan.unplaced[0]");
    assert_refused("'unplaced':['eka']", "'unplaced':[]", ERROR_CONTRADICTION, "plan.unplaced");
}

Test(plan_refusals, refuses_fields_that_its_status_does_not_have)
{
    assert_refused("'status':'feasible'", "'status':'infeasible'", ERROR_CONTRADICTION, "plan.objective");
    assert_refused("'bound':600", "'bound':null", ERROR_CONTRADICTION, "plan.bound_verified");
    assert_refused("'bound_verified':599.999999", "'bound_verified':null", ERROR_CONTRADICTION,
                   "plan.bound_verified");
    assert_refused("'conflicts':[]", "'conflicts':['x']", ERROR_CONTRADICTION, "plan.conflicts");
    assert_refused("'status':'feasible'", "'status':'good'", ERROR_BAD_VALUE, "plan.status");
    assert_refused("'stopped_by':'time'", "'stopped_by':'noon'", ERROR_BAD_VALUE, "plan.stopped_by");
    assert_refused("{'headcount':[1,2],'id':'U2','need':null,'shortages':[],'supply':[1,2]}",
                   "{'headcount':[1,2],'id':'U1','need':null,'shortages':[],'supply':[1,2]}", ERROR_BAD_VALUE,
                   "plan.units[1].id");
}

Test(plan_refusals, refuses_values_of_another_form)
{
    assert_refused("'mutasi-plan/1'", "'mutasi-plan/2'", ERROR_BAD_VALUE, "plan.format");
    assert_refused("'total':643.900001", "'total':-1", ERROR_OUT_OF_RANGE, "plan.objective.total");
    assert_refused("'total':643.900001", "'sum':1,'total':1", ERROR_UNKNOWN_FIELD, "plan.objective.sum");
    assert_refused("'need':1,", "", ERROR_MISSING_FIELD, "plan.units[0].need");
    assert_refused("'headcount':[2,2]", "'headcount':[2]", ERROR_BAD_VALUE, "plan.units[0].headcount");
    assert_refused("'headcount':[2,2]", "'headcount':[2,2.5]", ERROR_WRONG_TYPE,
                   "plan.units[0].headcount[1]");
    assert_refused("'kind':'lagrangian'", "'kind':'trust me'", ERROR_BAD_VALUE,
                   "plan.proof.certificate.kind");
    assert_refused("'supply/U1':60000000000", "'supply/U1':0.5", ERROR_WRONG_TYPE,
                   "plan.proof.certificate.prices.supply/U1");
    assert_refused("'instance_sha256':'01", "'instance_sha256':'0X", ERROR_BAD_VALUE,
                   "plan.proof.instance_sha256");
    assert_refused("'reason':'saves'", "'reason':'because'", ERROR_BAD_VALUE,
                   "plan.moves[0].reasons[4].reason");
    assert_refused("'after':2,", "", ERROR_MISSING_FIELD, "plan.moves[0].reasons[0].after");
    assert_refused("'persistence':0,", "", ERROR_MISSING_FIELD, "plan.objective.persistence");
}

Test(plan_refusals, refuses_another_policy_than_its_problems)
{
    assert_refused("'per_km':0.2", "'per_km':0.3", ERROR_CONTRADICTION, "plan.policy");
}
