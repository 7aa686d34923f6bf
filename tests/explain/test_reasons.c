/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/explain/reasons.h"
#include "solver/model/evaluate.h"
#include "tests/support/problems.h"
#include "tests/support/tiny.h"

#include <criterion/criterion.h>
#include <string.h>

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

TestSuite(reasons, .init = setup, .fini = teardown);

struct moves {
    const struct move *list;
    int32_t count;
};

static struct moves moves_of(const struct problem *problem, const struct placed *placement)
{
    struct moves moves = {0};
    cr_assert_eq(reasons_of_moves(arena, problem, placement, &moves.list, &moves.count, &error), ERROR_NONE,
                 "%s", error.text);
    return moves;
}

static const struct problem *problem(const char *instance, const char *policy, const char *scenario)
{
    const struct problem *read = problem_of(arena, instance, policy, scenario, &error);
    cr_assert_not_null(read, "%s: %s", error.path, error.text);
    return read;
}

static struct moves moves(const char *instance, const char *policy, const char *map)
{
    const struct problem *read = problem(instance, policy, NULL);
    return moves_of(read, placement_of(arena, read, map));
}

/* The words of a move's reasons, in order. */
static const char *words(const struct move *move)
{
    const char *text = "";
    for (int32_t i = 0; i < move->reason_count; i++) {
        text = arena_format(arena, "%s%s%s", text, i > 0 ? " " : "", move->reasons[i].word);
    }
    return text;
}

/* A needs 1 and has ani and budi; B needs 1, wants one person with law at 2, and has nobody. ani knows law at
 * 3 and likes B. Her move costs 10 - 4 x 0.5 = 8; if she stayed, A and B would cost 60 + 100 + 80 more. */
static const char office[] =
    "'units': [{'id': 'A', 'need': 1},"
    "{'id': 'B', 'need': 1, 'competencies': [{'id': 'law', 'level': 2, 'min': 1%s}]}],"
    "'employees': [{'id': 'ani', 'unit': 'A', 'competencies': {'law': 3}, 'prefers': {'B': 0.5}},"
    "{'id': 'budi', 'unit': 'A'}]";
static const char prices[] = "'balance': {'target': [1, 1], 'under': 100, 'over': 60},"
                             "'competency': {'shortage': 80},"
                             "'relocation': {'move': 10, 'per_km': 0, 'reluctance': 0, 'preference': 4}%s";

Test(reasons, are_what_would_be_otherwise_if_this_person_stayed)
{
    struct moves found =
        moves(arena_format(arena, office, ""), arena_format(arena, prices, ""), "{'ani': 'B'}");
    cr_assert_eq(found.count, 1);
    const struct move *move = &found.list[0];
    cr_expect_eq(move->employee, 0);
    cr_expect_eq(move->cost_upt, 8000000);
    cr_assert_str_eq(words(move), "covers_competency raises_supply relieves_surplus preferred saves");
    cr_expect_eq(move->reasons[0].unit, 1);
    cr_expect_eq(move->reasons[0].level, 2);
    cr_expect_eq(move->reasons[1].unit, 1);
    cr_expect_eq(move->reasons[1].before_mfte, 0);
    cr_expect_eq(move->reasons[1].after_mfte, 1000);
    cr_expect_eq(move->reasons[2].unit, 0);
    cr_expect_eq(move->reasons[2].before_mfte, 2000);
    cr_expect_eq(move->reasons[2].after_mfte, 1000);
    cr_expect_eq(move->reasons[3].points_upt, 2000000);
    cr_expect_eq(move->reasons[4].points_upt, 232000000); /* 60 + 100 + 80 - 8 */
}

Test(reasons, say_costs_where_staying_would_be_cheaper)
{
    const char *calm = "'units': [{'id': 'A'}, {'id': 'B'}], 'employees': [{'id': 'ani', 'unit': 'A'}]";
    struct moves found = moves(
        calm, "'relocation': {'move': 10, 'per_km': 0, 'reluctance': 0, 'preference': 0}", "{'ani': 'B'}");
    cr_assert_str_eq(words(&found.list[0]), "costs");
    cr_expect_eq(found.list[0].reasons[0].points_upt, 10000000);
}

