/* SPDX-License-Identifier: MIT */
/* mutasi-policy/1: the document's root and its sections of prices. Rules: policy_rules.c. */
#include "proto/policy_parts.h"

/* --- balance ----------------------------------------------------------------------------------------------
 */

static enum error_code read_band(struct reader *reader, const struct node *value, const struct path *at,
                                 int64_t *lower_ppm, int64_t *upper_ppm)
{
    const struct node *ends[2];
    enum error_code code = read_two(reader, value, at, ends);
    const struct path first = {at, NULL, 0}, second = {at, NULL, 1};
    if (code == ERROR_NONE)
        code = read_micro_within(reader, ends[0], &first, 0, SHARE_MAX, lower_ppm);
    if (code == ERROR_NONE)
        code = read_micro_within(reader, ends[1], &second, 0, SHARE_MAX, upper_ppm);
    if (code == ERROR_NONE && *lower_ppm > *upper_ppm)
        return error_at(reader->error, ERROR_CONTRADICTION, at,
                        "seen a lower share above the upper share, expected lower <= upper");
    return code;
}

static enum error_code read_target(struct reader *reader, const struct field *field, const struct node *value,
                                   const struct path *at, void *record)
{
    (void)field;
    struct balance_policy *balance = record;
    return read_band(reader, value, at, &balance->target_lower_ppm, &balance->target_upper_ppm);
}

static enum error_code read_limit(struct reader *reader, const struct field *field, const struct node *value,
                                  const struct path *at, void *record)
{
    (void)field;
    struct balance_policy *balance = record;
    if (value->kind == NODE_NULL)
        return ERROR_NONE;
    balance->has_limit = true;
    return read_band(reader, value, at, &balance->limit_lower_ppm, &balance->limit_upper_ppm);
}

static enum error_code read_tier(struct reader *reader, const struct field *field, const struct node *value,
                                 const struct path *at, void *record)
{
    (void)field;
    struct tier *tier = record;
    const struct node *pair[2];
    enum error_code code = read_two(reader, value, at, pair);
    const struct path first = {at, NULL, 0}, second = {at, NULL, 1};
    if (code == ERROR_NONE)
        code = read_micro_within(reader, pair[0], &first, 0, SHARE_MAX, &tier->share_ppm);
    if (code == ERROR_NONE)
        code = read_micro_within(reader, pair[1], &second, 0, MICRO_MAX, &tier->slope_upt);
    return code;
}

/* Convex: from 0, shares rise, slopes never fall. */
static enum error_code check_tiers(struct reader *reader, const struct tiers *tiers, const struct path *at)
{
    for (int32_t i = 0; i < tiers->count; i++) {
        const struct path element = {at, NULL, i}, share = {&element, NULL, 0}, slope = {&element, NULL, 1};
        const struct tier *tier = &tiers->tier[i];
        if (i == 0 && tier->share_ppm != 0)
            return error_at(reader->error, ERROR_BAD_VALUE, &share,
                            "seen a first tier beyond share 0, expected it to begin at 0");
        if (i > 0 && tier->share_ppm <= tier[-1].share_ppm)
            return error_at(reader->error, ERROR_BAD_VALUE, &share,
                            "seen a share not above the one before, expected shares to rise");
        if (i > 0 && tier->slope_upt < tier[-1].slope_upt)
            return error_at(reader->error, ERROR_BAD_VALUE, &slope,
                            "seen fewer points than in the tier before, expected points never to fall");
    }
    return ERROR_NONE;
}

/* A number is one tier from 0 on. */
static enum error_code read_slope(struct reader *reader, const struct node *value, const struct path *at,
                                  struct tiers *tiers)
{
    struct tier *tier = arena_alloc(reader->arena, 1, sizeof *tier);
    if (tier == NULL)
        return out_of_memory(reader);
    *tiers = (struct tiers){tier, 1};
    return read_micro_within(reader, value, at, 0, MICRO_MAX, &tier->slope_upt);
}

