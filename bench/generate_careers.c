/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Status, tenure, grade, tags and pins. Whoever has to go home must be free to. */
#include "bench/city.h"

enum { YEAR_DAYS = 365, TWO_YEARS_DAYS = 731 };

static void draw_tenure(struct city_person *person, struct dice *dice)
{
    int age = dice_between(dice, 24 * YEAR_DAYS, 58 * YEAR_DAYS);
    int service = (age - 22 * YEAR_DAYS) < 12 * YEAR_DAYS ? age - 22 * YEAR_DAYS : 12 * YEAR_DAYS;
    bool recent = dice_chance(dice, 15), reported = !dice_chance(dice, 1);
    int since = dice_between(dice, TWO_YEARS_DAYS, 12 * YEAR_DAYS);
    if (since > service)
        since = service;
    if (recent)
        since = dice_between(dice, 30, TWO_YEARS_DAYS - 2);
    person->born_days = age;
    person->since_days = reported ? since : SINCE_NOT_REPORTED;
    if (is_mover(person) && since < TWO_YEARS_DAYS)
        person->since_days = TWO_YEARS_DAYS + since;
}

static void draw_career(struct city_person *person, struct dice *dice)
{
    bool free_to_move = is_mover(person) || person->unit == NONE;
    int tag = dice_below(dice, 200);
    bool contract = dice_chance(dice, 18), pinned = dice_chance(dice, 1);
    person->grade = dice_below(dice, 8);
    draw_tenure(person, dice);
    if (person->unit == NONE)
        person->since_days = SINCE_NOT_REPORTED;
    person->contract = contract && !is_mover(person);
    person->pinned = pinned && !free_to_move;
    person->tag = free_to_move || tag > 2 ? TAG_NONE : tag > 0 ? TAG_STUDY_LEAVE : TAG_DISCIPLINARY;
}

bool generate_careers(struct city *city)
{
    struct dice dice = dice_stream(city->options.seed, 5);
    for (int i = 0; i < city->options.people; i++)
        draw_career(&city->people[i], &dice);
    return true;
}
