/* SPDX-License-Identifier: MIT */
#include "proto/plan_parts.h"

#include <string.h>

/* Where the plan is written from and to. An amount that no document can hold ends the writing. */
struct writer {
    struct arena *arena;
    const struct problem *problem;
    bool overflow;
};

static struct node amount(struct writer *writer, int64_t micro)
{
    writer->overflow |= micro > MICRO_MAX || micro < -MICRO_MAX;
    return node_micro(writer->overflow ? 0 : micro);
}

/* FTE and km are counted in thousandths. */
static struct node thousandths(struct writer *writer, int64_t milli)
{
    bool fits = milli <= MICRO_MAX / 1000 && milli >= -MICRO_MAX / 1000;
    return amount(writer, fits ? milli * 1000 : INT64_MAX);
}

static struct node integer(struct writer *writer, int64_t value)
{
    writer->overflow |= value > INTEGER_MAX_2P53 || value < -INTEGER_MAX_2P53;
    return node_integer(writer->overflow ? 0 : value);
}

static struct node two(struct writer *writer, struct node before, struct node after)
{
    struct node pair = node_array(writer->arena, 2);
    array_add(&pair, before);
    array_add(&pair, after);
    return pair;
}

static struct node texts(struct writer *writer, const char *const *items, int32_t count)
{
    struct node list = node_array(writer->arena, (size_t)count);
    for (int32_t i = 0; i < count; i++)
        array_add(&list, node_borrowed(items[i]));
    return list;
}

static struct node unit_name(struct writer *writer, int32_t unit)
{
    return unit == NONE ? node_null() : node_borrowed(writer->problem->instance->units[unit].id);
}

static struct node employee_name(struct writer *writer, int32_t employee)
{
    return node_borrowed(writer->problem->instance->employees[employee].id);
}

static struct node competency_name(struct writer *writer, int32_t competency)
{
    return node_borrowed(writer->problem->instance->competencies[competency]);
}

static struct node objective_node(struct writer *writer, const struct objective *objective)
{
    struct node map = node_map(writer->arena, 9);
    map_add(&map, "balance", amount(writer, objective->balance));
    map_add(&map, "competency", amount(writer, objective->competency));
    map_add(&map, "offers", amount(writer, objective->offers));
    map_add(&map, "persistence", amount(writer, objective->persistence));
    map_add(&map, "relocation", amount(writer, objective->relocation));
    if (objective->secondment != 0)
        map_add(&map, "secondment", amount(writer, objective->secondment));
    if (objective->tenure != 0)
        map_add(&map, "tenure", amount(writer, objective->tenure));
    map_add(&map, "total", amount(writer, objective->total));
    map_add(&map, "unplaced", amount(writer, objective->unplaced));
    return map;
}

static struct node reason_node(struct writer *writer, const struct reason *reason)
{
    struct node map = node_map(writer->arena, 9);
    if (reason->has_supply) {
        map_add(&map, "after", thousandths(writer, reason->after_mfte));
        map_add(&map, "before", thousandths(writer, reason->before_mfte));
    }
    if (reason->cite != NULL)
        map_add(&map, "cite", node_borrowed(reason->cite));
    if (reason->competency != NONE)
        map_add(&map, "competency", competency_name(writer, reason->competency));
    if (reason->has_employee)
        map_add(&map, "employee", employee_name(writer, reason->employee));
    if (reason->level > 0)
        map_add(&map, "level", node_integer(reason->level));
    if (reason->has_points)
        map_add(&map, "points", amount(writer, reason->points_upt));
    map_add(&map, "reason", node_borrowed(reason->word));
    if (reason->unit != NONE)
        map_add(&map, "unit", unit_name(writer, reason->unit));
    return map;
}

static struct node reasons_node(struct writer *writer, const struct reason *reasons, int32_t count)
{
    struct node list = node_array(writer->arena, (size_t)count);
    for (int32_t i = 0; i < count; i++)
        array_add(&list, reason_node(writer, &reasons[i]));
    return list;
}

static struct node move_node(struct writer *writer, const struct move *move)
{
    struct node map = node_map(writer->arena, 6);
    map_add(&map, "cost", amount(writer, move->cost_upt));
    map_add(&map, "employee", employee_name(writer, move->employee));
    map_add(&map, "from", unit_name(writer, move->from));
    if (move->offer != NONE)
        map_add(&map, "offer", node_integer(move->offer));
    map_add(&map, "reasons", reasons_node(writer, move->reasons, move->reason_count));
    map_add(&map, "to", unit_name(writer, move->to));
    return map;
}

