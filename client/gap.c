/* SPDX-License-Identifier: MIT */
#include "client/gap.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { SIZE_MAX_EACH = 100000 };

struct numbers {
    const char *next, *end;
    int64_t count; /* read so far */
};

/* The next whole number, 0..10^9. */
static enum error_code read_number(struct numbers *numbers, int64_t *out, struct error *error)
{
    const char *at = numbers->next;
    while (at < numbers->end && isspace((unsigned char)*at))
        at++;
    const char *digits = at;
    for (*out = 0; at < numbers->end && isdigit((unsigned char)*at) && *out <= 100000000; at++)
        *out = *out * 10 + (*at - '0');
    if (at == digits || (at < numbers->end && !isspace((unsigned char)*at)))
        return error_set(error, ERROR_MALFORMED, "",
                         "number %" PRId64 " of the file: expected a whole number, found '%.*s'",
                         numbers->count + 1, (int)(numbers->end - digits < 10 ? numbers->end - digits : 10),
                         digits);
    numbers->next = at;
    numbers->count++;
    return ERROR_NONE;
}

static enum error_code read_size(struct numbers *numbers, const char *what, int64_t *out, struct error *error)
{
    enum error_code code = read_number(numbers, out, error);
    if (code == ERROR_NONE && (*out < 1 || *out > SIZE_MAX_EACH))
        return error_set(error, ERROR_MALFORMED, "", "%" PRId64 " %s: expected 1 to %d", *out, what,
                         SIZE_MAX_EACH);
    return code;
}

static struct node label(struct arena *arena, char letter, int64_t number)
{
    char text[24];
    snprintf(text, sizeof text, "%c%" PRId64, letter, number + 1);
    return node_string(arena, text);
}

/* One entry per (job, agent): {employee, unit, field: number}. */
static enum error_code read_matrix(struct arena *arena, struct numbers *numbers, int64_t agents, int64_t jobs,
                                   const char *field, struct node *out, struct error *error)
{
    *out = node_array(arena, (size_t)(agents * jobs));
    for (int64_t agent = 0; agent < agents; agent++) {
        for (int64_t job = 0; job < jobs; job++) {
            int64_t value;
            enum error_code code = read_number(numbers, &value, error);
            if (code != ERROR_NONE)
                return code;
            struct node entry = node_map(arena, 3);
            map_add(&entry, "employee", label(arena, 'j', job));
            map_add(&entry, "unit", label(arena, 'a', agent));
            map_add(&entry, field, node_integer(value));
            array_add(out, entry);
        }
    }
    return ERROR_NONE;
}

static enum error_code read_units(struct arena *arena, struct numbers *numbers, int64_t agents,
                                  struct node *out, struct error *error)
{
    *out = node_array(arena, (size_t)agents);
    for (int64_t agent = 0; agent < agents; agent++) {
        int64_t capacity;
        enum error_code code = read_number(numbers, &capacity, error);
        if (code != ERROR_NONE)
            return code;
        struct node limits = node_array(arena, 2), unit = node_map(arena, 2);
        array_add(&limits, node_null());
        array_add(&limits, node_integer(capacity));
        map_add(&unit, "id", label(arena, 'a', agent));
        map_add(&unit, "supply_limits", limits);
        array_add(out, unit);
    }
    return ERROR_NONE;
}

static struct node write_employees(struct arena *arena, int64_t jobs)
{
    struct node list = node_array(arena, (size_t)jobs);
    for (int64_t job = 0; job < jobs; job++) {
        struct node employee = node_map(arena, 2);
        map_add(&employee, "id", label(arena, 'j', job));
        map_add(&employee, "unit", node_null());
        array_add(&list, employee);
    }
    return list;
}

static enum error_code expect_end(struct numbers *numbers, struct error *error)
{
    while (numbers->next < numbers->end && isspace((unsigned char)*numbers->next))
        numbers->next++;
    if (numbers->next == numbers->end)
        return ERROR_NONE;
    return error_set(error, ERROR_MALFORMED, "", "more behind the %" PRId64 " numbers the file should have",
                     numbers->count);
}

enum error_code gap_read(struct arena *arena, struct mutasi_document text, const char *name,
                         const struct node **instance, struct error *error)
{
    struct numbers numbers = {.next = text.bytes, .end = (const char *)text.bytes + text.length};
    struct node relocation, supplies, units, *root = arena_alloc(arena, 1, sizeof *root);
    int64_t agents, jobs;
    *instance = NULL;
    enum error_code code = root == NULL ? error_set(error, ERROR_MEMORY, "", "out of memory")
                                        : read_size(&numbers, "agents", &agents, error);
    if (code == ERROR_NONE)
        code = read_size(&numbers, "jobs", &jobs, error);
    if (code == ERROR_NONE)
        code = read_matrix(arena, &numbers, agents, jobs, "cost", &relocation, error);
    if (code == ERROR_NONE)
        code = read_matrix(arena, &numbers, agents, jobs, "fte", &supplies, error);
    if (code == ERROR_NONE)
        code = read_units(arena, &numbers, agents, &units, error);
    if (code == ERROR_NONE)
        code = expect_end(&numbers, error);
    if (code != ERROR_NONE)
        return code;
    *root = node_map(arena, 7);
    map_add(root, "format", node_borrowed("mutasi-instance/1"));
    map_add(root, "name", node_string(arena, name));
    map_add(root, "date", node_borrowed("2000-01-01"));
    map_add(root, "units", units);
    map_add(root, "employees", write_employees(arena, jobs));
    map_add(root, "relocation", relocation);
    map_add(root, "supplies", supplies);
    *instance = root;
    return tree_canonicalise(root, error);
}

const struct node *gap_policy(struct arena *arena)
{
    struct node *root = arena_alloc(arena, 1, sizeof *root);
    if (root == NULL)
        return NULL;
    *root = node_map(arena, 2);
    map_add(root, "format", node_borrowed("mutasi-policy/1"));
    map_add(root, "name", node_borrowed("assignment cost only"));
    return tree_canonicalise(root, NULL) == ERROR_NONE ? root : NULL;
}