static enum error_code read_tiers(struct reader *reader, const struct field *field, const struct node *value,
                                  const struct path *at, void *record)
{
    static const struct field element = {.read = read_tier};
    struct tiers *tiers = member_of(field, record);
    if (value->kind == NODE_INTEGER || value->kind == NODE_REAL)
        return read_slope(reader, value, at, tiers);
    if (value->kind != NODE_ARRAY)
        return refuse_type(reader, value, at, "a number, or an array of [share, points]");
    if (value->count == 0)
        return error_at(reader->error, ERROR_BAD_VALUE, at,
                        "seen an empty array, expected at least one tier");
    struct list list = {0};
    enum error_code code = read_elements(reader, &element, sizeof(struct tier), value, at, &list);
    *tiers = (struct tiers){list.items, list.count};
    return code == ERROR_NONE ? check_tiers(reader, tiers, at) : code;
}

static const struct field balance_fields[] = {
    WHOLE("limit", OPTIONAL, read_limit),
    FIELD("over", REQUIRED, read_tiers, struct balance_policy, over),
    WHOLE("target", OPTIONAL, read_target),
    FIELD("under", REQUIRED, read_tiers, struct balance_policy, under),
};

static enum error_code read_balance(struct reader *reader, const struct field *field,
                                    const struct node *value, const struct path *at, void *record)
{
    (void)field;
    struct policy *policy = record;
    policy->has_balance = true;
    policy->balance = (struct balance_policy){.target_lower_ppm = 950000, .target_upper_ppm = 1050000};
    return read_fields(reader, balance_fields, COUNT_OF(balance_fields), value, at, &policy->balance);
}

/* --- competency --------------------------------------------------------------------------------------------
 */

static enum error_code read_shortage(struct reader *reader, const struct field *field,
                                     const struct node *value, const struct path *at, void *record)
{
    static const char *const words[] = {"hard", NULL};
    struct competency_policy *competency = record;
    int word;
    const struct field hard = {.read = read_word, .words = words};
    if (value->kind == NODE_STRING) {
        competency->hard = true;
        return read_word(reader, &hard, value, at, &word);
    }
    if (value->kind != NODE_INTEGER && value->kind != NODE_REAL)
        return refuse_type(reader, value, at, "a number or \"hard\"");
    (void)field;
    return read_micro_within(reader, value, at, 0, MICRO_MAX, &competency->shortage_upt);
}

static enum error_code read_unknown(struct reader *reader, const struct field *field,
                                    const struct node *value, const struct path *at, void *record)
{
    static const char *const words[] = {"unqualified", "qualified", NULL};
    (void)field;
    struct competency_policy *competency = record;
    int word = 0;
    const struct field choice = {.read = read_word, .words = words};
    enum error_code code = read_word(reader, &choice, value, at, &word);
    competency->unknown_qualifies = word == 1;
    return code;
}

static const struct field competency_fields[] = {
    WHOLE("shortage", REQUIRED, read_shortage),
    WHOLE("unknown", OPTIONAL, read_unknown),
};

static enum error_code read_competency(struct reader *reader, const struct field *field,
                                       const struct node *value, const struct path *at, void *record)
{
    return read_fields(reader, competency_fields, COUNT_OF(competency_fields), value, at,
                       member_of(field, record));
}

/* --- relocation and caps -----------------------------------------------------------------------------------
 */

static const struct field relocation_fields[] = {
    FIELD("first", OPTIONAL, read_micro, struct relocation_policy, first_upt, RANGE(0, MICRO_MAX)),
    FIELD("move", REQUIRED, read_micro, struct relocation_policy, move_upt, RANGE(0, MICRO_MAX)),
    FIELD("move_within_group", OPTIONAL, read_micro, struct relocation_policy, move_within_group_upt,
          RANGE(0, MICRO_MAX)),
    FIELD("per_km", REQUIRED, read_micro, struct relocation_policy, per_km_upt, RANGE(0, MICRO_MAX)),
    FIELD("preference", REQUIRED, read_micro, struct relocation_policy, preference_upt, RANGE(0, MICRO_MAX)),
    FIELD("reluctance", REQUIRED, read_micro, struct relocation_policy, reluctance_upt, RANGE(0, MICRO_MAX)),
};

static enum error_code read_relocation(struct reader *reader, const struct field *field,
                                       const struct node *value, const struct path *at, void *record)
{
    struct relocation_policy *relocation = member_of(field, record);
    relocation->move_within_group_upt = NONE;
    enum error_code code =
        read_fields(reader, relocation_fields, COUNT_OF(relocation_fields), value, at, relocation);
    if (relocation->move_within_group_upt == NONE)
        relocation->move_within_group_upt = relocation->move_upt;
    return code;
}

