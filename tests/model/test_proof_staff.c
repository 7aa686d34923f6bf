/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The best staff of one place, against trying all staffs. */
#include "solver/model/proof_parts.h"
#include "tests/support/tiny_random.h"

#include <criterion/criterion.h>

enum { ITEMS_MOST = 11, ROWS_MOST = 3 };

struct place {
    struct row rows[ROWS_MOST];
    struct slope under[ROWS_MOST][2], over[ROWS_MOST][2];
    struct staff_item items[ITEMS_MOST];
    int32_t row_count, count;
};

static void random_row(struct tiny_random *random, struct place *place, int32_t r, int64_t total)
{
    int64_t slope = tiny_between(random, 0, 40), edge = tiny_between(random, 0, total);
    place->under[r][0] = place->over[r][0] = (struct slope){0, slope};
    place->under[r][1] = (struct slope){tiny_between(random, 1, 9), slope + tiny_between(random, 0, 90)};
    place->over[r][1] = (struct slope){tiny_between(random, 1, 9), slope + tiny_between(random, 0, 90)};
    place->rows[r] =
        (struct row){.lower = tiny_chance(random, 15) ? tiny_between(random, 0, total) : INT64_MIN,
                     .upper = tiny_chance(random, 25) ? tiny_between(random, 0, total) : INT64_MAX,
                     .soft_lower = edge,
                     .soft_upper = edge + tiny_between(random, 0, 3),
                     .under = place->under[r],
                     .over = place->over[r],
                     .under_count = tiny_below(random, 3),
                     .over_count = tiny_below(random, 3)};
}

static void random_place(struct tiny_random *random, struct place *place)
{
    *place = (struct place){.row_count = tiny_below(random, ROWS_MOST + 1),
                            .count = tiny_below(random, ITEMS_MOST + 1)};
    int64_t total[ROWS_MOST] = {0};
    int64_t widest[ROWS_MOST] = {30, 1, 1};
    int32_t joined = tiny_chance(random, 50) ? 0 : 60; /* items of the person before, of a hundred */
    for (int32_t i = 0; i < place->count; i++) {
        place->items[i] =
            (struct staff_item){.cost = tiny_between(random, -900, 900), .forced = tiny_chance(random, 15)};
        place->items[i].same_person =
            i > 0 && !place->items[i].forced && !place->items[i - 1].forced && tiny_chance(random, joined);
        for (int32_t r = 0; r < place->row_count; r++) {
            place->items[i].amount[r] = tiny_between(random, 0, widest[r]);
            total[r] += place->items[i].amount[r];
        }
    }
    for (int32_t r = 0; r < place->row_count; r++)
        random_row(random, place, r, total[r]);
}

static bool value_of(const struct place *place, uint32_t staff, int128 *value)
{
    int64_t activity[ROWS_MOST] = {0};
    int32_t mine = 0; /* of one person */
    *value = 0;
    for (int32_t i = 0; i < place->count; i++) {
        bool is_in = (staff >> i & 1) != 0;
        mine = (place->items[i].same_person ? mine : 0) + is_in;
        if ((place->items[i].forced && !is_in) || mine > 1)
            return false;
        *value += is_in ? place->items[i].cost : 0;
        for (int32_t r = 0; r < place->row_count; r++)
            activity[r] += is_in ? place->items[i].amount[r] : 0;
    }
    for (int32_t r = 0; r < place->row_count; r++) {
        if (activity[r] < place->rows[r].lower || activity[r] > place->rows[r].upper)
            return false;
        *value += row_price_ppt(&place->rows[r], activity[r]);
    }
    return true;
}

static bool best_of_all(const struct place *place, int128 *best)
{
    bool found = false;
    for (uint32_t staff = 0; staff < UINT32_C(1) << place->count; staff++) {
        int128 value;
        if (!value_of(place, staff, &value) || (found && value >= *best))
            continue;
        *best = value;
        found = true;
    }
    return found;
}

