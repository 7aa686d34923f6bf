/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/small_job.h"

/* A counter that is short of one, an archive that has one too many, and a name that no other job has. */
static struct node small_instance(struct arena *arena, unsigned long number)
{
    static const char *const people[] = {"ani", "budi", "citra", "dewi"};
    struct node instance = node_map(arena, 5), units = node_array(arena, 2), employees = node_array(arena, 4);
    for (int i = 0; i < 2; i++) {
        struct node unit = node_map(arena, 2);
        map_add(&unit, "id", node_borrowed(i == 0 ? "counter" : "archive"));
        map_add(&unit, "need", node_integer(i == 0 ? 3 : 1));
        array_add(&units, unit);
    }
    for (int i = 0; i < 4; i++) {
        struct node person = node_map(arena, 3);
        map_add(&person, "id", node_borrowed(people[i]));
        map_add(&person, "unit", node_borrowed(i < 2 ? "counter" : "archive"));
        map_add(&person, "since", node_borrowed("2020-01-01"));
        array_add(&employees, person);
    }
    map_add(&instance, "format", node_borrowed("mutasi-instance/1"));
    map_add(&instance, "date", node_borrowed("2026-07-01"));
    map_add(&instance, "name", node_borrowed(arena_format(arena, "load %lu", number)));
    map_add(&instance, "units", units);
    map_add(&instance, "employees", employees);
    return instance;
}

static bool write(struct arena *arena, struct node *request, const void **bytes, size_t *length)
{
    return tree_canonicalise(request, NULL) == ERROR_NONE &&
           tree_write_msgpack(arena, request, bytes, length, NULL) == ERROR_NONE;
}

bool small_job_write(struct arena *arena, unsigned long number, const void **bytes, size_t *length)
{
    struct node request = node_map(arena, 3), body = node_map(arena, 1);
    map_add(&body, "instance", small_instance(arena, number));
    map_add(&request, "v", node_integer(1));
    map_add(&request, "op", node_borrowed("solve"));
    map_add(&request, "body", body);
    return write(arena, &request, bytes, length);
}

bool small_job_ping(struct arena *arena, const void **bytes, size_t *length)
{
    struct node request = node_map(arena, 2);
    map_add(&request, "v", node_integer(1));
    map_add(&request, "op", node_borrowed("ping"));
    return write(arena, &request, bytes, length);
}

bool small_job_answered(const void *bytes, size_t length, bool with_plan)
{
    struct arena *arena = arena_new();
    const struct node *reply = NULL;
    tree_read_msgpack(arena, bytes, length, NULL, &reply, NULL);
    const struct node *ok = map_get(reply, "ok");
    bool answered = ok != NULL && ok->kind == NODE_BOOLEAN && ok->as.boolean &&
                    (!with_plan || map_get(reply, "plan") != NULL);
    arena_free(arena);
    return answered;
}