static const struct field caps_fields[] = {
    FIELD("in_share", OPTIONAL, read_micro, struct move_caps, in_share_ppm, RANGE(0, SHARE_MAX)),
    FIELD("max", OPTIONAL, read_integer, struct move_caps, max, RANGE(0, COUNT_MAX)),
    FIELD("max_share", OPTIONAL, read_micro, struct move_caps, max_share_ppm, RANGE(0, WHOLE_MAX)),
    FIELD("out_share", OPTIONAL, read_micro, struct move_caps, out_share_ppm, RANGE(0, WHOLE_MAX)),
};

static enum error_code read_caps(struct reader *reader, const struct field *field, const struct node *value,
                                 const struct path *at, void *record)
{
    return read_fields(reader, caps_fields, COUNT_OF(caps_fields), value, at, member_of(field, record));
}

/* --- the root
 * ----------------------------------------------------------------------------------------------- */

static enum error_code read_unplaced(struct reader *reader, const struct field *field,
                                     const struct node *value, const struct path *at, void *record)
{
    (void)field;
    struct policy *policy = record;
    policy->may_leave_unplaced = true;
    return read_micro_within(reader, value, at, 0, MICRO_MAX, &policy->unplaced_upt);
}

static const struct field secondment_fields[] = {
    FIELD("donor_min", REQUIRED, read_micro, struct secondment_policy, donor_min_ppm, RANGE(0, SHARE_MAX)),
    FIELD("max_share", REQUIRED, read_micro, struct secondment_policy, max_share_ppm, RANGE(0, WHOLE_MAX)),
    FIELD("move", REQUIRED, read_micro, struct secondment_policy, move_upt, RANGE(0, MICRO_MAX)),
    FIELD("per_km", REQUIRED, read_micro, struct secondment_policy, per_km_upt, RANGE(0, MICRO_MAX)),
};

static enum error_code read_secondment(struct reader *reader, const struct field *field,
                                       const struct node *value, const struct path *at, void *record)
{
    (void)field;
    struct policy *policy = record;
    policy->has_secondment = true;
    return read_fields(reader, secondment_fields, COUNT_OF(secondment_fields), value, at,
                       &policy->secondment);
}

static const struct field rule_element = {.read = read_rule};

static const struct field policy_fields[] = {
    WHOLE("balance", OPTIONAL, read_balance),
    FIELD("budget", OPTIONAL, read_micro, struct policy, budget_upt, RANGE(0, MICRO_MAX)),
    FIELD("competency", OPTIONAL, read_competency, struct policy, competency),
    FIELD("effective_minutes", OPTIONAL, read_micro, struct policy, effective_minutes_micro,
          RANGE(1, MICRO_MAX)),
    WHOLE("format", REQUIRED, read_format),
    FIELD("moves", OPTIONAL, read_caps, struct policy, moves),
    FIELD("name", OPTIONAL, read_text, struct policy, name),
    FIELD("persistence", OPTIONAL, read_micro, struct policy, persistence_upt, RANGE(0, MICRO_MAX)),
    FIELD("relocation", OPTIONAL, read_relocation, struct policy, relocation),
    FIELD("rules", OPTIONAL, read_list, struct policy, rules,
          LIST_OF(struct rule, &rule_element, struct policy, rule_count)),
    WHOLE("secondment", OPTIONAL, read_secondment),
    WHOLE("unplaced", OPTIONAL, read_unplaced),
};

enum error_code policy_read(struct arena *arena, const struct node *document, const struct path *at,
                            const struct policy **out, struct error *error)
{
    *out = NULL;
    struct reader reader = {arena, error};
    enum error_code code = read_format_first(&reader, document, at, "mutasi-policy/1");
    if (code != ERROR_NONE)
        return code;
    struct policy *policy = arena_alloc(arena, 1, sizeof *policy);
    if (policy == NULL)
        return out_of_memory(&reader);
    policy->budget_upt = NONE;
    policy->effective_minutes_micro = 75000 * MICRO;
    policy->moves = (struct move_caps){NONE, NONE, NONE, NONE};
    code = read_fields(&reader, policy_fields, COUNT_OF(policy_fields), document, at, policy);
    if (code == ERROR_NONE)
        *out = policy;
    return code;
}
