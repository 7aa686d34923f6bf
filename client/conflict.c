/* SPDX-License-Identifier: MIT */
#include "client/conflict.h"

#include "client/text.h"
#include "solver/model/decimal_text.h"

enum { LINE_MOST = 3 }; /* demands in one line */

struct telling {
    struct arena *arena;
    const struct problem *problem;
    struct told_line *lines;
    int32_t count;
    struct error *error;
};

static enum error_code no_memory(const struct telling *telling)
{
    return error_set(telling->error, ERROR_MEMORY, "", "out of memory");
}

static enum error_code add(struct telling *telling, const char *text, const char *const *details,
                           int32_t count)
{
    if (text == NULL)
        return no_memory(telling);
    telling->lines[telling->count++] = (struct told_line){text, details, count};
    return ERROR_NONE;
}

/* --- the conflict --- */

static enum error_code tell_demand(struct telling *telling, const struct hard_demand *demand)
{
    const char *const *details;
    int32_t count;
    enum error_code code =
        conflict_details(telling->arena, telling->problem, demand, &details, &count, telling->error);
    return code != ERROR_NONE
               ? code
               : add(telling, demand_words(telling->arena, telling->problem, demand), details, count);
}

/* What the people's demands of one kind, and of one rule, have in common. */
static const char *common_words(struct telling *telling, const struct hard_demand *demand, int32_t count)
{
    switch (demand->kind) {
    case DEMAND_PIN:
        return arena_format(telling->arena, _("pinned to the present unit: %d"), (int)count);
    case DEMAND_PLACE:
        return arena_format(telling->arena, _("placed by the scenario: %d"), (int)count);
    case DEMAND_CONSENT:
        return arena_format(telling->arena, _("without their consent: %d"), (int)count);
    default:
        return arena_format(telling->arena, _("kept by a rule: %d (%s)"), (int)count,
                            telling->problem->policy->rules[demand->rule].cite);
    }
}

static bool same_kind(const struct hard_demand *a, const struct hard_demand *b)
{
    return a->kind == b->kind && a->rule == b->rule;
}

/* All people's demands like the first, in one line with their names. */
static enum error_code tell_people(struct telling *telling, const struct infeasibility *found, int32_t first,
                                   int32_t *people)
{
    const struct hard_demand *like = &found->demands[first].demand;
    int32_t count = 0;
    for (int32_t i = 0; i < found->demand_count; i++) {
        const struct hard_demand *demand = &found->demands[i].demand;
        if (!demand_is_of_a_person(demand->kind) || !same_kind(demand, like))
            continue;
        if (i < first)
            return ERROR_NONE; /* told with that one */
        people[count++] = demand->employee;
    }
    const char **names = arena_alloc(telling->arena, 1, sizeof *names);
    if (names == NULL)
        return no_memory(telling);
    if (count == 1)
        return add(telling, demand_words(telling->arena, telling->problem, like), names, 0);
    names[0] = people_words(telling->arena, telling->problem->instance, people, count);
    return names[0] == NULL ? no_memory(telling) : add(telling, common_words(telling, like, count), names, 1);
}

static const char *conflict_heading(const struct infeasibility *found)
{
    if (found->demand_count == 0)
        return found->is_minimal ? _("No demand is to blame: there is no open unit for everybody.")
                                 : _("Which demands exclude a plan was not found in time.");
    return found->is_minimal
               ? _("No plan meets all of this; without any one of it there would be one:")
               : _("No plan meets all of this; whether all of it is needed was not found out in time:");
}

static enum error_code tell_conflict(struct telling *telling, const struct infeasibility *found,
                                     struct told *out)
{
    int32_t *people = arena_alloc(telling->arena, (size_t)found->demand_count, sizeof *people);
    enum error_code code = ERROR_NONE;
    telling->lines = arena_alloc(telling->arena, (size_t)found->demand_count, sizeof *telling->lines);
    if (people == NULL || telling->lines == NULL)
        return no_memory(telling);
    for (int32_t i = 0; i < found->demand_count && code == ERROR_NONE; i++)
        code = demand_is_of_a_person(found->demands[i].demand.kind)
                   ? tell_people(telling, found, i, people)
                   : tell_demand(telling, &found->demands[i].demand);
    *out = (struct told){conflict_heading(found), telling->lines, telling->count};
    return code;
}

/* --- the relaxation --- */

static const char *relaxation_heading(struct arena *arena, const struct infeasibility *found)
{
    const char *cost = arena_format(arena, "%s", decimal_text(found->cost_upt, 6).text);
    if (found->at_least_upt >= found->cost_upt)
        return arena_format(
            arena, _("With this there is a plan, and no way there is cheaper (%s, counted in people):"),
            cost);
    if (found->at_least_upt <= 0)
        return arena_format(arena,
                            _("With this there is a plan (%s, counted in people; whether there is a cheaper "
                              "way is not known):"),
                            cost);
    return arena_format(
        arena, _("With this there is a plan (%s, counted in people; no way there costs less than %s):"), cost,
        decimal_text(found->at_least_upt, 6).text);
}

