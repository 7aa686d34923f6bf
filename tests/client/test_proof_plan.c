/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A proof by branching from the engine's hand into a plan, and out of it again by both checkers. */
#include "client/verify.h"
#include "solver/model/proof_document.h"
#include "solver/worker/job_parts.h"
#include "tests/support/documents.h"
#include "tests/support/problems.h"

#include <criterion/criterion.h>

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

TestSuite(proof_plan, .init = setup, .fini = teardown, .timeout = 60);

/* A has two people and needs one, B has none and needs one, C needs none: sending budi to B for 10 is best.
 * With people's prices of 10 each, A saves 10 by one of them, B 0 by budi, C nothing: 20 - 10 = 10. With
 * ani's 9 it is 19 - 10 = 9. Row prices of zero prove 0. */
static const char town[] = "'units': [{'id': 'A', 'need': 1}, {'id': 'B', 'need': 1}, {'id': 'C'}],"
                           "'employees': [{'id': 'ani', 'unit': 'A', 'reluctance': 1},"
                           "{'id': 'budi', 'unit': 'A', 'reluctance': 0}]";
static const char prices[] = "'balance': {'target': [1, 1], 'under': 100, 'over': 60},"
                             "'relocation': {'move': 10, 'per_km': 0, 'reluctance': 3, 'preference': 0}";
/* One desk of 1.0 FTE for two people who cannot leave: no plan. */
static const char full[] = "'units': [{'id': 'desk', 'supply_limits': [null, 1]}],"
                           "'employees': [{'id': 'ani', 'unit': 'desk', 'fte': 0.6},"
                           "              {'id': 'budi', 'unit': 'desk', 'fte': 0.6}]";

static const int64_t no_prices[16];
static const int64_t ten_each[] = {INT64_C(10000000000000), INT64_C(10000000000000)};
static const struct proof_point ten = {no_prices, ten_each};
static const struct proof_node leaf = {.point = 0};
static const struct proof_tree root_alone = {&ten, &leaf, 1, 1};

/* A solved case, its model and its documents. */
struct solved {
    struct job_body body;
    struct job_model job;
    struct node *plan;
};

static void open_case(const char *instance, const char *policy, struct solved *out)
{
    *out = (struct solved){.body = {.instance = instance_document_of(arena, instance),
                                    .policy = policy_document_of(arena, policy == NULL ? "" : policy)}};
    cr_assert_eq(job_model_read(arena, &out->body, &out->job, &error), ERROR_NONE, "%s", error.text);
}

static enum error_code write_plan(struct solved *solved, const struct job_outcome *outcome)
{
    const struct solve_limits limits = {.time_s = 10, .gap = 0, .seed = 1};
    const void *bytes;
    const struct node *document;
    size_t length;
    enum error_code code = job_plan_write(arena, &solved->job, &limits, outcome, &bytes, &length, &error);
    if (code == ERROR_NONE)
        cr_assert_eq(tree_read_msgpack(arena, bytes, length, NULL, &document, &error), ERROR_NONE);
    solved->plan = code == ERROR_NONE ? (struct node *)document : NULL;
    return code;
}

/* The town's best plan with this proof. */
static void solve_town(const struct proof_tree *proof, struct solved *out)
{
    open_case(town, prices, out);
    const int32_t choice[] = {choice_model_choice_of(out->job.model, 0, 0, -1, -1),
                              choice_model_choice_of(out->job.model, 1, 1, -1, -1)};
    const struct job_outcome outcome = {.choice = choice, .prices_ppt = no_prices, .proof = proof};
    cr_assert_eq(write_plan(out, &outcome), ERROR_NONE, "%s", error.text);
}

static const char *text_at(const struct node *document, const char *path)
{
    const struct node *value = document_at(document, path);
    return value == NULL ? "(nothing)" : document_text(arena, value);
}

static struct verification verified(const struct solved *solved)
{
    const struct plan_case parts = {solved->body.instance, solved->body.policy, NULL, solved->plan};
    struct verification found;
    cr_assert_eq(verify_case(arena, &parts, &found, &error), ERROR_NONE, "%s %s", error.path, error.text);
    return found;
}

