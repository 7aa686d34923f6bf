/* SPDX-License-Identifier: MIT */
/* The placement problem as read and validated from a document: ids resolved to indices, numbers exact.
 *
 * Everything lives in the arena given to instance_read. Indices are 0-based positions in the document's
 * arrays; NONE (-1) stands for "no unit", "no group" and so on. */
#ifndef MUTASI_PROTO_INSTANCE_H
#define MUTASI_PROTO_INSTANCE_H

#include "proto/arena.h"
#include "proto/error.h"
#include "proto/number.h"
#include "proto/tree.h"

#include <stdbool.h>
#include <stdint.h>

enum { NONE = -1 };
enum { LEVEL_UNKNOWN = 0, LEVEL_MIN = 1, LEVEL_MAX = 5 };

/* A closed interval; INT64_MIN / INT64_MAX where it is open. */
struct interval {
    int64_t lower, upper;
};

/* A calendar day, days since 1970-01-01; DAY_NONE when the document does not say. */
typedef int32_t day;
#define DAY_NONE INT32_MIN

/* At least `min` people who hold `competency` at `level` or above. */
struct minimum {
    int32_t competency; /* index into instance.competencies */
    int32_t level;      /* 1..5 */
    int32_t min;
    bool hard; /* as the document says; a policy with shortage "hard" makes all of them hard */
};

enum need_kind { NEED_NONE, NEED_FTE, NEED_WORK };

/* How much work: absent, given in FTE, or volumes x minutes to be divided by the policy's effective minutes.
 */
struct need {
    enum need_kind kind;
    int64_t mfte;         /* NEED_FTE */
    int128 micro_minutes; /* NEED_WORK: sum of volume (micro) x minutes (micro), so 10^-12 minutes */
};

/* What units and groups have in common: demands on the people placed in them. */
struct demand {
    struct need need;
    struct interval supply_mfte; /* hard; open when absent */
    struct interval headcount;   /* hard; open when absent */
    const struct minimum *minimums;
    int32_t minimum_count;
};

struct unit {
    const char *id, *name; /* name NULL when absent */
    int32_t group;
    bool has_at;
    int64_t lat, lon; /* micro-degrees */
    bool open;
    int64_t budget_upt; /* NONE when absent */
    struct demand demand;
};

struct group {
    const char *id, *name;
    struct demand demand;
};

struct holding {
    int32_t competency;
    int32_t level; /* 1..5, or LEVEL_UNKNOWN */
};

struct preference {
    int32_t unit;
    int64_t share_micro; /* 0..10^6 */
};

enum consent { CONSENT_ANY, CONSENT_NONE, CONSENT_LISTED };
enum offer_kind { OFFER_TRAINING, OFFER_INCENTIVE };

struct offer {
    enum offer_kind kind;
    int64_t cost_upt;
    int32_t competency, level; /* training: the person then holds competency at least at level */
    int64_t reluctance_micro;  /* incentive: the reluctance it lowers the person's to */
};

/* Ordered by size: a city has hundreds of thousands of these. */
struct employee {
    const char *id, *name;
    const char *status, *grade; /* NULL when absent */
    int64_t fte_mfte;
    int64_t reluctance_micro;
    const char *const *tags;
    const struct holding *holdings;   /* sorted by competency */
    const struct preference *prefers; /* sorted by unit */
    const int32_t *consent_units;     /* CONSENT_LISTED, sorted */
    const struct offer *offers;
    int32_t unit;     /* present unit, or NONE */
    int32_t previous; /* the unit an earlier plan gave, or NONE */
    int32_t tag_count, holding_count, prefer_count, consent_count, offer_count;
    day since, born;
    enum consent consent;
    bool pinned;
};

/* Replacements for computed values of one (employee, unit); arrays sorted by employee, then unit. */
struct override {
    int32_t employee, unit;
    int64_t value; /* relocation: upt; supplies: mfte */
};

enum pair_kind { PAIR_TOGETHER, PAIR_APART };
enum pair_scope { SCOPE_UNIT, SCOPE_GROUP };

/* Two people who must (together) or must not (apart) end in the same unit, or in the same group. For
 * SCOPE_GROUP a unit without a group is a group of its own. People left unplaced are in no unit: together
 * means both or neither are placed; apart is kept when either is unplaced. */
struct pair {
    enum pair_kind kind;
    enum pair_scope scope;
    int32_t a, b;
};

/* Work beyond the year's, for a time: people are lent to the unit from `from` to `to`, both included. */
struct surge {
    const char *id;
    int32_t unit;
    day from, to;
    int64_t need_mfte;
};

enum { SURGES_MOST = 256 };

struct instance {
    const char *name; /* NULL when absent */
    day date;
    const struct unit *units;
    int32_t unit_count;
    const struct group *groups;
    int32_t group_count;
    const struct employee *employees;
    int32_t employee_count;
    const char *const *competencies; /* ids named anywhere, in bytewise order */
    int32_t competency_count;
    const int32_t *table_row; /* per unit: its row in the distance table, or NONE */
    const int32_t
        *table_m; /* distance table, table_size x table_size, metres, row = from; NULL when absent */
    int32_t table_size;
    const struct override *relocation;
    int64_t relocation_count;
    const struct override *supplies;
    int64_t supply_count;
    const struct pair *pairs;
    int32_t pair_count;
    const struct surge *surges;
    int32_t surge_count;
    bool has_previous;
};

/* Reads and validates a mutasi-instance/1 document. Refuses everything the contract does not allow, with
 * code, path, seen and expected. `at` is where the document stands in its message (NULL: it is the root).
 * cost: linear in the document. */
enum error_code instance_read(struct arena *arena, const struct node *document, const struct path *at,
                              const struct instance **out, struct error *error);

/* Distance from one unit to another: the table's where both units are in it, else great circle where both
 * have coordinates, else 0. */
int64_t instance_distance_m(const struct instance *instance, int32_t from, int32_t to);

/* The override for (employee, unit), or NULL. O(log n). */
const struct override *override_find(const struct override *overrides, int64_t count, int32_t employee,
                                     int32_t unit);

/* Need in milli-FTE for a year of `effective_minutes_micro`; false when there is no balance row. Reading a
 * policy against an instance has checked that it fits 64 bits (policy_check). */
bool need_mfte(const struct need *need, int64_t effective_minutes_micro, int64_t *mfte);

/* The level the employee holds: 1..5, LEVEL_UNKNOWN, or NONE when not held. O(log n). */
int32_t employee_level(const struct employee *employee, int32_t competency);

/* Share of preference for a unit, 0 when not named. O(log n). */
int64_t employee_preference_micro(const struct employee *employee, int32_t unit);

/* YYYY-MM-DD to day; false when it is not a date of the Gregorian calendar between 1900 and 2200. */
bool day_parse(const char *text, day *out);
void day_format(day value, char out[11]);
day day_add_months(day value, int32_t months); /* the last day of the month where the day does not exist */

#endif
