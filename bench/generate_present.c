/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The present placement: people taken from their homes until some units stand at 60 per cent of their staff
 * and others at 140. Fewer than the policy's cap are taken, so that all of them may go back. */
#include "bench/city.h"

enum { NEWCOMER_PERMILLE = 30, MOVERS_PERMILLE = 105, TOWARDS_OWN_KIND_PERCENT = 70 };

/* Room for the drawing: per unit how many more (or fewer, negative) people than at home it should have. */
struct drift {
    struct city *city;
    struct dice *dice;
    int *surplus; /* per unit */
    int *order;   /* units in random order */
    int quota;    /* people that may still be taken */
};

static void draw_newcomers(struct city *city, struct dice *dice)
{
    for (int i = 0; i < city->options.people; i++) {
        int home = city->people[i].home;
        bool alone = city->home_first[home + 1] - city->home_first[home] < 4;
        if (!alone && dice_below(dice, 1000) < NEWCOMER_PERMILLE)
            city->people[i].unit = NONE;
    }
}

static int settled_at(const struct city *city, int unit)
{
    int count = 0;
    for (int i = city->home_first[unit]; i < city->home_first[unit + 1]; i++)
        count += city->people[city->at_home[i]].unit != NONE;
    return count;
}

/* Of every ten units in random order four are short of staff, four crowded and two near their work. */
static int draw_coverage_percent(struct dice *dice, int rank)
{
    if (rank % 10 < 8)
        return rank % 2 == 0 ? dice_between(dice, 60, 80) : dice_between(dice, 120, 140);
    return dice_between(dice, 96, 104);
}

static int draw_surplus(struct drift *drift)
{
    int settled_in_all = 0, units = drift->city->options.units;
    for (int i = 0; i < units; i++)
        drift->order[i] = i;
    dice_shuffle(drift->dice, drift->order, units);
    for (int i = 0; i < units; i++) {
        int unit = drift->order[i], settled = settled_at(drift->city, unit);
        int percent = draw_coverage_percent(drift->dice, i);
        drift->surplus[unit] = (settled * percent + 50) / 100 - settled;
        settled_in_all += settled;
    }
    return settled_in_all;
}

static bool employs(const struct city *city, int unit, int occupation)
{
    return unit_kinds[city->units[unit].kind].staff[occupation] > 0;
}

/* A crowded unit for the person: most often a near one with work for the occupation. */
static int find_host(struct drift *drift, const struct city_person *person)
{
    const struct city *city = drift->city;
    const struct city_unit *home = &city->units[person->home];
    bool own_kind = dice_chance(drift->dice, TOWARDS_OWN_KIND_PERCENT);
    for (int i = 0; i < city->near_count; i++) {
        int unit = home->near[i];
        if (drift->surplus[unit] > 0 && (!own_kind || employs(city, unit, person->occupation)))
            return unit;
    }
    for (int i = 0; i < city->options.units; i++) {
        if (drift->surplus[drift->order[i]] > 0)
            return drift->order[i];
    }
    return NONE;
}

/* Takes people from one short unit, from a random one on, until it is as short as drawn. */
static void take_from(struct drift *drift, int unit)
{
    struct city *city = drift->city;
    int first = city->home_first[unit], count = city->home_first[unit + 1] - first;
    int offset = dice_below(drift->dice, count);
    for (int i = 0; i < count && drift->surplus[unit] < 0 && drift->quota > 0; i++) {
        struct city_person *person = &city->people[city->at_home[first + (offset + i) % count]];
        if (person->unit == NONE)
            continue;
        int host = find_host(drift, person);
        if (host == NONE)
            return;
        person->unit = host;
        drift->surplus[host]--;
        drift->surplus[unit]++;
        drift->quota--;
    }
}

bool generate_present(struct city *city)
{
    size_t units = (size_t)city->options.units;
    struct dice dice = dice_stream(city->options.seed, 4);
    struct drift drift = {.city = city, .dice = &dice};
    drift.surplus = arena_alloc(city->arena, units, sizeof *drift.surplus);
    drift.order = arena_alloc(city->arena, units, sizeof *drift.order);
    if (!drift.surplus || !drift.order)
        return false;
    draw_newcomers(city, &dice);
    int settled = draw_surplus(&drift);
    drift.quota = (int)((int64_t)settled * MOVERS_PERMILLE / 1000);
    for (int i = 0; i < city->options.units; i++)
        take_from(&drift, drift.order[i]);
    return true;
}
