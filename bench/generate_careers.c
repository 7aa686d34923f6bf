/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Status, tenure, grade, tags and pins. Whoever has to go home must be free to. */
#include "bench/city.h"

enum { YEAR_DAYS = 365, TWO_YEARS_DAYS = 731 };

static void draw_tenure(struct city_person *person, struct random *random)
{
    int age = random_between(random, 24 * YEAR_DAYS, 58 * YEAR_DAYS);
    int service = (age - 22 * YEAR_DAYS) < 12 * YEAR_DAYS ? age - 22 * YEAR_DAYS : 12 * YEAR_DAYS;
    bool recent = random_chance(random, 15), reported = !random_chance(random, 1);
    int since = random_between(random, TWO_YEARS_DAYS, 12 * YEAR_DAYS);
    if (since > service)
        since = service;
    if (recent)
        since = random_between(random, 30, TWO_YEARS_DAYS - 2);
    person->born_days = age;
    person->since_days = reported ? since : SINCE_NOT_REPORTED;
    if (is_mover(person) && since < TWO_YEARS_DAYS)
        person->since_days = TWO_YEARS_DAYS + since;
}

static void draw_career(struct city_person *person, struct random *random)
{
    bool free_to_move = is_mover(person) || person->unit == NONE;
    int tag = random_below(random, 200);
    bool contract = random_chance(random, 18), pinned = random_chance(random, 1);
    person->grade = random_below(random, 8);
    draw_tenure(person, random);
    if (person->unit == NONE)
        person->since_days = SINCE_NOT_REPORTED;
    person->contract = contract && !is_mover(person);
    person->pinned = pinned && !free_to_move;
    person->tag = free_to_move || tag > 2 ? TAG_NONE : tag > 0 ? TAG_STUDY_LEAVE : TAG_DISCIPLINARY;
}

bool generate_careers(struct city *city)
{
    struct random random = random_stream(city->options.seed, 5);
    for (int i = 0; i < city->options.people; i++)
        draw_career(&city->people[i], &random);
    return true;
}
