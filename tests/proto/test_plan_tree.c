/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A certificate of the kind tree: written, read back, refused. */
#include "proto/plan.h"

#include "tests/support/documents.h"
#include "tests/support/json_schema.h"
#include "tests/support/plans.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

enum { ANI, BUDI, CITRA, DEWI };

/* Dewi at U2 or not; if not, Citra staying with her incentive or not, Dewi unplaced or not. */
static const char *const rows[] = {"supply/U1", "competency/U1/law/2"};
static const int32_t people[] = {DEWI, ANI};
static const int64_t first_rows[] = {-5, INTEGER_MAX_2P53}, first_people[] = {7, 0}, second_rows[] = {0, 1};
static const struct certificate_point points[] = {{first_rows, first_people}, {second_rows, NULL}};
static const struct certificate_node nodes[] = {{NONE, DEWI, 1, NONE, NONE, 1, 2},
                                                {.point = 1},
                                                {NONE, CITRA, 1, 0, NONE, 4, 3},
                                                {NONE, DEWI, NONE, NONE, NONE, 5, 6},
                                                {.point = 0},
                                                {.point = 0},
                                                {.point = 1}};
static const struct certificate_tree tree = {.rows = rows,
                                             .people = people,
                                             .points = points,
                                             .nodes = nodes,
                                             .row_count = 2,
                                             .person_count = 2,
                                             .point_count = 2,
                                             .node_count = 7};

static const char written[] =
    "{'kind':'tree',"
    "'nodes':[['dewi','U2',null,1,2],1,['citra','U2',0,4,3],['dewi',null,null,5,6],0,0,1],"
    "'people':['dewi','ani'],"
    "'points':[{'people':[7,0],'rows':[-5,9007199254740992]},{'rows':[0,1]}],"
    "'prices':{'competency/U1/law/2':-80,'supply/U1':60000000000},"
    "'rows':['supply/U1','competency/U1/law/2']}";

static struct arena *arena;
static const struct problem *problem;

static void setup(void)
{
    arena = arena_new();
    problem = office_problem(arena);
}

static void teardown(void)
{
    arena_free(arena);
}

TestSuite(plan_tree, .init = setup, .fini = teardown);

static const struct node *office_document(void)
{
    struct plan plan = office_plan();
    plan.proof.tree = &tree;
    return plan_document(arena, &plan, problem);
}

Test(plan_tree, is_written_field_for_field)
{
    const struct node *document = office_document();
    cr_assert_str_eq(document_text(arena, document_at(document, "proof.certificate")),
                     document_text(arena, document_of(arena, written)));
    const char *violation = schema_violation(arena, schema_named(arena, "plan"), document);
    cr_assert_null(violation, "%s", violation);
}

Test(plan_tree, comes_back_through_both_faces)
{
    const struct node *document = office_document(), *again;
    struct error error;
    const void *bytes;
    const char *json;
    size_t length;
    const struct plan *back;
    cr_assert_eq(tree_write_msgpack(arena, document, &bytes, &length, &error), ERROR_NONE);
    cr_assert_eq(tree_read_msgpack(arena, bytes, length, NULL, &again, &error), ERROR_NONE);
    cr_assert_eq(plan_read(arena, again, NULL, problem, &back, &error), ERROR_NONE, "%s: %s", error.path,
                 error.text);
    cr_assert_str_eq(document_text(arena, document),
                     document_text(arena, plan_document(arena, back, problem)));
    cr_assert_eq(tree_write_json(arena, document, JSON_INDENTED, &json, &length, &error), ERROR_NONE);
    cr_assert_eq(tree_read_json(arena, json, length, NULL, &again, &error), ERROR_NONE);
    cr_assert(node_equal(document, again));
    cr_assert_eq(back->proof.tree->node_count, 7);
    cr_assert_eq(back->proof.tree->nodes[2].point, NONE);
    cr_assert_eq(back->proof.tree->nodes[2].employee, CITRA);
    cr_assert_eq(back->proof.tree->nodes[2].offer, 0);
    cr_assert_eq(back->proof.tree->nodes[3].unit, NONE);
    cr_assert_eq(back->proof.tree->points[0].person_prices_ppt[0], 7);
    cr_assert_null(back->proof.tree->points[1].person_prices_ppt);
}

/* --- refusals ------------------------------------------------------------------------------------------- */

