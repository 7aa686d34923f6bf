/* SPDX-License-Identifier: MIT */
/* The answer: mutasi-plan/1. */
#ifndef MUTASI_PROTO_PLAN_H
#define MUTASI_PROTO_PLAN_H

#include "proto/infeasibility.h"

/* In proof.engine, in the reply to ping, and part of the client library's default keys: another version where
 * the same request may get another plan. Here because service and client name it too. */
#define ENGINE_VERSION "mutasi-engine 0.1.0"

/* X(NAME, word) */
#define PLAN_STATUS_LIST(X)                                                                                  \
    X(OPTIMAL, "optimal")       /* proven within the requested gap */                                        \
    X(FEASIBLE, "feasible")     /* a plan, and a bound that is further away than the gap */                  \
    X(INFEASIBLE, "infeasible") /* proven: no plan can satisfy every hard demand */                          \
    X(NO_PLAN_YET, "no_plan_yet")
#define STOP_LIST(X) X(GAP, "gap") X(EFFORT, "effort") X(TIME, "time") X(CANCEL, "cancel") X(FAULT, "fault")

enum plan_status {
#define PLAN_STATUS_ENUM(name, word) PLAN_##name,
    PLAN_STATUS_LIST(PLAN_STATUS_ENUM)
#undef PLAN_STATUS_ENUM
};
enum stop {
#define STOP_ENUM(name, word) STOPPED_BY_##name,
    STOP_LIST(STOP_ENUM)
#undef STOP_ENUM
};

const char *plan_status_word(enum plan_status status);
const char *stop_word(enum stop stop);

/* All in micro-points. total is the sum of the others. */
struct objective {
    int64_t total, relocation, balance, competency, offers, persistence, tenure, unplaced, secondment;
};

/* Why somebody moves (solver/explain/reasons.h says when each applies). */
#define REASON_LIST(X)                                                                                       \
    X("first_placement")                                                                                     \
    X("present_unit_closed")                                                                                 \
    X("covers_competency")                                                                                   \
    X("raises_supply")                                                                                       \
    X("relieves_surplus")                                                                                    \
    X("raises_group")                                                                                        \
    X("relieves_group")                                                                                      \
    X("over_tenure")                                                                                         \
    X("as_before")                                                                                           \
    X("preferred")                                                                                           \
    X("kept_together")                                                                                       \
    X("kept_apart")                                                                                          \
    X("offer_required")                                                                                      \
    X("offer_saves")                                                                                         \
    X("offer_costs")                                                                                         \
    X("required")                                                                                            \
    X("fills_surge")                                                                                         \
    X("keeps_covered")                                                                                       \
    X("saves")                                                                                               \
    X("costs")

/* One reason for one move. A map in the document: {reason: word, unit?, competency?, level?, points?,
 * before?, after?, cite?, employee?}. */
struct reason {
    const char *word;         /* of REASON_LIST; static storage */
    int32_t unit, competency; /* NONE when the reason names none */
    int32_t level;
    int32_t employee; /* with has_employee: the other of a pair */
    bool has_points, has_supply, has_employee;
    int64_t points_upt; /* "saves": what the plan would cost more if this person stayed */
    int64_t before_mfte, after_mfte;
    const char *cite; /* "over_tenure": the rule's; else NULL */
};

/* A person whose unit changes, who is placed for the first time, or who uses an offer (then from may equal
 * to). */
struct move {
    int32_t employee, from, to, offer; /* NONE where there is none */
    int64_t cost_upt;                  /* relocation and offer, without persistence */
    const struct reason *reasons;
    int32_t reason_count;
};

/* Somebody who is lent to a surge. */
struct secondment {
    int32_t employee, surge;
    int32_t unit, to; /* where the person is placed; the surge's unit */
    int64_t cost_upt;
    const struct reason *reasons;
    int32_t reason_count;
};

struct shortage {
    int32_t competency, level, min, have;
};

struct unit_outcome {
    bool has_need;
    int64_t need_mfte;
    int64_t supply_mfte[2]; /* before, after */
    int32_t headcount[2];
    const struct shortage *shortages; /* after */
    int32_t shortage_count;
};