static enum staff_status solve(struct staff *staff, struct tiny_random *random, const struct place *place,
                               int128 *value)
{
    staff->count = place->count;
    staff->row_count = place->row_count;
    for (int32_t i = 0; i < place->count; i++)
        staff->items[i] = place->items[i];
    for (int32_t r = 0; r < place->row_count; r++) {
        staff->rows[r] = &place->rows[r];
        staff->price[r] = tiny_between(random, -60, 60);
    }
    return staff_solve(staff, value);
}

Test(proof_staff, is_the_best_of_all_staffs_whatever_the_prices)
{
    struct tiny_random random = {1};
    struct staff staff;
    int32_t empty = 0, exact = 0;
    cr_assert(staff_init(&staff, ITEMS_MOST));
    for (int32_t round = 0; round < 4000; round++) {
        struct place place;
        int128 value = 0, expected = 0, seen = 0;
        uint32_t taken = 0;
        random_place(&random, &place);
        bool found = best_of_all(&place, &expected);
        enum staff_status status = solve(&staff, &random, &place, &value);
        cr_assert_eq(status, found ? STAFF_EXACT : STAFF_NONE, "round %d: status %d", (int)round,
                     (int)status);
        empty += found ? 0 : 1;
        if (!found)
            continue;
        cr_assert(value == expected, "round %d: %lld, all staffs say %lld", (int)round, (long long)value,
                  (long long)expected);
        for (int32_t i = 0; i < place.count; i++)
            taken |= staff.items[i].taken ? UINT32_C(1) << i : 0;
        cr_assert(value_of(&place, taken, &seen) && seen == expected, "round %d: the staff told costs %lld",
                  (int)round, (long long)seen);
        exact++;
    }
    staff_free(&staff);
    cr_assert_gt(empty, 100);
    cr_assert_gt(exact, 2000);
}

Test(proof_staff, that_runs_out_of_states_is_bounded_from_below)
{
    struct tiny_random random = {2};
    struct staff staff;
    int32_t cut = 0;
    cr_assert(staff_init(&staff, ITEMS_MOST));
    for (int32_t round = 0; round < 4000; round++) {
        struct place place;
        int128 value = 0, expected = 0;
        random_place(&random, &place);
        bool found = best_of_all(&place, &expected);
        staff.states_left = tiny_below(&random, 20);
        enum staff_status status = solve(&staff, &random, &place, &value);
        cr_assert(staff.states_left >= 0);
        cr_assert(!found || status != STAFF_NONE);
        cr_assert(!found || value <= expected, "round %d: %lld above %lld", (int)round, (long long)value,
                  (long long)expected);
        cut += found && status == STAFF_BOUND ? 1 : 0;
    }
    staff_free(&staff);
    cr_assert_gt(cut, 100);
}

Test(proof_staff, of_activities_too_wide_for_a_key_is_bounded_from_below)
{
    const struct slope under[] = {{0, 1}};
    const struct row row = {.lower = INT64_MIN,
                            .upper = INT64_MAX,
                            .soft_lower = INT64_C(5000000000000001),
                            .soft_upper = INT64_MAX,
                            .under = under,
                            .under_count = 1};
    struct staff staff;
    int128 value = 0;
    cr_assert(staff_init(&staff, 2));
    staff.row_count = 5;
    staff.count = 2;
    for (int32_t r = 0; r < 5; r++) {
        staff.rows[r] = &row;
        staff.price[r] = 0;
    }
    for (int32_t i = 0; i < 2; i++) {
        staff.items[i] = (struct staff_item){.cost = INT64_C(13000000000000000)};
        for (int32_t r = 0; r < 5; r++)
            staff.items[i].amount[r] = INT64_C(3000000000000000) + i * (r + 1);
    }
    /* Nobody: 5 x 5000000000000001. One: 13e15 and 5 x about 2e15. Both: 26e15. */
    cr_assert_eq(staff_solve(&staff, &value), STAFF_BOUND);
    cr_assert(value <= (int128)INT64_C(13000000000000000) + INT64_C(10000000000000005) && value > 0);
    staff_free(&staff);
}
