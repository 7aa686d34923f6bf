/* SPDX-License-Identifier: MIT */
/* What the decision maker pays for and forbids: mutasi-policy/1, read and validated.
 *
 * A section that is absent prices and forbids nothing. Only when no policy is given at all does the default
 * apply (policy_default_document); the plan echoes the policy it was made with. */
#ifndef MUTASI_PROTO_POLICY_H
#define MUTASI_PROTO_POLICY_H

#include "proto/instance.h"

/* From a distance of share_ppm x need beyond the band edge, each further FTE costs slope_upt. Tiers are
 * sorted, the first starts at 0, slopes never fall. A single number in the document is one tier. */
struct tier {
    int64_t share_ppm;
    int64_t slope_upt; /* micro-points per FTE, so 10^-9 points per milli-FTE */
};

struct tiers {
    const struct tier *tier;
    int32_t count; /* 0: free */
};

struct balance_policy {
    int64_t target_lower_ppm, target_upper_ppm;
    bool has_limit;
    int64_t limit_lower_ppm, limit_upper_ppm;
    struct tiers under, over;
};

struct competency_policy {
    bool hard;            /* shortage: "hard" */
    int64_t shortage_upt; /* per missing person */
    bool unknown_qualifies;
};

struct relocation_policy {
    int64_t move_upt;
    int64_t move_within_group_upt; /* move_upt when the document does not say */
    int64_t per_km_upt;
    int64_t reluctance_upt;
    int64_t preference_upt;
    int64_t first_upt;
};

/* NONE where absent. Shares in parts per million. */
struct move_caps {
    int64_t max;
    int64_t max_share_ppm, out_share_ppm, in_share_ppm;
};

/* What lending somebody to a surge costs, and what a lending unit keeps. */
struct secondment_policy {
    int64_t move_upt, per_km_upt;
    int64_t max_share_ppm; /* of a unit's staff away at one time */
    int64_t donor_min_ppm; /* of a unit's need that stays */
};

/* max_tenure is about staying, the others about moving. */
enum rule_kind { RULE_MIN_TENURE, RULE_MAX_TENURE, RULE_STATUS_FIXED, RULE_TAG_FIXED, RULE_RETIREMENT };

struct rule {
    enum rule_kind kind;
    const char *cite;
    day from, until;          /* in force on [from, until]; DAY_NONE: open */
    int32_t months;           /* min_tenure, max_tenure: years x 12; retirement: how long before the day */
    int32_t age_years;        /* retirement */
    bool hard;                /* max_tenure: staying is no choice */
    int64_t price_upt;        /* max_tenure: points for staying, 0 when hard */
    const char *const *words; /* status_fixed: statuses; tag_fixed: tags */
    int32_t word_count;
};

struct policy {
    const char *name;
    bool has_balance;
    struct balance_policy balance;
    struct competency_policy
        competency; /* all zero when absent: a shortage is free unless its minimum is hard */
    struct relocation_policy relocation; /* all zero when absent */
    bool may_leave_unplaced;
    int64_t unplaced_upt;
    struct move_caps moves;
    int64_t budget_upt; /* NONE when absent */
    int64_t effective_minutes_micro;
    const struct rule *rules;
    int32_t rule_count;
    int64_t persistence_upt; /* 0 when absent */
    bool has_secondment;     /* without it nobody is lent */
    struct secondment_policy secondment;
};

/* The documented default policy as a canonical document. NULL when out of memory. */
const struct node *policy_default_document(struct arena *arena);

/* Reads and validates a mutasi-policy/1 document. */
enum error_code policy_read(struct arena *arena, const struct node *document, const struct path *at,
                            const struct policy **out, struct error *error);

/* What only shows with both at hand: needs that overflow under the policy's effective minutes. */
enum error_code policy_check(const struct policy *policy, const struct instance *instance,
                             struct error *error);

/* Share of a whole, rounded half away from zero: a band edge `target[0] * need` in milli-FTE. */
int64_t share_of(int64_t share_ppm, int64_t whole);

#endif
