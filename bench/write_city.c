/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The city as a mutasi-instance/1 document: units, groups, distances, pairs. People are in write_people.c. */
#include "bench/write_city.h"

static const char planning_date[] = "2026-01-05";

static bool hard_minimums(const struct city *city)
{
    return city->options.flavour == FLAVOUR_TIGHT;
}

static struct node write_minimum(const struct city_minimum *minimum, bool hard, struct arena *arena)
{
    struct node map = node_map(arena, 4);
    if (hard)
        map_add(&map, "hard", node_boolean(true));
    map_add(&map, "id", node_borrowed(competency_ids[minimum->competency]));
    map_add(&map, "level", node_integer(minimum->level));
    map_add(&map, "min", node_integer(minimum->min));
    return map;
}

static struct node write_minimums(const struct city *city, const struct city_unit *unit, struct arena *arena)
{
    struct node list = node_array(arena, (size_t)unit->minimum_count);
    for (int i = 0; i < unit->minimum_count; i++)
        array_add(&list, write_minimum(&unit->minimums[i], hard_minimums(city), arena));
    return list;
}

static bool is_abk(const struct city_unit *unit)
{
    return unit->task_volume[0] + unit->task_volume[1] + unit->task_volume[2] > 0;
}

static struct node write_work(const struct city_unit *unit, struct arena *arena)
{
    struct node list = node_array(arena, TASKS_MAX);
    for (int i = 0; i < TASKS_MAX; i++) {
        struct node task = node_map(arena, 3);
        map_add(&task, "minutes", node_integer(unit_kinds[unit->kind].tasks[i].minutes));
        map_add(&task, "task", node_borrowed(unit_kinds[unit->kind].tasks[i].name));
        map_add(&task, "volume", node_integer(unit->task_volume[i]));
        array_add(&list, task);
    }
    return list;
}

static struct node write_two(struct node first, struct node second, struct arena *arena)
{
    struct node pair = node_array(arena, 2);
    array_add(&pair, first);
    array_add(&pair, second);
    return pair;
}

static struct node write_unit(const struct city *city, const struct city_unit *unit, struct arena *arena)
{
    struct node map = node_map(arena, 7);
    map_add(&map, "at", write_two(node_micro(unit->lat), node_micro(unit->lon), arena));
    if (unit->minimum_count > 0)
        map_add(&map, "competencies", write_minimums(city, unit, arena));
    map_add(&map, "group", node_borrowed(unit_kinds[unit->kind].group));
    if (city->options.flavour == FLAVOUR_TIGHT)
        map_add(&map, "headcount_limits",
                write_two(node_integer(unit->headcount_limits[0]), node_integer(unit->headcount_limits[1]),
                          arena));
    map_add(&map, "id", node_borrowed(unit->id));
    if (city->options.names)
        map_add(&map, "name", node_borrowed(unit->name));
    if (is_abk(unit))
        map_add(&map, "work", write_work(unit, arena));
    else
        map_add(&map, "need", node_micro(unit->need_mfte * 1000));
    return map;
}

static struct node write_units(const struct city *city, struct arena *arena)
{
    struct node list = node_array(arena, (size_t)city->options.units);
    for (int i = 0; i < city->options.units; i++)
        array_add(&list, write_unit(city, &city->units[i], arena));
    return list;
}

static struct node write_groups(const struct city *city, struct arena *arena)
{
    struct node list = node_array(arena, (size_t)city->group_count);
    for (int i = 0; i < city->group_count; i++) {
        const struct city_group *group = &city->groups[i];
        struct node map = node_map(arena, 3), minimums = node_array(arena, 1);
        if (group->minimum.min > 0) {
            array_add(&minimums, write_minimum(&group->minimum, hard_minimums(city), arena));
            map_add(&map, "competencies", minimums);
        }
        map_add(&map, "id", node_borrowed(unit_kinds[group->kind].group));
        map_add(&map, "name", node_borrowed(unit_kinds[group->kind].agency));
        array_add(&list, map);
    }
    return list;
}

/* Road distances: three tenths longer than the straight line, to 100 m. A micro-degree is 0.1112 m. */
static int64_t road_micro_km(const struct city_unit *from, const struct city_unit *to)
{
    int64_t metres = unit_distance(from, to) * 1112 * 13 / 100000;
    return (metres + 50) / 100 * 100 * 1000;
}

