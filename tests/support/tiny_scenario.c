/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A what-if over the instance made before. Every part occurs; the parts never contradict each other. */
#include "tests/support/tiny_town.h"

static bool present(const struct town *town, int32_t person)
{
    return !town->person[person].gone && !town->person[person].placed;
}

/* Removals come first: nothing else names what is gone. */
static struct node removed_people(struct town *town)
{
    struct node ids = node_array(town->arena, TOWN_PEOPLE_MAX);
    int32_t person = town_below(town, town->people);
    town->person[person].gone = true;
    array_add(&ids, town_text(town_person_id(town, person)));
    return ids;
}

static bool holds_pinned(const struct town *town, int32_t unit)
{
    for (int32_t i = 0; i < town->people; i++) {
        if (!town->person[i].gone && town->person[i].unit == unit && town->person[i].pinned) {
            return true;
        }
    }
    return false;
}

static struct node removed_units(struct town *town)
{
    struct node ids = node_array(town->arena, TOWN_UNITS_MAX);
    int32_t unit = town_below(town, town->units);
    if (!holds_pinned(town, unit)) {
        town->unit[unit].gone = true;
        for (int32_t i = 0; i < town->people; i++) {
            town->person[i].unit = town->person[i].unit == unit ? NONE : town->person[i].unit;
        }
        array_add(&ids, town_text(town_unit_id(unit)));
    }
    return ids;
}

static void add_removals(struct town *town, struct node *scenario)
{
    struct node remove = node_map(town->arena, 2);
    int32_t which = town_below(town, 3);
    if (which != 0) {
        map_add(&remove, "employees", removed_people(town));
    }
    if (which != 1) {
        map_add(&remove, "units", removed_units(town));
    }
    map_add(scenario, "remove", remove);
}

static void add_releases(struct town *town, struct node *scenario)
{
    struct node ids = node_array(town->arena, TOWN_PEOPLE_MAX);
    for (int32_t i = 0; i < town->people; i++) {
        if (present(town, i) && town_chance(town, town->person[i].pinned ? 70 : 20)) {
            town->person[i].pinned = false;
            town->person[i].placed = true; /* named once is enough */
            array_add(&ids, town_text(town_person_id(town, i)));
        }
    }
    map_add(scenario, "release", ids);
}

static void add_pins(struct town *town, struct node *scenario)
{
    struct node ids = node_array(town->arena, TOWN_PEOPLE_MAX);
    for (int32_t i = 0; i < town->people; i++) {
        int32_t unit = town->person[i].unit;
        if (present(town, i) && unit != NONE && town->unit[unit].open && town_chance(town, 30)) {
            town->person[i].pinned = town->person[i].placed = true;
            array_add(&ids, town_text(town_person_id(town, i)));
        }
    }
    map_add(scenario, "pin", ids);
}

static void add_openings(struct town *town, struct node *scenario)
{
    struct node ids = node_array(town->arena, TOWN_UNITS_MAX);
    for (int32_t u = 0; u < town->units; u++) {
        if (!town->unit[u].gone && !town->unit[u].open) {
            town->unit[u].open = town->unit[u].reopened = true;
            array_add(&ids, town_text(town_unit_id(u)));
        }
    }
    map_add(scenario, "open", ids);
}

static void add_closures(struct town *town, struct node *scenario)
{
    struct node ids = node_array(town->arena, TOWN_UNITS_MAX);
    int32_t unit = town_below(town, town->units);
    bool may = !town->unit[unit].gone && town->unit[unit].open && !town->unit[unit].reopened;
    if (may && !holds_pinned(town, unit)) {
        town->unit[unit].open = false;
        array_add(&ids, town_text(town_unit_id(unit)));
    }
    map_add(scenario, "close", ids);
}

/* One person, or several into one unit: its share of arrivals may be exceeded. */
static void add_placements(struct town *town, struct node *scenario)
{
    struct node map = node_map(town->arena, TOWN_PEOPLE_MAX);
    int32_t unit = town_below(town, town->units), count = 1 + town_below(town, 3);
    for (int32_t i = 0; i < count; i++) {
        int32_t person = town_below(town, town->people);
        if (present(town, person) && town->unit[unit].open && !town->unit[unit].gone) {
            town->person[person].placed = true;
            map_add(&map, town_person_id(town, person), town_text(town_unit_id(unit)));
        }
    }
    map_add(scenario, "place", map);
}

static void add_needs(struct town *town, struct node *scenario)
{
    static const char *const changes[] = {"+10%", "-5%", "+12.5%", "-100%"};
    struct node map = node_map(town->arena, TOWN_UNITS_MAX);
    for (int32_t u = 0; u < town->units; u++) {
        if (town->unit[u].gone || !town_chance(town, 50)) {
            continue;
        }
        if (town->unit[u].has_need && town_chance(town, 50)) {
            map_add(&map, town_unit_id(u), town_text(changes[town_below(town, 4)]));
        } else {
            map_add(&map, town_unit_id(u), town_number(town, 200000, 2500000));
        }
    }
    map_add(scenario, "need", map);
}

static void add_additions(struct town *town, struct node *scenario)
{
    struct node add = node_map(town->arena, 2), units = node_array(town->arena, 1);
    struct node people = node_array(town->arena, 1);
    int32_t which = town_below(town, 3);
    if (which != 0) {
        int32_t unit = town->units;
        array_add(&units, town_unit(town, unit));
        town->units++;
        map_add(&add, "units", units);
    }
    if (which != 1 &&
        town->placements * (town->units * (1 + town->surges) + 1) <= town->size->placements_max) {
        array_add(&people, town_person(town, town->people));
        town->people++;
        map_add(&add, "employees", people);
    }
    map_add(scenario, "add", add);
}

/* A partial policy: members merged, replaced or taken away. */
static struct node partial_policy(struct town *town)
{
    struct node out = node_map(town->arena, 4);
    int32_t which = town_below(town, 5);
    if (which == 0) {
        map_add(&out, "balance", node_null());
    } else if (which == 1) {
        struct node moves = node_map(town->arena, 1);
        map_add(&moves, "max", node_integer(town_below(town, 4)));
        map_add(&out, "moves", moves);
    } else if (which == 2) {
        map_add(&out, "unplaced", town_number(town, 0, 40000000));
        map_add(&out, "rules", node_null());
    } else if (which == 3) {
        map_add(&out, "budget", town_number(town, 0, 50000000));
    } else {
        map_add(&out, "persistence", town_number(town, 0, 9000000));
    }
    return out;
}

static void add_places(struct town *town, struct node *scenario)
{
    if (town_chance(town, 45)) {
        add_openings(town, scenario);
    }
    if (town_chance(town, 25)) {
        add_closures(town, scenario);
    }
    if (town_chance(town, 30)) {
        add_needs(town, scenario);
    }
    if (town_chance(town, 30)) {
        add_additions(town, scenario);
    }
}

struct node town_scenario(struct town *town, bool has_policy)
{
    struct node out = node_map(town->arena, 12);
    map_add(&out, "name", town_text("bagaimana jika"));
    if (town->people > town->size->people_min && town_chance(town, 25)) {
        add_removals(town, &out);
    }
    if (town_chance(town, 30)) {
        add_releases(town, &out);
    }
    if (town_chance(town, 30)) {
        add_pins(town, &out);
    }
    add_places(town, &out);
    if (town_chance(town, 35)) {
        add_placements(town, &out);
    }
    if (town_chance(town, has_policy ? 30 : 50)) {
        map_add(&out, "policy", partial_policy(town));
    }
    return out;
}
