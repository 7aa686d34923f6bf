/* SPDX-License-Identifier: MIT */
#include "client/confirmed.h"

#include <string.h>

static enum error_code no_memory(struct error *error)
{
    return error_set(error, ERROR_MEMORY, "", "out of memory");
}

static bool has_unknown(const struct employee *person)
{
    for (int32_t h = 0; h < person->holding_count; h++)
        if (person->holdings[h].level == LEVEL_UNKNOWN)
            return true;
    return false;
}

enum error_code confirmed_init(struct arena *arena, const struct problem *problem, struct confirmed *out,
                               struct error *error)
{
    const struct instance *instance = problem->instance;
    size_t people = (size_t)instance->employee_count;
    *out = (struct confirmed){.problem = *problem,
                              .instance = *instance,
                              .employees = arena_alloc(arena, people, sizeof *out->employees),
                              .holdings = arena_alloc(arena, people, sizeof *out->holdings)};
    if (out->employees == NULL || out->holdings == NULL)
        return no_memory(error);
    for (size_t k = 0; k < people; k++) {
        struct employee *person = &out->employees[k];
        *person = instance->employees[k];
        if (!has_unknown(person))
            continue;
        size_t count = (size_t)person->holding_count;
        out->holdings[k] = arena_alloc(arena, count, sizeof **out->holdings);
        if (out->holdings[k] == NULL)
            return no_memory(error);
        memcpy(out->holdings[k], person->holdings, count * sizeof **out->holdings);
        person->holdings = out->holdings[k];
    }
    out->instance.employees = out->employees;
    out->problem.instance = &out->instance;
    return ERROR_NONE;
}

void confirmed_set(struct confirmed *confirmed, int32_t employee, int32_t holding, int32_t level)
{
    confirmed->holdings[employee][holding].level = level;
}

/* The container with items of its own, which are the same. */
static bool copied(struct arena *arena, struct node *node)
{
    size_t items = (size_t)node->count * (node->kind == NODE_MAP ? 2 : 1);
    struct node *own = arena_alloc(arena, items, sizeof *own);
    if (own == NULL)
        return false;
    memcpy(own, node->as.items, items * sizeof *own);
    node->as.items = own;
    return true;
}

/* The value of a key in a map whose items are our own. */
static struct node *value_of(const struct node *map, const char *key)
{
    for (uint32_t i = 0; i < map->count; i++)
        if (strcmp(map->as.items[2 * (size_t)i].as.text, key) == 0)
            return &map->as.items[2 * (size_t)i + 1];
    return NULL;
}

/* Employees stand in the document as they do in the instance. */
enum error_code confirmed_document(struct arena *arena, const struct problem *problem, int32_t employee,
                                   int32_t holding, int32_t level, const struct node **out,
                                   struct error *error)
{
    const struct instance *instance = problem->instance;
    int32_t competency = instance->employees[employee].holdings[holding].competency;
    struct node *root = arena_alloc(arena, 1, sizeof *root), *employees, *person, *competencies, *level_node;
    *out = root;
    if (root == NULL)
        return no_memory(error);
    *root = *problem->instance_document;
    if (!copied(arena, root) || (employees = value_of(root, "employees")) == NULL ||
        !copied(arena, employees))
        return no_memory(error);
    person = &employees->as.items[employee];
    if (!copied(arena, person) || (competencies = value_of(person, "competencies")) == NULL ||
        !copied(arena, competencies) ||
        (level_node = value_of(competencies, instance->competencies[competency])) == NULL)
        return no_memory(error);
    *level_node = node_integer(level);
    return ERROR_NONE;
}