Test(reasons, say_required_where_staying_would_break_a_hard_demand)
{
    struct moves found =
        moves(arena_format(arena, office, ", 'hard': true"), arena_format(arena, prices, ""), "{'ani': 'B'}");
    const struct move *move = &found.list[0];
    cr_assert_str_eq(words(move), "covers_competency raises_supply relieves_surplus preferred required");
    cr_expect_eq(move->reasons[4].unit, 1);
    cr_expect_eq(move->reasons[4].level, 2);
    cr_expect_not(move->reasons[4].has_points);
}

Test(reasons, say_required_for_supply_headcount_pairs_and_forced_places)
{
    const char *form = "'units': [{'id': 'A'%s}, {'id': 'B'%s}],"
                       "'employees': [{'id': 'ani', 'unit': 'A'}, {'id': 'budi', 'unit': 'B'}]%s";
    const char *cases[] = {
        arena_format(arena, form, "", ", 'supply_limits': [2, null]", ""),
        arena_format(arena, form, ", 'headcount_limits': [null, 0]", "", ""),
        arena_format(arena, form, "", "",
                     ", 'pairs': [{'kind': 'together', 'employees': ['budi', 'ani'],"
                     " 'scope': 'unit'}]"),
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_expect_str_eq(words(&moves(cases[i], "", "{'ani': 'B'}").list[0]),
                         i == 2 ? "kept_together required" : "required", "case %zu", i);
    }
    const struct problem *forced =
        problem(arena_format(arena, form, "", "", ""), "", "{'name': 'what if', 'place': {'ani': 'B'}}");
    cr_expect_str_eq(words(&moves_of(forced, placement_of(arena, forced, "{'ani': 'B'}")).list[0]),
                     "required");
}

Test(reasons, name_the_closed_unit_that_somebody_leaves)
{
    struct moves found = moves("'units': [{'id': 'A', 'need': 1}, {'id': 'D', 'open': false}],"
                               "'employees': [{'id': 'ani', 'unit': 'D'}]",
                               arena_format(arena, prices, ""), "{'ani': 'A'}");
    cr_assert_str_eq(words(&found.list[0]), "present_unit_closed raises_supply");
    cr_expect_eq(found.list[0].reasons[0].unit, 1);
}

/* Unplaced at 500, her first placement is free and fills A's need of 1 at 100. */
Test(reasons, compare_a_first_placement_with_being_left_unplaced)
{
    const char *town = "'units': [{'id': 'A', 'need': 1}], 'employees': [{'id': 'ani', 'unit': null}]";
    struct moves found = moves(town, arena_format(arena, prices, ", 'unplaced': 500"), "{'ani': 'A'}");
    cr_assert_str_eq(words(&found.list[0]), "first_placement raises_supply saves");
    cr_expect_eq(found.list[0].from, NONE);
    cr_expect_eq(found.list[0].reasons[2].points_upt, 600000000);
    found = moves(town, arena_format(arena, prices, ""), "{'ani': 'A'}");
    cr_assert_str_eq(words(&found.list[0]), "first_placement raises_supply required");
}

/* Staying with a training is a move from A to A. It costs 30 and saves a shortage of 80. */
Test(reasons, explain_an_offer_taken_while_staying)
{
    const struct problem *read =
        problem("'units': [{'id': 'A', 'competencies': [{'id': 'law', 'min': 1}]}],"
                "'employees': [{'id': 'ani', 'unit': 'A', 'offers': [{'kind': 'training', 'cost': 30,"
                "'competency': 'law'}]}]",
                arena_format(arena, prices, ""), NULL);
    static const struct placed placement[] = {{0, 0, NONE}};
    struct moves found = moves_of(read, placement);
    cr_assert_eq(found.count, 1);
    cr_expect_eq(found.list[0].cost_upt, 30000000);
    cr_assert_str_eq(words(&found.list[0]), "covers_competency saves");
    cr_expect_eq(found.list[0].reasons[1].points_upt, 50000000);
}

