/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One place's staff against trying all of them. */
#include "solver/engine/staffing.h"

#include "tests/support/tiny_random.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum { MOST_ITEMS = 10, MOST_ROWS = 3, PLACES = 25000 };

struct place {
    struct bend under[MOST_ROWS][2], over[MOST_ROWS][2];
    struct shape shapes[MOST_ROWS];
    struct staff_row rows[MOST_ROWS];
    struct staff_item items[MOST_ITEMS + 1];
    struct staff_entry entries[MOST_ITEMS * MOST_ROWS];
    struct staffing staffing;
    double amounts[MOST_ITEMS][MOST_ROWS];
    double scale; /* of the costs: 1, or a point */
};

/* What all staffs say: the least cost, and per item the least with and without it. */
struct census {
    double least, with[MOST_ITEMS], without[MOST_ITEMS];
};

static int64_t draw(struct tiny_random *random, int64_t lowest, int64_t highest)
{
    return tiny_between(random, lowest, highest);
}

/* --- drawing a place ------------------------------------------------------------------------------------ */

/* Part-time and full-time posts: anything, multiples of ten, nearly equal ones, whole ones. */
static double draw_work(struct tiny_random *random, int kind)
{
    switch (kind) {
    case 0:
        return (double)draw(random, 800, 1200);
    case 1:
        return (double)(10 * draw(random, 1, 120));
    case 2:
        return (double)draw(random, 998, 1002);
    default:
        return tiny_chance(random, 70) ? 1000 : 500;
    }
}

static void draw_amounts(struct place *place, struct tiny_random *random, int32_t work_row)
{
    int kind = tiny_below(random, 4);
    int32_t nobody = tiny_chance(random, 20) ? 30 : 0, holds = tiny_below(random, 100);
    for (int32_t i = 0; i < place->staffing.item_count; i++)
        for (int32_t r = 0; r < place->staffing.row_count; r++) {
            bool enters = r == work_row ? !tiny_chance(random, nobody) : tiny_chance(random, holds);
            double amount = r == work_row ? draw_work(random, kind) : 1;
            place->amounts[i][r] = enters ? amount : 0;
        }
}

static void draw_slopes(struct tiny_random *random, struct bend *bends, int32_t *count, double slope,
                        double distance)
{
    *count = tiny_chance(random, 15) ? 0 : 1 + tiny_chance(random, 35);
    bends[0] = (struct bend){0, slope * (double)draw(random, 0, 100)};
    bends[1] = (struct bend){distance, bends[0].slope + slope * (double)draw(random, 0, 100)};
}

/* As the store makes them: the hard interval cut to what the row can reach, which may be more than these
 * items; prices bounded by the dearest slopes, but for hard sides. */
static void draw_row(struct place *place, struct tiny_random *random, int32_t r, bool is_work)
{
    double total = 0, unit = is_work ? 1000 : 1;
    for (int32_t i = 0; i < place->staffing.item_count; i++)
        total += place->amounts[i][r];
    double base = tiny_chance(random, 50) ? 0 : unit * (double)draw(random, 0, 3);
    double lowest = base - unit * (double)draw(random, 0, (int64_t)(base / unit));
    double highest = base + total + unit * (double)(tiny_chance(random, 30) ? draw(random, 1, 3) : 0);
    double step = is_work ? (double)draw(random, 1, 100) : 1;
    double edge = step * (double)draw(random, 0, (int64_t)((highest + unit) / step));
    struct shape *shape = &place->shapes[r];
    *shape = (struct shape){.lower = lowest,
                            .upper = highest,
                            .soft_lower = edge,
                            .soft_upper = edge + step * (double)draw(random, 0, is_work ? 10 : 1),
                            .under = place->under[r],
                            .over = place->over[r],
                            .scale = is_work ? 1200 : 1};
    double slope = place->scale / unit, distance = is_work ? (double)(10 * draw(random, 1, 80)) : 1;
    draw_slopes(random, place->under[r], &shape->under_count, slope, distance);
    draw_slopes(random, place->over[r], &shape->over_count, slope, distance);
    if (!is_work && tiny_chance(random, 70))
        shape->over_count = 0;
    if (shape->under_count == 0)
        shape->soft_lower = -INFINITY;
    if (shape->over_count == 0)
        shape->soft_upper = INFINITY;
    struct staff_row *row = &place->rows[r];
    row->shape = shape;
    row->base = base;
    row->floor = shape->over_count == 0 ? 0 : -place->over[r][shape->over_count - 1].slope;
    row->ceiling = shape->under_count == 0 ? 0 : place->under[r][shape->under_count - 1].slope;
    if (tiny_chance(random, 20)) {
        shape->lower = fmin(highest, lowest + step * (double)draw(random, 0, (int64_t)(total / step)));
        row->ceiling = shape->lower > lowest ? INFINITY : row->ceiling;
    }
    if (tiny_chance(random, 20)) {
        shape->upper = fmin(highest, shape->lower + step * (double)draw(random, 0, (int64_t)(total / step)));
        row->floor = shape->upper < highest ? -INFINITY : row->floor;
    }
}

