/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People: what they have, want and may be offered. */
#include "tests/support/tiny_town.h"

static void add_dates(struct town *town, struct node *person)
{
    /* the planning date is 2026-03-01: two years before it, and either side of that */
    static const char *const since[] = {"2024-02-29", "2024-03-01", "2024-03-02", "2019-07-15", "2025-12-31"};
    if (town_chance(town, 45)) {
        map_add(person, "since", town_text(since[town_below(town, 5)]));
    }
    /* 58 today, tomorrow, yesterday for want of a leap day, in a year to the day and a day later, long after
     */
    static const char *const born[] = {"1968-03-01", "1968-03-02", "1968-02-29",
                                       "1969-03-01", "1969-03-02", "1980-08-17"};
    if (town_chance(town, 35)) {
        map_add(person, "born", town_text(born[town_below(town, 6)]));
    }
}

static void add_standing(struct town *town, struct node *person)
{
    static const char *const statuses[] = {"PNS", "PPPK", "CPNS"};
    if (town_chance(town, 50)) {
        map_add(person, "status", town_text(statuses[town_below(town, 3)]));
    }
    if (town_chance(town, 20)) {
        map_add(person, "grade", town_text("III/a"));
    }
    if (town_chance(town, 25)) {
        struct node tags = node_array(town->arena, 2);
        array_add(&tags, town_text("tubel"));
        if (town_chance(town, 40)) {
            array_add(&tags, town_text("hukdis"));
        }
        map_add(person, "tags", tags);
    }
}

static void add_competencies(struct town *town, struct node *person)
{
    struct node held = node_map(town->arena, TOWN_COMPETENCIES);
    for (int32_t c = 0; c < TOWN_COMPETENCIES; c++) {
        if (town_chance(town, 60)) {
            map_add(&held, town_competency_id(c),
                    town_chance(town, 20) ? node_null() : node_integer(1 + town_below(town, 5)));
        }
    }
    map_add(person, "competencies", held);
}

static struct node some_units(struct town *town)
{
    struct node units = node_array(town->arena, TOWN_UNITS_MAX);
    for (int32_t u = 0; u < town->units; u++) {
        if (!town->unit[u].gone && town_chance(town, 65)) {
            array_add(&units, town_text(town_unit_id(u)));
        }
    }
    return units;
}

static void add_wishes(struct town *town, struct node *person)
{
    if (town_chance(town, 50)) {
        struct node prefers = node_map(town->arena, TOWN_UNITS_MAX);
        for (int32_t u = 0; u < town->units; u++) {
            if (!town->unit[u].gone && town_chance(town, 40)) {
                map_add(&prefers, town_unit_id(u), town_number(town, 0, 1000000));
            }
        }
        map_add(person, "prefers", prefers);
    }
    int32_t kind = town_below(town, town->lopsided ? 30 : 10);
    if (kind < 2) {
        map_add(person, "consent", some_units(town));
    } else if (kind < 5) {
        map_add(person, "consent", town_text(kind == 2 && town_chance(town, 55) ? "none" : "any"));
    }
}

static struct node training(struct town *town)
{
    struct node offer = node_map(town->arena, 4);
    map_add(&offer, "kind", town_text("training"));
    map_add(&offer, "cost", town_number(town, 0, 30000000));
    map_add(&offer, "competency", town_text(town_competency_id(town_below(town, TOWN_COMPETENCIES))));
    if (town_chance(town, 60)) {
        map_add(&offer, "level", node_integer(1 + town_below(town, 5)));
    }
    return offer;
}

static struct node incentive(struct town *town, int64_t reluctance_micro)
{
    struct node offer = node_map(town->arena, 3);
    map_add(&offer, "kind", town_text("incentive"));
    map_add(&offer, "cost", town_number(town, 0, 6000000));
    map_add(&offer, "reluctance", town_number(town, 0, reluctance_micro));
    return offer;
}

/* Offers multiply a person's choices: given only while the placements stay few. */
static void add_offers(struct town *town, struct node *person, double choices, int64_t reluctance_micro)
{
    struct node offers = node_array(town->arena, 2);
    int32_t count = town_chance(town, 60) ? 0 : 1 + town_chance(town, 25);
    int32_t given = 0;
    while (given < count && town->placements * choices * (given + 2) <= town->size->placements_max) {
        array_add(&offers, town_chance(town, 60) ? training(town) : incentive(town, reluctance_micro));
        given++;
    }
    town->placements *= choices * (given + 1);
    if (given > 0 || town_chance(town, 10)) {
        map_add(person, "offers", offers);
    }
}

struct node town_person(struct town *town, int32_t person)
{
    struct node out = node_map(town->arena, 20);
    int32_t unit = town_chance(town, 18) ? NONE : town_below(town, town->units);
    if (town->lopsided && town_chance(town, 65)) {
        unit = 0;
    }
    bool settled = unit != NONE && town->unit[unit].open && !town->unit[unit].gone;
    if (unit != NONE && town->unit[unit].gone) {
        unit = NONE;
    }
    map_add(&out, "id", town_text(town_person_id(town, person)));
    map_add(&out, "unit", unit == NONE ? node_null() : town_text(town_unit_id(unit)));
    if (town_chance(town, 20)) {
        map_add(&out, "name", town_text("Siti"));
    }
    if (town_chance(town, 65)) {
        map_add(&out, "fte", town_chance(town, 2) ? node_integer(0) : town_number(town, 250000, 1200000));
    }
    add_standing(town, &out);
    add_dates(town, &out);
    if (town_chance(town, 85)) {
        add_competencies(town, &out);
    }
    add_wishes(town, &out);
    int64_t reluctance = town_chance(town, 60) ? 1000000 : town_micro(town, 0, 2500000);
    if (reluctance != 1000000) {
        map_add(&out, "reluctance", node_micro(reluctance));
    }
    town->person[person].unit = unit;
    town->person[person].pinned = settled && town_chance(town, 10);
    if (town->person[person].pinned || town_chance(town, 15)) {
        map_add(&out, "pinned", node_boolean(town->person[person].pinned));
    }
    add_offers(town, &out, town->units * (1 + town->surges) + 1,
               reluctance); /* pinned people may be released */
    return out;
}