/* Replaces one text of the written certificate, then reads the plan. */
static void assert_refused(const char *from, const char *to, enum error_code code, const char *path)
{
    char changed[sizeof written + 200];
    const char *found = strstr(written, from);
    struct error error;
    const struct plan *out;
    char full[200];
    cr_assert_not_null(found, "%s is not in the certificate", from);
    snprintf(changed, sizeof changed, "%.*s%s%s", (int)(found - written), written, to, found + strlen(from));
    struct node *document = (struct node *)office_document();
    *(struct node *)document_at(document, "proof.certificate") = *document_of(arena, changed);
    enum error_code got = plan_read(arena, document, &(struct path){NULL, "plan", 0}, problem, &out, &error);
    snprintf(full, sizeof full, "plan.proof.certificate%s", path);
    cr_assert_eq(got, code, "%s: got %s at %s (%s)", to, error_word(got), error.path, error.text);
    cr_assert_str_eq(error.path, full);
    cr_assert_null(out);
}

Test(plan_tree, has_all_of_its_parts_or_none)
{
    assert_refused("'tree'", "'lagrangian'", ERROR_CONTRADICTION, ".nodes");
    assert_refused("'people':['dewi','ani'],", "", ERROR_MISSING_FIELD, ".people");
    assert_refused("'tree'", "'bush'", ERROR_BAD_VALUE, ".kind");
    assert_refused("'rows':['supply/U1'", "'more':1,'rows':['supply/U1'", ERROR_UNKNOWN_FIELD, ".more");
}

Test(plan_tree, refuses_names_that_are_unknown_or_said_twice)
{
    assert_refused("['dewi','ani']", "['dewi','zed']", ERROR_UNKNOWN_ID, ".people[1]");
    assert_refused("['dewi','ani']", "['dewi','dewi']", ERROR_DUPLICATE_ID, ".people[1]");
    assert_refused("['supply/U1',", "['competency/U1/law/2',", ERROR_DUPLICATE_ID, ".rows[1]");
    assert_refused("['supply/U1',", "[3,", ERROR_WRONG_TYPE, ".rows[0]");
}

Test(plan_tree, refuses_points_of_another_form)
{
    assert_refused("'rows':[0,1]", "'rows':[0]", ERROR_BAD_VALUE, ".points[1].rows");
    assert_refused("'people':[7,0]", "'people':[7,0,0]", ERROR_BAD_VALUE, ".points[0].people");
    assert_refused("'people':[7,0]", "'people':null", ERROR_WRONG_TYPE, ".points[0].people");
    assert_refused("'rows':[0,1]", "'rows':[0,0.5]", ERROR_WRONG_TYPE, ".points[1].rows[1]");
    assert_refused("'rows':[0,1]", "'rows':[0,1],'units':[]", ERROR_UNKNOWN_FIELD, ".points[1].units");
}

Test(plan_tree, refuses_nodes_that_make_no_tree)
{
    assert_refused("0,0,1]", "0,2,1]", ERROR_OUT_OF_RANGE, ".nodes[5]");
    assert_refused("0,0,1]", "0,-1,1]", ERROR_OUT_OF_RANGE, ".nodes[5]");
    assert_refused("0,0,1]", "0,null,1]", ERROR_WRONG_TYPE, ".nodes[5]");
    assert_refused("0,0,1]", "0,0,1,1]", ERROR_CONTRADICTION, ".nodes[7]");
    assert_refused("null,5,6]", "null,3,6]", ERROR_OUT_OF_RANGE, ".nodes[3][3]");
    assert_refused("null,5,6]", "null,5,7]", ERROR_OUT_OF_RANGE, ".nodes[3][4]");
    assert_refused("null,5,6]", "null,5,5]", ERROR_CONTRADICTION, ".nodes[3][4]");
    assert_refused("null,5,6]", "null,4,6]", ERROR_CONTRADICTION, ".nodes[3][3]");
    assert_refused("null,5,6]", "null,5]", ERROR_BAD_VALUE, ".nodes[3]");
    assert_refused("'U2',0,", "'U2',1,", ERROR_OUT_OF_RANGE, ".nodes[2][2]");
    assert_refused("'U2',0,", "'U9',0,", ERROR_UNKNOWN_ID, ".nodes[2][1]");
    assert_refused("['citra',", "['zed',", ERROR_UNKNOWN_ID, ".nodes[2][0]");
    assert_refused("[['dewi','U2',null,1,2],1,['citra','U2',0,4,3],['dewi',null,null,5,6],0,0,1]", "[]",
                   ERROR_BAD_VALUE, ".nodes");
    assert_refused("[['dewi','U2',null,1,2],1,['citra','U2',0,4,3],['dewi',null,null,5,6],0,0,1]", "0",
                   ERROR_WRONG_TYPE, ".nodes");
}
