/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that compare plans, the labels of their policies, and the start one plan gives to the next. */
#include "client/comparison.h"
#include "client/labels.h"
#include "client/start.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct arena *arena;

static void open_arena(void)
{
    arena = arena_new();
}

static void close_arena(void)
{
    arena_free(arena);
}

TestSuite(labels, .init = open_arena, .fini = close_arena);
TestSuite(comparison, .init = open_arena, .fini = close_arena);
TestSuite(start, .init = open_arena, .fini = close_arena);

/* --- labels --- */

Test(labels, are_file_names_without_folder_and_suffix)
{
    const char *const files[] = {"plans/strict.json", "loose.mp", "v1.2.json", ".hidden", "plain", NULL};
    const char *const *labels = labels_of_files(arena, files, 6);
    cr_assert_str_eq(labels[0], "strict");
    cr_assert_str_eq(labels[1], "loose");
    cr_assert_str_eq(labels[2], "v1.2");
    cr_assert_str_eq(labels[3], ".hidden");
    cr_assert_str_eq(labels[4], "plain");
    cr_assert_str_eq(labels[5], "default");
}

/* The third file's own name is what the second would have been given first. */
Test(labels, are_told_apart_when_files_share_a_name)
{
    const char *const files[] = {"a/p.json", "b/p.json", "p-2.json", "p-3.json"};
    const char *const *labels = labels_of_files(arena, files, 4);
    cr_assert_str_eq(labels[0], "p");
    cr_assert_str_eq(labels[1], "p-2");
    cr_assert_str_eq(labels[2], "p-2-2");
    cr_assert_str_eq(labels[3], "p-3");
}

Test(labels, stand_before_the_suffix_of_a_file)
{
    cr_assert_str_eq(label_file(arena, "out.d/case.json", "strict"), "out.d/case-strict.json");
    cr_assert_str_eq(label_file(arena, "out.d/case", "strict"), "out.d/case-strict");
    cr_assert_str_eq(label_file(arena, "case.v2.mp", "a"), "case.v2-a.mp");
}

/* --- comparison --- */

/* 10.5 + 2 points, bound 12: the gap is 0.5 / 12.5 = 4 %. */
static const struct plan placed_plan = {
    .status = PLAN_FEASIBLE,
    .objective = {.total = 12500000, .relocation = 10500000, .balance = 2000000},
    .has_bound = true,
    .bound_upt = 12000000,
    .bound_verified_upt = 11000000,
    .unplaced_count = 1,
    .kpis = {.moves = 3,
             .first_placements = 2,
             .km_m = 4500,
             .coverage_min_ppm = {500000, 900000},
             .coverage_max_ppm = {1500000, 1100000},
             .spread_ppm = {1000000, 200000},
             .shortages = {9, 4}},
    .proof = {.effort = 77}};
static const struct plan no_plan = {.status = PLAN_INFEASIBLE};

static char *printed(enum comparison_form form, const char *label)
{
    struct node rows = node_array(arena, 2);
    struct error error = {.text = ""};
    char *text = NULL;
    size_t length;
    array_add(&rows, comparison_row(arena, label, &placed_plan, "cold", 1.2341));
    array_add(&rows, comparison_row(arena, "none", &no_plan, "warm", 0.5));
    FILE *out = open_memstream(&text, &length);
    cr_assert_eq(comparison_print(arena, "city.json", &rows, form, out, &error), ERROR_NONE, "%s",
                 error.text);
    fclose(out);
    return text;
}

Test(comparison, in_csv_has_a_column_for_everything_and_nothing_where_there_is_no_plan)
{
    char *text = printed(COMPARISON_CSV, "a");
    cr_assert_str_eq(
        text,
        "policy,status,total,relocation,balance,competency,offers,persistence,tenure,unplaced,secondment,"
        "moves,"
        "first_placements,people_unplaced,coverage_min,coverage_max,spread,shortages,km,bound,bound_verified,"
        "gap,start,effort,seconds\n"
        "a,feasible,12.5,10.5,2,0,0,0,0,0,0,3,2,1,0.9,1.1,0.2,4,4.5,12,11,0.04,cold,77,1.234\n"
        "none,infeasible,,,,,,,,,,,,,,,,,,,,,warm,0,0.5\n");
    free(text);
}

