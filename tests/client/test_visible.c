/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/visible.h"

#include <criterion/criterion.h>

static struct arena *arena;

static void setup(void)
{
    arena = arena_new();
}

static void teardown(void)
{
    arena_free(arena);
}

TestSuite(visible, .init = setup, .fini = teardown);

Test(visible, shows_what_turns_or_breaks_a_line_as_escapes)
{
    cr_expect_str_eq(visible(arena, "B\xe2\x80\xae gnorw"), "B\\u202e gnorw");
    cr_expect_str_eq(visible(arena, "a\tb\nc\x1b[2J"), "a\\u0009b\\u000ac\\u001b[2J");
    cr_expect_str_eq(visible(arena, "\xc2\x9b\xe2\x80\xa8\xe2\x81\xa9"), "\\u009b\\u2028\\u2069");
}

Test(visible, leaves_letters_of_every_script_alone)
{
    const char *text = "Dukcapil \xc3\xa9 \xe1\xae\x9e \xe2\x82\xac \xf0\x9f\x8f\xa0 \"a\\b\"";
    cr_expect_str_eq(visible(arena, text), text);
    cr_expect_str_eq(visible(arena, ""), "");
}

Test(visible, quotes_so_that_the_end_cannot_be_feigned)
{
    cr_expect_str_eq(visible_quoted(arena, "moves"), "\"moves\"");
    cr_expect_str_eq(visible_quoted(arena, "headcount/x\": all is well \\"),
                     "\"headcount/x\\\": all is well \\\\\"");
    cr_expect_str_eq(visible_quoted(arena, "\x7f"), "\"\\u007f\"");
}
