/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/oracle_conflict.h"

#include "tests/support/oracle_parts.h"

#include <stdlib.h>
#include <string.h>

enum { SIDES_MOST = 256, CHOICES_MOST = 64, BARS_MOST = 32 };

/* --- the demands of the problem, listed anew --- */

struct sides {
    const struct problem *problem;
    struct hard_demand list[SIDES_MOST];
    int32_t count;
};

static void add(struct sides *sides, enum demand_kind kind, int32_t unit, int32_t group, bool is_most,
                int64_t limit)
{
    if (limit == INT64_MIN || limit == INT64_MAX || sides->count == SIDES_MOST) {
        return;
    }
    sides->list[sides->count++] = (struct hard_demand){.kind = kind,
                                                       .is_most = is_most,
                                                       .unit = unit,
                                                       .group = group,
                                                       .competency = NONE,
                                                       .pair = NONE,
                                                       .employee = NONE,
                                                       .rule = NONE,
                                                       .limit = limit};
}

static int64_t rounded_share(int64_t ppm, int64_t whole)
{
    return (int64_t)(((int128)ppm * whole + 500000) / 1000000);
}

static int64_t need_of(const struct need *need, int64_t effective_minutes_micro)
{
    int128 per_mfte = (int128)effective_minutes_micro * 1000;
    return need->kind == NEED_FTE ? need->mfte
                                  : (int64_t)((2 * need->micro_minutes + per_mfte) / (2 * per_mfte));
}

/* The tighter of the place's own limit and the policy's. */
static void add_supply(struct sides *sides, const struct demand *demand, int32_t unit, int32_t group)
{
    const struct balance_policy *balance = &sides->problem->policy->balance;
    struct interval own = demand->supply_mfte, policys = {INT64_MIN, INT64_MAX};
    if (sides->problem->policy->has_balance && balance->has_limit && demand->need.kind != NEED_NONE) {
        int64_t need = need_of(&demand->need, sides->problem->policy->effective_minutes_micro);
        policys = (struct interval){rounded_share(balance->limit_lower_ppm, need),
                                    rounded_share(balance->limit_upper_ppm, need)};
    }
    bool is_policys = policys.lower > own.lower;
    add(sides, is_policys ? DEMAND_BALANCE : DEMAND_SUPPLY, unit, group, false,
        is_policys ? policys.lower : own.lower);
    is_policys = policys.upper < own.upper;
    add(sides, is_policys ? DEMAND_BALANCE : DEMAND_SUPPLY, unit, group, true,
        is_policys ? policys.upper : own.upper);
}

static void add_place(struct sides *sides, const struct demand *demand, int32_t unit, int32_t group)
{
    add_supply(sides, demand, unit, group);
    add(sides, DEMAND_HEADCOUNT, unit, group, false, demand->headcount.lower);
    add(sides, DEMAND_HEADCOUNT, unit, group, true, demand->headcount.upper);
    for (int32_t m = 0; m < demand->minimum_count; m++) {
        const struct minimum *minimum = &demand->minimums[m];
        if (minimum->hard || sides->problem->policy->competency.hard) {
            add(sides, DEMAND_COMPETENCY, unit, group, false, minimum->min);
            sides->list[sides->count - 1].competency = minimum->competency;
            sides->list[sides->count - 1].level = minimum->level;
        }
    }
}

static int64_t cap_of(int64_t share_ppm, int64_t people)
{
    int64_t most = share_ppm * people / 1000000;
    return share_ppm == NONE ? INT64_MAX : most > 1 ? most : 1;
}

static void add_caps(struct sides *sides)
{
    const struct instance *instance = sides->problem->instance;
    const struct move_caps *caps = &sides->problem->policy->moves;
    int64_t present[ORACLE_UNITS_MAX] = {0}, all = 0;
    for (int32_t i = 0; i < instance->employee_count; i++) {
        int32_t unit = instance->employees[i].unit;
        if (unit != NONE && instance->units[unit].open) {
            present[unit]++;
            all++;
        }
    }
    for (int32_t u = 0; u < instance->unit_count; u++) {
        if (!instance->units[u].open || present[u] == 0) {
            continue;
        }
        add(sides, DEMAND_MOVES_IN, u, NONE, true, cap_of(caps->in_share_ppm, present[u]));
        add(sides, DEMAND_MOVES_OUT, u, NONE, true, cap_of(caps->out_share_ppm, present[u]));
    }
    int64_t max = caps->max == NONE ? INT64_MAX : caps->max, share = cap_of(caps->max_share_ppm, all);
    add(sides, DEMAND_MOVES, NONE, NONE, true, max < share ? max : share);
}

