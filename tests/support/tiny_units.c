/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Units, groups and what they ask for. */
#include "tests/support/tiny_town.h"

struct node town_headcount_limits(struct town *town, int32_t people)
{
    struct node limits = node_array(town->arena, 2);
    int64_t lowest = town_chance(town, 35) ? 0 : town_below(town, people + 1);
    array_add(&limits, town_chance(town, 50) ? node_null() : node_integer(lowest));
    array_add(&limits, town_chance(town, 40) ? node_null() : node_integer(lowest + 1 + town_below(town, 3)));
    return limits;
}

struct node town_supply_limits(struct town *town, int32_t people)
{
    struct node limits = node_array(town->arena, 2);
    int64_t lowest = town_micro(town, 0, people * INT64_C(500000) + 100000);
    array_add(&limits, town_chance(town, 50) ? node_null() : node_micro(lowest));
    array_add(&limits,
              town_chance(town, 40) ? node_null() : node_micro(lowest + town_micro(town, 300000, 2500000)));
    return limits;
}

static struct node competency_minimum(struct town *town, int32_t competency, int64_t level)
{
    struct node minimum = node_map(town->arena, 4);
    map_add(&minimum, "id", town_text(town_competency_id(competency)));
    if (level > 1 || town_chance(town, 50)) {
        map_add(&minimum, "level", node_integer(level));
    }
    map_add(&minimum, "min", node_integer(town_chance(town, 10) ? 2 : town_chance(town, 90)));
    if (town_chance(town, 30)) {
        map_add(&minimum, "hard", node_boolean(level <= 2 && town_chance(town, town->groups > 0 ? 50 : 30)));
    }
    return minimum;
}

/* Up to `most` minimums, no (competency, level) twice. */
struct node town_competencies(struct town *town, int32_t most)
{
    struct node minimums = node_array(town->arena, (size_t)most);
    bool seen[TOWN_COMPETENCIES][6] = {{false}};
    int32_t count = town_below(town, most + 1);
    for (int32_t m = 0; m < count; m++) {
        int32_t competency = town_below(town, TOWN_COMPETENCIES);
        int32_t level = town_chance(town, 50) ? 1 : 1 + town_below(town, 4);
        if (!seen[competency][level]) {
            seen[competency][level] = true;
            array_add(&minimums, competency_minimum(town, competency, level));
        }
    }
    return minimums;
}

/* Volumes and minutes of about `people` full-time years. */
static struct node work(struct town *town, int32_t people)
{
    struct node tasks = node_array(town->arena, 2);
    int32_t count = 1 + town_below(town, 2);
    for (int32_t t = 0; t < count; t++) {
        struct node task = node_map(town->arena, 3);
        if (town_chance(town, 50)) {
            map_add(&task, "task", town_text(t == 0 ? "KTP-el" : "akta"));
        }
        map_add(&task, "volume",
                town_number(town, 100000000, people * INT64_C(1200000000) / count + 200000000));
        map_add(&task, "minutes", town_number(town, 20000000, 80000000));
        array_add(&tasks, task);
    }
    return tasks;
}

void town_add_need(struct town *town, struct node *unit, int32_t people, int32_t work_percent)
{
    if (town_chance(town, work_percent)) {
        map_add(unit, "work", work(town, people));
    } else if (town_chance(town, 4)) {
        map_add(unit, "need", node_integer(0));
    } else {
        map_add(unit, "need", town_number(town, 300000, people * INT64_C(1200000) + 500000));
    }
}

static void add_place(struct town *town, struct node *unit)
{
    if (!town_chance(town, 70)) {
        return;
    }
    struct node at = node_array(town->arena, 2);
    array_add(&at, town_number(town, -7300000, -7200000));
    array_add(&at, town_number(town, 112600000, 112800000));
    map_add(unit, "at", at);
}

/* At least so many, wherever they have to come from. */
static struct node call_for(struct town *town, int32_t people)
{
    struct node limits = node_array(town->arena, 2);
    array_add(&limits, node_integer(people));
    array_add(&limits, node_null());
    return limits;
}

static void add_limits(struct town *town, struct node *demand, int32_t people, bool wanted)
{
    if (town_chance(town, 7)) {
        map_add(demand, "supply_limits", town_supply_limits(town, people));
    }
    if (wanted && town_chance(town, 38)) {
        map_add(demand, "headcount_limits", call_for(town, 2 + town_below(town, 2)));
    } else if (town_chance(town, 7)) {
        map_add(demand, "headcount_limits", town_headcount_limits(town, people));
    }
    if (town_chance(town, 35)) {
        map_add(demand, "competencies", town_competencies(town, 3));
    }
}

struct node town_unit(struct town *town, int32_t unit)
{
    struct node out = node_map(town->arena, 12);
    int32_t people = town->size->people_max / town->size->units_max;
    if (town->lopsided && unit < 2) {
        people = unit == 0 ? 1 : 3; /* where nearly everybody sits, and where they are wanted */
    }
    map_add(&out, "id", town_text(town_unit_id(unit)));
    if (town_chance(town, 30)) {
        map_add(&out, "name", town_text("Dinas Kependudukan"));
    }
    town->unit[unit].group =
        town->groups > 0 && town_chance(town, 75) ? town_below(town, town->groups) : NONE;
    if (town->unit[unit].group != NONE) {
        map_add(&out, "group", town_text(town_group_id(town->unit[unit].group)));
    }
    add_place(town, &out);
    town->unit[unit].has_need = !town->needs_by_group && town_chance(town, 88);
    if (town->unit[unit].has_need) {
        town_add_need(town, &out, people, 25);
    }
    add_limits(town, &out, people, town->lopsided && unit == 1);
    town->unit[unit].open = !town_chance(town, 4);
    if (!town->unit[unit].open || town_chance(town, 20)) {
        map_add(&out, "open", node_boolean(town->unit[unit].open));
    }
    if (town_chance(town, 18)) {
        map_add(&out, "budget", town_number(town, 0, 45000000));
    }
    return out;
}

static struct node group(struct town *town, int32_t index, int32_t people)
{
    struct node out = node_map(town->arena, 8);
    map_add(&out, "id", town_text(town_group_id(index)));
    if (town_chance(town, 50)) {
        map_add(&out, "name", town_text("Kelompok"));
    }
    if (town->needs_by_group || town_chance(town, 50)) {
        map_add(&out, "need", town_number(town, 300000, people * INT64_C(900000)));
    }
    if (town_chance(town, 11)) {
        map_add(&out, "supply_limits", town_supply_limits(town, people - 1));
    }
    if (town_chance(town, 15)) {
        map_add(&out, "headcount_limits", town_headcount_limits(town, people - 1));
    }
    if (town_chance(town, 50)) {
        map_add(&out, "competencies", town_competencies(town, 3));
    }
    return out;
}

struct node town_groups(struct town *town, int32_t people)
{
    struct node groups = node_array(town->arena, TOWN_GROUPS_MAX);
    for (int32_t g = 0; g < town->groups; g++) {
        array_add(&groups, group(town, g, people));
    }
    return groups;
}
