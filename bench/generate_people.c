/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People at home: the hidden placement that later fulfils every demand. */
#include "bench/city.h"

#include <stdio.h>

enum { NOT_REPORTED_PERCENT = 3 };

static const char *const given_names[] = {"Sari",  "Budi",  "Dewi", "Agus",  "Rina",   "Joko",  "Lestari",
                                          "Wayan", "Putri", "Hadi", "Ratna", "Slamet", "Yanti", "Eko"};
enum { GIVEN_NAME_COUNT = sizeof given_names / sizeof *given_names };

/* Homes in random order, so that a person's number says nothing about the unit. */
static bool draw_homes(struct city *city, struct dice *dice)
{
    int people = city->options.people, next = 0;
    int *homes = arena_alloc(city->arena, (size_t)people, sizeof *homes);
    if (!homes)
        return false;
    for (int unit = 0; unit < city->options.units; unit++) {
        for (int i = 0; i < city->units[unit].home_count; i++)
            homes[next++] = unit;
    }
    dice_shuffle(dice, homes, people);
    for (int i = 0; i < people; i++)
        city->people[i].home = city->people[i].unit = homes[i];
    return true;
}

static bool index_homes(struct city *city)
{
    int units = city->options.units, people = city->options.people;
    int *filled = arena_alloc(city->arena, (size_t)units, sizeof *filled);
    city->home_first = arena_alloc(city->arena, (size_t)units + 1, sizeof *city->home_first);
    city->at_home = arena_alloc(city->arena, (size_t)people, sizeof *city->at_home);
    if (!filled || !city->home_first || !city->at_home)
        return false;
    for (int unit = 0; unit < units; unit++)
        city->home_first[unit + 1] = city->home_first[unit] + city->units[unit].home_count;
    for (int i = 0; i < people; i++) {
        int home = city->people[i].home;
        city->at_home[city->home_first[home] + filled[home]++] = i;
    }
    return true;
}

static void draw_skills(struct city_person *person, struct dice *dice)
{
    const struct skill *skills = occupations[person->occupation].skills;
    for (int i = 0; i < SKILLS_MAX && skills[i].percent > 0; i++) {
        if (!dice_chance(dice, skills[i].percent))
            continue;
        /* two draws, the lower one: high levels are rare */
        int level = dice_between(dice, skills[i].lowest, skills[i].highest);
        int other = dice_between(dice, skills[i].lowest, skills[i].highest);
        bool reported = !dice_chance(dice, NOT_REPORTED_PERCENT);
        person->level[skills[i].competency] = (signed char)(!reported       ? LEVEL_NOT_REPORTED
                                                            : level < other ? level
                                                                            : other);
    }
}

static bool draw_person(struct city *city, int index, struct dice *dice)
{
    struct city_person *person = &city->people[index];
    /* a stride coprime to 10^8 spreads the numbers without repeating one */
    unsigned spread = (unsigned)(((uint64_t)index * 61803399u + 27182818u) % 100000000u);
    snprintf(person->id, sizeof person->id, "9999%08u%06d", spread, index % 1000000);
    person->occupation =
        dice_weighted(dice, unit_kinds[city->units[person->home].kind].staff, OCCUPATION_COUNT);
    draw_skills(person, dice);
    person->fte_mfte = city->options.flavour == FLAVOUR_UNIT ? 1000 : 800 + 10 * dice_below(dice, 41);
    if (!city->options.names)
        return true;
    person->name =
        arena_format(city->arena, "%s Contoh %d", given_names[dice_below(dice, GIVEN_NAME_COUNT)], index + 1);
    return person->name != NULL;
}

bool generate_people(struct city *city)
{
    struct dice homes = dice_stream(city->options.seed, 2);
    struct dice dice = dice_stream(city->options.seed, 3);
    city->people = arena_alloc(city->arena, (size_t)city->options.people, sizeof *city->people);
    if (!city->people || !draw_homes(city, &homes) || !index_homes(city))
        return false;
    for (int i = 0; i < city->options.people; i++) {
        if (!draw_person(city, i, &dice))
            return false;
    }
    return true;
}