/* What lending units keep and lend, on each of their days. */
static void add_lending(struct sides *sides)
{
    day days[ORACLE_SURGES_MAX];
    for (int32_t u = 0; u < sides->problem->instance->unit_count; u++) {
        int32_t count = oracle_lending_days(sides->problem, u, days);
        for (int32_t d = 0; d < count; d++) {
            add(sides, DEMAND_KEEP, u, NONE, false, oracle_least_kept(sides->problem, u));
            sides->list[sides->count - 1].date = days[d];
            add(sides, DEMAND_LEND, u, NONE, true, oracle_most_lent(sides->problem, u));
            sides->list[sides->count - 1].date = days[d];
        }
    }
}

static void list_sides(struct sides *sides)
{
    const struct instance *instance = sides->problem->instance;
    const struct policy *policy = sides->problem->policy;
    for (int32_t u = 0; u < instance->unit_count; u++) {
        const struct unit *unit = &instance->units[u];
        if (unit->open) {
            add_place(sides, &unit->demand, u, NONE);
            add(sides, DEMAND_BUDGET, u, NONE, true, unit->budget_upt == NONE ? INT64_MAX : unit->budget_upt);
        }
    }
    for (int32_t g = 0; g < instance->group_count; g++) {
        add_place(sides, &instance->groups[g].demand, NONE, g);
    }
    add(sides, DEMAND_BUDGET, NONE, NONE, true, policy->budget_upt == NONE ? INT64_MAX : policy->budget_upt);
    add_caps(sides);
    add_lending(sides);
    for (int32_t p = 0; p < instance->pair_count; p++) {
        add(sides, DEMAND_PAIR, NONE, NONE, true, 0);
        sides->list[sides->count - 1].pair = p;
    }
}

/* --- how far a placement is from a demand, and what that costs --- */

static const struct oracle_account *account_of(const struct oracle_books *books,
                                               const struct hard_demand *demand)
{
    return demand->unit == NONE ? &books->group[demand->group] : &books->unit[demand->unit];
}

static int64_t met(const struct problem *problem, const struct oracle_books *books,
                   const struct hard_demand *demand)
{
    const struct demand *place = demand->unit == NONE ? &problem->instance->groups[demand->group].demand
                                                      : &problem->instance->units[demand->unit].demand;
    for (int32_t m = 0; m < place->minimum_count; m++) {
        if (place->minimums[m].competency == demand->competency &&
            place->minimums[m].level == demand->level) {
            return account_of(books, demand)->met[m];
        }
    }
    return 0;
}

static int64_t activity_of(const struct problem *problem, const struct oracle_books *books,
                           const struct hard_demand *demand)
{
    switch (demand->kind) {
    case DEMAND_COMPETENCY:
        return met(problem, books, demand);
    case DEMAND_SUPPLY:
    case DEMAND_BALANCE:
    case DEMAND_KEEP:
        return account_of(books, demand)->supply_mfte;
    case DEMAND_HEADCOUNT:
        return account_of(books, demand)->headcount;
    case DEMAND_BUDGET:
        return demand->unit == NONE ? books->budget_upt : books->unit[demand->unit].budget_upt;
    case DEMAND_MOVES:
        return books->moves;
    case DEMAND_MOVES_IN:
        return books->unit[demand->unit].moves_in;
    case DEMAND_MOVES_OUT:
        return books->unit[demand->unit].moves_out;
    default:
        return 0;
    }
}

/* Half pairs: 2 when two people are both in the wrong place, 1 when one of them is nowhere. */
static int64_t pair_excess(const struct instance *instance, const struct pair *pair,
                           const struct placed *placement)
{
    int32_t a = placement[pair->a].unit, b = placement[pair->b].unit;
    bool grouped = pair->scope == SCOPE_GROUP && a != NONE && b != NONE && instance->units[a].group != NONE &&
                   instance->units[a].group == instance->units[b].group;
    bool shared = a == b || grouped;
    if (pair->kind == PAIR_APART) {
        return shared && a != NONE ? 2 : 0;
    }
    return shared ? 0 : a == NONE || b == NONE ? 1 : 2;
}

static int64_t excess(const struct problem *problem, const struct oracle_books *books,
                      const struct placed *placement, const struct hard_demand *demand)
{
    if (demand->kind == DEMAND_PAIR) {
        return pair_excess(problem->instance, &problem->instance->pairs[demand->pair], placement);
    }
    int64_t activity = activity_of(problem, books, demand);
    int64_t beyond = demand->is_most ? activity - demand->limit : demand->limit - activity;
    return beyond > 0 ? beyond : 0;
}

static int64_t price(const struct problem *problem, const struct hard_demand *demand, int64_t beyond)
{
    int64_t move = problem->policy->relocation.move_upt;
    switch (demand->kind) {
    case DEMAND_SUPPLY:
    case DEMAND_BALANCE:
    case DEMAND_KEEP:
        return beyond * 1000;
    case DEMAND_BUDGET:
        return divide_rounded((int128)beyond * (1000000000000 / (move > 0 ? move : 1000000)), 1000000);
    case DEMAND_PAIR:
        return beyond * 500000;
    default:
        return beyond * 1000000;
    }
}

