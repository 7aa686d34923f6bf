/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The policy a flavour is meant to be solved under.
 *   unit   whole FTE against whole needs, nothing capped: the linear relaxation is nearly integral
 *   mixed  everything soft, at most 12 per cent of the people move
 *   tight  the same cap, a hard band, hard minimums, nobody left without a unit
 *   surges as mixed, and a quarter of a unit's people may be lent while the rest covers 75 per cent of its
 * need */
#include "bench/write_city.h"

static struct node write_pair(int64_t first_micro, int64_t second_micro, struct arena *arena)
{
    struct node pair = node_array(arena, 2);
    array_add(&pair, node_micro(first_micro));
    array_add(&pair, node_micro(second_micro));
    return pair;
}

/* Missing work beyond a tenth of the need costs half as much again. */
static struct node write_tiers(struct arena *arena)
{
    struct node tiers = node_array(arena, 2);
    array_add(&tiers, write_pair(0, 100000000, arena));
    array_add(&tiers, write_pair(100000, 150000000, arena));
    return tiers;
}

static struct node write_balance(enum flavour flavour, struct arena *arena)
{
    struct node map = node_map(arena, 4);
    if (flavour == FLAVOUR_TIGHT)
        map_add(&map, "limit", write_pair(850000, 1150000, arena));
    map_add(&map, "over", node_integer(60));
    map_add(&map, "target",
            flavour == FLAVOUR_UNIT ? write_pair(MICRO, MICRO, arena) : write_pair(950000, 1050000, arena));
    map_add(&map, "under", flavour == FLAVOUR_TIGHT ? write_tiers(arena) : node_integer(100));
    return map;
}

static struct node write_relocation(struct arena *arena)
{
    struct node map = node_map(arena, 5);
    map_add(&map, "move", node_integer(10));
    map_add(&map, "move_within_group", node_integer(8));
    map_add(&map, "per_km", node_micro(200000));
    map_add(&map, "preference", node_integer(10));
    map_add(&map, "reluctance", node_integer(10));
    return map;
}

static struct node write_rule(const char *rule, const char *cite, const char *list, const char *word,
                              const char *other_word, struct arena *arena)
{
    struct node map = node_map(arena, 3), words = node_array(arena, 2);
    array_add(&words, node_borrowed(word));
    if (other_word)
        array_add(&words, node_borrowed(other_word));
    map_add(&map, "cite", node_borrowed(cite));
    map_add(&map, "rule", node_borrowed(rule));
    map_add(&map, list, words);
    return map;
}

static struct node write_rules(struct arena *arena)
{
    struct node rules = node_array(arena, 3), tenure = node_map(arena, 3);
    map_add(&tenure, "cite", node_borrowed("PP 11/2017 art. 190(3); Peraturan BKN 5/2019 art. 2"));
    map_add(&tenure, "rule", node_borrowed("min_tenure"));
    map_add(&tenure, "years", node_integer(2));
    array_add(&rules, write_rule("status_fixed", "PP 49/2018", "status", "PPPK", NULL, arena));
    array_add(&rules, tenure);
    array_add(&rules, write_rule("tag_fixed", "Peraturan BKN 5/2019 art. 3", "tags", "disciplinary-case",
                                 "study-leave", arena));
    return rules;
}

/* Where needs are far beyond the staff there is, a unit keeps nine tenths of what it has at home. */
static struct node write_secondment(const struct city_options *options, struct arena *arena)
{
    struct node map = node_map(arena, 4);
    int dearest = options->need_percent + 7, keeps = dearest <= 120 ? 75 : 9000 / dearest;
    map_add(&map, "donor_min", node_micro(keeps * INT64_C(10000)));
    map_add(&map, "max_share", node_micro(250000));
    map_add(&map, "move", node_integer(4));
    map_add(&map, "per_km", node_micro(100000));
    return map;
}

struct node write_policy(const struct city *city, struct arena *arena)
{
    enum flavour flavour = city->options.flavour;
    struct node map = node_map(arena, 9), competency = node_map(arena, 1), moves = node_map(arena, 1);
    map_add(&competency, "shortage", node_integer(80));
    map_add(&moves, "max_share", node_micro(MOVE_CAP_PERCENT * INT64_C(10000)));
    map_add(&map, "balance", write_balance(flavour, arena));
    map_add(&map, "competency", competency);
    map_add(&map, "format", node_borrowed("mutasi-policy/1"));
    if (flavour != FLAVOUR_UNIT)
        map_add(&map, "moves", moves);
    map_add(&map, "relocation", write_relocation(arena));
    map_add(&map, "rules", write_rules(arena));
    if (flavour == FLAVOUR_SURGES)
        map_add(&map, "secondment", write_secondment(&city->options, arena));
    if (flavour != FLAVOUR_TIGHT)
        map_add(&map, "unplaced", node_integer(500));
    return map;
}
