/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/frontier.h"

#include "tests/support/documents.h"
#include "tests/support/json_schema.h"

#include <criterion/criterion.h>
#include <string.h>

#define HASH "'0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'"
#define OBJECTIVE                                                                                            \
    "{'total':30,'relocation':10,'balance':20,'competency':0,'offers':0,'persistence':0,'unplaced':0}"
#define KPIS                                                                                                 \
    "{'moves':1,'first_placements':0,'preference_hits':0,'km':2.5,'coverage_min':[0,0.5],"                   \
    "'coverage_max':[2,1],'spread':[2,0.5],'shortages':[3,1],'budget_spent':0}"
#define NONE_AT(cap)                                                                                         \
    "{'cap':" cap                                                                                            \
    ",'found_at':null,'status':'infeasible','objective':null,'bound':null,'bound_verified':null,'gap':null," \
    "'kpis':null,'value':null,'effort':7}"
#define PLAN_WITH(cap, found_at, bound, gap, value) PLAN_PROVEN(cap, found_at, bound, bound, gap, value)
#define PLAN_PROVEN(cap, found_at, bound, verified, gap, value)                                              \
    "{'cap':" cap ",'found_at':" found_at ",'status':'feasible','objective':" OBJECTIVE ",'bound':" bound    \
    ",'bound_verified':" verified ",'gap':" gap ",'kpis':" KPIS ",'value':" value ",'effort':8}"
#define PLAN_AT(cap) PLAN_WITH(cap, cap, "24", "0.2", "null")
#define FRONTIER(points, knee)                                                                               \
    "{'format':'mutasi-frontier/1','instance_sha256':" HASH ",'policy_sha256':" HASH                         \
    ",'engine':'e','limits':{'time_s':60,'gap':0.0001,'effort':0,'seed':1,'threads':1,'memory_mb':4096},"    \
    "'policy_cap':9,'points':[" points "],'knee':" knee "}"
#define KNEE(cap) "{'cap':" cap ",'method':'chord','share':0.5}"

static struct arena *arena;

static void open_arena(void)
{
    arena = arena_new();
}

static void close_arena(void)
{
    arena_free(arena);
}

TestSuite(frontier, .init = open_arena, .fini = close_arena);

static void assert_refused(const char *json, enum error_code code, const char *path)
{
    const struct frontier *out;
    struct error error = {0};
    const struct node *document = document_of(arena, json);
    cr_assert_not_null(document, "%s", json);
    cr_expect_eq(frontier_read(arena, document, NULL, &out, &error), code, "%s: %s: %s", json, error.path,
                 error.text);
    cr_expect_str_eq(error.path, path, "%s", error.text);
    cr_expect_null(out);
}

static const struct frontier *read_back(const struct node *document)
{
    const struct frontier *frontier;
    struct error error;
    cr_assert_eq(frontier_read(arena, document, NULL, &frontier, &error), ERROR_NONE, "%s: %s", error.path,
                 error.text);
    return frontier;
}

Test(frontier, reads_what_it_says)
{
    const struct frontier *frontier = read_back(document_of(
        arena, FRONTIER(NONE_AT("0") "," PLAN_AT("4") "," PLAN_WITH(
                            "6", "4", "null", "null", "{'moves':2,'per_move':0,'least':0,'most':null}"),
                        KNEE("4"))));
    const struct frontier_point *points = frontier->points;
    cr_assert_eq(frontier->point_count, 3);
    cr_assert_eq(frontier->policy_cap, 9);
    cr_assert_eq(frontier->limits.memory_mb, 4096);
    cr_assert(!frontier_has_plan(&points[0]));
    cr_assert_eq(points[0].effort, 7);
    cr_assert(frontier_has_plan(&points[1]));
    cr_assert_eq(points[1].objective.balance, 20 * MICRO);
    cr_assert_eq(points[1].bound_upt, 24 * MICRO);
    cr_assert_float_eq(frontier_gap(&points[1]), 0.2, 1e-12, "6 of 30");
    cr_assert_eq(points[1].kpis.spread_ppm[1], 500000);
    cr_assert_eq(points[1].value.moves, 0);
    cr_assert_eq(points[2].found_at, 4);
    cr_assert(!points[2].has_bound);
    cr_assert_eq(points[2].value.moves, 2);
    cr_assert(!points[2].value.has_most);
    cr_assert_eq(frontier->knee, 1);
    cr_assert_eq(frontier->knee_share_ppm, 500000);
}

Test(frontier, is_written_as_it_was_read)
{
    const char *const documents[] = {
        FRONTIER(NONE_AT("0") "," PLAN_AT("4") "," PLAN_WITH(
                     "6", "4", "22.5", "0.25", "{'moves':2,'per_move':1,'least':0.000001,'most':3}"),
                 KNEE("4")),
        FRONTIER(NONE_AT("0"), "null"),
    };
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
        const struct node *document = document_of(arena, documents[i]), *again;
        struct error error;
        cr_assert_eq(frontier_write(arena, read_back(document), &again, &error), ERROR_NONE, "%s",
                     error.text);
        cr_assert_str_eq(document_text(arena, again), document_text(arena, document));
        const char *violation = schema_violation(arena, schema_named(arena, "frontier"), again);
        cr_assert_null(violation, "%s", violation);
    }
}