/* --- what keeps a person from a unit: each alone, the oracle asked --- */

struct bar {
    enum demand_kind kind;
    int32_t rule;
};

static bool bars_alone(const struct problem *problem, int32_t employee, int32_t unit, const struct bar *bar)
{
    struct employee people[ORACLE_PEOPLE_MAX];
    struct instance instance = *problem->instance;
    struct policy policy = *problem->policy;
    const struct problem alone = {.instance = &instance, .policy = &policy};
    memcpy(people, instance.employees, (size_t)instance.employee_count * sizeof *people);
    people[employee].pinned = bar->kind == DEMAND_PIN && people[employee].pinned;
    people[employee].consent = bar->kind == DEMAND_CONSENT ? people[employee].consent : CONSENT_ANY;
    instance.employees = people;
    policy.rules += bar->kind == DEMAND_RULE ? bar->rule : 0;
    policy.rule_count = bar->kind == DEMAND_RULE;
    return !oracle_eligible(&alone, employee, unit);
}

/* A rule that forbids staying is no bar where something else outweighs it. */
static bool may_stay(const struct problem *problem, int32_t employee)
{
    struct problem unforced = *problem;
    unforced.forced_unit = NULL;
    return oracle_eligible(&unforced, employee, problem->instance->employees[employee].unit);
}

/* A scenario's `place` overrides the rest there, and leaves it as it is elsewhere. */
static bool bars(const struct problem *problem, int32_t employee, int32_t unit, const struct bar *bar)
{
    int32_t forced = problem->forced_unit == NULL ? NONE : problem->forced_unit[employee];
    if (bar->kind == DEMAND_PLACE) {
        return forced != NONE && forced != unit;
    }
    bool stays = unit == problem->instance->employees[employee].unit && unit != NONE;
    if (stays && may_stay(problem, employee)) {
        return false;
    }
    return unit != NONE && unit != forced && bars_alone(problem, employee, unit, bar);
}

static int32_t list_bars(const struct problem *problem, struct bar *list)
{
    static const enum demand_kind kinds[] = {DEMAND_PIN, DEMAND_PLACE, DEMAND_CONSENT};
    int32_t count = 0;
    for (int k = 0; k < 3; k++) {
        list[count++] = (struct bar){kinds[k], NONE};
    }
    for (int32_t r = 0; r < problem->policy->rule_count && count < BARS_MOST; r++) {
        list[count++] = (struct bar){DEMAND_RULE, r};
    }
    return count;
}

/* --- the walk --- */

/* Nobody is lent: no demand asks for it, and whoever is not is kept, and lent nowhere. */
struct choice {
    struct oracle_effect effect;
    int64_t cost_upt;                           /* of what is lifted for it */
    uint64_t breaks[ORACLE_CONFLICT_MOST / 64]; /* of the set */
};

struct walk {
    const struct problem *problem;
    const struct infeasibility *found;
    struct sides sides;
    int32_t side_of[ORACLE_CONFLICT_MOST]; /* per demand of the set: its side, or NONE */
    struct choice (*choices)[CHOICES_MOST];
    int32_t count[ORACLE_PEOPLE_MAX];
    struct placed placement[ORACLE_PEOPLE_MAX];
    int32_t chosen[ORACLE_PEOPLE_MAX];
    struct oracle_conflict *out;
};

static struct choice choice_of(const struct walk *walk, int32_t employee, struct placed placed)
{
    struct bar list[BARS_MOST];
    int32_t count = list_bars(walk->problem, list);
    struct choice choice = {.effect = oracle_effect_of(walk->problem, employee, placed)};
    for (int32_t b = 0; b < count; b++) {
        if (!bars(walk->problem, employee, placed.unit, &list[b])) {
            continue;
        }
        choice.cost_upt += list[b].kind == DEMAND_RULE      ? 5000000
                           : list[b].kind == DEMAND_CONSENT ? 3000000
                                                            : 2000000;
        for (int32_t d = 0; d < walk->found->demand_count; d++) {
            const struct hard_demand *demand = &walk->found->demands[d].demand;
            if (demand->employee == employee && demand->kind == list[b].kind &&
                demand->rule == list[b].rule) {
                choice.breaks[d / 64] |= UINT64_C(1) << (d % 64);
            }
        }
    }
    return choice;
}