static void draw_items(struct place *place, struct tiny_random *random)
{
    struct staffing *staffing = &place->staffing;
    int64_t most = tiny_chance(random, 20) ? 3 : 120;
    int32_t joined = tiny_chance(random, 50) ? 0 : 60; /* items of the person before, of a hundred */
    double fraction = tiny_chance(random, 50) ? 0 : 1.0 / 7;
    int32_t entry = 0;
    for (int32_t i = 0; i < staffing->item_count; i++) {
        double points = (double)draw(random, -most, most / 3);
        staffing->items[i] =
            (struct staff_item){.cost = place->scale * points * (1 + fraction * (double)draw(random, 0, 9)),
                                .first = entry,
                                .same_person = i > 0 && tiny_chance(random, joined)};
        for (int32_t r = 0; r < staffing->row_count; r++)
            if (place->amounts[i][r] > 0)
                staffing->entries[entry++] = (struct staff_entry){r, place->amounts[i][r]};
    }
    staffing->items[staffing->item_count].first = entry;
}

/* The prices and the excess of the place before stay, in the new scale, as guesses that may be far off. */
static void draw_place(struct place *place, struct tiny_random *random)
{
    double scale = tiny_chance(random, 60) ? 1e6 : 1, change = place->scale > 0 ? scale / place->scale : 0;
    double excess = place->staffing.excess * change;
    place->scale = scale;
    for (int32_t r = 0; r < MOST_ROWS; r++) {
        double guess = place->rows[r].price * change;
        place->rows[r].price = tiny_chance(random, 10) ? 0 : fmax(-300 * scale, fmin(300 * scale, guess));
    }
    place->staffing = (struct staffing){.rows = place->rows,
                                        .items = place->items,
                                        .entries = place->entries,
                                        .row_count = 1 + tiny_below(random, MOST_ROWS),
                                        .item_count = tiny_below(random, MOST_ITEMS + 1),
                                        .excess = tiny_chance(random, 10) ? 0 : excess};
    int32_t work_row = tiny_below(random, place->staffing.row_count + 1); /* or none */
    draw_amounts(place, random, work_row);
    for (int32_t r = 0; r < place->staffing.row_count; r++) {
        draw_row(place, random, r, r == work_row);
    }
    draw_items(place, random);
}

/* --- trying all staffs ---------------------------------------------------------------------------------- */

static double side_price(const struct bend *bends, int32_t count, double distance)
{
    double price = 0;
    for (int32_t b = 0; b < count && distance > bends[b].at; b++) {
        double end = b + 1 < count ? fmin(distance, bends[b + 1].at) : distance;
        price += (end - bends[b].at) * bends[b].slope;
    }
    return price;
}

static double phi(const struct shape *shape, double activity)
{
    if (activity < shape->lower || activity > shape->upper)
        return INFINITY;
    if (activity < shape->soft_lower)
        return side_price(shape->under, shape->under_count, shape->soft_lower - activity);
    if (activity > shape->soft_upper)
        return side_price(shape->over, shape->over_count, activity - shape->soft_upper);
    return 0;
}

static double value_of(const struct place *place, uint32_t staff)
{
    double value = 0;
    for (int32_t i = 0; i < place->staffing.item_count; i++)
        if ((staff >> i & 1) != 0)
            value += place->items[i].cost;
    for (int32_t r = 0; r < place->staffing.row_count; r++) {
        double activity = place->rows[r].base;
        for (int32_t i = 0; i < place->staffing.item_count; i++)
            if ((staff >> i & 1) != 0)
                activity += place->amounts[i][r];
        value += phi(&place->shapes[r], activity);
    }
    return value;
}

static bool has_nobody_twice(const struct place *place, uint32_t staff)
{
    int32_t mine = 0;
    for (int32_t i = 0; i < place->staffing.item_count; i++) {
        mine = (place->items[i].same_person ? mine : 0) + (int32_t)(staff >> i & 1);
        if (mine > 1)
            return false;
    }
    return true;
}

