/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What units ask for, read off the people at home: needs near their supply, minimums they meet, limits they
 * keep. Tight asks for nearly all of it. */
#include "bench/city.h"

enum { WORK_PERCENT = 30, EFFECTIVE_MINUTES = 75000 };

static int64_t home_supply(const struct city *city, int unit)
{
    int64_t supply = 0;
    for (int i = city->home_first[unit]; i < city->home_first[unit + 1]; i++)
        supply += city->people[city->at_home[i]].fte_mfte;
    return supply;
}

/* Need in milli-FTE, around the asked share of the supply at home. Unit: whole FTE, so that rows stay
 * integral. Tight: within 3 per cent of the supply at home, well inside the policy's hard band. */
static int64_t draw_need(const struct city_options *options, int64_t supply, struct dice *dice)
{
    enum flavour flavour = options->flavour;
    int percent = flavour == FLAVOUR_TIGHT
                      ? dice_between(dice, 97, 103)
                      : dice_between(dice, options->need_percent - 7, options->need_percent + 7);
    int64_t step = flavour == FLAVOUR_UNIT ? 1000 : 10, need = supply * percent / 100;
    return (need + step / 2) / step * step;
}

/* The same need as an ABK: volumes of the unit's three tasks. The need becomes what the volumes say. */
static void write_as_work(struct city_unit *unit, struct dice *dice)
{
    int64_t minutes = unit->need_mfte * EFFECTIVE_MINUTES / 1000, sum = 0;
    for (int i = 0; i < TASKS_MAX; i++) {
        int64_t share = i == TASKS_MAX - 1 ? minutes - sum : minutes * dice_between(dice, 20, 40) / 100;
        int each = unit_kinds[unit->kind].tasks[i].minutes;
        unit->task_volume[i] = (int)((share + each / 2) / each);
        sum += (int64_t)unit->task_volume[i] * each;
    }
    unit->need_mfte = (sum * 1000 + EFFECTIVE_MINUTES / 2) / EFFECTIVE_MINUTES;
}

static int count_qualified(const struct city *city, int unit, int competency, int level)
{
    int count = 0;
    for (int i = city->home_first[unit]; i < city->home_first[unit + 1]; i++)
        count += city->people[city->at_home[i]].level[competency] >= level;
    return count;
}

static bool has_minimum(const struct city_unit *unit, int competency, int level)
{
    for (int i = 0; i < unit->minimum_count; i++) {
        if (unit->minimums[i].competency == competency && unit->minimums[i].level == level)
            return true;
    }
    return false;
}

static void draw_minimums(struct city *city, int index, struct dice *dice)
{
    struct city_unit *unit = &city->units[index];
    int order[DEMANDS_MAX] = {0, 1, 2, 3, 4}, wanted = dice_between(dice, 2, MINIMUMS_MAX);
    dice_shuffle(dice, order, DEMANDS_MAX);
    for (int i = 0; i < DEMANDS_MAX && unit->minimum_count < wanted; i++) {
        int competency = (int)unit_kinds[unit->kind].demands[order[i]].competency;
        int level = unit_kinds[unit->kind].demands[order[i]].level;
        int held = count_qualified(city, index, competency, level);
        int min = held * dice_between(dice, 75, 100) / 100;
        if (held == 0 || has_minimum(unit, competency, level))
            continue;
        unit->minimums[unit->minimum_count++] = (struct city_minimum){competency, level, min > 0 ? min : 1};
    }
}

static void set_headcount_limits(struct city_unit *unit)
{
    int slack = unit->home_count * 12 / 100 > 1 ? unit->home_count * 12 / 100 : 1;
    unit->headcount_limits[0] = unit->home_count - slack;
    unit->headcount_limits[1] = unit->home_count + slack;
}

/* An agency as a whole asks for experts: level 4 of what its units want first. */
static void draw_group_minimum(struct city *city, struct city_group *group, struct dice *dice)
{
    int competency = (int)unit_kinds[group->kind].demands[0].competency, held = 0;
    for (int unit = 0; unit < city->options.units; unit++) {
        if (city->units[unit].kind == group->kind)
            held += count_qualified(city, unit, competency, 4);
    }
    int percent = dice_between(dice, 80, 98);
    group->minimum = (struct city_minimum){competency, 4, held * percent / 100};
}

void generate_demands(struct city *city)
{
    enum flavour flavour = city->options.flavour;
    struct dice dice = dice_stream(city->options.seed, 8);
    for (int i = 0; i < city->options.units; i++) {
        struct city_unit *unit = &city->units[i];
        unit->need_mfte = draw_need(&city->options, home_supply(city, i), &dice);
        if (dice_chance(&dice, WORK_PERCENT) && flavour != FLAVOUR_UNIT)
            write_as_work(unit, &dice);
        draw_minimums(city, i, &dice);
        set_headcount_limits(unit);
    }
    for (int i = 0; i < city->group_count && i < 2 && flavour != FLAVOUR_UNIT; i++)
        draw_group_minimum(city, &city->groups[i], &dice);
}

const char *const flavour_words[] = {"unit", "mixed", "tight", "surges"};

struct city *city_new(struct arena *arena, const struct city_options *options)
{
    struct city *city = arena_alloc(arena, 1, sizeof *city);
    if (!city)
        return NULL;
    city->options = *options;
    city->arena = arena;
    if (!generate_units(city) || !generate_people(city) || !generate_present(city) ||
        !generate_careers(city) || !generate_wishes(city))
        return NULL;
    generate_demands(city);
    generate_surges(city);
    return city;
}