static struct node write_distances(const struct city *city, struct arena *arena)
{
    size_t units = (size_t)city->options.units;
    struct node map = node_map(arena, 2), km = node_array(arena, units), ids = node_array(arena, units);
    for (size_t i = 0; i < units; i++) {
        struct node row = node_array(arena, units);
        for (size_t j = 0; j < units; j++)
            array_add(&row, node_micro(road_micro_km(&city->units[i], &city->units[j])));
        array_add(&km, row);
        array_add(&ids, node_borrowed(city->units[i].id));
    }
    map_add(&map, "km", km);
    map_add(&map, "units", ids);
    return map;
}

static struct node write_pairs(const struct city *city, struct arena *arena)
{
    struct node list = node_array(arena, (size_t)city->pair_count);
    for (int i = 0; i < city->pair_count; i++) {
        const struct city_pair *pair = &city->pairs[i];
        struct node map = node_map(arena, 3);
        map_add(&map, "employees",
                write_two(node_borrowed(city->people[pair->a].id), node_borrowed(city->people[pair->b].id),
                          arena));
        map_add(&map, "kind", node_borrowed(pair->apart ? "apart" : "together"));
        map_add(&map, "scope", node_borrowed(pair->in_group ? "group" : "unit"));
        array_add(&list, map);
    }
    return list;
}

static struct node write_surges(const struct city *city, struct arena *arena)
{
    struct node list = node_array(arena, (size_t)city->surge_count);
    day today = 0;
    day_parse(planning_date, &today);
    for (int s = 0; s < city->surge_count; s++) {
        const struct city_surge *surge = &city->surges[s];
        struct node map = node_map(arena, 5);
        map_add(&map, "from", write_day(today + surge->first_day, arena));
        map_add(&map, "id", node_string(arena, arena_format(arena, "%s-%d", surge->word, s + 1)));
        map_add(&map, "need", node_micro(surge->need_mfte * 1000));
        map_add(&map, "to", write_day(today + surge->last_day, arena));
        map_add(&map, "unit", node_borrowed(city->units[surge->unit].id));
        array_add(&list, map);
    }
    return list;
}

static const char *city_name(const struct city *city, struct arena *arena)
{
    return arena_format(arena, "Kota Rekaan (invented): %d people, %d units, %s, seed %llu",
                        city->options.people, city->options.units, flavour_words[city->options.flavour],
                        (unsigned long long)city->options.seed);
}

static enum error_code finish(struct arena *arena, struct node map, const struct node **out,
                              struct error *error)
{
    struct node *root = arena_alloc(arena, 1, sizeof *root);
    *out = NULL;
    if (!root)
        return error_set(error, ERROR_MEMORY, NULL, "out of memory for the city's document");
    *root = map;
    enum error_code code = tree_canonicalise(root, error);
    if (code == ERROR_NONE)
        *out = root;
    return code;
}

enum error_code city_write(const struct city *city, struct arena *arena, const struct node **out,
                           struct error *error)
{
    struct node map = node_map(arena, 9);
    map_add(&map, "date", node_borrowed(planning_date));
    if (city->options.distances)
        map_add(&map, "distances", write_distances(city, arena));
    map_add(&map, "employees", write_people(city, planning_date, arena));
    map_add(&map, "format", node_borrowed("mutasi-instance/1"));
    map_add(&map, "groups", write_groups(city, arena));
    map_add(&map, "name", node_string(arena, city_name(city, arena)));
    if (city->pair_count > 0)
        map_add(&map, "pairs", write_pairs(city, arena));
    if (city->surge_count > 0)
        map_add(&map, "surges", write_surges(city, arena));
    map_add(&map, "units", write_units(city, arena));
    return finish(arena, map, out, error);
}

enum error_code city_write_target(const struct city *city, struct arena *arena, const struct node **out,
                                  struct error *error)
{
    struct node map = node_map(arena, (size_t)city->options.people);
    for (int i = 0; i < city->options.people; i++) {
        const struct city_person *person = &city->people[i];
        if (person->unit != person->home)
            map_add(&map, person->id, node_borrowed(city->units[person->home].id));
    }
    return finish(arena, map, out, error);
}

enum error_code city_write_policy(const struct city *city, struct arena *arena, const struct node **out,
                                  struct error *error)
{
    return finish(arena, write_policy(city, arena), out, error);
}