static void take_census(const struct place *place, struct census *census)
{
    *census = (struct census){.least = INFINITY};
    for (int32_t i = 0; i < MOST_ITEMS; i++)
        census->with[i] = census->without[i] = INFINITY;
    for (uint32_t staff = 0; staff < UINT32_C(1) << place->staffing.item_count; staff++) {
        if (!has_nobody_twice(place, staff))
            continue;
        double value = value_of(place, staff);
        census->least = fmin(census->least, value);
        for (int32_t i = 0; i < place->staffing.item_count; i++) {
            double *side = (staff >> i & 1) != 0 ? census->with : census->without;
            side[i] = fmin(side[i], value);
        }
    }
}

static double reduced_cost(const struct place *place, int32_t item)
{
    double reduced = place->items[item].cost;
    for (int32_t r = 0; r < place->staffing.row_count; r++)
        reduced -= place->rows[r].price * place->amounts[item][r];
    return reduced;
}

/* The least reduced cost of the item's person without the item: of nobody, or of another one. */
static double least_instead(const struct place *place, int32_t item)
{
    int32_t first = item, end = item + 1;
    double least = 0;
    while (place->items[first].same_person)
        first--;
    while (end < place->staffing.item_count && place->items[end].same_person)
        end++;
    for (int32_t i = first; i < end; i++)
        least = i == item ? least : fmin(least, reduced_cost(place, i));
    return least;
}

/* A convex function of pieces is least at an end of one. */
static double row_minimum(const struct shape *shape, double price, double base)
{
    double corners[8] = {shape->lower, shape->upper, shape->soft_lower, shape->soft_upper}, least = INFINITY;
    int count = 4;
    for (int32_t b = 0; b < shape->under_count; b++)
        corners[count++] = shape->soft_lower - shape->under[b].at;
    for (int32_t b = 0; b < shape->over_count; b++)
        corners[count++] = shape->soft_upper + shape->over[b].at;
    for (int c = 0; c < count; c++)
        if (corners[c] >= shape->lower && corners[c] <= shape->upper)
            least = fmin(least, phi(shape, corners[c]) + price * (corners[c] - base));
    return least;
}

static double linear_bound(const struct place *place)
{
    double h = 0;
    for (int32_t i = 0; i < place->staffing.item_count; i++)
        if (i + 1 == place->staffing.item_count || !place->items[i + 1].same_person) /* once a person */
            h += fmin(least_instead(place, i), reduced_cost(place, i));
    for (int32_t r = 0; r < place->staffing.row_count; r++)
        h += row_minimum(&place->shapes[r], place->rows[r].price, place->rows[r].base);
    return h;
}

static uint32_t taken(const struct place *place)
{
    uint32_t staff = 0;
    for (int32_t i = 0; i < place->staffing.item_count; i++)
        staff |= (uint32_t)place->items[i].taken << i;
    return staff;
}

/* --- comparing ------------------------------------------------------------------------------------------ */

/* A thousandth of a micro-point where costs are points. */
static double tolerance(const struct place *place)
{
    return fmax(1e-6, 1e-9 * place->scale);
}

static void expect_best(const struct place *place, const struct census *census, double seen, int round)
{
    double close = tolerance(place);
    if (isinf(census->least)) {
        cr_assert(isinf(seen) && seen > 0, "place %d: %.6f, no staff keeps the rows", round, seen);
        return;
    }
    double named = value_of(place, taken(place)), h = linear_bound(place);
    cr_assert_float_eq(seen, census->least, close, "place %d: %.6f, the best of all is %.6f", round, seen,
                       census->least);
    cr_assert_float_eq(named, census->least, close, "place %d: the staff it names costs %.6f, not %.6f",
                       round, named, census->least);
    cr_assert_geq(place->staffing.excess, -close, "place %d: excess %g", round, place->staffing.excess);
    cr_assert_float_eq(place->staffing.excess, seen - h, close, "place %d: excess %.6f, v - h is %.6f", round,
                       place->staffing.excess, seen - h);
    for (int32_t r = 0; r < place->staffing.row_count; r++)
        cr_assert(place->rows[r].price >= place->rows[r].floor - 1e-9 * place->scale &&
                      place->rows[r].price <= place->rows[r].ceiling + 1e-9 * place->scale,
                  "place %d: price %g of row %d outside [%g, %g]", round, place->rows[r].price, r,
                  place->rows[r].floor, place->rows[r].ceiling);
}

