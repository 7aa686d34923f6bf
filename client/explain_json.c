/* SPDX-License-Identifier: MIT */
/* An explanation as a document. */
#include "client/difference_json.h"
#include "client/explain.h"
#include "client/lending_words.h"
#include "solver/model/rule.h"

#include <string.h>

enum { FIELDS_MOST = 16 };

static const char *barrier_word(const struct eligibility *barrier)
{
    static const char *const words[] = {[BARRIER_NONE] = "none",
                                        [BARRIER_CLOSED] = "closed",
                                        [BARRIER_FORCED] = "placed",
                                        [BARRIER_PINNED] = "pinned",
                                        [BARRIER_CONSENT] = "consent",
                                        [BARRIER_RULE] = "rule",
                                        [BARRIER_NOT_ALLOWED] = "not_allowed"};
    return words[barrier->barrier];
}

static const char *rule_word(enum rule_kind kind)
{
    static const char *const words[] = {[RULE_MIN_TENURE] = "min_tenure",
                                        [RULE_MAX_TENURE] = "max_tenure",
                                        [RULE_STATUS_FIXED] = "status_fixed",
                                        [RULE_TAG_FIXED] = "tag_fixed",
                                        [RULE_RETIREMENT] = "retirement"};
    return words[kind];
}

static struct node barrier_node(struct arena *arena, const struct explanation *explanation,
                                const struct eligibility *barrier)
{
    const struct employee *person = &explanation->base.problem->instance->employees[explanation->employee];
    const char *text = barrier_text(arena, explanation, barrier);
    struct node map = node_map(arena, FIELDS_MOST);
    map_add(&map, "barrier", node_borrowed(barrier_word(barrier)));
    map_add(&map, "text", node_borrowed(text == NULL ? "" : text));
    if (barrier->rule == NULL)
        return map;
    map_add(&map, "rule", node_borrowed(rule_word(barrier->rule->kind)));
    map_add(&map, "cite", node_borrowed(barrier->rule->cite));
    if (barrier->rule->kind == RULE_MIN_TENURE) {
        char day_text[11];
        day_format(rule_tenure_day(barrier->rule, person), day_text);
        map_add(&map, "possible_from", node_string(arena, day_text));
    }
    return map;
}

static struct node barriers_node(struct arena *arena, const struct explanation *explanation)
{
    struct node list = node_array(arena, (size_t)explanation->barrier_count);
    for (int32_t i = 0; i < explanation->barrier_count; i++)
        array_add(&list, barrier_node(arena, explanation, &explanation->barriers[i]));
    return list;
}

static struct node breaches_node(struct arena *arena, const struct alternative *found)
{
    struct node list = node_array(arena, (size_t)found->breach_count);
    for (int32_t i = 0; i < found->breach_count; i++) {
        struct node map = node_map(arena, 2);
        map_add(&map, "row", node_borrowed(found->breaches[i].row));
        map_add(&map, "sentence", node_borrowed(found->breaches[i].sentence));
        array_add(&list, map);
    }
    return list;
}

static struct node alternative_node(struct arena *arena, const struct instance *instance,
                                    const struct alternative *found)
{
    struct node map = node_map(arena, FIELDS_MOST);
    map_add(&map, "unit", unit_or_null(instance, found->unit));
    map_add(&map, "allowed", node_boolean(!found->is_hypothetical));
    map_add(&map, "verdict", node_borrowed(verdict_word(found->verdict)));
    map_add(&map, "status", node_borrowed(plan_status_word(found->status)));
    map_add(&map, "more", points_or_null(found->has_more, found->more_upt));
    map_add(&map, "alone", points_or_null(found->has_alone, found->alone_upt));
    map_add(&map, "at_least", points_or_null(found->has_at_least, found->at_least_upt));
    map_add(&map, "at_least_verified", points_or_null(found->has_at_least, found->verified_upt));
    map_add(&map, "more_than_best_at_most", points_or_null(found->has_most, found->most_upt));
    map_add(&map, "offer", found->offer == NONE ? node_null() : node_integer(found->offer));
    map_add(&map, "breaks", breaches_node(arena, found));
    map_add(&map, "others", differences_node(arena, instance, found->differences, found->difference_count));
    return map;
}

/* The move as it stands in the plan's document, with its reasons. */
static struct node move_node(const struct explanation *explanation)
{
    const struct node *moves = map_get(explanation->plan_document, "moves");
    const struct plan *plan = explanation->base.plan;
    if (explanation->move == NULL || moves == NULL)
        return node_null();
    return moves->as.items[explanation->move - plan->moves];
}

/* The same of the secondment. */
static struct node secondment_node(const struct explanation *explanation)
{
    const struct node *list = map_get(explanation->plan_document, "secondments");
    const struct plan *plan = explanation->base.plan;
    const struct secondment *lent =
        explanation->base.has_placement ? lending_of(plan, explanation->employee) : NULL;
    return lent == NULL || list == NULL ? node_null() : list->as.items[lent - plan->secondments];
}

static struct node plan_node(struct arena *arena, const struct explanation *explanation)
{
    const struct plan *plan = explanation->base.plan;
    bool is_placed = explanation->base.has_placement;
    struct node map = node_map(arena, FIELDS_MOST);
    map_add(&map, "status", node_borrowed(plan_status_word(plan->status)));
    map_add(&map, "objective", points_or_null(is_placed, plan->objective.total));
    map_add(&map, "bound", points_or_null(plan->has_bound, plan->bound_upt));
    map_add(&map, "bound_verified", points_or_null(plan->has_bound, explanation->base.bound_upt));
    return map;
}

enum error_code explain_document(struct arena *arena, const struct explanation *explanation,
                                 const struct node **out, struct error *error)
{
    const struct instance *instance = explanation->base.problem->instance;
    const struct employee *person = &instance->employees[explanation->employee];
    struct node *map = arena_alloc(arena, 1, sizeof *map);
    if (map == NULL)
        return error_set(error, ERROR_MEMORY, "", "out of memory");
    *map = node_map(arena, FIELDS_MOST);
    map_add(map, "employee", node_borrowed(person->id));
    map_add(map, "asked", unit_or_null(instance, explanation->asked));
    map_add(map, "present", unit_or_null(instance, person->unit));
    map_add(map, "placed",
            explanation->base.has_placement ? unit_or_null(instance, explanation->placed.unit) : node_null());
    map_add(map, "move", move_node(explanation));
    map_add(map, "secondment", secondment_node(explanation));
    map_add(map, "because", node_borrowed(explanation->reasons));
    map_add(map, "barriers", barriers_node(arena, explanation));
    map_add(map, "elsewhere_at_least",
            points_or_null(explanation->has_elsewhere, explanation->elsewhere_upt));
    map_add(map, "plan", plan_node(arena, explanation));
    map_add(map, "alternative",
            explanation->has_alternative ? alternative_node(arena, instance, &explanation->alternative)
                                         : node_null());
    *out = map;
    return tree_canonicalise(map, error);
}