static const struct node *report_on(const struct solved *solved)
{
    struct node root = node_map(arena, 3);
    struct job_input input = {0};
    const void *report;
    const struct node *document;
    size_t report_length;
    map_add(&root, "instance", *solved->body.instance);
    map_add(&root, "plan", *solved->plan);
    map_add(&root, "policy", *solved->body.policy);
    cr_assert_eq(tree_canonicalise(&root, &error), ERROR_NONE);
    cr_assert_eq(tree_write_msgpack(arena, &root, &input.body, &input.body_length, &error), ERROR_NONE);
    cr_assert_eq(job_check(arena, &input, &report, &report_length, &error), ERROR_NONE, "%s %s", error.path,
                 error.text);
    cr_assert_eq(tree_read_msgpack(arena, report, report_length, NULL, &document, &error), ERROR_NONE);
    return document;
}

Test(proof_plan, makes_a_plan_optimal_and_both_checkers_agree)
{
    struct solved solved;
    solve_town(&root_alone, &solved);
    cr_expect_str_eq(text_at(solved.plan, "status"), "\"optimal\"");
    cr_expect_str_eq(text_at(solved.plan, "bound_verified"), "10");
    cr_expect_str_eq(text_at(solved.plan, "bound"), "10");
    cr_expect_str_eq(text_at(solved.plan, "proof.certificate"),
                     "{\"kind\":\"tree\",\"nodes\":[0],\"people\":[\"ani\",\"budi\"],"
                     "\"points\":[{\"people\":[10000000000000,10000000000000],\"rows\":[]}],"
                     "\"prices\":{},\"rows\":[]}");
    struct verification found = verified(&solved);
    cr_expect(found.holds && found.bound_agrees && found.is_optimal);
    cr_expect_eq(found.bound_upt, 10000000);
    const struct node *report = report_on(&solved);
    cr_expect_str_eq(text_at(report, "claims"), "[]");
    cr_expect_str_eq(text_at(report, "bound_verified"), "10");
}

Test(proof_plan, that_was_tampered_with_is_caught_by_both)
{
    struct solved solved;
    solve_town(&root_alone, &solved);
    struct node *certificate = (struct node *)document_at(solved.plan, "proof.certificate.points[0].people");
    certificate->as.items[0] = node_integer(9000000000000);
    struct verification found = verified(&solved);
    cr_expect(!found.holds && !found.bound_agrees && !found.is_optimal);
    cr_expect_eq(found.bound_upt, 9000000);
    cr_expect_str_eq(text_at(report_on(&solved), "bound_verified"), "9");
    cr_expect_str_eq(text_at(report_on(&solved), "claims[0].field"), "\"plan.bound_verified\"");
}

Test(proof_plan, of_choices_or_rows_that_do_not_exist_is_refused_by_name)
{
    struct solved solved;
    const struct proof_node branching[] = {{-1, 1, 0, 1, 2}, {.point = 0}, {.point = 0}};
    const struct proof_tree tree = {&ten, branching, 1, 3};
    const int64_t strong[] = {1, 1, 1, 1};
    const struct proof_point both = {strong, ten_each};
    const struct proof_tree priced = {&both, &leaf, 1, 1};
    struct verification found;
    solve_town(&tree, &solved);
    cr_expect_str_eq(text_at(solved.plan, "proof.certificate.nodes"), "[[\"budi\",\"A\",null,1,2],0,0]");
    struct node *nodes = (struct node *)document_at(solved.plan, "proof.certificate.nodes[0]");
    nodes->as.items[1] = node_null(); /* budi cannot be left unplaced */
    struct plan_case parts = {solved.body.instance, solved.body.policy, NULL, solved.plan};
    cr_expect_eq(verify_case(arena, &parts, &found, &error), ERROR_UNKNOWN_ID);
    cr_expect_str_eq(error.path, "plan.proof.certificate.nodes[0]");

    solve_town(&priced, &solved);
    struct node *rows = (struct node *)document_at(solved.plan, "proof.certificate.rows");
    cr_assert_geq(rows->count, 1);
    rows->as.items[0] = node_borrowed("supply/Z");
    parts.plan = solved.plan;
    cr_expect_eq(verify_case(arena, &parts, &found, &error), ERROR_UNKNOWN_ID);
    cr_expect_str_eq(error.path, "plan.proof.certificate.rows");
}