/* Inside a group the group keeps the person either way; from outside it gains one with law. */
Test(reasons, cover_a_groups_competency_only_from_outside_the_group)
{
    const char *town = "'groups': [{'id': 'G', 'competencies': [{'id': 'law', 'min': 1}]}],"
                       "'units': [{'id': 'A', 'group': 'G'}, {'id': 'B', 'group': 'G'}, {'id': 'C'}],"
                       "'employees': [{'id': 'ani', 'unit': '%s', 'competencies': {'law': 1}}]";
    const char *policy = arena_format(arena, prices, "");
    struct moves outside = moves(arena_format(arena, town, "C"), policy, "{'ani': 'B'}");
    cr_expect_str_eq(words(&outside.list[0]), "covers_competency saves");
    cr_expect_eq(outside.list[0].reasons[0].unit, 1);
    struct moves inside = moves(arena_format(arena, town, "A"), policy, "{'ani': 'B'}");
    cr_expect_str_eq(words(&inside.list[0]), "costs");
}

/* G needs 2 and has ani's one from A alone: with ani in B, of G, it has 2. Staying would cost 100 more, and
 * B, which states no need itself, nothing. C is over its need by one: that group is relieved. */
Test(reasons, say_what_a_move_does_to_a_group_as_a_whole)
{
    const char *town = "'groups': [{'id': 'G', 'need': 2}, {'id': 'H', 'need': 1}],"
                       "'units': [{'id': 'A', 'group': 'G'}, {'id': 'B', 'group': 'G'},"
                       "{'id': 'C', 'group': 'H'}],"
                       "'employees': [{'id': 'eka', 'unit': 'A'}, {'id': 'ani', 'unit': 'C'},"
                       "{'id': 'budi', 'unit': 'C'}]";
    struct moves found = moves(town, arena_format(arena, prices, ""), "{'ani': 'B'}");
    const struct move *move = &found.list[0];
    cr_assert_str_eq(words(move), "raises_group relieves_group saves");
    cr_expect_eq(move->reasons[0].unit, 1);
    cr_expect_eq(move->reasons[0].before_mfte, 1000);
    cr_expect_eq(move->reasons[0].after_mfte, 2000);
    cr_expect_eq(move->reasons[1].unit, 2);
    cr_expect_eq(move->reasons[1].before_mfte, 2000);
    cr_expect_eq(move->reasons[1].after_mfte, 1000);
    cr_expect_eq(move->reasons[2].points_upt, 150000000); /* 100 + 60 - 10 */
}

/* Ani and Budi must not be in one unit, so she leaves for B; where the earlier plan had her, too. */
Test(reasons, name_the_other_of_a_pair_and_the_earlier_plan)
{
    const char *town = "'units': [{'id': 'A'}, {'id': 'B'}],"
                       "'employees': [{'id': 'ani', 'unit': 'A'}, {'id': 'budi', 'unit': 'A'}],"
                       "'pairs': [{'kind': 'apart', 'employees': ['budi', 'ani'], 'scope': 'unit'}],"
                       "'previous': {'ani': 'B'}";
    struct moves found = moves(town, "'persistence': 3", "{'ani': 'B'}");
    const struct move *move = &found.list[0];
    cr_assert_str_eq(words(move), "as_before kept_apart required");
    cr_expect_eq(move->reasons[0].unit, 1);
    cr_expect_eq(move->reasons[0].points_upt, 3000000);
    cr_expect(move->reasons[1].has_employee);
    cr_expect_eq(move->reasons[1].employee, 1);
}

/* The training costs 30; without it B would miss one, 80. The incentive costs 5 and saves 10 of reluctance,
 * which is not what the policy prices: nothing. */
