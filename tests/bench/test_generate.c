/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The invented cities: the same everywhere, valid, and feasible by construction. */
#include "bench/city.h"
#include "bench/document_file.h"
#include "solver/model/evaluate.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct city_options plain = {
    .people = 300, .units = 15, .flavour = FLAVOUR_MIXED, .seed = 1, .choices = 10, .need_percent = 107};

/* A city, its documents and the problem they make under the flavour's own policy. */
struct made {
    struct arena *arena;
    struct city *city;
    const struct problem *problem;
};

static struct made make(const struct city_options *options)
{
    struct made made = {.arena = arena_new()};
    const struct node *instance, *policy;
    struct error error = {.text = ""};
    made.city = city_new(made.arena, options);
    cr_assert_not_null(made.city);
    cr_assert_eq(city_write(made.city, made.arena, &instance, &error), ERROR_NONE, "%s", error.text);
    cr_assert_eq(city_write_policy(made.city, made.arena, &policy, &error), ERROR_NONE, "%s", error.text);
    cr_assert_eq(problem_read(made.arena, instance, policy, NULL, &made.problem, &error), ERROR_NONE,
                 "%s: %s", error.path, error.text);
    return made;
}

static const struct evaluation *evaluate_map(const struct made *made, const struct node *map)
{
    struct placed *placement;
    const struct evaluation *evaluation;
    struct error error = {.text = ""};
    cr_assert_eq(placement_read(made->arena, made->problem->instance, map, NULL, &placement, &error),
                 ERROR_NONE, "%s", error.text);
    cr_assert_eq(evaluate(made->arena, made->problem, placement, &evaluation, &error), ERROR_NONE, "%s",
                 error.text);
    return evaluation;
}

static const struct evaluation *evaluate_at_home(const struct made *made)
{
    const struct node *target;
    struct error error = {.text = ""};
    cr_assert_eq(city_write_target(made->city, made->arena, &target, &error), ERROR_NONE, "%s", error.text);
    return evaluate_map(made, target);
}

static const struct evaluation *evaluate_present(const struct made *made)
{
    struct node nobody = node_map(made->arena, 0);
    return evaluate_map(made, &nobody);
}

/* The authors' reference implementation started from {1, 2, 3, 4} begins like this. */
Test(dice, follows_the_published_sequence_of_xoshiro256starstar)
{
    static const uint64_t published[] = {UINT64_C(11520), 0, UINT64_C(1509978240),
                                         UINT64_C(1215971899390074240)};
    struct dice dice = {{1, 2, 3, 4}};
    for (int i = 0; i < 4; i++)
        cr_assert_eq(dice_bits(&dice), published[i], "number %d", i);
}

Test(dice, streams_of_one_seed_differ)
{
    struct dice a = dice_stream(7, 1), b = dice_stream(7, 2), c = dice_stream(8, 1);
    uint64_t first = dice_bits(&a);
    cr_assert_neq(first, dice_bits(&b));
    cr_assert_neq(first, dice_bits(&c));
}

Test(dice, below_reaches_every_value_and_no_other)
{
    struct dice dice = dice_stream(1, 1);
    int seen[6] = {0};
    for (int i = 0; i < 600; i++) {
        int value = dice_below(&dice, 6);
        cr_assert(value >= 0 && value < 6);
        seen[value]++;
    }
    /* expected 100 each, standard deviation 9: 50 is more than five of them away */
    for (int i = 0; i < 6; i++)
        cr_assert_gt(seen[i], 50);
}

Test(dice, shuffling_loses_nobody)
{
    struct dice dice = dice_stream(1, 1);
    int items[50], seen[50] = {0};
    for (int i = 0; i < 50; i++)
        items[i] = i;
    dice_shuffle(&dice, items, 50);
    for (int i = 0; i < 50; i++)
        seen[items[i]]++;
    for (int i = 0; i < 50; i++)
        cr_assert_eq(seen[i], 1);
}

Test(dice, weights_of_nothing_are_never_drawn)
{
    struct dice dice = dice_stream(1, 1);
    const int weights[] = {0, 3, 0, 1, 0};
    for (int i = 0; i < 200; i++) {
        int drawn = dice_weighted(&dice, weights, 5);
        cr_assert(drawn == 1 || drawn == 3);
    }
}

Test(generate, every_flavour_and_size_is_a_valid_problem)
{
    static const int sizes[][2] = {{1, 1}, {2, 2}, {12, 3}, {40, 40}, {300, 15}, {900, 120}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (int flavour = FLAVOUR_UNIT; flavour <= FLAVOUR_SURGES; flavour++) {
            struct city_options options = plain;
            options.people = sizes[i][0];
            options.units = sizes[i][1];
            options.flavour = (enum flavour)flavour;
            options.distances = options.names = i % 2 == 1;
            struct made made = make(&options);
            cr_assert_eq(made.problem->instance->employee_count, sizes[i][0]);
            cr_assert_eq(made.problem->instance->unit_count, sizes[i][1]);
            arena_free(made.arena);
        }
    }
}

