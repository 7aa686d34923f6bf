/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/tiny.h"

#include "tests/support/tiny_town.h"

#include <string.h>

const struct tiny_size tiny_size_oracle = {3, 6, 2, 4, 60000};
const struct tiny_size tiny_size_larger = {6, 8, 3, 4, 400000};
const struct tiny_size tiny_size_property = {8, 14, 3, 5, 1e18};

const char *town_unit_id(int32_t unit)
{
    static const char *const ids[TOWN_UNITS_MAX] = {"Dukcapil", "B/1", "A~0",   "dinas-é",
                                                    "E",        "F",   "new/~", "H"};
    return ids[unit];
}

const char *town_group_id(int32_t group)
{
    return group == 0 ? "G/utara" : "G~selatan";
}

const char *town_competency_id(int32_t competency)
{
    static const char *const ids[TOWN_COMPETENCIES] = {"gis", "audit/1", "law"};
    return ids[competency];
}

const char *town_person_id(struct town *town, int32_t person)
{
    /* ids fall where positions rise, so that neither order can stand in for the other */
    return arena_format(town->arena, "P%02d", (int)(99 - person));
}

bool town_chance(struct town *town, int32_t percent)
{
    return tiny_chance(&town->random, percent);
}

int32_t town_below(struct town *town, int32_t count)
{
    return tiny_below(&town->random, count);
}

int64_t town_micro(struct town *town, int64_t lowest_micro, int64_t highest_micro)
{
    int64_t value = tiny_between(&town->random, lowest_micro, highest_micro);
    if (town_chance(town, 30)) {
        return value;
    }
    int64_t grain = town_chance(town, 50) ? 100000 : 500;
    int64_t coarse = value / grain * grain;
    return coarse < lowest_micro ? lowest_micro : coarse;
}

struct node town_number(struct town *town, int64_t lowest_micro, int64_t highest_micro)
{
    return node_micro(town_micro(town, lowest_micro, highest_micro));
}

struct node town_text(const char *text)
{
    return node_borrowed(text);
}

enum error_code tiny_make(struct arena *arena, uint64_t seed, const struct tiny_size *size, struct tiny *out,
                          struct error *error)
{
    struct town town = {
        .arena = arena, .random = {seed}, .lending = {seed ^ 0x6c656e64}, .size = size, .placements = 1};
    struct node *nodes = arena_alloc(arena, 3, sizeof *nodes);
    memset(out, 0, sizeof *out);
    if (nodes == NULL) {
        return error_set(error, ERROR_MEMORY, NULL, "out of memory");
    }
    bool has_policy = town_chance(&town, 85);
    nodes[0] = town_instance(&town);
    nodes[1] = town_policy(&town);
    out->instance = &nodes[0];
    out->policy = has_policy ? &nodes[1] : NULL;
    if (town_chance(&town, 40)) {
        nodes[2] = town_scenario(&town, has_policy);
        out->scenario = &nodes[2];
    }
    for (int32_t n = 0; n < (out->scenario != NULL ? 3 : 2); n++) {
        enum error_code code = tree_canonicalise(&nodes[n], error);
        if (code != ERROR_NONE) {
            return code;
        }
    }
    return ERROR_NONE;
}

enum error_code tiny_problem(struct arena *arena, const struct tiny *tiny, const struct problem **out,
                             struct error *error)
{
    return problem_read(arena, tiny->instance, tiny->policy, tiny->scenario, out, error);
}

static enum error_code body_tree(struct arena *arena, const struct tiny *tiny, const char *key,
                                 const struct node *value, struct node *body, struct error *error)
{
    *body = node_map(arena, 4);
    map_add(body, "instance", *tiny->instance);
    if (tiny->policy != NULL) {
        map_add(body, "policy", *tiny->policy);
    }
    if (tiny->scenario != NULL) {
        map_add(body, "scenario", *tiny->scenario);
    }
    if (value != NULL) {
        map_add(body, key, *value);
    }
    return tree_canonicalise(body, error);
}

enum error_code tiny_body(struct arena *arena, const struct tiny *tiny, const char *key,
                          const struct node *value, const void **bytes, size_t *length, struct error *error)
{
    struct node body;
    enum error_code code = body_tree(arena, tiny, key, value, &body, error);
    return code != ERROR_NONE ? code : tree_write_msgpack(arena, &body, bytes, length, error);
}

const char *tiny_text(struct arena *arena, const struct tiny *tiny)
{
    struct node body;
    struct error error;
    const char *text = NULL;
    size_t length = 0;
    if (body_tree(arena, tiny, NULL, NULL, &body, &error) != ERROR_NONE ||
        tree_write_json(arena, &body, JSON_CANONICAL, &text, &length, &error) != ERROR_NONE) {
        return "(not printable)";
    }
    return text;
}
