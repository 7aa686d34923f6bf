/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work for a time, of the sorts a city knows: a fortnight of vaccination in a puskesmas, a season of
 * applications in a civil registry, a project of public works. Each begins on a Monday and ends on a Friday,
 * and asks for a share of what its unit needs all year. */
#include "bench/city.h"

#include <string.h>

enum { SURGES_LEAST = 2, STEP_MFTE = 100, LEAST_MFTE = 1000, LAST_WEEK = 48 };

static const struct sort {
    const char *word, *group;
    int weeks[2], percent[2]; /* least and most */
} sorts[] = {{"vaccination", "DINKES", {2, 2}, {15, 30}},
             {"applications", "DUKCAPIL", {6, 10}, {20, 35}},
             {"public-works", "DPU", {12, 26}, {10, 25}}};
enum { SORTS = sizeof sorts / sizeof sorts[0] };

/* One of the agency's units; in a city without one, any. */
static int draw_unit(const struct city *city, const char *group, struct dice *dice)
{
    int count = 0, drawn = dice_below(dice, city->options.units);
    for (int u = 0; u < city->options.units; u++) {
        if (strcmp(unit_kinds[city->units[u].kind].group, group) == 0 && dice_below(dice, ++count) == 0)
            drawn = u;
    }
    return drawn;
}

static struct city_surge draw_surge(const struct city *city, const struct sort *sort, struct dice *dice)
{
    int unit = draw_unit(city, sort->group, dice), weeks = dice_between(dice, sort->weeks[0], sort->weeks[1]);
    int64_t need = city->units[unit].need_mfte * dice_between(dice, sort->percent[0], sort->percent[1]) / 100;
    need = (need + STEP_MFTE / 2) / STEP_MFTE * STEP_MFTE;
    int first_week = dice_between(dice, 4, LAST_WEEK - weeks);
    return (struct city_surge){.word = sort->word,
                               .unit = unit,
                               .first_day = 7 * first_week,
                               .last_day = 7 * (first_week + weeks) - 3,
                               .need_mfte = need > LEAST_MFTE ? need : LEAST_MFTE};
}

void generate_surges(struct city *city)
{
    struct dice dice = dice_stream(city->options.seed, 9);
    if (city->options.flavour != FLAVOUR_SURGES)
        return;
    city->surge_count = dice_between(&dice, SURGES_LEAST, CITY_SURGES_MOST);
    for (int s = 0; s < city->surge_count; s++)
        city->surges[s] = draw_surge(city, &sorts[s % SORTS], &dice);
}
