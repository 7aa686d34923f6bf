/* SPDX-License-Identifier: MIT */
#include "client/comparison.h"

#include <math.h>

enum { COLUMNS = 24, MICRO_PER_METRE_IN_KM = 1000 };

struct node comparison_seconds(double seconds)
{
    return node_micro(llround(seconds * 1000) * 1000);
}

static void add_objective(struct node *row, const struct objective *objective, bool is_placed)
{
    const struct {
        const char *key;
        int64_t upt;
    } parts[] = {
        {"total", objective->total},           {"relocation", objective->relocation},
        {"balance", objective->balance},       {"competency", objective->competency},
        {"offers", objective->offers},         {"persistence", objective->persistence},
        {"tenure", objective->tenure},         {"unplaced", objective->unplaced},
        {"secondment", objective->secondment},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        map_add(row, parts[i].key, is_placed ? node_micro(parts[i].upt) : node_null());
}

static void add_measures(struct node *row, const struct plan *plan, bool is_placed)
{
    const struct kpis *kpis = &plan->kpis;
    const struct {
        const char *key;
        struct node value;
    } measures[] = {
        {"moves", node_integer(kpis->moves)},
        {"first_placements", node_integer(kpis->first_placements)},
        {"people_unplaced", node_integer(plan->unplaced_count)},
        {"coverage_min", node_micro(kpis->coverage_min_ppm[1])},
        {"coverage_max", node_micro(kpis->coverage_max_ppm[1])},
        {"spread", node_micro(kpis->spread_ppm[1])},
        {"shortages", node_integer(kpis->shortages[1])},
        {"km", node_micro(kpis->km_m * MICRO_PER_METRE_IN_KM)},
    };
    for (size_t i = 0; i < sizeof measures / sizeof *measures; i++)
        map_add(row, measures[i].key, is_placed ? measures[i].value : node_null());
}

static void add_proof(struct node *row, const struct plan *plan, bool is_placed)
{
    map_add(row, "bound", plan->has_bound ? node_micro(plan->bound_upt) : node_null());
    map_add(row, "bound_verified", plan->has_bound ? node_micro(plan->bound_verified_upt) : node_null());
    map_add(row, "gap", is_placed && plan->has_bound ? node_real(plan_gap(plan)) : node_null());
}

struct node comparison_row(struct arena *arena, const char *policy, const struct plan *plan,
                           const char *start, double seconds)
{
    struct node row = node_map(arena, COLUMNS + COMPARISON_EXTRA);
    bool is_placed = plan_has_placement(plan);
    map_add(&row, "policy", node_borrowed(policy));
    map_add(&row, "status", node_borrowed(plan_status_word(plan->status)));
    add_objective(&row, &plan->objective, is_placed);
    add_measures(&row, plan, is_placed);
    add_proof(&row, plan, is_placed);
    map_add(&row, "start", node_borrowed(start));
    map_add(&row, "effort", node_integer(plan->proof.effort));
    map_add(&row, "seconds", comparison_seconds(seconds));
    return row;
}