Test(comparison, in_csv_quotes_what_would_break_a_line)
{
    char *text = printed(COMPARISON_CSV, "a,\"b\"");
    cr_assert_not_null(strstr(text, "\n\"a,\"\"b\"\"\",feasible,"), "%s", text);
    free(text);
}

Test(comparison, in_json_has_the_same_names_and_null_where_there_is_no_plan)
{
    char *text = printed(COMPARISON_JSON, "a");
    const struct node *document;
    struct error error = {.text = ""};
    cr_assert_eq(tree_read_json(arena, text, strlen(text), NULL, &document, &error), ERROR_NONE, "%s",
                 error.text);
    cr_assert_str_eq(map_get(document, "instance")->as.text, "city.json");
    const struct node *rows = map_get(document, "policies");
    cr_assert_eq(rows->count, 2);
    cr_assert_eq(rows->as.items[0].count, 25);
    cr_assert_float_eq(map_get(&rows->as.items[0], "gap")->as.real, 0.04, 1e-12);
    cr_assert_eq(map_get(&rows->as.items[0], "moves")->as.integer, 3);
    cr_assert_eq(map_get(&rows->as.items[1], "total")->kind, NODE_NULL);
    free(text);
}

/* Competency, offers, persistence and unplaced are zero or empty in both rows. */
Test(comparison, as_text_leaves_out_parts_that_no_plan_pays)
{
    char *text = printed(COMPARISON_TEXT, "a");
    cr_assert_str_eq(text,
                     "  policy  status      total  relocation  balance  moves  coverage  spread  missing "
                     "     gap  start  seconds\n"
                     "  a       feasible    12.50       10.50     2.00      3  90-110 %    20 %        4 "
                     " 4.000 %  cold      1.23\n"
                     "  none    infeasible      -           -        -      -         -       -        - "
                     "       -  warm      0.50\n",
                     "%s", text);
    free(text);
}

/* --- start --- */

/* Ani moves from u to v, Budi stays in u and uses an offer, Citra is placed for the first time. */
Test(start, names_who_is_moved_or_placed_and_every_price)
{
    static const struct unit units[] = {{.id = "u"}, {.id = "v"}};
    static const struct employee people[] = {{.id = "ani", .unit = 0},
                                             {.id = "budi", .unit = 0},
                                             {.id = "citra", .unit = NONE},
                                             {.id = "dewi", .unit = 1}};
    static const struct instance instance = {
        .units = units, .unit_count = 2, .employees = people, .employee_count = 4};
    static const struct problem problem = {.instance = &instance};
    static const struct move moves[] = {{.employee = 0, .from = 0, .to = 1, .offer = NONE},
                                        {.employee = 1, .from = 0, .to = 0, .offer = 0},
                                        {.employee = 2, .from = NONE, .to = 0, .offer = NONE}};
    static const struct row_price prices[] = {{"supply/v", 250}, {"balance/u", -40}};
    static const struct plan plan = {.status = PLAN_OPTIMAL,
                                     .moves = moves,
                                     .move_count = 3,
                                     .proof = {.prices = prices, .price_count = 2}};
    const struct node *document;
    const char *text;
    size_t length;
    struct error error = {.text = ""};
    cr_assert_eq(start_from_plan(arena, &plan, &problem, &document, &error), ERROR_NONE, "%s", error.text);
    cr_assert_eq(tree_write_json(arena, document, JSON_CANONICAL, &text, &length, &error), ERROR_NONE);
    cr_assert_str_eq(text, "{\"placement\":{\"ani\":\"v\",\"citra\":\"u\"},"
                           "\"prices\":{\"balance/u\":-40,\"supply/v\":250}}");
}
