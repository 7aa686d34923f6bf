/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reasons in words, against an office small enough to count by hand, and the numbers in them. */
#include "client/decimal.h"
#include "client/reason_words.h"

#include <criterion/criterion.h>

/* Two open units and a closed one. After the plan: Melati (need 3.5) holds ani (nurse 3) and budi (trained to
 * be one), Arsip (need 1) holds citra.
 *
 *   ani    arsip -> melati
 *   budi   (none) -> melati, training nurse 2 for 6 points
 *   citra  tutup -> arsip */
static const struct minimum nurses[] = {{.competency = 0, .level = 2, .min = 2}};
static const struct minimum clinics[] = {{.competency = 0, .level = 1, .min = 5}};
static const struct unit units[] = {
    {.id = "u1",
     .name = "Melati",
     .group = 0,
     .open = true,
     .demand = {.minimums = nurses, .minimum_count = 1}},
    {.id = "arsip", .group = NONE, .open = true},
    {.id = "tutup", .group = NONE},
};
static const struct group groups[] = {
    {.id = "g", .name = "Kesehatan", .demand = {.minimums = clinics, .minimum_count = 1}}};
static const struct holding nurse[] = {{.competency = 0, .level = 3}};
static const struct offer training[] = {
    {.kind = OFFER_TRAINING, .cost_upt = 6000000, .competency = 0, .level = 2}};
static const struct employee people[] = {
    {.id = "ani", .unit = 1, .fte_mfte = 1000, .holdings = nurse, .holding_count = 1, .previous = NONE},
    {.id = "budi", .unit = NONE, .fte_mfte = 1000, .offers = training, .offer_count = 1, .previous = NONE},
    {.id = "citra", .unit = 2, .fte_mfte = 500, .previous = NONE},
};
static const char *const competencies[] = {"nurse"};
static const struct instance instance = {.units = units,
                                         .unit_count = 3,
                                         .groups = groups,
                                         .group_count = 1,
                                         .employees = people,
                                         .employee_count = 3,
                                         .competencies = competencies,
                                         .competency_count = 1};
static const struct policy policy = {.budget_upt = NONE};
static const struct problem problem = {.instance = &instance, .policy = &policy};
static const struct unit_outcome outcomes[] = {
    {.has_need = true, .need_mfte = 3500}, {.has_need = true, .need_mfte = 1000}, {.has_need = false}};

static struct arena *arena;

static void open_arena(void)
{
    arena = arena_new();
}

static void close_arena(void)
{
    arena_free(arena);
}

TestSuite(reason_words, .init = open_arena, .fini = close_arena);
TestSuite(decimal, .init = open_arena, .fini = close_arena);

/* The move of employee i with these reasons, in words. */
static const char *words_of(int32_t i, const struct reason *reasons, int32_t count, char mark)
{
    struct move moves[] = {{.employee = 0, .from = 1, .to = 0, .offer = NONE},
                           {.employee = 1, .from = NONE, .to = 0, .offer = 0},
                           {.employee = 2, .from = 2, .to = 1, .offer = NONE}};
    const struct plan plan = {.status = PLAN_OPTIMAL, .moves = moves, .move_count = 3, .units = outcomes};
    struct standing standing;
    struct error error = {.text = ""};
    moves[i].reasons = reasons;
    moves[i].reason_count = count;
    cr_assert_eq(standing_of(arena, &problem, &plan, &standing, &error), ERROR_NONE, "%s", error.text);
    const struct reason_words words = {arena, &problem, &plan, &standing, mark};
    return reason_words(&words, &moves[i]);
}

