/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/plans.h"

#include "tests/support/documents.h"

#include <string.h>

/* Ani and Budi in U1, Citra (with an incentive) in U2, Dewi and Eka nowhere. */
static const char office[] =
    "{'format':'mutasi-instance/1','date':'2026-01-01',"
    "'units':[{'id':'U1','need':1,'competencies':[{'id':'law','level':2,'min':2}]},{'id':'U2'}],"
    "'employees':[{'id':'ani','unit':'U1'},{'id':'budi','unit':'U1','competencies':{'law':3}},"
    "{'id':'citra','unit':'U2','offers':[{'kind':'incentive','cost':5,'reluctance':0}]},"
    "{'id':'dewi','unit':null},{'id':'eka','unit':null}]}";

static const char hash[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

const struct problem *office_problem(struct arena *arena)
{
    const struct problem *problem = NULL;
    return problem_read(arena, document_of(arena, office), NULL, NULL, &problem, NULL) ? NULL : problem;
}

void office_proof(struct proof *proof, const struct row_price *prices, int32_t count)
{
    *proof = (struct proof){.prices = prices, .price_count = count, .engine = "mutasi 0.1.0", .seed = 1};
    memcpy(proof->instance_sha256, hash, sizeof hash);
    memcpy(proof->policy_sha256, hash, sizeof hash);
}

static const struct reason sample_reasons[] = {
    {.word = "raises_supply",
     .unit = 1,
     .competency = NONE,
     .has_supply = true,
     .before_mfte = 1000,
     .after_mfte = 2000},
    {.word = "covers_competency", .unit = 1, .competency = 0, .level = 2},
    {.word = "over_tenure",
     .unit = 0,
     .competency = NONE,
     .has_points = true,
     .points_upt = 3500000,
     .cite = "SE 1"},
    {.word = "kept_apart", .unit = NONE, .competency = NONE, .has_employee = true, .employee = 1},
    {.word = "saves", .unit = NONE, .competency = NONE, .has_points = true, .points_upt = 12500000},
};
static const struct move sample_moves[] = {
    {.employee = 0,
     .from = 0,
     .to = 1,
     .offer = NONE,
     .cost_upt = 10400001,
     .reasons = sample_reasons,
     .reason_count = 5},
    {.employee = 2, .from = 1, .to = 1, .offer = 0, .cost_upt = 5000000},
    {.employee = 3, .from = NONE, .to = 0, .offer = NONE, .cost_upt = 0},
};
static const int32_t sample_unplaced[] = {4};
static const struct shortage sample_shortages[] = {{.competency = 0, .level = 2, .min = 2, .have = 1}};
static const struct unit_outcome sample_units[] = {
    {.has_need = true,
     .need_mfte = 1000,
     .supply_mfte = {2000, 2000},
     .headcount = {2, 2},
     .shortages = sample_shortages,
     .shortage_count = 1},
    {.supply_mfte = {1000, 2000}, .headcount = {1, 2}},
};
const struct row_price office_prices[2] = {{"competency/U1/law/2", -80}, {"supply/U1", 60000000000}};
const char *const office_warnings[1] = {"somebody has no `since`"};

/* A plan with something in every field. */
struct plan office_plan(void)
{
    struct plan plan = {
        .status = PLAN_FEASIBLE,
        .stopped_by = STOPPED_BY_TIME,
        .objective = {.total = 643900001,
                      .relocation = 10400001,
                      .balance = 45000000,
                      .competency = 80000000,
                      .offers = 5000000,
                      .tenure = 3500000,
                      .unplaced = 500000000},
        .has_bound = true,
        .bound_upt = 600000000,
        .bound_verified_upt = 599999999,
        .warnings = office_warnings,
        .warning_count = 1,
        .moves = sample_moves,
        .move_count = 3,
        .unplaced = sample_unplaced,
        .unplaced_count = 1,
        .units = sample_units,
        .kpis = {.moves = 1,
                 .first_placements = 1,
                 .preference_hits = 2,
                 .km_m = 12345,
                 .coverage_min_ppm = {2000000, 2000000},
                 .coverage_max_ppm = {2000000, 2000000},
                 .spread_ppm = {0, 0},
                 .shortages = {1, 1},
                 .budget_spent_upt = 15400001},
    };
    office_proof(&plan.proof, office_prices, 2);
    plan.proof.effort = INT64_C(1) << 40;
    return plan;
}

const struct node *plan_document(struct arena *arena, const struct plan *plan, const struct problem *problem)
{
    const struct node *node = NULL;
    return plan_write(arena, plan, problem, &node, NULL) ? NULL : node;
}

/* --- equality, field by field -----------------------------------------------------------------------------
 */

#define SAME(member)                                                                                         \
    if (a->member != b->member)                                                                              \
    return #member
#define SAME_TEXT(member)                                                                                    \
    if (strcmp(a->member, b->member) != 0)                                                                   \
    return #member
#define SAME_PARTS(difference)                                                                               \
    if ((found = (difference)))                                                                              \
    return found

static const char *reason_difference(const struct reason *a, const struct reason *b)
{
    SAME_TEXT(word);
    SAME(unit);
    SAME(competency);
    SAME(level);
    SAME(has_points);
    SAME(has_employee);
    SAME(employee);
    if ((a->cite == NULL) != (b->cite == NULL) || (a->cite != NULL && strcmp(a->cite, b->cite) != 0))
        return "cite";
    SAME(has_supply);
    SAME(points_upt);
    SAME(before_mfte);
    SAME(after_mfte);
    return NULL;
}

static const char *move_difference(const struct move *a, const struct move *b)
{
    const char *found;
    SAME(employee);
    SAME(from);
    SAME(to);
    SAME(offer);
    SAME(cost_upt);
    SAME(reason_count);
    for (int32_t i = 0; i < a->reason_count; i++)
        SAME_PARTS(reason_difference(&a->reasons[i], &b->reasons[i]));
    return NULL;
}

static const char *outcome_difference(const struct unit_outcome *a, const struct unit_outcome *b)
{
    SAME(has_need);
    SAME(need_mfte);
    SAME(supply_mfte[0]);
    SAME(supply_mfte[1]);
    SAME(headcount[0]);
    SAME(headcount[1]);
    SAME(shortage_count);
    for (int32_t i = 0; i < a->shortage_count; i++) {
        SAME(shortages[i].competency);
        SAME(shortages[i].level);
        SAME(shortages[i].min);
        SAME(shortages[i].have);
    }
    return NULL;
}

static const char *kpis_difference(const struct kpis *a, const struct kpis *b)
{
    SAME(moves);
    SAME(first_placements);
    SAME(preference_hits);
    SAME(km_m);
    SAME(budget_spent_upt);
    for (int i = 0; i < 2; i++) {
        SAME(coverage_min_ppm[i]);
        SAME(coverage_max_ppm[i]);
        SAME(spread_ppm[i]);
        SAME(shortages[i]);
    }
    return NULL;
}

static const char *texts_difference(const char *const *a, const char *const *b, int32_t count)
{
    for (int32_t i = 0; i < count; i++)
        if (strcmp(a[i], b[i]) != 0)
            return a[i];
    return NULL;
}

static const char *proof_difference(const struct proof *a, const struct proof *b)
{
    SAME_TEXT(instance_sha256);
    SAME_TEXT(policy_sha256);
    SAME_TEXT(engine);
    SAME(seed);
    SAME(effort);
    SAME(price_count);
    for (int32_t i = 0; i < a->price_count; i++) {
        SAME_TEXT(prices[i].row);
        SAME(prices[i].price_ppt);
    }
    return NULL;
}

const char *plan_difference(const struct plan *a, const struct plan *b, int32_t unit_count)
{
    const char *found;
    SAME(status);
    SAME(stopped_by);
    SAME(has_bound);
    SAME(bound_upt);
    SAME(bound_verified_upt);
    SAME(objective.total);
    SAME(objective.relocation);
    SAME(objective.balance);
    SAME(objective.competency);
    SAME(objective.offers);
    SAME(objective.persistence);
    SAME(objective.tenure);
    SAME(objective.unplaced);
    SAME(warning_count);
    SAME(conflict_count);
    SAME(move_count);
    SAME(unplaced_count);
    SAME_PARTS(texts_difference(a->warnings, b->warnings, a->warning_count));
    SAME_PARTS(texts_difference(a->conflicts, b->conflicts, a->conflict_count));
    for (int32_t i = 0; i < a->move_count; i++)
        SAME_PARTS(move_difference(&a->moves[i], &b->moves[i]));
    for (int32_t i = 0; i < a->unplaced_count; i++)
        SAME(unplaced[i]);
    for (int32_t i = 0; plan_has_placement(a) && i < unit_count; i++)
        SAME_PARTS(outcome_difference(&a->units[i], &b->units[i]));
    SAME_PARTS(kpis_difference(&a->kpis, &b->kpis));
    SAME_PARTS(proof_difference(&a->proof, &b->proof));
    return NULL;
}
