/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/replays.h"

#include <criterion/criterion.h>
#include <string.h>

enum { SKEW = 120000, START = 1000000000 };

static struct replays *replays;

static void set_up(void)
{
    replays = replays_new(SKEW, START);
}

static void tear_down(void)
{
    replays_free(replays);
}

TestSuite(replays, .init = set_up, .fini = tear_down);

static struct seal_nonce numbered(uint64_t number)
{
    struct seal_nonce nonce = {{0}};
    memcpy(nonce.bytes, &number, sizeof number);
    return nonce;
}

static enum replay_verdict add(const char *id, int64_t time_ms, uint64_t number, int64_t now_ms)
{
    struct seal_nonce nonce = numbered(number);
    return replays_add(replays, id, time_ms, &nonce, now_ms);
}

Test(replays, a_message_is_new_once)
{
    cr_assert_eq(add("a", START, 1, START), REPLAY_NEW);
    cr_assert_eq(add("a", START, 1, START), REPLAY_SEEN);
    cr_assert_eq(add("a", START, 2, START), REPLAY_NEW);
    cr_assert_eq(add("a", START, 1, START + SKEW), REPLAY_SEEN);
    cr_assert_eq(replays_count(replays), 2);
}

Test(replays, another_key_is_another_message)
{
    cr_assert_eq(add("a", START, 1, START), REPLAY_NEW);
    cr_assert_eq(add("b", START, 1, START), REPLAY_NEW);
    cr_assert_eq(add("b", START, 1, START), REPLAY_SEEN);
}

Test(replays, the_window_has_sharp_edges)
{
    const int64_t now = START + 10 * SKEW;
    cr_assert_eq(add("a", now - SKEW - 1, 1, now), REPLAY_TIME);
    cr_assert_eq(add("a", now - SKEW, 2, now), REPLAY_NEW);
    cr_assert_eq(add("a", now + SKEW, 3, now), REPLAY_NEW);
    cr_assert_eq(add("a", now + SKEW + 1, 4, now), REPLAY_TIME);
    cr_assert_eq(replays_count(replays), 2);
}

Test(replays, nothing_from_before_the_start_is_let_in)
{
    cr_assert_eq(add("a", START - 1, 1, START), REPLAY_BEFORE);
    cr_assert_eq(add("a", START, 2, START), REPLAY_NEW);
}

/* A message of the far edge stays known for twice the skew. */
Test(replays, a_message_is_known_for_as_long_as_it_could_come_again)
{
    const int64_t sent = START + 10 * SKEW;
    cr_assert_eq(add("a", sent, 1, sent - SKEW), REPLAY_NEW);
    for (int64_t now = sent - SKEW; now <= sent + SKEW; now += 997) {
        cr_assert_eq(add("a", sent, 1, now), REPLAY_SEEN, "%lld ms after", (long long)(now - sent));
        cr_assert_eq(add("b", now, (uint64_t)now, now), REPLAY_NEW);
    }
    cr_assert_eq(add("a", sent, 1, sent + SKEW), REPLAY_SEEN);
    cr_assert_eq(add("a", sent, 1, sent + SKEW + 1), REPLAY_TIME);
}

Test(replays, what_is_over_is_forgotten)
{
    for (int64_t now = START; now < START + 20 * SKEW; now += 1000) {
        cr_assert_eq(add("a", now, (uint64_t)now, now), REPLAY_NEW);
        /* a window of one skew back, and the slot it ends in */
        cr_assert_leq(replays_count(replays), SKEW / 1000 + SKEW / 4000 + 1);
    }
}

Test(replays, a_clock_set_back_opens_no_door)
{
    const int64_t late = START + 100 * SKEW;
    cr_assert_eq(add("a", START, 1, START), REPLAY_NEW);
    cr_assert_eq(add("a", late, 2, late), REPLAY_NEW);
    cr_assert_eq(add("a", START, 1, START), REPLAY_BEFORE, "forgotten, so refused");
    cr_assert_eq(add("a", START + SKEW, 3, START + SKEW), REPLAY_BEFORE);
    cr_assert_eq(add("a", late, 2, late), REPLAY_SEEN);
}

Test(replays, a_clock_set_back_a_little_changes_nothing)
{
    const int64_t now = START + 10 * SKEW;
    cr_assert_eq(add("a", now, 1, now), REPLAY_NEW);
    cr_assert_eq(add("a", now - SKEW / 2, 2, now - SKEW / 2), REPLAY_NEW);
    cr_assert_eq(add("a", now, 1, now - SKEW / 2), REPLAY_SEEN);
    cr_assert_eq(add("a", now, 1, now + SKEW / 2), REPLAY_SEEN);
}

Test(replays, one_key_that_floods_is_refused_and_the_others_are_not)
{
    for (uint64_t i = 0; i < REPLAYS_MAX_PER_KEY; i++) {
        cr_assert_eq(add("a", START + (int64_t)(i % 1000), i, START), REPLAY_NEW);
    }
    cr_assert_eq(add("a", START, REPLAYS_MAX_PER_KEY, START), REPLAY_FULL);
    cr_assert_eq(add("a", START + 7, 7, START), REPLAY_SEEN);
    cr_assert_eq(add("b", START, 1, START), REPLAY_NEW);
    const int64_t later = START + 2 * SKEW;
    cr_assert_eq(add("a", later, 1, later), REPLAY_NEW, "the flood is over");
    cr_assert_eq(replays_count(replays), 1);
}

Test(replays, a_window_of_nothing_still_counts)
{
    struct replays *narrow = replays_new(0, START);
    struct seal_nonce nonce = numbered(1);
    cr_assert_eq(replays_add(narrow, "a", START + 1, &nonce, START + 1), REPLAY_NEW);
    cr_assert_eq(replays_add(narrow, "a", START + 1, &nonce, START + 1), REPLAY_SEEN);
    cr_assert_eq(replays_add(narrow, "a", START + 1, &nonce, START + 2), REPLAY_TIME);
    replays_free(narrow);
}
