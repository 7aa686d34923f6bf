/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Surges and what the policy says of lending, in one town of eight. */
#include "tests/support/tiny_town.h"

int32_t town_surge_count(struct town *town)
{
    int32_t draw = tiny_below(&town->lending, 16);
    return draw > 2 ? 0 : draw > 0 ? 2 : 1;
}

/* One number in tenths, or with all six decimals. */
static struct node amount(struct town *town, int64_t highest_micro)
{
    int64_t micro = tiny_between(&town->lending, 0, highest_micro);
    return node_micro(tiny_chance(&town->lending, 70) ? micro / 100000 * 100000 : micro);
}

/* Some follow each other, some meet on one day, some share their first day or cover each other. */
static void add_days(struct town *town, struct node *surge)
{
    static const struct {
        const char *from, *to;
    } periods[] = {{"2026-04-01", "2026-04-30"},
                   {"2026-04-01", "2026-05-01"},
                   {"2026-05-01", "2026-05-31"},
                   {"2026-05-01", "2026-05-01"},
                   {"2026-04-10", "2026-05-31"}};
    int32_t period = tiny_below(&town->lending, 5);
    map_add(surge, "from", town_text(periods[period].from));
    map_add(surge, "to", town_text(periods[period].to));
}

struct node town_surges(struct town *town)
{
    static const char *const ids[] = {"vaksin/1", "S~2"};
    struct node out = node_array(town->arena, 2);
    for (int32_t s = 0; s < town->surges; s++) {
        struct node surge = node_map(town->arena, 5);
        map_add(&surge, "id", town_text(ids[s]));
        map_add(&surge, "unit", town_text(town_unit_id(tiny_below(&town->lending, town->units))));
        map_add(&surge, "need", tiny_chance(&town->lending, 12) ? node_integer(0) : amount(town, 3000000));
        add_days(town, &surge);
        array_add(&out, surge);
    }
    return out;
}

struct node town_secondment(struct town *town)
{
    struct node out = node_map(town->arena, 4);
    map_add(&out, "move", amount(town, 4000000));
    map_add(&out, "per_km", amount(town, 200000));
    map_add(&out, "max_share", amount(town, 700000));
    map_add(&out, "donor_min", amount(town, 900000));
    return out;
}