Test(generate, going_home_keeps_every_hard_demand_rule_and_cap)
{
    for (uint64_t seed = 1; seed <= 10; seed++) {
        for (int flavour = FLAVOUR_UNIT; flavour <= FLAVOUR_SURGES; flavour++) {
            struct city_options options = plain;
            options.seed = seed;
            options.flavour = (enum flavour)flavour;
            struct made made = make(&options);
            const struct evaluation *home = evaluate_at_home(&made);
            cr_assert_eq(home->breach_count, 0, "flavour %d, seed %d: %s", flavour, (int)seed,
                         home->breaches[0].sentence);
            cr_assert_eq(home->objective.unplaced, 0);
            arena_free(made.arena);
        }
    }
}

/* However much more units need than there is: what lending units keep is asked of the plan at home too. */
Test(generate, going_home_keeps_what_lending_units_keep_at_any_need)
{
    static const int percents[] = {10, 100, 113, 114, 200, 1000};
    for (size_t i = 0; i < sizeof percents / sizeof *percents; i++) {
        struct city_options options = plain;
        options.flavour = FLAVOUR_SURGES;
        options.need_percent = percents[i];
        struct made made = make(&options);
        const struct evaluation *home = evaluate_at_home(&made);
        cr_assert_eq(home->breach_count, 0, "need %d: %s", percents[i],
                     home->breach_count > 0 ? home->breaches[0].sentence : "");
        arena_free(made.arena);
    }
}

/* 2026-01-05, the planning date, is a Monday. */
Test(generate, surges_of_a_city_last_from_a_monday_to_a_friday_of_the_same_year)
{
    int counts[CITY_SURGES_MOST + 1] = {0};
    for (uint64_t seed = 1; seed <= 30; seed++) {
        struct city_options options = plain;
        options.flavour = FLAVOUR_SURGES;
        options.seed = seed;
        struct made made = make(&options);
        const struct instance *instance = made.problem->instance;
        cr_assert(instance->surge_count >= 2 && instance->surge_count <= CITY_SURGES_MOST);
        counts[instance->surge_count]++;
        for (int s = 0; s < instance->surge_count; s++) {
            const struct surge *surge = &instance->surges[s];
            cr_expect_eq((surge->from - instance->date) % 7, 0, "seed %d: a Monday", (int)seed);
            cr_expect_eq((surge->to - instance->date) % 7, 4, "seed %d: a Friday", (int)seed);
            cr_expect(surge->from > instance->date && surge->to < instance->date + 360);
            cr_expect_geq(surge->need_mfte, 1000);
        }
        cr_expect_eq(instance->surges[0].to - instance->surges[0].from, 11, "a fortnight of vaccination");
        arena_free(made.arena);
    }
    for (int count = 2; count <= CITY_SURGES_MOST; count++)
        cr_expect_gt(counts[count], 0, "%d surges in none of 30 cities", count);
}

/* Otherwise staying would be a plan, and the city no test of anything. */
Test(generate, staying_breaks_hard_demands_of_a_tight_city)
{
    struct city_options options = plain;
    options.flavour = FLAVOUR_TIGHT;
    struct made made = make(&options);
    cr_assert_gt(evaluate_present(&made)->breach_count, 0);
    arena_free(made.arena);
}

Test(generate, a_mixed_city_is_imbalanced_today_and_balanced_at_home)
{
    struct city_options options = plain;
    options.people = 3000;
    options.units = 40;
    struct made made = make(&options);
    const struct evaluation *present = evaluate_present(&made), *home = evaluate_at_home(&made);
    cr_assert_lt(present->kpis.coverage_min_ppm[0], 750000);
    cr_assert_gt(present->kpis.coverage_max_ppm[0], 1250000);
    /* needs are drawn between 100 and 114 per cent of the supply at home: coverages 0.877 to 1 */
    cr_assert_geq(home->kpis.coverage_min_ppm[1], 870000);
    cr_assert_leq(home->kpis.coverage_max_ppm[1], 1005000);
    cr_assert_eq(home->kpis.shortages[1], 0);
    cr_assert_gt(present->kpis.shortages[0], 0);
    arena_free(made.arena);
}

Test(generate, the_unit_flavour_has_whole_people_and_whole_needs)
{
    struct city_options options = plain;
    options.flavour = FLAVOUR_UNIT;
    struct made made = make(&options);
    const struct instance *instance = made.problem->instance;
    for (int i = 0; i < instance->employee_count; i++)
        cr_assert_eq(instance->employees[i].fte_mfte, 1000);
    for (int i = 0; i < instance->unit_count; i++) {
        cr_assert_eq(instance->units[i].demand.need.kind, NEED_FTE);
        cr_assert_eq(instance->units[i].demand.need.mfte % 1000, 0);
    }
    arena_free(made.arena);
}