static struct node moves_node(struct writer *writer, const struct plan *plan)
{
    struct node list = node_array(writer->arena, (size_t)plan->move_count);
    for (int32_t i = 0; i < plan->move_count; i++)
        array_add(&list, move_node(writer, &plan->moves[i]));
    return list;
}

static struct node secondment_node(struct writer *writer, const struct secondment *lent)
{
    struct node map = node_map(writer->arena, 6);
    map_add(&map, "cost", amount(writer, lent->cost_upt));
    map_add(&map, "employee", employee_name(writer, lent->employee));
    map_add(&map, "reasons", reasons_node(writer, lent->reasons, lent->reason_count));
    map_add(&map, "surge", node_borrowed(writer->problem->instance->surges[lent->surge].id));
    map_add(&map, "to", unit_name(writer, lent->to));
    map_add(&map, "unit", unit_name(writer, lent->unit));
    return map;
}

static struct node secondments_node(struct writer *writer, const struct plan *plan)
{
    struct node list = node_array(writer->arena, (size_t)plan->secondment_count);
    for (int32_t i = 0; i < plan->secondment_count; i++)
        array_add(&list, secondment_node(writer, &plan->secondments[i]));
    return list;
}

static struct node unplaced_node(struct writer *writer, const struct plan *plan)
{
    struct node list = node_array(writer->arena, (size_t)plan->unplaced_count);
    for (int32_t i = 0; i < plan->unplaced_count; i++)
        array_add(&list, employee_name(writer, plan->unplaced[i]));
    return list;
}

static struct node shortage_node(struct writer *writer, const struct shortage *shortage)
{
    struct node map = node_map(writer->arena, 4);
    map_add(&map, "competency", competency_name(writer, shortage->competency));
    map_add(&map, "have", node_integer(shortage->have));
    map_add(&map, "level", node_integer(shortage->level));
    map_add(&map, "min", node_integer(shortage->min));
    return map;
}

static struct node unit_node(struct writer *writer, int32_t unit, const struct unit_outcome *outcome)
{
    struct node map = node_map(writer->arena, 5);
    struct node shortages = node_array(writer->arena, (size_t)outcome->shortage_count);
    for (int32_t i = 0; i < outcome->shortage_count; i++)
        array_add(&shortages, shortage_node(writer, &outcome->shortages[i]));
    map_add(&map, "headcount",
            two(writer, node_integer(outcome->headcount[0]), node_integer(outcome->headcount[1])));
    map_add(&map, "id", unit_name(writer, unit));
    map_add(&map, "need", outcome->has_need ? thousandths(writer, outcome->need_mfte) : node_null());
    map_add(&map, "shortages", shortages);
    map_add(&map, "supply",
            two(writer, thousandths(writer, outcome->supply_mfte[0]),
                thousandths(writer, outcome->supply_mfte[1])));
    return map;
}

static struct node units_node(struct writer *writer, const struct plan *plan)
{
    int32_t count = plan_has_placement(plan) ? writer->problem->instance->unit_count : 0;
    struct node list = node_array(writer->arena, (size_t)count);
    for (int32_t i = 0; i < count; i++)
        array_add(&list, unit_node(writer, i, &plan->units[i]));
    return list;
}

static struct node shares(struct writer *writer, const int64_t ppm[2])
{
    return two(writer, amount(writer, ppm[0]), amount(writer, ppm[1]));
}

static struct node kpis_node(struct writer *writer, const struct kpis *kpis)
{
    struct node map = node_map(writer->arena, 9);
    map_add(&map, "budget_spent", amount(writer, kpis->budget_spent_upt));
    map_add(&map, "coverage_max", shares(writer, kpis->coverage_max_ppm));
    map_add(&map, "coverage_min", shares(writer, kpis->coverage_min_ppm));
    map_add(&map, "first_placements", node_integer(kpis->first_placements));
    map_add(&map, "km", thousandths(writer, kpis->km_m));
    map_add(&map, "moves", node_integer(kpis->moves));
    map_add(&map, "preference_hits", node_integer(kpis->preference_hits));
    map_add(&map, "shortages",
            two(writer, node_integer(kpis->shortages[0]), node_integer(kpis->shortages[1])));
    map_add(&map, "spread", shares(writer, kpis->spread_ppm));
    return map;
}