static enum error_code tell_relaxation(struct telling *telling, const struct infeasibility *found,
                                       struct told *out)
{
    enum error_code code = ERROR_NONE;
    if (!found->has_relaxation)
        return ERROR_NONE;
    telling->count = 0;
    telling->lines = arena_alloc(telling->arena, (size_t)found->relaxation_count, sizeof *telling->lines);
    if (telling->lines == NULL)
        return no_memory(telling);
    for (int32_t i = 0; i < found->relaxation_count && code == ERROR_NONE; i++)
        code =
            add(telling, loosening_words(telling->arena, telling->problem, &found->relaxation[i]), NULL, 0);
    *out = (struct told){relaxation_heading(telling->arena, found), telling->lines, telling->count};
    return code != ERROR_NONE || out->heading != NULL ? code : no_memory(telling);
}

enum error_code conflict_tell(struct arena *arena, const struct problem *problem, const struct plan *plan,
                              struct conflict_told *out, struct error *error)
{
    struct telling telling = {.arena = arena, .problem = problem, .error = error};
    *out = (struct conflict_told){0};
    enum error_code code = tell_conflict(&telling, plan->infeasibility, &out->conflict);
    return code != ERROR_NONE ? code : tell_relaxation(&telling, plan->infeasibility, &out->relaxation);
}

/* --- printed, and as a document --- */

static void print_told(const struct told *told, FILE *out)
{
    fprintf(out, "%s\n", told->heading);
    for (int32_t i = 0; i < told->count; i++) {
        fprintf(out, "  - %s\n", told->lines[i].text);
        for (int32_t d = 0; d < told->lines[i].detail_count; d++)
            fprintf(out, "      %s\n", told->lines[i].details[d]);
    }
}

const char *conflict_line(struct arena *arena, const struct problem *problem, const struct plan *plan)
{
    struct conflict_told told;
    struct error error;
    const char *line = "";
    if (plan->infeasibility == NULL || plan->infeasibility->demand_count == 0)
        return line;
    if (conflict_tell(arena, problem, plan, &told, &error) != ERROR_NONE)
        return NULL;
    int32_t count = told.conflict.count, shown = count > LINE_MOST ? LINE_MOST : count;
    for (int32_t i = 0; i < shown && line != NULL; i++)
        line = arena_format(arena, "%s%s%s", line, i > 0 ? "; " : "", told.conflict.lines[i].text);
    return line == NULL || shown == count
               ? line
               : arena_format(arena, _("%s and %d more"), line, (int)(count - shown));
}

void conflict_print(const struct conflict_told *told, FILE *out)
{
    print_told(&told->conflict, out);
    if (told->relaxation.heading != NULL)
        print_told(&told->relaxation, out);
}

static struct node told_node(struct arena *arena, const struct told *told)
{
    struct node map = node_map(arena, 2), lines = node_array(arena, (size_t)told->count);
    if (told->heading == NULL)
        return node_null();
    for (int32_t i = 0; i < told->count; i++) {
        const struct told_line *line = &told->lines[i];
        struct node entry = node_map(arena, 2), details = node_array(arena, (size_t)line->detail_count);
        for (int32_t d = 0; d < line->detail_count; d++)
            array_add(&details, node_borrowed(line->details[d]));
        map_add(&entry, "details", details);
        map_add(&entry, "text", node_borrowed(line->text));
        array_add(&lines, entry);
    }
    map_add(&map, "heading", node_borrowed(told->heading));
    map_add(&map, "lines", lines);
    return map;
}

enum error_code conflict_document(struct arena *arena, const struct conflict_told *told,
                                  const struct node *plan_document, const struct node **out,
                                  struct error *error)
{
    struct node *map = arena_alloc(arena, 1, sizeof *map);
    struct node sentences = node_map(arena, 2);
    if (map == NULL)
        return error_set(error, ERROR_MEMORY, "", "out of memory");
    map_add(&sentences, "conflict", told_node(arena, &told->conflict));
    map_add(&sentences, "relaxation", told_node(arena, &told->relaxation));
    *map = node_map(arena, 4);
    map_add(map, "conflicts", *map_get(plan_document, "conflicts"));
    map_add(map, "infeasibility", *map_get(plan_document, "infeasibility"));
    map_add(map, "sentences", sentences);
    map_add(map, "status", *map_get(plan_document, "status"));
    *out = map;
    return tree_canonicalise(map, error);
}
