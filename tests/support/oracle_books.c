/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The oracle's reading of rows: what units and groups ask for, what a deviation costs, what is forbidden. */
#include "tests/support/oracle_parts.h"

static void breaks(struct oracle_books *books, enum oracle_kind kind, bool broken)
{
    if (broken) {
        books->broken |= UINT32_C(1) << kind;
    }
}

static void enter(struct oracle_account *account, const struct oracle_effect *effect, uint32_t meets)
{
    account->supply_mfte += effect->supply_mfte;
    account->headcount++;
    account->budget_upt += effect->budget_upt;
    account->moves_in += effect->counts_as_move ? 1 : 0;
    for (int32_t m = 0; meets >> m != 0; m++) {
        account->met[m] += (meets >> m) & 1U;
    }
}

void oracle_books_add(const struct problem *problem, struct oracle_books *books, int32_t employee,
                      const struct oracle_effect *effect)
{
    const struct instance *instance = problem->instance;
    books->objective.relocation += effect->relocation_upt;
    books->objective.offers += effect->offer_upt;
    books->objective.persistence += effect->persistence_upt;
    books->objective.tenure += effect->tenure_upt;
    books->objective.unplaced += effect->unplaced_upt;
    books->objective.secondment += effect->secondment_upt;
    books->objective.total += effect->relocation_upt + effect->offer_upt + effect->persistence_upt +
                              effect->tenure_upt + effect->unplaced_upt + effect->secondment_upt;
    books->budget_upt += effect->budget_upt;
    if (effect->counts_as_move) {
        books->moves++;
        books->unit[instance->employees[employee].unit].moves_out++;
    }
    int32_t unit = effect->placed.unit;
    if (unit == NONE || !instance->units[unit].open) {
        return;
    }
    enter(&books->unit[unit], effect, effect->meets);
    if (instance->units[unit].group != NONE) {
        enter(&books->group[instance->units[unit].group], effect, effect->group_meets);
    }
}

/* --- balance
 * ------------------------------------------------------------------------------------------------ */

int64_t oracle_rounded_share(int64_t ppm, int64_t whole)
{
    return (int64_t)(((int128)ppm * whole + 500000) / 1000000);
}

/* Need in milli-FTE; work is given in 10^-12 minutes, effective minutes in 10^-6. */
int64_t oracle_need_mfte(const struct need *need, int64_t effective_minutes_micro)
{
    if (need->kind == NEED_FTE) {
        return need->mfte;
    }
    int128 per_mfte = (int128)effective_minutes_micro * 1000;
    return (int64_t)((2 * need->micro_minutes + per_mfte) / (2 * per_mfte));
}

/* Each tier's slope holds from its own start to the next one's; the last has no end. */
int64_t oracle_tiers_price_upt(const struct tiers *tiers, int64_t need, int64_t distance)
{
    int128 sum = 0; /* micro-points per FTE x milli-FTE */
    for (int32_t t = 0; t < tiers->count; t++) {
        int64_t start = oracle_rounded_share(tiers->tier[t].share_ppm, need);
        int64_t end = distance;
        if (t + 1 < tiers->count && oracle_rounded_share(tiers->tier[t + 1].share_ppm, need) < distance) {
            end = oracle_rounded_share(tiers->tier[t + 1].share_ppm, need);
        }
        sum += end > start ? (int128)tiers->tier[t].slope_upt * (end - start) : 0;
    }
    return (int64_t)((sum + 500) / 1000);
}

static void judge_balance(const struct policy *policy, const struct need *demand, int64_t supply,
                          enum oracle_kind kind, struct oracle_books *books)
{
    const struct balance_policy *balance = &policy->balance;
    if (!policy->has_balance || demand->kind == NEED_NONE) {
        return;
    }
    int64_t need = oracle_need_mfte(demand, policy->effective_minutes_micro);
    int64_t lower = oracle_rounded_share(balance->target_lower_ppm, need);
    int64_t upper = oracle_rounded_share(balance->target_upper_ppm, need);
    if (supply < lower) {
        books->objective.balance += oracle_tiers_price_upt(&balance->under, need, lower - supply);
    }
    if (supply > upper) {
        books->objective.balance += oracle_tiers_price_upt(&balance->over, need, supply - upper);
    }
    breaks(books, kind,
           balance->has_limit && (supply < oracle_rounded_share(balance->limit_lower_ppm, need) ||
                                  supply > oracle_rounded_share(balance->limit_upper_ppm, need)));
}

/* --- demands
 * ------------------------------------------------------------------------------------------------ */

static bool outside(struct interval allowed, int64_t value)
{
    return value < allowed.lower || value > allowed.upper;
}

static void judge_minimums(const struct policy *policy, const struct demand *demand, const int64_t *met,
                           enum oracle_kind kind, struct oracle_books *books)
{
    for (int32_t m = 0; m < demand->minimum_count; m++) {
        const struct minimum *minimum = &demand->minimums[m];
        int64_t missing = minimum->min > met[m] ? minimum->min - met[m] : 0;
        if (minimum->hard || policy->competency.hard) {
            breaks(books, kind, missing > 0);
        } else {
            books->objective.competency += missing * policy->competency.shortage_upt;
        }
    }
}

