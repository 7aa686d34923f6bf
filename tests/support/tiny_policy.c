/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the decision maker pays for and forbids. Prices often end in half a milli-point, so that sums land on
 * ties of rounding. */
#include "tests/support/tiny_town.h"

/* One number, or tiers from 0 with rising shares and slopes. */
static struct node slope(struct town *town)
{
    int64_t points = town_micro(town, 0, town_chance(town, 20) ? 3000000 : 120000000);
    if (town_chance(town, 60)) {
        return node_micro(points);
    }
    struct node tiers = node_array(town->arena, 3);
    int64_t share = 0;
    int32_t count = 1 + town_below(town, 3);
    for (int32_t t = 0; t < count; t++) {
        struct node tier = node_array(town->arena, 2);
        array_add(&tier, node_micro(share));
        array_add(&tier, node_micro(points));
        array_add(&tiers, tier);
        share += town_micro(town, 1000, 300000) + 1;
        points += town_micro(town, 0, 150000000);
    }
    return tiers;
}

static struct node band(struct town *town, int64_t lowest, int64_t middle, int64_t highest)
{
    struct node out = node_array(town->arena, 2);
    array_add(&out, town_number(town, lowest, middle));
    array_add(&out, town_number(town, middle, highest));
    return out;
}

/* Wide above, and half the time open below: a unit may stand empty. */
static struct node limit(struct town *town)
{
    struct node out = node_array(town->arena, 2);
    bool tight = town_chance(town, town->needs_by_group ? 60 : 10);
    array_add(&out, tight ? town_number(town, 10000, 600000) : node_integer(0));
    array_add(&out, town_number(town, 1100000, tight ? 2000000 : 6000000));
    return out;
}

static struct node balance(struct town *town)
{
    struct node out = node_map(town->arena, 4);
    if (town_chance(town, 60)) {
        map_add(&out, "target", band(town, 700000, 1000000, 1300000));
    }
    if (town_chance(town, town->needs_by_group ? 65 : 18)) {
        map_add(&out, "limit", town_chance(town, 25) ? node_null() : limit(town));
    }
    map_add(&out, "under", slope(town));
    map_add(&out, "over", slope(town));
    return out;
}

static struct node competency(struct town *town)
{
    struct node out = node_map(town->arena, 2);
    map_add(&out, "shortage", town_chance(town, 3) ? town_text("hard") : town_number(town, 0, 90000000));
    if (town_chance(town, 50)) {
        map_add(&out, "unknown", town_text(town_chance(town, 50) ? "qualified" : "unqualified"));
    }
    return out;
}

static struct node relocation(struct town *town)
{
    struct node out = node_map(town->arena, 6);
    map_add(&out, "move", town_number(town, 0, town->lopsided ? 2000000 : 15000000));
    if (town_chance(town, 40)) {
        map_add(&out, "move_within_group", town_number(town, 0, 8000000));
    }
    map_add(&out, "per_km", town_number(town, 0, 500000));
    map_add(&out, "reluctance", town_number(town, 0, town->lopsided ? 1000000 : 12000000));
    map_add(&out, "preference", town_number(town, 0, 25000000));
    if (town_chance(town, 40)) {
        map_add(&out, "first", town_number(town, 0, 9000000));
    }
    return out;
}

/* One cap alone half the time: it binds when no other does. */
static struct node moves(struct town *town)
{
    struct node out = node_map(town->arena, 4);
    int32_t only = town_chance(town, 30) ? 2 + town_chance(town, 65) : town_below(town, 7);
    if (only == 0 || (only > 3 && town_chance(town, 35))) {
        map_add(&out, "max", node_integer(town_below(town, 4)));
    }
    if (only == 1 || (only > 3 && town_chance(town, 40))) {
        map_add(&out, "max_share", town_number(town, 0, 500000));
    }
    if (only == 2 || (only > 3 && town_chance(town, 40))) {
        map_add(&out, "out_share", town_number(town, 0, 700000));
    }
    if (only == 3 || (only > 3 && town_chance(town, 60))) {
        map_add(&out, "in_share", town_number(town, 0, town_chance(town, 50) ? 300000 : 1000000));
    }
    return out;
}

