/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 2,000 random tiny problems: what evaluate and the engine say against what trying everything says.
 * One seed again, or a range of others:  MUTASI_ORACLE_SEED=1234 test_oracle,  MUTASI_ORACLE_SEED=5000-5999
 */
#include "tests/support/oracle_agree.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>

typedef const char *disagreement(struct arena *arena, uint64_t seed);

static void agree(disagreement *examine, uint64_t first, uint64_t last)
{
    for (uint64_t seed = first; seed <= last; seed++) {
        struct arena *arena = arena_new();
        const char *wrong = examine(arena, seed);
        cr_expect_null(wrong, "%s", wrong);
        arena_free(arena);
    }
}

#define EIGHTH(n)                                                                                            \
    Test(oracle, agrees_with_the_engine_on_eighth_##n)                                                       \
    {                                                                                                        \
        agree(disagreement_on_optimum, 250 * (n - 1) + 1, UINT64_C(250) * n);                                \
    }
EIGHTH(1)
EIGHTH(2)
EIGHTH(3)
EIGHTH(4)
EIGHTH(5)
EIGHTH(6)
EIGHTH(7)
EIGHTH(8)

Test(oracle, agrees_with_the_engine_on_200_larger_problems)
{
    agree(disagreement_on_larger_optimum, 30001, 30200);
}

Test(oracle, agrees_with_evaluate_on_random_placements_of_the_first_half)
{
    agree(disagreement_on_placements, 1, 1000);
}

Test(oracle, agrees_with_evaluate_on_random_placements_of_the_second_half)
{
    agree(disagreement_on_placements, 1001, 2000);
}

Test(oracle, agrees_on_the_seeds_named_in_the_environment)
{
    const char *named = getenv("MUTASI_ORACLE_SEED");
    unsigned long long first = 0, last = 0;
    if (named == NULL) {
        return;
    }
    int read = sscanf(named, "%llu-%llu", &first, &last);
    cr_assert_geq(read, 1, "MUTASI_ORACLE_SEED is a seed or two with a hyphen between, seen %s", named);
    agree(disagreement_on_placements, first, read == 2 ? last : first);
    agree(disagreement_on_optimum, first, read == 2 ? last : first);
}
