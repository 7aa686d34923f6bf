/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people agree to and wish for: consent lists, preferences, reluctance, offers; and pairs. */
#include "bench/city.h"

#include <stdlib.h>

enum { PEOPLE_PER_PAIR = 400 };

static int compare_units(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static bool employs(const struct city *city, int unit, int occupation)
{
    return unit_kinds[city->units[unit].kind].staff[occupation] > 0;
}

static bool is_listed(const struct city_person *person, int unit)
{
    for (int i = 0; i < person->consent_count; i++) {
        if (person->consent_units[i] == unit)
            return true;
    }
    return false;
}

/* Walks outwards from where the person is: units with work for the occupation are agreed to two times in
 * three, others one time in ten; a second, longer walk takes whatever is still missing. Home is always on the
 * list. */
static bool draw_consent_list(struct city *city, struct city_person *person, struct dice *dice)
{
    int present = person->unit == NONE ? person->home : person->unit;
    int wanted = city->options.choices + dice_between(dice, -2, 2);
    wanted = wanted < 1 ? 1 : wanted > city->near_count ? city->near_count : wanted;
    const int *near = city->units[present].near;
    person->consent_units = arena_alloc(city->arena, (size_t)wanted + 1, sizeof(int));
    if (!person->consent_units)
        return false;
    if (person->home != person->unit)
        person->consent_units[person->consent_count++] = person->home;
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < city->near_count && person->consent_count < wanted; i++) {
            int percent = pass > 0 ? 50 : employs(city, near[i], person->occupation) ? 67 : 10;
            if (dice_chance(dice, percent) && !is_listed(person, near[i]))
                person->consent_units[person->consent_count++] = near[i];
        }
    }
    qsort(person->consent_units, (size_t)person->consent_count, sizeof(int), compare_units);
    return true;
}

static bool draw_consent(struct city *city, struct city_person *person, struct dice *dice)
{
    int kind = dice_below(dice, 100);
    if (kind < 6 && !is_mover(person) && person->unit != NONE)
        person->consent = CITY_CONSENT_NONE;
    else if (city->options.choices == CHOICES_ALL || kind >= 99)
        person->consent = CITY_CONSENT_ANY;
    else
        person->consent = CITY_CONSENT_LIST;
    return person->consent != CITY_CONSENT_LIST || draw_consent_list(city, person, dice);
}

static int draw_wished_unit(const struct city *city, const struct city_person *person, struct dice *dice)
{
    if (person->consent == CITY_CONSENT_LIST && person->consent_count > 0)
        return person->consent_units[dice_below(dice, person->consent_count)];
    return dice_below(dice, city->options.units);
}

static bool is_preferred(const struct city_person *person, int unit)
{
    for (int i = 0; i < person->prefer_count; i++) {
        if (person->prefer_units[i] == unit)
            return true;
    }
    return false;
}

static void draw_preferences(const struct city *city, struct city_person *person, struct dice *dice)
{
    int wishes = dice_chance(dice, 40) ? dice_between(dice, 1, PREFERS_MAX) : 0;
    if (person->consent == CITY_CONSENT_NONE)
        return;
    for (int i = 0; i < wishes; i++) {
        int unit = draw_wished_unit(city, person, dice);
        int percent = 5 * dice_between(dice, 4, 20);
        if (unit == person->unit || is_preferred(person, unit))
            continue;
        person->prefer_units[person->prefer_count] = unit;
        person->prefer_percent[person->prefer_count++] = percent;
    }
}

static void draw_offer(const struct city *city, struct city_person *person, struct dice *dice)
{
    int kind = dice_below(dice, 100);
    person->offer_cost = dice_between(dice, 2, 8);
    if (kind == 0 && person->reluctance_percent > 50) {
        person->offer = CITY_OFFER_INCENTIVE;
    } else if (kind == 1) {
        const struct unit_kind *at = &unit_kinds[city->units[person->home].kind];
        int demand = dice_below(dice, DEMANDS_MAX);
        person->offer = CITY_OFFER_TRAINING;
        person->offer_competency = (int)at->demands[demand].competency;
        person->offer_level = at->demands[demand].level;
    }
}

/* Two at home in the same unit stay together; two who work in one unit today but are at home in different
 * ones come apart. Both are fulfilled at home. */
static bool draw_pair(const struct city *city, struct dice *dice, struct city_pair *pair)
{
    pair->a = dice_below(dice, city->options.people);
    pair->apart = dice_chance(dice, 50);
    pair->in_group = false;
    const struct city_person *person = &city->people[pair->a];
    int unit = pair->apart && person->unit != NONE ? person->unit : person->home;
    int first = city->home_first[unit], count = city->home_first[unit + 1] - first;
    pair->b = city->at_home[first + dice_below(dice, count)];
    const struct city_person *other = &city->people[pair->b];
    if (pair->a == pair->b || (pair->apart && person->home == other->home))
        return false;
    pair->in_group = !pair->apart && dice_chance(dice, 30);
    return true;
}

static bool draw_pairs(struct city *city, struct dice *dice)
{
    int wanted = city->options.flavour == FLAVOUR_UNIT ? 0 : city->options.people / PEOPLE_PER_PAIR;
    city->pairs = arena_alloc(city->arena, (size_t)wanted, sizeof *city->pairs);
    if (!city->pairs)
        return false;
    for (int attempts = 0; attempts < 50 * wanted && city->pair_count < wanted; attempts++) {
        if (draw_pair(city, dice, &city->pairs[city->pair_count]))
            city->pair_count++;
    }
    return true;
}

bool generate_wishes(struct city *city)
{
    struct dice dice = dice_stream(city->options.seed, 6), pairs = dice_stream(city->options.seed, 7);
    for (int i = 0; i < city->options.people; i++) {
        struct city_person *person = &city->people[i];
        if (!draw_consent(city, person, &dice))
            return false;
        draw_preferences(city, person, &dice);
        person->reluctance_percent = dice_chance(&dice, 50) ? 100 : 10 * dice_between(&dice, 2, 30);
        draw_offer(city, person, &dice);
    }
    return draw_pairs(city, &pairs);
}