static struct node words(struct town *town, const char *first, const char *second)
{
    struct node out = node_array(town->arena, 2);
    array_add(&out, town_text(first));
    if (town_chance(town, 40)) {
        array_add(&out, town_text(second));
    }
    return out;
}

/* In force always, only before, only after, or up to and from the planning date itself. */
static void add_period(struct town *town, struct node *rule)
{
    static const char *const days[] = {"2025-01-01", "2026-03-01", "2026-03-02"};
    if (town_chance(town, 25)) {
        map_add(rule, "from", town_text(days[town_below(town, 3)]));
    } else if (town_chance(town, 25)) {
        map_add(rule, "until", town_text(days[town_chance(town, 30) ? 0 : 1 + town_below(town, 2)]));
    }
}

static struct node years(struct town *town)
{
    return node_micro(town_chance(town, 60) ? 2000000 : 500000 * town_below(town, 14));
}

static void max_tenure(struct town *town, struct node *rule)
{
    map_add(rule, "rule", town_text("max_tenure"));
    map_add(rule, "years", years(town));
    if (town_chance(town, 25)) {
        map_add(rule, "hard", node_boolean(true));
    } else {
        map_add(rule, "price", town_number(town, 0, 30000000));
        if (town_chance(town, 20)) {
            map_add(rule, "hard", node_boolean(false));
        }
    }
}

static void retirement(struct town *town, struct node *rule)
{
    map_add(rule, "rule", town_text("retirement"));
    map_add(rule, "age", node_integer(town_chance(town, 80) ? 58 : 45 + town_below(town, 3)));
    map_add(rule, "months", node_integer(town_chance(town, 60) ? 12 : town_below(town, 30)));
}

static void fixed(struct town *town, struct node *rule, bool by_status)
{
    map_add(rule, "rule", town_text(by_status ? "status_fixed" : "tag_fixed"));
    if (by_status) {
        map_add(rule, "status", words(town, "PPPK", "CPNS"));
    } else {
        map_add(rule, "tags", words(town, "hukdis", "tubel"));
    }
}

static struct node rules(struct town *town)
{
    struct node out = node_array(town->arena, 3);
    int32_t count = 1 + town_below(town, 3);
    for (int32_t r = 0; r < count; r++) {
        struct node rule = node_map(town->arena, 7);
        int32_t kind = town_below(town, 6);
        map_add(&rule, "cite", town_text("PP 11/2017"));
        if (kind == 0) {
            map_add(&rule, "rule", town_text("min_tenure"));
            map_add(&rule, "years", years(town));
        } else if (kind <= 2) {
            fixed(town, &rule, kind == 1);
        } else if (kind <= 4) {
            max_tenure(town, &rule);
        } else {
            retirement(town, &rule);
        }
        add_period(town, &rule);
        array_add(&out, rule);
    }
    return out;
}

static void add_prices(struct town *town, struct node *policy)
{
    if (town_chance(town, 95)) {
        map_add(policy, "unplaced", town_number(town, 0, 60000000));
    }
    if (town_chance(town, 15)) {
        map_add(policy, "budget", town_number(town, 0, 60000000));
    }
    if (town_chance(town, 30)) {
        map_add(policy, "effective_minutes", node_integer(72000));
    }
    if (town_chance(town, 60)) {
        map_add(policy, "persistence", town_number(town, 0, 15000000));
    }
}

struct node town_policy(struct town *town)
{
    struct node out = node_map(town->arena, 15);
    map_add(&out, "format", town_text("mutasi-policy/1"));
    if (town_chance(town, 20)) {
        map_add(&out, "name", town_text("uji"));
    }
    if (town_chance(town, 85)) {
        map_add(&out, "balance", balance(town));
    }
    if (town_chance(town, 80)) {
        map_add(&out, "competency", competency(town));
    }
    if (town_chance(town, 90)) {
        map_add(&out, "relocation", relocation(town));
    }
    if (town_chance(town, town->lopsided ? 80 : 30)) {
        map_add(&out, "moves", moves(town));
    }
    if (town_chance(town, town->lopsided ? 20 : 45)) {
        map_add(&out, "rules", rules(town));
    }
    add_prices(town, &out);
    if (town->surges > 0) {
        map_add(&out, "secondment", town_secondment(town));
    }
    return out;
}