Test(reasons, say_what_an_offer_is_worth_to_somebody_who_moves)
{
    const char *town = "'units': [{'id': 'A'}, {'id': 'B', 'competencies': [{'id': 'law', 'min': 1%s}]}],"
                       "'employees': [{'id': 'ani', 'unit': 'A', 'offers': [{'kind': 'training', 'cost': 30,"
                       "'competency': 'law'}, {'kind': 'incentive', 'cost': 5, 'reluctance': 0}]}]";
    static const struct placed trained[] = {{1, 0, NONE}}, eased[] = {{1, 1, NONE}};
    const struct problem *soft =
        problem(arena_format(arena, town, ""), arena_format(arena, prices, ""), NULL);
    const struct problem *hard =
        problem(arena_format(arena, town, ", 'hard': true"), arena_format(arena, prices, ""), NULL);
    struct moves found = moves_of(soft, trained);
    cr_assert_str_eq(words(&found.list[0]), "covers_competency offer_saves saves");
    cr_expect_eq(found.list[0].reasons[1].points_upt, 50000000);
    found = moves_of(soft, eased);
    cr_assert_str_eq(words(&found.list[0]), "offer_costs costs");
    cr_expect_eq(found.list[0].reasons[0].points_upt, 5000000);
    found = moves_of(hard, trained);
    cr_assert_str_eq(words(&found.list[0]), "covers_competency offer_required required");
    cr_expect_eq(found.list[0].reasons[1].unit, 1);
    cr_expect_eq(found.list[0].reasons[1].level, 1);
}

/* --- the same by evaluating the plan in which the person stays ---------------------------------------------
 */

static const struct evaluation *evaluated(const struct problem *of, const struct placed *placement)
{
    const struct evaluation *found = NULL;
    return evaluate(arena, of, placement, &found, &error) == ERROR_NONE ? found : NULL;
}

/* What is said of the offer against the same difference: the person in the planned unit without it. */
static bool expect_offer(const struct problem *of, struct placed *placement, const struct move *move,
                         int64_t total, uint64_t seed)
{
    const struct reason *said = NULL;
    for (int32_t i = 0; i < move->reason_count; i++) {
        said = strncmp(move->reasons[i].word, "offer_", 6) == 0 ? &move->reasons[i] : said;
    }
    cr_expect_eq(said != NULL, move->offer != NONE && move->from != move->to, "seed %lu",
                 (unsigned long)seed);
    if (said == NULL) {
        return false;
    }
    placement[move->employee].offer = NONE;
    const struct evaluation *plain = evaluated(of, placement);
    placement[move->employee].offer = move->offer;
    if (plain->breach_count > 0) {
        cr_expect_str_eq(said->word, "offer_required", "seed %lu", (unsigned long)seed);
        return true;
    }
    int64_t saving = plain->objective.total - total;
    cr_expect_str_eq(said->word, saving < 0 ? "offer_costs" : "offer_saves", "seed %lu", (unsigned long)seed);
    cr_expect_eq(said->points_upt, saving < 0 ? -saving : saving, "seed %lu", (unsigned long)seed);
    return true;
}

/* The last reason against the difference of two whole evaluations. */
static void expect_difference(const struct problem *of, struct placed *placement, const struct move *move,
                              int64_t total, uint64_t seed)
{
    struct placed kept = placement[move->employee];
    const struct reason *last = &move->reasons[move->reason_count - 1];
    placement[move->employee] = (struct placed){move->from, NONE, NONE};
    const struct evaluation *stayed = evaluated(of, placement);
    placement[move->employee] = kept;
    bool closed = move->from != NONE && !of->instance->units[move->from].open;
    if (closed) {
        cr_expect_str_eq(move->reasons[0].word, "present_unit_closed", "seed %lu", (unsigned long)seed);
    } else if (stayed->breach_count > 0) {
        cr_expect_str_eq(last->word, "required", "seed %lu: %s", (unsigned long)seed,
                         stayed->breaches[0].sentence);
    } else {
        int64_t saving = stayed->objective.total - total;
        cr_expect_str_eq(last->word, saving < 0 ? "costs" : "saves", "seed %lu", (unsigned long)seed);
        cr_expect_eq(last->points_upt, saving < 0 ? -saving : saving, "seed %lu", (unsigned long)seed);
    }
}