/* [before, after] where two; coverage = supply / need over units with need > 0, parts per million. */
struct kpis {
    int32_t moves; /* people with a present unit who change it */
    int32_t first_placements;
    int32_t preference_hits; /* people who end in a unit they named with a share above 0 */
    int64_t km_m;            /* metres moved in all */
    int64_t coverage_min_ppm[2], coverage_max_ppm[2], spread_ppm[2];
    int32_t shortages[2]; /* missing people over all competency minimums of units and groups */
    int64_t budget_spent_upt;
};

/* Row prices that prove the bound, keyed by row name (solver/model/choice_model.h); rows not named have price
 * 0. */
struct row_price {
    const char *row;
    int64_t price_ppt; /* 10^-12 points per row unit, |price| <= 2^53 */
};

/* A proof by branching (what it proves: solver/model/proof.h). Prices are within +-2^53. */
struct certificate_point {
    const int64_t *row_prices_ppt;    /* one per row of the certificate */
    const int64_t *person_prices_ppt; /* one per person of the certificate; NULL: without prices of people */
};

/* A leaf (point) or a branching (point NONE): on whether the employee ends in the unit with the offer, or
 * lent to the surge. */
struct certificate_node {
    int32_t point;
    int32_t employee, unit, offer, surge; /* unit, offer, surge: NONE where there is none */
    int32_t in, out;                      /* child nodes, behind this one */
};

enum { CERTIFICATE_POINTS_MOST = 100000, CERTIFICATE_NODES_MOST = 1000000 };

struct certificate_tree {
    const char *const *rows; /* names; rows not named have price 0 at every point */
    const int32_t *people;   /* employees; others have price 0 */
    const struct certificate_point *points;
    const struct certificate_node *nodes; /* node 0 is the root, every other is the child of one */
    int32_t row_count, person_count, point_count, node_count;
};

struct proof {
    char instance_sha256[65], policy_sha256[65];
    const struct row_price *prices;
    int32_t price_count;
    const struct certificate_tree *tree; /* NULL: kind "lagrangian", the prices alone */
    const char *engine;                  /* name and version */
    int64_t seed, effort;
};

struct plan {
    enum plan_status status;
    enum stop stopped_by;
    struct objective objective; /* meaningful with a plan (optimal, feasible) */
    bool has_bound;             /* false: nothing proven yet */
    int64_t bound_upt;          /* best proven */
    int64_t bound_verified_upt; /* what prices and tree prove in integers; <= bound */
    const char *const *warnings;
    int32_t warning_count;
    const char *const *conflicts; /* infeasible: what excludes a plan, one sentence each */
    int32_t conflict_count;
    const struct infeasibility
        *infeasibility;       /* infeasible: which demands, and what to loosen; may be NULL */
    const struct move *moves; /* in the instance's order of employees */
    int32_t move_count;
    const int32_t *unplaced;
    int32_t unplaced_count;
    const struct secondment *secondments; /* in the instance's order of employees */
    int32_t secondment_count;
    const struct unit_outcome *units; /* per unit of the instance */
    struct kpis kpis;
    struct proof proof;
};

bool plan_has_placement(const struct plan *plan); /* optimal or feasible */

/* (objective - bound) / max(objective, 1 point), never below 0. */
double plan_gap(const struct plan *plan);

/* The document. Names come from the problem's instance. objective, bound, gap, moves, units, kpis are null or
 * empty where the status means there is none. *plan itself is only read; names, warnings, conflicts and rows
 * are borrowed and must live as long as the document. */
enum error_code plan_write(struct arena *arena, const struct plan *plan, const struct problem *problem,
                           const struct node **out, struct error *error);

/* Reads and validates a plan document against its problem, all fields. Does not recompute anything. */
enum error_code plan_read(struct arena *arena, const struct node *document, const struct path *at,
                          const struct problem *problem, const struct plan **out, struct error *error);

/* Who is where under a plan: present units changed by its moves, unplaced and secondments. Array of
 * employee_count. */
enum error_code plan_placement(struct arena *arena, const struct plan *plan, const struct problem *problem,
                               struct placed **out, struct error *error);

/* A case: {format, instance, policy, scenario?, plan}; the parts are borrowed canonical documents. */
struct plan_case {
    const struct node *instance, *policy, *scenario /* NULL */, *plan;
};
enum error_code case_write(struct arena *arena, const struct plan_case *from, const struct node **out,
                           struct error *error);
enum error_code case_read(const struct node *document, struct plan_case *out, struct error *error);

#endif
