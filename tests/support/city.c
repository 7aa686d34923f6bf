/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/city.h"

#include "bench/city.h"

#include <stdlib.h>

const struct node *city_body(struct arena *arena, int people, int units)
{
    const struct city_options options = {.people = people,
                                         .units = units,
                                         .flavour = FLAVOUR_MIXED,
                                         .seed = 1,
                                         .choices = 10,
                                         .need_percent = 100};
    const struct node *instance;
    struct city *city = city_new(arena, &options);
    struct node *body = arena_alloc(arena, 1, sizeof *body);
    if (city == NULL || body == NULL || city_write(city, arena, &instance, NULL) != ERROR_NONE)
        abort();
    *body = node_map(arena, 1);
    map_add(body, "instance", *instance);
    return body;
}
