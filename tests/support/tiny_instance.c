/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole instance, and what stands between its units and people: distances, exceptions, pairs. */
#include "tests/support/tiny_town.h"

static struct node units(struct town *town)
{
    struct node out = node_array(town->arena, TOWN_UNITS_MAX);
    for (int32_t u = 0; u < town->units; u++) {
        array_add(&out, town_unit(town, u));
    }
    return out;
}

/* As many people as wanted, unless their choices multiply beyond the size. */
static struct node people(struct town *town)
{
    struct node out = node_array(town->arena, TOWN_PEOPLE_MAX);
    int32_t wanted =
        town->size->people_min + town_below(town, town->size->people_max - town->size->people_min + 1);
    while (town->people < wanted &&
           (town->people < town->size->people_min ||
            town->placements * (town->units * (1 + town->surges) + 2) <= town->size->placements_max)) {
        array_add(&out, town_person(town, town->people));
        town->people++;
    }
    return out;
}

static struct node distance_row(struct town *town, int32_t from, int32_t covered)
{
    struct node row = node_array(town->arena, TOWN_UNITS_MAX);
    for (int32_t to = 0; to < covered; to++) {
        array_add(&row, to == from ? node_integer(0) : town_number(town, 0, 40000000));
    }
    return row;
}

/* A table over all units, or over all but the last: the rest falls back to coordinates. */
static struct node distances(struct town *town)
{
    struct node out = node_map(town->arena, 2), ids = node_array(town->arena, TOWN_UNITS_MAX);
    struct node km = node_array(town->arena, TOWN_UNITS_MAX);
    int32_t covered = town_chance(town, 30) ? town->units - 1 : town->units;
    for (int32_t u = covered - 1; u >= 0; u--) {
        array_add(&ids, town_text(town_unit_id(u)));
    }
    for (int32_t row = 0; row < covered; row++) {
        array_add(&km, distance_row(town, row, covered));
    }
    map_add(&out, "units", ids);
    map_add(&out, "km", km);
    return out;
}

/* Replacements for computed values; `present` says whether the present unit may be named. */
static struct node exceptions(struct town *town, const char *field, int64_t highest_micro, bool present)
{
    struct node out = node_array(town->arena, TOWN_PEOPLE_MAX * TOWN_UNITS_MAX);
    for (int32_t i = 0; i < town->people; i++) {
        for (int32_t u = 0; u < town->units; u++) {
            if ((u == town->person[i].unit && !present) || !town_chance(town, 20)) {
                continue;
            }
            struct node entry = node_map(town->arena, 3);
            map_add(&entry, "employee", town_text(town_person_id(town, i)));
            map_add(&entry, "unit", town_text(town_unit_id(u)));
            map_add(&entry, field, town_number(town, 0, highest_micro));
            array_add(&out, entry);
        }
    }
    return out;
}

static struct node pairs(struct town *town)
{
    struct node out = node_array(town->arena, 2);
    int32_t count = 1 + town_chance(town, 30);
    for (int32_t p = 0; p < count; p++) {
        struct node pair = node_map(town->arena, 3), both = node_array(town->arena, 2);
        int32_t a = town_below(town, town->people);
        int32_t b = (a + 1 + town_below(town, town->people - 1)) % town->people;
        array_add(&both, town_text(town_person_id(town, a)));
        array_add(&both, town_text(town_person_id(town, b)));
        map_add(&pair, "kind", town_text(town_chance(town, 50) ? "together" : "apart"));
        map_add(&pair, "employees", both);
        map_add(&pair, "scope", town_text(town_chance(town, 50) ? "unit" : "group"));
        array_add(&out, pair);
    }
    return out;
}

static struct node previous(struct town *town)
{
    struct node out = node_map(town->arena, TOWN_PEOPLE_MAX);
    for (int32_t i = 0; i < town->people; i++) {
        if (town_chance(town, 70)) {
            map_add(&out, town_person_id(town, i), town_text(town_unit_id(town_below(town, town->units))));
        }
    }
    return out;
}

static void add_between(struct town *town, struct node *instance)
{
    if (town_chance(town, 40)) {
        map_add(instance, "distances", distances(town));
    }
    if (town_chance(town, 25)) {
        map_add(instance, "relocation", exceptions(town, "cost", 25000000, false));
    }
    if (town_chance(town, 25)) {
        map_add(instance, "supplies", exceptions(town, "fte", 1500000, true));
    }
    if (town_chance(town, 21)) {
        map_add(instance, "pairs", pairs(town));
    }
    if (town_chance(town, 30)) {
        map_add(instance, "previous", previous(town));
    }
    if (town_chance(town, 5) || town->surges > 0) {
        map_add(instance, "surges", town_surges(town));
    }
}

struct node town_instance(struct town *town)
{
    struct node out = node_map(town->arena, 12);
    town->units = town->size->units_min + town_below(town, town->size->units_max - town->size->units_min + 1);
    town->surges = town_surge_count(town);
    town->lopsided = town_chance(town, 22);
    town->groups = town_chance(town, 45) ? 1 + town_chance(town, 50) : 0;
    town->needs_by_group = town->groups > 0 && town_chance(town, 26);
    map_add(&out, "format", town_text("mutasi-instance/1"));
    map_add(&out, "date", town_text("2026-03-01"));
    if (town_chance(town, 30)) {
        map_add(&out, "name", town_text("Kota Kecil"));
    }
    map_add(&out, "units", units(town));
    map_add(&out, "employees", people(town));
    if (town->groups > 0) {
        map_add(&out, "groups", town_groups(town, town->people / 2 + 1));
    }
    add_between(town, &out);
    return out;
}
