/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The generator's inner seam: what has been said so far, so that later parts do not contradict it. */
#ifndef MUTASI_TESTS_SUPPORT_TINY_TOWN_H
#define MUTASI_TESTS_SUPPORT_TINY_TOWN_H

#include "tests/support/tiny.h"
#include "tests/support/tiny_random.h"

enum { TOWN_UNITS_MAX = 8, TOWN_PEOPLE_MAX = 24, TOWN_GROUPS_MAX = 2, TOWN_COMPETENCIES = 3 };

struct town {
    struct arena *arena;
    struct tiny_random random, lending; /* of surges on their own: the rest of a town stays as it was */
    const struct tiny_size *size;
    int32_t units, groups, people;
    int32_t surges;
    bool lopsided;       /* nearly everybody sits in the first unit: caps on moves matter */
    bool needs_by_group; /* no unit has a need of its own */
    double placements;   /* upper estimate of the number of placements so far */
    struct {
        bool open, reopened, has_need, gone;
        int32_t group;
    } unit[TOWN_UNITS_MAX];
    struct {
        int32_t unit;
        bool pinned, gone, placed;
    } person[TOWN_PEOPLE_MAX];
};

const char *town_unit_id(int32_t unit);
const char *town_person_id(struct town *town, int32_t person);
const char *town_group_id(int32_t group);
const char *town_competency_id(int32_t competency);

bool town_chance(struct town *town, int32_t percent);
int32_t town_below(struct town *town, int32_t count);

/* A number between two micro values: whole tenths mostly, sometimes all six decimals. */
struct node town_number(struct town *town, int64_t lowest_micro, int64_t highest_micro);
int64_t town_micro(struct town *town, int64_t lowest_micro, int64_t highest_micro);
struct node town_text(const char *text);

/* [lower|null, upper|null] of integers or of decimals around what `people` people bring. */
struct node town_headcount_limits(struct town *town, int32_t people);
struct node town_supply_limits(struct town *town, int32_t people);
struct node town_competencies(struct town *town, int32_t most);
void town_add_need(struct town *town, struct node *unit, int32_t people, int32_t work_percent);

/* Single parts, shared by instance and scenario. */
struct node town_unit(struct town *town, int32_t unit);
struct node town_person(struct town *town, int32_t person);

struct node town_groups(struct town *town, int32_t people);
/* How many surges the town has, and those; what the policy says of them. */
int32_t town_surge_count(struct town *town);
struct node town_surges(struct town *town);
struct node town_secondment(struct town *town);

struct node town_instance(struct town *town);
struct node town_policy(struct town *town);
struct node town_scenario(struct town *town, bool has_policy);

#endif
