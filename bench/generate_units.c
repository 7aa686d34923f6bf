/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Units: kinds, places around a few town centres, neighbours, and how many people are at home in each. */
#include "bench/city.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { TOWNS_MAX = 12, CENTRE_LAT = -7000000, CENTRE_LON = 110400000 };

struct town {
    int64_t lat, lon;
    int weight, spread; /* micro-degrees */
};

static const char *const town_names[TOWNS_MAX] = {
    "Kota Rekaan",  "Rekaan Utara", "Rekaan Selatan", "Contoh Timur", "Contoh Barat",   "Misalnya",
    "Umpama Indah", "Andai Jaya",   "Fiktif Hulu",    "Fiktif Hilir", "Tanjung Contoh", "Muara Misal"};

bool is_mover(const struct city_person *person)
{
    return person->unit != NONE && person->unit != person->home;
}

int64_t unit_distance(const struct city_unit *a, const struct city_unit *b)
{
    double north = (double)(a->lat - b->lat), east = (double)(a->lon - b->lon);
    return (int64_t)sqrt(north * north + east * east);
}

static int64_t around(struct dice *dice, int64_t centre, int spread)
{
    return centre + (int64_t)(dice_normal(dice) * spread);
}

/* The first town is the city itself, the others lie up to some 50 km around it. */
static int draw_towns(struct dice *dice, int units, struct town towns[TOWNS_MAX])
{
    int count = units / 7 < 3 ? 3 : units / 7 > TOWNS_MAX ? TOWNS_MAX : units / 7;
    for (int i = 0; i < count; i++) {
        towns[i].lat = i == 0 ? CENTRE_LAT : around(dice, CENTRE_LAT, 180000);
        towns[i].lon = i == 0 ? CENTRE_LON : around(dice, CENTRE_LON, 180000);
        towns[i].weight = i == 0 ? 30 : dice_between(dice, 5, 15);
        towns[i].spread = i == 0 ? 25000 : 15000;
    }
    return count;
}

static int draw_kind(struct dice *dice)
{
    int weights[KIND_COUNT];
    for (int i = 0; i < KIND_COUNT; i++)
        weights[i] = unit_kinds[i].weight;
    return dice_weighted(dice, weights, KIND_COUNT);
}

static bool draw_places(struct city *city, struct dice *dice)
{
    struct town towns[TOWNS_MAX];
    int count = draw_towns(dice, city->options.units, towns), weights[TOWNS_MAX];
    for (int i = 0; i < count; i++)
        weights[i] = towns[i].weight;
    for (int i = 0; i < city->options.units; i++) {
        struct city_unit *unit = &city->units[i];
        snprintf(unit->id, sizeof unit->id, "U%04d", i + 1);
        unit->kind = draw_kind(dice);
        unit->town = dice_weighted(dice, weights, count);
        unit->lat = around(dice, towns[unit->town].lat, towns[unit->town].spread);
        unit->lon = around(dice, towns[unit->town].lon, towns[unit->town].spread);
        unit->name = arena_format(city->arena, "%s %s %d", unit_kinds[unit->kind].unit_name,
                                  town_names[unit->town], i + 1);
        if (!unit->name)
            return false;
    }
    return true;
}

static void collect_groups(struct city *city)
{
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        int found = 0;
        for (int i = 0; i < city->options.units; i++)
            found += city->units[i].kind == kind;
        if (found)
            city->groups[city->group_count++] = (struct city_group){.kind = kind};
    }
}

/* Everybody divided over the units by lognormal weights, at least one each, largest remainders last. */
static void draw_sizes(struct city *city, struct dice *dice, int64_t *weights)
{
    int units = city->options.units, spare = city->options.people - units, given = 0;
    int64_t sum = 0;
    for (int i = 0; i < units; i++) {
        weights[i] = 200 + (int64_t)(1000 * dice_lognormal(dice, 0.55));
        sum += weights[i];
    }
    for (int i = 0; i < units; i++) {
        int share = (int)(weights[i] * spare / sum);
        city->units[i].home_count = 1 + share;
        given += share;
    }
    for (int i = 0; given < spare; i = (i + 1) % units, given++)
        city->units[i].home_count++;
}

struct neighbour {
    int64_t distance;
    int unit;
};

static int compare_neighbours(const void *a, const void *b)
{
    const struct neighbour *left = a, *right = b;
    if (left->distance != right->distance)
        return left->distance < right->distance ? -1 : 1;
    return left->unit - right->unit;
}

/* The nearest of the other units: enough to fill consent lists from, all of them in a small city. */
static bool find_neighbours(struct city *city, struct neighbour *room)
{
    int units = city->options.units,
        wanted = 60 + 4 * (city->options.choices > 0 ? city->options.choices : 0);
    city->near_count = units - 1 < wanted ? units - 1 : wanted;
    for (int i = 0; i < units; i++) {
        int count = 0;
        for (int j = 0; j < units; j++) {
            if (j != i)
                room[count++] = (struct neighbour){unit_distance(&city->units[i], &city->units[j]), j};
        }
        qsort(room, (size_t)count, sizeof *room, compare_neighbours);
        city->units[i].near = arena_alloc(city->arena, (size_t)city->near_count, sizeof(int));
        if (!city->units[i].near)
            return false;
        for (int j = 0; j < city->near_count; j++)
            city->units[i].near[j] = room[j].unit;
    }
    return true;
}

bool generate_units(struct city *city)
{
    size_t count = (size_t)city->options.units;
    struct dice dice = dice_stream(city->options.seed, 1);
    int64_t *weights = arena_alloc(city->arena, count, sizeof *weights);
    struct neighbour *room = arena_alloc(city->arena, count, sizeof *room);
    city->units = arena_alloc(city->arena, count, sizeof *city->units);
    if (!weights || !room || !city->units || !draw_places(city, &dice))
        return false;
    collect_groups(city);
    draw_sizes(city, &dice, weights);
    return find_neighbours(city, room);
}
