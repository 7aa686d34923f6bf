/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An invented city as plain numbers, before it becomes a document.
 *
 * It is built backwards. First everybody gets a home: a hidden placement in which every unit has the people
 * and competencies it is going to ask for. Then some are taken from their homes into other units until units
 * stand at 60 to 140 per cent of their work: that is the present placement the planner sees. Going back is a
 * plan that keeps every hard demand, cap, rule and consent, so a city is feasible by construction, however
 * tight; whether it is also cheap is for the engine to find out.
 *
 * All numbers are integers (milli-FTE, micro-degrees, percent), so the same seed gives the same bytes on
 * every machine. */
#ifndef MUTASI_BENCH_CITY_H
#define MUTASI_BENCH_CITY_H

#include "bench/dice.h"
#include "bench/occupations.h"
#include "proto/arena.h"
#include "proto/instance.h"
#include "proto/tree.h"

enum flavour { FLAVOUR_UNIT, FLAVOUR_MIXED, FLAVOUR_TIGHT, FLAVOUR_SURGES };
extern const char *const flavour_words[FLAVOUR_SURGES + 1];
enum { CHOICES_ALL = -1 };

struct city_options {
    int people, units;
    enum flavour flavour;
    uint64_t seed;
    int choices;      /* units a person consents to, about; CHOICES_ALL: any */
    int need_percent; /* needs, about, in per cent of what the people at home supply; not in tight */
    bool distances, names;
};

struct city_minimum {
    int competency, level, min;
};

enum { MINIMUMS_MAX = 4, TASKS_MAX = 3, PREFERS_MAX = 3, MOVE_CAP_PERCENT = 12 };

struct city_unit {
    char id[12];
    const char *name;
    int kind, town;
    int64_t lat, lon; /* micro-degrees */
    int home_count;   /* people at home here */
    int64_t need_mfte;
    int task_volume[TASKS_MAX]; /* ABK rows of the unit's kind; all 0: the need is given in FTE */
    struct city_minimum minimums[MINIMUMS_MAX];
    int minimum_count;
    int headcount_limits[2]; /* tight only */
    int *near;               /* other units, nearest first */
};

struct city_group {
    int kind;
    struct city_minimum minimum; /* min 0: none */
};

enum { LEVEL_NOT_REPORTED = -1 }; /* the person's file does not say; 0: not held */
enum { SINCE_NOT_REPORTED = -1 };
enum city_tag { TAG_NONE, TAG_STUDY_LEAVE, TAG_DISCIPLINARY, TAG_COUNT };
enum city_consent { CITY_CONSENT_LIST, CITY_CONSENT_ANY, CITY_CONSENT_NONE };
enum city_offer { CITY_OFFER_NONE, CITY_OFFER_TRAINING, CITY_OFFER_INCENTIVE };

struct city_person {
    char id[20]; /* 18 digits like a NIP, beginning 9999, which no date of birth does */
    const char *name;
    int occupation;
    int home, unit; /* unit NONE: newcomer */
    int fte_mfte;
    signed char level[COMPETENCY_COUNT];
    bool contract; /* PPPK */
    bool pinned;
    enum city_tag tag;
    int grade;
    int born_days, since_days; /* before the planning date */
    enum city_consent consent;
    int *consent_units; /* sorted */
    int consent_count;
    int prefer_units[PREFERS_MAX], prefer_percent[PREFERS_MAX], prefer_count;
    int reluctance_percent;
    enum city_offer offer;
    int offer_cost, offer_competency, offer_level;
};

struct city_pair {
    bool apart, in_group;
    int a, b;
};

/* Work for a time, beyond the year's. */
struct city_surge {
    const char *word;
    int unit, first_day, last_day; /* days after the planning date, both included */
    int64_t need_mfte;
};
enum { CITY_SURGES_MOST = 6 };

struct city {
    struct city_options options;
    struct arena *arena; /* owns everything below; borrowed */
    struct city_unit *units;
    struct city_group groups[KIND_COUNT];
    int group_count;
    int near_count; /* length of every unit's `near` */
    struct city_person *people;
    int *at_home, *home_first; /* people by home: at_home[home_first[u] .. home_first[u + 1]) */
    struct city_pair *pairs;
    int pair_count;
    struct city_surge surges[CITY_SURGES_MOST]; /* of the flavour surges */
    int surge_count;
};

/* Builds the city in the arena. options: 1 <= units <= people. NULL when out of memory. */
struct city *city_new(struct arena *arena, const struct city_options *options);

/* The steps of city_new, in order; each needs those before. False when out of memory. */
bool generate_units(struct city *city);   /* kinds, places, names, neighbours, sizes */
bool generate_people(struct city *city);  /* homes, occupations, competencies, capacities */
bool generate_present(struct city *city); /* where they are today */
bool generate_careers(struct city *city); /* status, tenure, grades, tags, pins */
bool generate_wishes(struct city *city);  /* consent, preferences, reluctance, offers, pairs */
void generate_demands(struct city *city); /* needs, minimums and limits that the homes fulfil */
void generate_surges(struct city *city);  /* work for a time */

bool is_mover(const struct city_person *person); /* present unit and home differ */

/* Distance between two units in micro-degrees of latitude, along a straight line. */
int64_t unit_distance(const struct city_unit *a, const struct city_unit *b);

/* The documents, canonical. */
enum error_code city_write(const struct city *city, struct arena *arena, const struct node **out,
                           struct error *error);
enum error_code city_write_policy(const struct city *city, struct arena *arena, const struct node **out,
                                  struct error *error);
/* {employee: home} of everybody who is not at home: a plan that keeps every hard demand. */
enum error_code city_write_target(const struct city *city, struct arena *arena, const struct node **out,
                                  struct error *error);

#endif