static void judge_unit(const struct policy *policy, const struct unit *unit,
                       const struct oracle_account *account, struct oracle_books *books)
{
    judge_balance(policy, &unit->demand.need, account->supply_mfte, ORACLE_BALANCE_LIMIT, books);
    judge_minimums(policy, &unit->demand, account->met, ORACLE_COMPETENCY, books);
    breaks(books, ORACLE_SUPPLY, outside(unit->demand.supply_mfte, account->supply_mfte));
    breaks(books, ORACLE_HEADCOUNT, outside(unit->demand.headcount, account->headcount));
    breaks(books, ORACLE_UNIT_BUDGET, unit->budget_upt != NONE && account->budget_upt > unit->budget_upt);
}

static void judge_group(const struct policy *policy, const struct group *group,
                        const struct oracle_account *account, struct oracle_books *books)
{
    judge_balance(policy, &group->demand.need, account->supply_mfte, ORACLE_GROUP_BALANCE_LIMIT, books);
    judge_minimums(policy, &group->demand, account->met, ORACLE_GROUP_COMPETENCY, books);
    breaks(books, ORACLE_GROUP_SUPPLY, outside(group->demand.supply_mfte, account->supply_mfte));
    breaks(books, ORACLE_GROUP_HEADCOUNT, outside(group->demand.headcount, account->headcount));
}

/* --- caps
 * --------------------------------------------------------------------------------------------------- */

static bool above_share(int64_t moves, int64_t share_ppm, int64_t people)
{
    int64_t most = share_ppm * people / 1000000;
    return share_ppm != NONE && moves > (most > 1 ? most : 1);
}

static void judge_caps(const struct problem *problem, struct oracle_books *books)
{
    const struct instance *instance = problem->instance;
    const struct move_caps *caps = &problem->policy->moves;
    int64_t present[ORACLE_UNITS_MAX] = {0}, all = 0;
    for (int32_t i = 0; i < instance->employee_count; i++) {
        int32_t unit = instance->employees[i].unit;
        if (unit != NONE && instance->units[unit].open) {
            present[unit]++;
            all++;
        }
    }
    breaks(books, ORACLE_MOVES_MAX, caps->max != NONE && books->moves > caps->max);
    breaks(books, ORACLE_MOVES_MAX_SHARE, above_share(books->moves, caps->max_share_ppm, all));
    for (int32_t u = 0; u < instance->unit_count; u++) {
        const struct oracle_account *account = &books->unit[u];
        breaks(books, ORACLE_MOVES_OUT_SHARE,
               above_share(account->moves_out, caps->out_share_ppm, present[u]));
        breaks(books, ORACLE_MOVES_IN_SHARE,
               present[u] > 0 && above_share(account->moves_in, caps->in_share_ppm, present[u]));
    }
}

/* --- pairs
 * -------------------------------------------------------------------------------------------------- */

static bool share_place(const struct instance *instance, enum pair_scope scope, int32_t a, int32_t b)
{
    if (a == b) {
        return true;
    }
    if (scope == SCOPE_UNIT || a == NONE || b == NONE || instance->units[a].group == NONE) {
        return false;
    }
    return instance->units[a].group == instance->units[b].group;
}

static void judge_pairs(const struct instance *instance, const struct placed *placement,
                        struct oracle_books *books)
{
    for (int32_t p = 0; p < instance->pair_count; p++) {
        const struct pair *pair = &instance->pairs[p];
        int32_t a = placement[pair->a].unit, b = placement[pair->b].unit;
        bool shared = share_place(instance, pair->scope, a, b);
        if (pair->kind == PAIR_TOGETHER) {
            breaks(books, pair->scope == SCOPE_UNIT ? ORACLE_TOGETHER_UNIT : ORACLE_TOGETHER_GROUP, !shared);
        } else {
            breaks(books, pair->scope == SCOPE_UNIT ? ORACLE_APART_UNIT : ORACLE_APART_GROUP,
                   shared && a != NONE);
        }
    }
}

void oracle_books_judge(const struct problem *problem, struct oracle_books *books,
                        const struct placed *placement)
{
    const struct instance *instance = problem->instance;
    for (int32_t u = 0; u < instance->unit_count; u++) {
        if (instance->units[u].open) {
            judge_unit(problem->policy, &instance->units[u], &books->unit[u], books);
        }
    }
    for (int32_t g = 0; g < instance->group_count; g++) {
        judge_group(problem->policy, &instance->groups[g], &books->group[g], books);
    }
    breaks(books, ORACLE_TOTAL_BUDGET,
           problem->policy->budget_upt != NONE && books->budget_upt > problem->policy->budget_upt);
    judge_caps(problem, books);
    judge_pairs(instance, placement, books);
    oracle_judge_lending(problem, books, placement);
    books->objective.total += books->objective.balance + books->objective.competency;
}