/* Of an item the other way than in the base staff: the least cost above h. */
static double least_other(const struct staff_search *search, const struct place *place,
                          const struct census *census, int32_t item)
{
    bool in_base = staff_search_in_base(search, item);
    return (in_base ? census->without[item] : census->with[item]) - linear_bound(place);
}

static void expect_answer(struct staff_search *search, const struct place *place, const struct census *census,
                          int32_t item, double room, int round)
{
    double difference = fabs(reduced_cost(place, item) - least_instead(place, item)),
           close = tolerance(place);
    double other = least_other(search, place, census, item);
    bool in_best = place->items[item].taken != staff_search_in_base(search, item);
    bool quickly = staffing_could_differ(search, item, room, false);
    bool exactly = staffing_could_differ(search, item, room, true);
    if (other < room - close) {
        cr_assert(exactly, "place %d item %d room %.6f: a staff %.6f above h differs", round, item, room,
                  other);
        cr_assert(quickly, "place %d item %d room %.6f: its difference is %.6f", round, item, room,
                  difference);
    }
    if (other > room + close && !in_best) /* of the best staff's items it is known, whatever the room */
        cr_assert_not(exactly, "place %d item %d room %.6f: nothing below %.6f above h differs", round, item,
                      room, other);
    if (difference < room - close)
        cr_assert(quickly, "place %d item %d room %.6f: its difference is %.6f", round, item, room,
                  difference);
}

static int compare_doubles(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return a < b ? -1 : a > b;
}

/* Rooms on both sides of where an answer changes, and some more, rising. */
static void expect_answers(struct staff_search *search, const struct place *place,
                           const struct census *census, struct tiny_random *random, int round)
{
    double rooms[2 * MOST_ITEMS + 4], excess = place->staffing.excess, step = 3 * tolerance(place);
    size_t count = 0;
    rooms[count++] = 0;
    rooms[count++] = excess;
    rooms[count++] = excess + place->scale;
    rooms[count++] = excess + (double)draw(random, 0, 100) * place->scale;
    for (int32_t i = 0; i < place->staffing.item_count; i++) {
        double reduced = reduced_cost(place, i), instead = least_instead(place, i);
        double other = least_other(search, place, census, i);
        if (fabs(reduced - instead) > tolerance(place))
            cr_assert_eq(staff_search_in_base(search, i), reduced < instead,
                         "place %d item %d: reduced cost %g, of its person else %g", round, i, reduced,
                         instead);
        if (isfinite(other)) {
            rooms[count++] = other - step;
            rooms[count++] = other + step;
        }
    }
    qsort(rooms, count, sizeof *rooms, compare_doubles);
    for (size_t k = 0; k < count; k++)
        for (int32_t i = 0; i < place->staffing.item_count; i++)
            expect_answer(search, place, census, i, rooms[k], round);
}

Test(staffing, finds_the_best_of_all_staffs_and_who_could_differ)
{
    struct tiny_random random = {20261122};
    struct staff_search *search = staff_search_new(MOST_ITEMS);
    struct place place = {0};
    int infeasible = 0, loose = 0;
    cr_assert_not_null(search);
    for (int round = 0; round < PLACES; round++) {
        struct census census;
        draw_place(&place, &random);
        take_census(&place, &census);
        double seen = staffing_solve(search, &place.staffing);
        expect_best(&place, &census, seen, round);
        if (isinf(census.least)) {
            infeasible++;
            continue;
        }
        uint32_t staff = taken(&place);
        loose += place.staffing.excess > tolerance(&place);
        if (round % 3 == 0)
            expect_answers(search, &place, &census, &random, round);
        cr_assert_eq(taken(&place), staff, "place %d: asking changed the staff", round);
    }
    cr_assert_gt(infeasible, PLACES / 50);
    cr_assert_gt(loose, PLACES / 10, "only %d places have a staff that cannot be cut", loose);
    staff_search_free(search);
}

/* The price that comes out is a good guess: solved again from there, nothing changes. */
Test(staffing, says_the_same_from_its_own_prices)
{
    struct tiny_random random = {7};
    struct staff_search *search = staff_search_new(MOST_ITEMS);
    struct place place = {0};
    cr_assert_not_null(search);
    for (int round = 0; round < 3000; round++) {
        draw_place(&place, &random);
        double first = staffing_solve(search, &place.staffing);
        if (isinf(first))
            continue;
        double close = tolerance(&place);
        double second = staffing_solve(search, &place.staffing);
        cr_assert_float_eq(second, first, 2 * close, "place %d: %.6f, then %.6f", round, first, second);
    }
    staff_search_free(search);
}