/* 24 of which 22 is verified; a document from before says nothing of it. */
Test(frontier, tells_a_verified_bound_from_one_that_is_not)
{
    const struct frontier *frontier = read_back(document_of(
        arena, FRONTIER(PLAN_PROVEN("1", "1", "24", "22", "0.2", "null") "," PLAN_AT("4"), "null")));
    cr_expect_eq(frontier->points[0].bound_upt, 24 * MICRO);
    cr_expect_eq(frontier->points[0].bound_verified_upt, 22 * MICRO);
    cr_expect(!frontier_is_verified(&frontier->points[0]));
    cr_expect(frontier_is_verified(&frontier->points[1]));
    frontier = read_back(
        document_of(arena, FRONTIER("{'cap':4,'found_at':4,'status':'feasible','objective':" OBJECTIVE
                                    ",'bound':24,'gap':0.2,'kpis':" KPIS ",'value':null,'effort':8}",
                                    "null")));
    cr_expect(!frontier->points[0].has_verified);
    cr_expect(!frontier_is_verified(&frontier->points[0]));
}

Test(frontier, refuses_a_verified_bound_without_a_bound_or_above_it)
{
    assert_refused(FRONTIER(PLAN_PROVEN("4", "4", "24", "null", "0.2", "null"), "null"), ERROR_CONTRADICTION,
                   "points[0]");
    assert_refused(FRONTIER(PLAN_PROVEN("4", "4", "null", "24", "null", "null"), "null"), ERROR_CONTRADICTION,
                   "points[0]");
    assert_refused(FRONTIER(PLAN_PROVEN("4", "4", "24", "24.5", "0.2", "null"), "null"), ERROR_OUT_OF_RANGE,
                   "points[0].bound_verified");
}

Test(frontier, refuses_points_that_contradict_their_status)
{
    assert_refused(FRONTIER(PLAN_WITH("4", "null", "24", "0.2", "null"), "null"), ERROR_CONTRADICTION,
                   "points[0]");
    assert_refused(FRONTIER(PLAN_WITH("4", "4", "24", "null", "null"), "null"), ERROR_CONTRADICTION,
                   "points[0]");
    assert_refused(FRONTIER(PLAN_WITH("4", "4", "null", "0.2", "null"), "null"), ERROR_CONTRADICTION,
                   "points[0]");
    assert_refused(FRONTIER(PLAN_WITH("4", "5", "24", "0.2", "null"), "null"), ERROR_OUT_OF_RANGE,
                   "points[0].found_at");
    assert_refused(FRONTIER("{'cap':0,'found_at':null,'status':'infeasible','objective':null,'bound':1,"
                            "'gap':null,'kpis':null,'value':null,'effort':0}",
                            "null"),
                   ERROR_CONTRADICTION, "points[0]");
}

Test(frontier, refuses_what_is_no_frontier)
{
    assert_refused("{'format':'mutasi-case/1'}", ERROR_BAD_VALUE, "format");
    assert_refused(FRONTIER("", "null"), ERROR_CONTRADICTION, "points");
    assert_refused(FRONTIER(PLAN_AT("4") "," PLAN_AT("4"), "null"), ERROR_CONTRADICTION, "points[1]");
    assert_refused(FRONTIER(PLAN_AT("4") "," NONE_AT("5"), "null"), ERROR_CONTRADICTION, "points[1]");
    assert_refused(FRONTIER(PLAN_AT("4") "," PLAN_WITH("6", "6", "24", "0.2",
                                                       "{'moves':3,'per_move':0,'least':0,'most':1}"),
                            "null"),
                   ERROR_CONTRADICTION, "points[1]");
    assert_refused(
        FRONTIER(PLAN_WITH("4", "4", "24", "0.2", "{'moves':4,'per_move':0,'least':0,'most':1}"), "null"),
        ERROR_CONTRADICTION, "points");
    assert_refused(FRONTIER(NONE_AT("0") "," PLAN_AT("4"), KNEE("0")), ERROR_CONTRADICTION, "knee");
    assert_refused(FRONTIER(PLAN_AT("4"), "{'cap':4,'method':'eye','share':1}"), ERROR_BAD_VALUE,
                   "knee.method");
    assert_refused(
        FRONTIER(PLAN_WITH("4", "4", "24", "0.2", "{'moves':0,'per_move':1,'least':1,'most':1}"), "null"),
        ERROR_OUT_OF_RANGE, "points[0].value.moves");
}

static const char *policy_hash(const char *json)
{
    char hash[65];
    struct error error;
    cr_assert_eq(frontier_policy_sha256(arena, document_of(arena, json), hash, &error), ERROR_NONE);
    return arena_text(arena, hash, 64);
}

Test(frontier, of_policies_that_differ_in_name_and_in_caps_on_all_moves_is_one)
{
    const char *plain = policy_hash("{'format':'mutasi-policy/1','unplaced':5}");
    cr_assert_str_eq(
        policy_hash("{'format':'mutasi-policy/1','name':'x','unplaced':5,'moves':{'max':3,'max_share':0.1}}"),
        plain);
    cr_assert_str_neq(policy_hash("{'format':'mutasi-policy/1','unplaced':6}"), plain);
    cr_assert_str_neq(policy_hash("{'format':'mutasi-policy/1','unplaced':5,'moves':{'out_share':0.1}}"),
                      plain);
    cr_assert_str_eq(
        policy_hash("{'format':'mutasi-policy/1','unplaced':5,'moves':{'out_share':0.1,'max':1}}"),
        policy_hash("{'format':'mutasi-policy/1','unplaced':5,'moves':{'out_share':0.1}}"));
}
