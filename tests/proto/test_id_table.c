/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/id_table.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

enum { MANY = 5000 };

static struct arena *arena;
static struct id_table table;

static void setup(void)
{
    arena = arena_new();
    cr_assert(id_table_init(&table, arena, 0));
}

static void teardown(void)
{
    arena_free(arena);
}

TestSuite(id_table, .init = setup, .fini = teardown);

static int32_t add(const char *text, bool *fresh)
{
    return id_table_add(&table, text, (uint32_t)strlen(text), fresh);
}

Test(id_table, gives_indices_in_the_order_of_the_first_naming)
{
    bool fresh;
    cr_assert_eq(add("b", &fresh), 0);
    cr_assert(fresh);
    cr_assert_eq(add("a", &fresh), 1);
    cr_assert(fresh);
    cr_assert_eq(add("b", &fresh), 0);
    cr_assert_not(fresh);
    cr_assert_eq(table.count, 2);
}

Test(id_table, finds_by_text_wherever_it_stands)
{
    bool fresh;
    char buffer[8] = "first";
    add("first", &fresh);
    add("second", &fresh);
    cr_assert_eq(id_table_find(&table, buffer, 5), 0);
    memcpy(buffer, "second", 7);
    cr_assert_eq(id_table_find(&table, buffer, 6), 1, "another text at the same address");
    memcpy(buffer, "third", 6);
    cr_assert_eq(id_table_find(&table, buffer, 5), -1);
}

Test(id_table, tells_a_text_from_its_beginning)
{
    bool fresh;
    const char *text = "unit12";
    cr_assert_eq(id_table_add(&table, text, 6, &fresh), 0);
    cr_assert_eq(id_table_add(&table, text, 5, &fresh), 1);
    cr_assert_eq(id_table_find(&table, text, 4), -1);
    cr_assert_eq(id_table_find(&table, text, 6), 0);
    cr_assert_eq(id_table_find(&table, text, 0), -1);
}

Test(id_table, grows_and_keeps_what_it_knew)
{
    static char texts[MANY][8];
    bool fresh;
    for (int32_t i = 0; i < MANY; i++) {
        snprintf(texts[i], sizeof texts[i], "e%d", i);
        cr_assert_eq(add(texts[i], &fresh), i);
        cr_assert(fresh);
    }
    for (int32_t i = 0; i < MANY; i++) {
        char again[16];
        int length = snprintf(again, sizeof again, "e%d", i);
        cr_assert_eq(id_table_find(&table, again, (uint32_t)length), i);
    }
    cr_assert_eq(id_table_find(&table, "e5000", 5), -1);
}