static struct node certificate_node(struct writer *writer, const struct proof *proof)
{
    struct node map = node_map(writer->arena, 6);
    struct node prices = node_map(writer->arena, (size_t)proof->price_count);
    for (int32_t i = 0; i < proof->price_count; i++)
        if (proof->prices[i].price_ppt != 0)
            map_add(&prices, proof->prices[i].row, integer(writer, proof->prices[i].price_ppt));
    map_add(&map, "kind", node_borrowed(proof->tree == NULL ? "lagrangian" : "tree"));
    map_add(&map, "prices", prices);
    if (proof->tree != NULL)
        plan_write_tree(writer->arena, writer->problem->instance, proof->tree, &map);
    return map;
}

static struct node proof_node(struct writer *writer, const struct proof *proof)
{
    struct node map = node_map(writer->arena, 6);
    map_add(&map, "certificate", certificate_node(writer, proof));
    map_add(&map, "effort", integer(writer, proof->effort));
    map_add(&map, "engine", node_borrowed(proof->engine));
    map_add(&map, "instance_sha256", node_string(writer->arena, proof->instance_sha256));
    map_add(&map, "policy_sha256", node_string(writer->arena, proof->policy_sha256));
    map_add(&map, "seed", integer(writer, proof->seed));
    return map;
}

static void add_values(struct writer *writer, struct node *map, const struct plan *plan)
{
    bool placed = plan_has_placement(plan);
    bool bounded = plan->has_bound && plan->status != PLAN_INFEASIBLE;
    map_add(map, "bound", bounded ? amount(writer, plan->bound_upt) : node_null());
    map_add(map, "bound_verified", bounded ? amount(writer, plan->bound_verified_upt) : node_null());
    map_add(map, "gap", placed && bounded ? node_real(plan_gap(plan)) : node_null());
    map_add(map, "kpis", placed ? kpis_node(writer, &plan->kpis) : node_null());
    map_add(map, "objective", placed ? objective_node(writer, &plan->objective) : node_null());
}

struct node plan_write_objective(struct arena *arena, const struct objective *objective, bool *overflow)
{
    struct writer writer = {.arena = arena, .overflow = *overflow};
    struct node map = objective_node(&writer, objective);
    *overflow = writer.overflow;
    return map;
}

struct node plan_write_kpis(struct arena *arena, const struct kpis *kpis, bool *overflow)
{
    struct writer writer = {.arena = arena, .overflow = *overflow};
    struct node map = kpis_node(&writer, kpis);
    *overflow = writer.overflow;
    return map;
}

enum error_code plan_write(struct arena *arena, const struct plan *plan, const struct problem *problem,
                           const struct node **out, struct error *error)
{
    struct writer writer = {.arena = arena, .problem = problem};
    struct node *root = arena_alloc(arena, 1, sizeof *root);
    *out = NULL;
    if (!root)
        return error_set(error, ERROR_MEMORY, "", "out of memory");
    *root = node_map(arena, 16);
    add_values(&writer, root, plan);
    map_add(root, "conflicts", texts(&writer, plan->conflicts, plan->conflict_count));
    map_add(root, "format", node_borrowed("mutasi-plan/1"));
    if (plan->infeasibility != NULL)
        map_add(root, "infeasibility",
                plan_write_infeasibility(arena, problem, plan->infeasibility, &writer.overflow));
    map_add(root, "moves", moves_node(&writer, plan));
    map_add(root, "policy", *problem->policy_document);
    map_add(root, "proof", proof_node(&writer, &plan->proof));
    if (plan->secondment_count > 0)
        map_add(root, "secondments", secondments_node(&writer, plan));
    map_add(root, "status", node_borrowed(plan_status_word(plan->status)));
    map_add(root, "stopped_by", node_borrowed(stop_word(plan->stopped_by)));
    map_add(root, "units", units_node(&writer, plan));
    map_add(root, "unplaced", unplaced_node(&writer, plan));
    map_add(root, "warnings", texts(&writer, plan->warnings, plan->warning_count));
    if (writer.overflow)
        return error_set(error, ERROR_OVERFLOW, "plan", "an amount of the plan is above %g", NUMBER_MAX);
    enum error_code code = tree_canonicalise(root, error);
    if (!code)
        *out = root;
    return code;
}
