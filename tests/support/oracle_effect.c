/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The oracle's reading of people: who may end where, what that costs and what it contributes. */
#include "tests/support/oracle_parts.h"

#include <math.h>

/* --- dates: days since 1970-01-01 to civil and back, after Hinnant, "chrono-compatible date algorithms" ---
 */

struct civil {
    int32_t year, month, day;
};

static struct civil civil_from_days(int32_t days)
{
    int32_t z = days + 719468;
    int32_t era = z / 146097;
    int32_t of_era = z - era * 146097;
    int32_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int32_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int32_t shifted = (5 * of_year + 2) / 153;
    int32_t month = shifted < 10 ? shifted + 3 : shifted - 9;
    int32_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
    return (struct civil){year, month, of_year - (153 * shifted + 2) / 5 + 1};
}

static bool leap(int32_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static struct civil add_months(struct civil date, int32_t months)
{
    static const int32_t length[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int32_t count = date.year * 12 + date.month - 1 + months;
    struct civil out = {count / 12, count % 12 + 1, date.day};
    int32_t last = length[out.month - 1] + (out.month == 2 && leap(out.year) ? 1 : 0);
    out.day = date.day < last ? date.day : last;
    return out;
}

static bool before(struct civil a, struct civil b)
{
    if (a.year != b.year) {
        return a.year < b.year;
    }
    return a.month != b.month ? a.month < b.month : a.day < b.day;
}

/* --- who may end where
 * -------------------------------------------------------------------------------------- */

static bool same(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

static bool in_force(const struct instance *instance, const struct rule *rule)
{
    return !(rule->from != DAY_NONE && instance->date < rule->from) &&
           !(rule->until != DAY_NONE && instance->date > rule->until);
}

static bool near_age(const struct instance *instance, const struct rule *rule, const struct employee *person)
{
    if (person->born == DAY_NONE) {
        return false;
    }
    struct civil today = civil_from_days(instance->date);
    struct civil reached = add_months(civil_from_days(person->born), 12 * rule->age_years);
    return before(today, reached) && !before(today, add_months(reached, -rule->months));
}

static bool too_long(const struct instance *instance, const struct rule *rule, const struct employee *person)
{
    return rule->kind == RULE_MAX_TENURE && in_force(instance, rule) && person->unit != NONE &&
           person->since != DAY_NONE &&
           before(add_months(civil_from_days(person->since), rule->months), civil_from_days(instance->date));
}

static bool rule_holds_back(const struct instance *instance, const struct rule *rule,
                            const struct employee *person)
{
    if (!in_force(instance, rule)) {
        return false;
    }
    if (rule->kind == RULE_MIN_TENURE) {
        return person->since != DAY_NONE && before(civil_from_days(instance->date),
                                                   add_months(civil_from_days(person->since), rule->months));
    }
    if (rule->kind == RULE_RETIREMENT) {
        return near_age(instance, rule, person);
    }
    for (int32_t w = 0; w < rule->word_count; w++) {
        if (rule->kind == RULE_STATUS_FIXED && person->status != NULL &&
            same(person->status, rule->words[w])) {
            return true;
        }
        for (int32_t t = 0; rule->kind == RULE_TAG_FIXED && t < person->tag_count; t++) {
            if (same(person->tags[t], rule->words[w])) {
                return true;
            }
        }
    }
    return false;
}

static bool consents(const struct employee *person, int32_t unit)
{
    for (int32_t c = 0; person->consent == CONSENT_LISTED && c < person->consent_count; c++) {
        if (person->consent_units[c] == unit) {
            return true;
        }
    }
    return person->consent == CONSENT_ANY;
}

bool oracle_eligible(const struct problem *problem, int32_t employee, int32_t unit)
{
    const struct instance *instance = problem->instance;
    const struct employee *person = &instance->employees[employee];
    int32_t forced = problem->forced_unit != NULL ? problem->forced_unit[employee] : NONE;
    if (unit == NONE) {
        return person->unit == NONE && problem->policy->may_leave_unplaced && forced == NONE;
    }
    if (!instance->units[unit].open) {
        return false;
    }
    if (forced != NONE) {
        return unit == forced;
    }
    bool held = person->pinned, overdue = false;
    for (int32_t r = 0; person->unit != NONE && r < problem->policy->rule_count; r++) {
        const struct rule *rule = &problem->policy->rules[r];
        held |= rule_holds_back(instance, rule, person);
        overdue |= rule->hard && too_long(instance, rule, person);
    }
    return unit == person->unit ? held || !overdue : !held && consents(person, unit);
}

/* --- what it costs
 * ------------------------------------------------------------------------------------------ */

static double haversine_m(const struct unit *a, const struct unit *b)
{
    const double radian = acos(-1.0) / 180e6, radius = 6371008.8;
    double lat_a = (double)a->lat * radian, lat_b = (double)b->lat * radian;
    double up = sin((lat_b - lat_a) / 2), across = sin((double)(b->lon - a->lon) * radian / 2);
    double h = up * up + cos(lat_a) * cos(lat_b) * across * across;
    return 2 * radius * atan2(sqrt(h), sqrt(1 - h));
}

int64_t oracle_distance_m(const struct instance *instance, int32_t from, int32_t to)
{
    int32_t row = instance->table_row[from], column = instance->table_row[to];
    if (instance->table_m != NULL && row != NONE && column != NONE) {
        return instance->table_m[(int64_t)row * instance->table_size + column];
    }
    const struct unit *a = &instance->units[from], *b = &instance->units[to];
    return a->has_at && b->has_at ? llround(haversine_m(a, b)) : 0;
}

static const struct override *find(const struct override *list, int64_t count, int32_t employee, int32_t unit)
{
    for (int64_t i = 0; i < count; i++) {
        if (list[i].employee == employee && list[i].unit == unit) {
            return &list[i];
        }
    }
    return NULL;
}

int64_t oracle_to_upt(int128 ppt)
{
    return (int64_t)(ppt >= 0 ? (ppt + 500000) / 1000000 : -((-ppt + 500000) / 1000000));
}

/* move + per_km * km in 10^-12 points: micro-points x 10^6, and micro-points per km x metres x 10^3. */
static int128 journey_ppt(const struct problem *problem, int32_t from, int32_t to)
{
    const struct instance *instance = problem->instance;
    const struct relocation_policy *price = &problem->policy->relocation;
    int32_t group = instance->units[from].group;
    bool inside = group != NONE && group == instance->units[to].group;
    return (int128)(inside ? price->move_within_group_upt : price->move_upt) * 1000000 +
           (int128)price->per_km_upt * oracle_distance_m(instance, from, to) * 1000;
}

static int64_t share_preferred(const struct employee *person, int32_t unit)
{
    for (int32_t p = 0; p < person->prefer_count; p++) {
        if (person->prefers[p].unit == unit) {
            return person->prefers[p].share_micro;
        }
    }
    return 0;
}

static const struct offer *offer_used(const struct employee *person, struct placed placed)
{
    return placed.offer == NONE ? NULL : &person->offers[placed.offer];
}

static void price_move(const struct problem *problem, int32_t employee, struct oracle_effect *effect)
{
    const struct instance *instance = problem->instance;
    const struct employee *person = &instance->employees[employee];
    const struct relocation_policy *price = &problem->policy->relocation;
    const struct offer *offer = offer_used(person, effect->placed);
    int32_t to = effect->placed.unit;
    const struct override *entry = find(instance->relocation, instance->relocation_count, employee, to);
    for (int32_t r = 0; to == person->unit && r < problem->policy->rule_count; r++) {
        const struct rule *rule = &problem->policy->rules[r];
        effect->tenure_upt += too_long(instance, rule, person) ? rule->price_upt : 0;
    }
    if (to == person->unit) {
        return;
    }
    if (entry != NULL) {
        effect->relocation_upt = effect->budget_upt = entry->value;
        return;
    }
    int128 ppt = -(int128)price->preference_upt * share_preferred(person, to);
    if (person->unit == NONE) {
        ppt += (int128)price->first_upt * 1000000;
    } else {
        bool eased = offer != NULL && offer->kind == OFFER_INCENTIVE;
        int64_t reluctance = eased ? offer->reluctance_micro : person->reluctance_micro;
        int128 journey = journey_ppt(problem, person->unit, to);
        effect->budget_upt = oracle_to_upt(journey);
        ppt += journey + (int128)price->reluctance_upt * reluctance;
    }
    effect->relocation_upt = ppt > 0 ? oracle_to_upt(ppt) : 0;
}

/* --- what it contributes
 * ------------------------------------------------------------------------------------ */

static bool counts_for(const struct problem *problem, const struct employee *person,
                       const struct offer *offer, const struct minimum *minimum)
{
    bool trained = offer != NULL && offer->kind == OFFER_TRAINING && offer->competency == minimum->competency;
    if (trained && offer->level >= minimum->level) {
        return true;
    }
    for (int32_t h = 0; h < person->holding_count; h++) {
        const struct holding *held = &person->holdings[h];
        if (held->competency == minimum->competency) {
            return held->level == LEVEL_UNKNOWN ? problem->policy->competency.unknown_qualifies
                                                : held->level >= minimum->level;
        }
    }
    return false;
}

static uint32_t minimums_met(const struct problem *problem, const struct employee *person,
                             const struct offer *offer, const struct demand *demand)
{
    uint32_t met = 0;
    for (int32_t m = 0; m < demand->minimum_count; m++) {
        if (counts_for(problem, person, offer, &demand->minimums[m])) {
            met |= UINT32_C(1) << m;
        }
    }
    return met;
}

int64_t oracle_supply_mfte(const struct instance *instance, int32_t employee, int32_t unit)
{
    const struct override *entry = find(instance->supplies, instance->supply_count, employee, unit);
    return entry != NULL ? entry->value : instance->employees[employee].fte_mfte;
}

static void contribute(const struct problem *problem, int32_t employee, struct oracle_effect *effect)
{
    const struct instance *instance = problem->instance;
    const struct employee *person = &instance->employees[employee];
    const struct offer *offer = offer_used(person, effect->placed);
    const struct unit *unit = &instance->units[effect->placed.unit];
    effect->supply_mfte = oracle_supply_mfte(instance, employee, effect->placed.unit);
    effect->meets = minimums_met(problem, person, offer, &unit->demand);
    if (unit->group != NONE) {
        effect->group_meets = minimums_met(problem, person, offer, &instance->groups[unit->group].demand);
    }
    effect->counts_as_move =
        person->unit != NONE && person->unit != effect->placed.unit && instance->units[person->unit].open;
}

struct oracle_effect oracle_effect_of(const struct problem *problem, int32_t employee, struct placed placed)
{
    const struct employee *person = &problem->instance->employees[employee];
    struct oracle_effect effect = {.placed = placed};
    if (person->previous != NONE && person->previous != placed.unit) {
        effect.persistence_upt = problem->policy->persistence_upt;
    }
    if (placed.unit == NONE) {
        effect.unplaced_upt = problem->policy->unplaced_upt;
        return effect;
    }
    price_move(problem, employee, &effect);
    contribute(problem, employee, &effect);
    effect.secondment_upt = oracle_secondment_upt(problem, placed);
    if (placed.offer != NONE) {
        effect.offer_upt = person->offers[placed.offer].cost_upt;
        effect.budget_upt += effect.offer_upt;
    }
    return effect;
}
