/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The invented city's vocabulary: competencies, the occupations that bring them, and the kinds of unit that
 * need them. Tables only. */
#ifndef MUTASI_BENCH_OCCUPATIONS_H
#define MUTASI_BENCH_OCCUPATIONS_H

/* X(NAME, id) */
#define COMPETENCY_LIST(X)                                                                                   \
    X(ACCOUNTING, "accounting")                                                                              \
    X(ARCHIVING, "archiving")                                                                                \
    X(AUDITING, "auditing")                                                                                  \
    X(CIVIL_ENGINEERING, "civil-engineering")                                                                \
    X(CIVIL_REGISTRATION, "civil-registration")                                                              \
    X(COUNSELLING, "counselling")                                                                            \
    X(DATA_ANALYSIS, "data-analysis")                                                                        \
    X(ENVIRONMENT, "environment")                                                                            \
    X(IT_SYSTEMS, "it-systems")                                                                              \
    X(LAW, "law")                                                                                            \
    X(LICENSING, "licensing")                                                                                \
    X(MANAGEMENT, "management")                                                                              \
    X(MIDWIFERY, "midwifery")                                                                                \
    X(NURSING, "nursing")                                                                                    \
    X(PROCUREMENT, "procurement")                                                                            \
    X(PUBLIC_HEALTH, "public-health")                                                                        \
    X(PUBLIC_SERVICE, "public-service")                                                                      \
    X(SURVEYING, "surveying")                                                                                \
    X(TEACHING, "teaching")
enum competency {
#define COMPETENCY_ENUM(name, id) COMPETENCY_##name,
    COMPETENCY_LIST(COMPETENCY_ENUM)
#undef COMPETENCY_ENUM
        COMPETENCY_COUNT
};
extern const char *const competency_ids[COMPETENCY_COUNT];

enum { OCCUPATION_COUNT = 10, SKILLS_MAX = 5 };

/* Held by `percent` of the occupation's people, at a level between lowest and highest. */
struct skill {
    enum competency competency;
    int percent, lowest, highest;
};

struct occupation {
    const char *name;
    struct skill skills[SKILLS_MAX]; /* percent 0 ends the list */
};
extern const struct occupation occupations[OCCUPATION_COUNT];

enum { KIND_COUNT = 9, DEMANDS_MAX = 5 };

/* A kind of unit: how common, whom it employs, and what a minimum may be asked for. */
struct unit_kind {
    const char *group, *agency, *unit_name; /* group id, its name, the first words of a unit's name */
    int weight;
    int staff[OCCUPATION_COUNT]; /* weight per occupation; 0: not employed */
    struct {
        enum competency competency;
        int level;
    } demands[DEMANDS_MAX];
    struct {
        const char *name;
        int minutes;
    } tasks[3];
};
extern const struct unit_kind unit_kinds[KIND_COUNT];

#endif