static bool list_choices(struct walk *walk, int32_t employee)
{
    const struct instance *instance = walk->problem->instance;
    const struct employee *person = &instance->employees[employee];
    int32_t *count = &walk->count[employee];
    for (int32_t unit = NONE; unit < instance->unit_count; unit++) {
        bool is_there = unit == NONE ? person->unit == NONE && walk->problem->policy->may_leave_unplaced
                                     : instance->units[unit].open;
        for (int32_t offer = NONE; is_there && offer < (unit == NONE ? 0 : person->offer_count); offer++) {
            if (*count == CHOICES_MOST) {
                return false;
            }
            walk->choices[employee][(*count)++] =
                choice_of(walk, employee, (struct placed){unit, offer, NONE});
        }
    }
    return true;
}

/* Which of the set this placement breaks: none, one, or more. */
static void record_set(struct walk *walk, const struct oracle_books *books)
{
    int32_t broken = 0, last = NONE;
    for (int32_t d = 0; d < walk->found->demand_count; d++) {
        bool is_broken = false;
        if (walk->side_of[d] != NONE) {
            is_broken =
                excess(walk->problem, books, walk->placement, &walk->sides.list[walk->side_of[d]]) > 0;
        }
        int32_t employee = walk->found->demands[d].demand.employee;
        if (employee != NONE) {
            const struct choice *choice = &walk->choices[employee][walk->chosen[employee]];
            is_broken = (choice->breaks[d / 64] >> (d % 64) & 1) != 0;
        }
        broken += is_broken;
        last = is_broken ? d : last;
    }
    walk->out->leaves_plan = walk->out->leaves_plan || broken == 0;
    if (broken == 1) {
        walk->out->needed[last] = true;
    }
}

static void record(struct walk *walk, const struct oracle_books *books, int64_t cost)
{
    for (int32_t s = 0; s < walk->sides.count; s++) {
        const struct hard_demand *demand = &walk->sides.list[s];
        cost += price(walk->problem, demand, excess(walk->problem, books, walk->placement, demand));
    }
    if (walk->out->tried == 0 || cost < walk->out->cheapest_upt) {
        walk->out->cheapest_upt = cost;
    }
    walk->out->tried++;
    record_set(walk, books);
}

static void descend(struct walk *walk, int32_t person, const struct oracle_books *so_far, int64_t cost)
{
    if (person == walk->problem->instance->employee_count) {
        record(walk, so_far, cost);
        return;
    }
    for (int32_t c = 0; c < walk->count[person]; c++) {
        const struct choice *choice = &walk->choices[person][c];
        struct oracle_books books = *so_far;
        walk->placement[person] = choice->effect.placed;
        walk->chosen[person] = c;
        oracle_books_add(walk->problem, &books, person, &choice->effect);
        descend(walk, person + 1, &books, cost + choice->cost_upt);
    }
}

static bool same_side(const struct hard_demand *a, const struct hard_demand *b)
{
    return a->kind == b->kind && a->is_most == b->is_most && a->unit == b->unit && a->group == b->group &&
           a->competency == b->competency && a->level == b->level && a->date == b->date &&
           a->pair == b->pair && (a->kind == DEMAND_PAIR || a->limit == b->limit);
}

static void match(struct walk *walk)
{
    walk->out->foreign = NONE;
    for (int32_t d = 0; d < walk->found->demand_count; d++) {
        struct hard_demand demand = walk->found->demands[d].demand;
        demand.is_most = demand.is_most || demand.kind == DEMAND_PAIR;
        walk->side_of[d] = NONE;
        for (int32_t s = 0; s < walk->sides.count; s++) {
            walk->side_of[d] = same_side(&demand, &walk->sides.list[s]) ? s : walk->side_of[d];
        }
        if (walk->side_of[d] == NONE && demand.employee == NONE) {
            walk->out->foreign = d;
        }
    }
}

bool oracle_conflict(const struct problem *problem, const struct infeasibility *found, int64_t most,
                     struct oracle_conflict *out)
{
    const struct instance *instance = problem->instance;
    struct walk *walk = calloc(1, sizeof *walk);
    struct choice(*choices)[CHOICES_MOST] = calloc(ORACLE_PEOPLE_MAX, sizeof *choices);
    bool fits = walk != NULL && choices != NULL && instance->employee_count <= ORACLE_PEOPLE_MAX &&
                instance->unit_count <= ORACLE_UNITS_MAX && found->demand_count <= ORACLE_CONFLICT_MOST;
    int64_t placements = 1;
    memset(out, 0, sizeof *out);
    if (fits) {
        *walk = (struct walk){.problem = problem, .found = found, .choices = choices, .out = out};
        walk->sides.problem = problem;
        list_sides(&walk->sides);
        match(walk);
    }
    for (int32_t i = 0; fits && i < instance->employee_count; i++) {
        fits = list_choices(walk, i) && (placements *= walk->count[i]) <= most;
    }
    if (fits) {
        const struct oracle_books empty = {0};
        descend(walk, 0, &empty, 0);
    }
    free(choices);
    free(walk);
    return fits;
}