/* Prices of 2^53 and more for ani, who is worth 10: cut to 2^53, and nobody wants less. */
Test(proof_plan, with_prices_that_no_document_holds_proves_what_is_left_of_them)
{
    struct solved solved;
    const int64_t rich[] = {INT64_MAX, INT64_C(10000000000000)};
    const struct proof_point point = {no_prices, rich};
    const struct proof_tree tree = {&point, &leaf, 1, 1};
    solve_town(&tree, &solved);
    /* 9007.199254740992 + 10; every place takes ani: A alone, B alone (13), C (13). */
    cr_expect_str_eq(text_at(solved.plan, "proof.certificate.kind"), "\"lagrangian\"");
    cr_expect_str_eq(text_at(solved.plan, "bound_verified"), "0");
    cr_expect(verified(&solved).holds);
    cr_expect_not(verified(&solved).is_optimal);
}

Test(proof_plan, is_written_with_prices_cut_to_what_a_document_holds)
{
    struct solved solved;
    const int64_t most[] = {INT64_MAX, INT64_MIN};
    const struct proof_point point = {no_prices, most};
    const struct proof_tree tree = {&point, &leaf, 1, 1};
    const struct certificate_tree *written;
    const struct proof_tree *back;
    open_case(town, prices, &solved);
    cr_assert_eq(proof_to_certificate(arena, solved.job.model, &tree, &written, &error), ERROR_NONE);
    cr_assert_eq(proof_from_certificate(arena, solved.job.model, written, &back, &error), ERROR_NONE);
    cr_expect_eq(back->points[0].person_prices_ppt[0], INT64_C(9007199254740992));
    cr_expect_eq(back->points[0].person_prices_ppt[1], -INT64_C(9007199254740992));
}

Test(proof_plan, that_is_no_better_than_the_prices_is_left_out)
{
    struct solved solved;
    const int64_t negative[] = {-INT64_C(1000000000000000), -INT64_C(1000000000000000)};
    const struct proof_point point = {no_prices, negative};
    const struct proof_tree tree = {&point, &leaf, 1, 1};
    solve_town(&tree, &solved);
    cr_expect_str_eq(text_at(solved.plan, "status"), "\"feasible\"");
    cr_expect_str_eq(text_at(solved.plan, "proof.certificate.kind"), "\"lagrangian\"");
}

Test(proof_plan, that_cannot_be_checked_in_time_is_left_out)
{
    struct solved solved;
    open_case(town, prices, &solved);
    const int32_t choice[] = {0, 1};
    const struct job_outcome outcome = {
        .choice = choice, .prices_ppt = no_prices, .proof = &root_alone, .proof_deadline_s = 1e-9};
    cr_assert_eq(write_plan(&solved, &outcome), ERROR_NONE, "%s", error.text);
    cr_expect_str_eq(text_at(solved.plan, "proof.certificate.kind"), "\"lagrangian\"");
}

Test(proof_plan, of_a_shape_that_is_no_tree_is_an_error)
{
    struct solved solved;
    const struct proof_node two[] = {{.point = 0}, {.point = 0}};
    const struct proof_tree tree = {&ten, two, 1, 2};
    open_case(town, prices, &solved);
    const int32_t choice[] = {0, 1};
    const struct job_outcome outcome = {.choice = choice, .prices_ppt = no_prices, .proof = &tree};
    cr_assert_eq(write_plan(&solved, &outcome), ERROR_BAD_VALUE);
}

Test(proof_plan, that_there_is_no_plan_goes_into_the_certificate)
{
    struct solved solved;
    open_case(full, NULL, &solved);
    const struct job_outcome outcome = {.infeasible = true, .prices_ppt = no_prices, .proof = &root_alone};
    cr_assert_eq(write_plan(&solved, &outcome), ERROR_NONE, "%s", error.text);
    cr_expect_str_eq(text_at(solved.plan, "status"), "\"infeasible\"");
    cr_expect_str_eq(text_at(solved.plan, "proof.certificate.kind"), "\"tree\"");
    struct verification found = verified(&solved);
    cr_expect(found.holds && found.infeasible);
}
