/* SPDX-License-Identifier: MIT */
/* What plans cost against how many moves they may make: mutasi-frontier/1. */
#ifndef MUTASI_PROTO_FRONTIER_H
#define MUTASI_PROTO_FRONTIER_H

#include "proto/message.h"
#include "proto/plan.h"

/* What each further move saves, between the point before (the last one with a plan) and this one, in
 * micro-points per move. The least costs of the two caps differ by something in [least, most] per move. */
struct frontier_value {
    int64_t moves; /* this point's cap less that of the one before */
    int64_t per_move_upt, least_upt, most_upt;
    bool has_most; /* false: nothing was proven that would bound it from above */
};

/* The best plan known that makes at most `cap` moves out of open units. */
struct frontier_point {
    int64_t cap;
    int64_t found_at; /* the cap its plan was found under: this one, or a smaller one; NONE without a plan */
    enum plan_status status;
    struct objective objective; /* with a plan, like the next two */
    struct kpis kpis;
    struct frontier_value value; /* moves 0: no point before */
    bool has_bound;
    int64_t bound_upt;          /* no plan of so many moves costs less; the values of moves rest on it */
    bool has_verified;          /* false: no bound, or a document that does not say */
    int64_t bound_verified_upt; /* what certificates of plans prove of that; <= bound */
    int64_t effort;             /* counted work of its solve */
};

/* How the knee is found: the point farthest below the straight line from the first point with a plan to the
 * last. */
#define FRONTIER_METHOD "chord"

struct frontier {
    char instance_sha256[65]; /* after the scenario, as in a plan's proof */
    char policy_sha256[65];   /* frontier_policy_sha256 */
    const char *engine;
    struct solve_limits limits; /* of each solve */
    int64_t policy_cap;         /* moves that the policy itself allows, NONE: it has no cap on all of them */
    const struct frontier_point *points; /* by cap; the last one needs no cap */
    int32_t point_count;
    int32_t knee;           /* index, NONE: there is none */
    int64_t knee_share_ppm; /* of what the last point saves against the first with a plan */
};

bool frontier_has_plan(const struct frontier_point *point);

/* Whether certificates prove all of the point's bound, or there is none to prove. */
bool frontier_is_verified(const struct frontier_point *point);

/* As plan_gap. */
double frontier_gap(const struct frontier_point *point);

/* The policy without its caps on all moves together, which a frontier varies. NULL when out of memory. */
const struct node *frontier_policy(struct arena *arena, const struct node *policy);

/* Of the same without its name: what two policies of one frontier agree in. */
enum error_code frontier_policy_sha256(struct arena *arena, const struct node *policy, char hex[65],
                                       struct error *error);

/* The document, canonical. engine is borrowed. errors: ERROR_MEMORY, ERROR_OVERFLOW */
enum error_code frontier_write(struct arena *arena, const struct frontier *frontier, const struct node **out,
                               struct error *error);

enum error_code frontier_read(struct arena *arena, const struct node *document, const struct path *at,
                              const struct frontier **out, struct error *error);

#endif
