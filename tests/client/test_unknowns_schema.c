/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The schema of mutasi-unknowns/1 names the states that the code has. Documents are held to it where they are
 * written, in test_unknowns.sh. */
#include "client/unknowns.h"
#include "tests/support/json_schema.h"

#include <criterion/criterion.h>

static void holds_states(const char *ref)
{
    struct arena *arena = arena_new();
    const struct node *words = schema_named(arena, ref).node;
    cr_assert_not_null(words, "%s", ref);
    cr_assert_eq(words->count, UNKNOWN_STATES, "%s", ref);
    for (int state = 0; state < UNKNOWN_STATES; state++)
        cr_expect_str_eq(words->as.items[state].as.text, unknown_state_word((enum unknown_state)state));
    arena_free(arena);
}

Test(unknowns_schema, names_the_states_of_the_code)
{
    holds_states("unknowns#/$defs/unknown/properties/state/enum");
    holds_states("unknowns#/$defs/states/required");
}