/* Everybody goes to a unit drawn from the seed; placements that break something have no reasons. */
static int32_t examine(uint64_t seed, int32_t *offers_checked)
{
    struct tiny tiny;
    const struct problem *read = NULL;
    cr_assert_eq(tiny_make(arena, seed, &tiny_size_oracle, &tiny, &error), ERROR_NONE);
    cr_assert_eq(tiny_problem(arena, &tiny, &read, &error), ERROR_NONE);
    int32_t people = read->instance->employee_count, checked = 0;
    struct placed *placement = arena_alloc(arena, (size_t)people, sizeof *placement);
    for (uint64_t round = 0, draw = seed; round < 20; round++) {
        for (int32_t i = 0; i < people; i++) {
            draw = draw * 6364136223846793005u + 1442695040888963407u;
            int32_t unit = (int32_t)((draw >> 33) % (uint64_t)read->instance->unit_count);
            int32_t offers = read->instance->employees[i].offer_count;
            placement[i] = (struct placed){unit, (int32_t)((draw >> 40) % (uint64_t)(offers + 1)) - 1, NONE};
        }
        const struct evaluation *plan = evaluated(read, placement);
        if (plan == NULL || plan->breach_count > 0) {
            continue;
        }
        struct moves found = moves_of(read, placement);
        for (int32_t m = 0; m < found.count; m++, checked++) {
            expect_difference(read, placement, &found.list[m], plan->objective.total, seed);
            *offers_checked += expect_offer(read, placement, &found.list[m], plan->objective.total, seed);
        }
    }
    return checked;
}

Test(reasons, equal_the_difference_of_two_evaluations_on_random_problems)
{
    int32_t checked = 0, offers = 0;
    for (uint64_t seed = 1; seed <= 400; seed++) {
        arena_free(arena);
        arena = arena_new();
        checked += examine(seed, &offers);
    }
    cr_expect_gt(checked, 500, "only %d moves were examined", checked);
    cr_expect_gt(offers, 50, "only %d moves with an offer were examined", offers);
}

/* --- long tenure ---------------------------------------------------------------------------------------- */

/* On 2026-07-01 ani has been in A for five and a half years. */
static const char settled[] =
    "'units': [{'id': 'A'}, {'id': 'B'}], 'employees': [{'id': 'ani', 'unit': 'A', 'since': '2021-01-01'}]";

/* Staying costs 12, moving 10: moving saves 2. Six years are not exceeded. */
Test(reasons, name_the_tenure_that_was_too_long_with_its_price_and_citation)
{
    struct moves found = moves(settled,
                               "'relocation': {'move': 10, 'per_km': 0, 'reluctance': 0, 'preference': 0},"
                               "'rules': [{'rule': 'max_tenure', 'years': 6, 'price': 90, 'cite': 'six'},"
                               "{'rule': 'max_tenure', 'years': 5, 'price': 12, 'cite': 'five'}]",
                               "{'ani': 'B'}");
    const struct move *move = &found.list[0];
    cr_assert_str_eq(words(move), "over_tenure saves");
    cr_expect_eq(move->reasons[0].unit, 0);
    cr_expect_eq(move->reasons[0].points_upt, 12000000);
    cr_expect(move->reasons[0].has_points);
    cr_expect_str_eq(move->reasons[0].cite, "five");
    cr_expect_eq(move->reasons[1].points_upt, 2000000);
}

Test(reasons, say_required_where_a_hard_max_tenure_allows_no_longer_stay)
{
    struct moves found =
        moves(settled, "'rules': [{'rule': 'max_tenure', 'years': 5, 'hard': true, 'cite': 'five'}]",
              "{'ani': 'B'}");
    const struct move *move = &found.list[0];
    cr_assert_str_eq(words(move), "over_tenure required");
    cr_expect_not(move->reasons[0].has_points);
    cr_expect_eq(move->reasons[1].unit, 0);
}
