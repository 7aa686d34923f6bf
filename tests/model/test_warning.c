/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Warnings about surges. Those about people are in test_eligibility.c, with the people. */
#include "solver/model/warning.h"

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

TestSuite(warning, .init = setup, .fini = teardown);

/* The clinic is open, the annex is closed; ani's unit is known, since when she is there is not. */
static const struct warning *warnings(const char *policy, int32_t *count, const char *const **sentences)
{
    const struct problem *problem = problem_of(
        arena,
        "'units': [{'id': 'clinic'}, {'id': 'annex', 'open': false}],"
        "'employees': [{'id': 'ani', 'unit': 'clinic'}],"
        "'surges': [{'id': 'flu', 'unit': 'clinic', 'from': '2026-08-03', 'to': '2026-08-14', 'need': 1},"
        "{'id': 'rain', 'unit': 'annex', 'from': '2026-11-01', 'to': '2026-11-30', 'need': 2}]",
        policy, NULL, &error);
    const struct warning *out;
    cr_assert_not_null(problem, "%s: %s", error.path, error.text);
    cr_assert_eq(warnings_of(arena, problem, &out, count, &error), ERROR_NONE);
    int32_t said;
    cr_assert_eq(warning_sentences(arena, problem, sentences, &said, &error), ERROR_NONE);
    cr_assert_eq(said, *count);
    for (int32_t i = 0; i < *count; i++)
        cr_expect_eq(warning_is_about(problem, &out[i], 0), out[i].rule != NULL);
    return out;
}

Test(warning, of_rules_come_before_that_a_surge_is_in_a_closed_unit)
{
    int32_t count;
    const char *const *sentences;
    const struct warning *found =
        warnings("'rules': [{'rule': 'min_tenure', 'years': 2, 'cite': 'PP'}],"
                 "'secondment': {'move': 1, 'per_km': 0, 'max_share': 0.5, 'donor_min': 0.5}",
                 &count, &sentences);
    cr_assert_eq(count, 2);
    cr_expect_eq(found[0].kind, WARNING_NO_SINCE);
    cr_expect_eq(found[0].surge, NONE);
    cr_expect_eq(found[1].kind, WARNING_SURGE_CLOSED);
    cr_expect_eq(found[1].surge, 1);
    cr_expect_eq(found[1].first, NONE);
    cr_expect_str_eq(sentences[1], "surge rain is not planned: unit annex is closed");
}

Test(warning, without_a_policy_of_lending_is_told_for_every_surge)
{
    int32_t count;
    const char *const *sentences;
    const struct warning *found = warnings("'rules': []", &count, &sentences);
    cr_assert_eq(count, 2);
    cr_expect_eq(found[0].kind, WARNING_SURGE_ALONE);
    cr_expect_eq(found[1].kind, WARNING_SURGE_ALONE);
    cr_expect_str_eq(sentences[0], "surge flu is not planned: the policy says nothing about secondment");
}