/* Melati has two nurses after the plan, one of them ani: without her, one. */
Test(reason_words, say_what_would_be_lost_without_the_move)
{
    const struct reason reasons[] = {
        {.word = "covers_competency", .unit = 0, .competency = 0, .level = 2},
        {.word = "raises_supply",
         .unit = 0,
         .competency = NONE,
         .has_supply = true,
         .before_mfte = 1000,
         .after_mfte = 2000},
        {.word = "relieves_surplus",
         .unit = 1,
         .competency = NONE,
         .has_supply = true,
         .before_mfte = 1500,
         .after_mfte = 500},
        {.word = "preferred", .unit = 0, .competency = NONE, .has_points = true, .points_upt = 2500000},
        {.word = "saves", .unit = NONE, .competency = NONE, .has_points = true, .points_upt = 81255000},
    };
    cr_assert_str_eq(words_of(0, reasons, 5, '.'),
                     "Melati needs at least 2 with nurse at level 2: 2 with this move, 1 without; "
                     "Melati needs 3.50 FTE: 2.00 with this move, 1.00 without; "
                     "arsip needs only 1.00 FTE: 0.50 with this move, 1.50 without; "
                     "the employee asked for it, which is worth 2.50 points; "
                     "without this move, all others as planned, the plan would cost 81.26 points more");
}

/* Five nurses of level 1 are asked of the group, which has two: ani is one of them. */
Test(reason_words, name_the_group_whose_minimum_it_is)
{
    const struct reason reason = {.word = "covers_competency", .unit = 0, .competency = 0, .level = 1};
    cr_assert_str_eq(words_of(0, &reason, 1, '.'),
                     "Kesehatan needs at least 5 with nurse at level 1: 2 with this move, 1 without");
}

Test(reason_words, count_who_is_trained_for_it)
{
    const struct reason reasons[] = {{.word = "first_placement", .unit = NONE, .competency = NONE},
                                     {.word = "covers_competency", .unit = 0, .competency = 0, .level = 2}};
    cr_assert_str_eq(words_of(1, reasons, 2, ','),
                     "after training in nurse to level 2, which costs 6,00 points; "
                     "first placement, without a unit until now; "
                     "Melati needs at least 2 with nurse at level 2: 2 with this move, 1 without");
}

Test(reason_words, say_closed_required_and_what_gains_nothing)
{
    const struct reason reasons[] = {
        {.word = "present_unit_closed", .unit = 2, .competency = NONE},
        {.word = "required", .unit = NONE, .competency = NONE},
        {.word = "required", .unit = 1, .competency = NONE},
        {.word = "required", .unit = 0, .competency = 0, .level = 2},
        {.word = "preferred", .unit = 1, .competency = NONE},
        {.word = "saves", .unit = NONE, .competency = NONE, .has_points = true},
        {.word = "costs", .unit = NONE, .competency = NONE, .has_points = true, .points_upt = 1},
    };
    cr_assert_str_eq(
        words_of(2, reasons, 7, ','),
        "tutup is closed; without this move a hard demand on the whole plan would be broken; "
        "without this move a hard demand of arsip would be broken; "
        "without this move Melati would lack nurse at level 2, which is a hard demand; "
        "the employee asked for it; without this move, all others as planned, the plan would cost the same; "
        "without this move, all others as planned, the plan would cost 0,00 points less");
    cr_assert_str_eq(words_of(2, NULL, 0, '.'), "");
}

/* --- numbers --- */

Test(decimal, is_rounded_half_away_from_zero_and_never_a_float)
{
    cr_assert_str_eq(decimal_shown(arena, 1005000, 6, 2, '.'), "1.01");
    cr_assert_str_eq(decimal_shown(arena, -5000, 6, 2, ','), "-0,01");
    cr_assert_str_eq(decimal_shown(arena, -4999, 6, 2, '.'), "0.00");
    cr_assert_str_eq(decimal_shown(arena, 7, 3, 3, '.'), "0.007");
    cr_assert_str_eq(decimal_shown(arena, 1500, 3, 0, '.'), "2");
    cr_assert_str_eq(decimal_shown(arena, INT64_MAX, 6, 2, '.'), "9223372036854.78");
}