Test(generate, capacities_of_a_mixed_city_lie_between_80_and_120_per_cent)
{
    struct made made = make(&plain);
    int64_t lowest = INT64_MAX, highest = 0;
    for (int i = 0; i < made.problem->instance->employee_count; i++) {
        int64_t fte = made.problem->instance->employees[i].fte_mfte;
        lowest = fte < lowest ? fte : lowest;
        highest = fte > highest ? fte : highest;
    }
    cr_assert(lowest >= 800 && lowest < 850);
    cr_assert(highest <= 1200 && highest > 1150);
    arena_free(made.arena);
}

Test(generate, consent_lists_have_about_the_asked_length)
{
    struct city_options options = plain;
    options.people = 1000;
    options.units = 50;
    options.choices = 6;
    struct made made = make(&options);
    for (int i = 0; i < 1000; i++) {
        const struct employee *employee = &made.problem->instance->employees[i];
        if (employee->consent == CONSENT_LISTED)
            cr_assert(employee->consent_count >= 4 && employee->consent_count <= 8, "person %d: %d", i,
                      employee->consent_count);
    }
    arena_free(made.arena);
}

Test(generate, choices_all_means_nobody_has_a_list)
{
    struct city_options options = plain;
    options.choices = CHOICES_ALL;
    struct made made = make(&options);
    for (int i = 0; i < options.people; i++)
        cr_assert_neq(made.problem->instance->employees[i].consent, CONSENT_LISTED);
    arena_free(made.arena);
}

Test(generate, units_ask_for_at_most_four_competencies_that_exist)
{
    struct made made = make(&plain);
    const struct instance *instance = made.problem->instance;
    cr_assert(instance->competency_count >= 14 && instance->competency_count <= 20);
    int with_two = 0;
    for (int i = 0; i < instance->unit_count; i++) {
        cr_assert_leq(instance->units[i].demand.minimum_count, 4);
        with_two += instance->units[i].demand.minimum_count >= 2;
    }
    cr_assert_geq(with_two, instance->unit_count - 2);
    arena_free(made.arena);
}

/* --- the program ---------------------------------------------------------------------------------------- */

static int run_generate(const char *arguments)
{
    char command[600];
    snprintf(command, sizeof command, BIN_DIR "/mutasi-generate %s 2>/dev/null", arguments);
    int status = system(command);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

struct bytes {
    const void *at;
    size_t length;
};

static struct bytes generated(struct arena *arena, const char *arguments, const char *suffix)
{
    char folder[] = "/tmp/mutasi-generate.XXXXXX", path[80], line[300];
    struct bytes bytes = {NULL, 0};
    struct error error = {.text = ""};
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/city.%s", folder, suffix);
    snprintf(line, sizeof line, "%s -o %s", arguments, path);
    cr_assert_eq(run_generate(line), 0, "%s", line);
    cr_assert_eq(file_read(arena, path, &bytes.at, &bytes.length, &error), ERROR_NONE, "%s", error.text);
    unlink(path);
    rmdir(folder);
    return bytes;
}

static bool same(struct bytes a, struct bytes b)
{
    return a.length == b.length && memcmp(a.at, b.at, a.length) == 0;
}

Test(mutasi_generate, gives_the_same_bytes_for_the_same_seed_and_others_for_another)
{
    struct arena *arena = arena_new();
    struct bytes first = generated(arena, "-n 200 -u 8 -s 5 --names --distances", "mp");
    struct bytes again = generated(arena, "-n 200 -u 8 -s 5 --names --distances", "mp");
    struct bytes other = generated(arena, "-n 200 -u 8 -s 6 --names --distances", "mp");
    cr_assert(same(first, again));
    cr_assert_not(same(first, other));
    arena_free(arena);
}

Test(mutasi_generate, writes_the_same_city_as_json_and_as_messagepack)
{
    struct arena *arena = arena_new();
    const struct node *from_json, *from_msgpack;
    struct error error = {.text = ""};
    struct bytes json = generated(arena, "-n 200 -u 8 -f tight", "json");
    struct bytes msgpack = generated(arena, "-n 200 -u 8 -f tight", "mp");
    cr_assert_eq(tree_read_json(arena, json.at, json.length, NULL, &from_json, &error), ERROR_NONE, "%s",
                 error.text);
    cr_assert_eq(tree_read_msgpack(arena, msgpack.at, msgpack.length, NULL, &from_msgpack, &error),
                 ERROR_NONE, "%s", error.text);
    cr_assert(node_equal(from_json, from_msgpack));
    arena_free(arena);
}

Test(mutasi_generate, refuses_what_makes_no_city)
{
    cr_assert_neq(run_generate("-n 3 -u 4 -o /dev/null"), 0);
    cr_assert_neq(run_generate("-n 3 -u 0 -o /dev/null"), 0);
    cr_assert_neq(run_generate("-n x -u 1 -o /dev/null"), 0);
    cr_assert_neq(run_generate("-n 3 -u 1"), 0);
    cr_assert_neq(run_generate("-n 3 -u 1 -f loose -o /dev/null"), 0);
    cr_assert_neq(run_generate("-n 3 -u 1 -o /nowhere/city.mp"), 0);
}
