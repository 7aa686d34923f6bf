/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/write_city.h"

static const char *const grades[] = {"II/c", "II/d", "III/a", "III/b", "III/c", "III/d", "IV/a", "IV/b"};
static const char *const tags[TAG_COUNT] = {
    [TAG_STUDY_LEAVE] = "study-leave", [TAG_DISCIPLINARY] = "disciplinary-case"};

struct node write_day(day value, struct arena *arena)
{
    char text[11];
    day_format(value, text);
    return node_string(arena, text);
}

static struct node write_levels(const struct city_person *person, struct arena *arena)
{
    struct node map = node_map(arena, SKILLS_MAX);
    for (int i = 0; i < COMPETENCY_COUNT; i++) {
        if (person->level[i] == LEVEL_NOT_REPORTED)
            map_add(&map, competency_ids[i], node_null());
        else if (person->level[i] > 0)
            map_add(&map, competency_ids[i], node_integer(person->level[i]));
    }
    return map;
}

static struct node write_consent(const struct city *city, const struct city_person *person,
                                 struct arena *arena)
{
    if (person->consent != CITY_CONSENT_LIST)
        return node_borrowed(person->consent == CITY_CONSENT_ANY ? "any" : "none");
    struct node list = node_array(arena, (size_t)person->consent_count);
    for (int i = 0; i < person->consent_count; i++)
        array_add(&list, node_borrowed(city->units[person->consent_units[i]].id));
    return list;
}

static struct node write_preferences(const struct city *city, const struct city_person *person,
                                     struct arena *arena)
{
    struct node map = node_map(arena, (size_t)person->prefer_count);
    for (int i = 0; i < person->prefer_count; i++)
        map_add(&map, city->units[person->prefer_units[i]].id,
                node_micro(person->prefer_percent[i] * INT64_C(10000)));
    return map;
}

static struct node write_offers(const struct city_person *person, struct arena *arena)
{
    struct node list = node_array(arena, 1), offer = node_map(arena, 4);
    bool training = person->offer == CITY_OFFER_TRAINING;
    if (training)
        map_add(&offer, "competency", node_borrowed(competency_ids[person->offer_competency]));
    map_add(&offer, "cost", node_integer(person->offer_cost));
    map_add(&offer, "kind", node_borrowed(training ? "training" : "incentive"));
    if (training)
        map_add(&offer, "level", node_integer(person->offer_level));
    else
        map_add(&offer, "reluctance", node_micro(200000));
    array_add(&list, offer);
    return list;
}

static struct node write_tags(const struct city_person *person, struct arena *arena)
{
    struct node list = node_array(arena, 1);
    array_add(&list, node_borrowed(tags[person->tag]));
    return list;
}

/* The fields that most people leave at their defaults. */
static void write_particulars(struct node *map, const struct city *city, const struct city_person *person,
                              struct arena *arena)
{
    if (person->offer != CITY_OFFER_NONE)
        map_add(map, "offers", write_offers(person, arena));
    if (person->pinned)
        map_add(map, "pinned", node_boolean(true));
    if (person->prefer_count > 0)
        map_add(map, "prefers", write_preferences(city, person, arena));
    if (person->reluctance_percent != 100)
        map_add(map, "reluctance", node_micro(person->reluctance_percent * INT64_C(10000)));
    if (person->tag != TAG_NONE)
        map_add(map, "tags", write_tags(person, arena));
    if (person->name)
        map_add(map, "name", node_borrowed(person->name));
}

static struct node write_person(const struct city *city, const struct city_person *person, day today,
                                struct arena *arena)
{
    struct node map = node_map(arena, 15);
    map_add(&map, "born", write_day(today - person->born_days, arena));
    map_add(&map, "competencies", write_levels(person, arena));
    map_add(&map, "consent", write_consent(city, person, arena));
    if (person->fte_mfte != 1000)
        map_add(&map, "fte", node_micro(person->fte_mfte * INT64_C(1000)));
    map_add(&map, "grade", node_borrowed(grades[person->grade]));
    map_add(&map, "id", node_borrowed(person->id));
    if (person->since_days != SINCE_NOT_REPORTED)
        map_add(&map, "since", write_day(today - person->since_days, arena));
    map_add(&map, "status", node_borrowed(person->contract ? "PPPK" : "PNS"));
    map_add(&map, "unit", person->unit == NONE ? node_null() : node_borrowed(city->units[person->unit].id));
    write_particulars(&map, city, person, arena);
    return map;
}

struct node write_people(const struct city *city, const char *planning_date, struct arena *arena)
{
    struct node list = node_array(arena, (size_t)city->options.people);
    day today = DAY_NONE;
    day_parse(planning_date, &today);
    for (int i = 0; i < city->options.people; i++)
        array_add(&list, write_person(city, &city->people[i], today, arena));
    return list;
}
