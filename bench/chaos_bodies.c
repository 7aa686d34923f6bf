/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to be solved: mostly offices that take milliseconds, sometimes a town that is worked on until its
 * time is over, so that kills meet jobs at every stage; and plans made by hand, to be checked. */
#include "bench/chaos.h"
#include "bench/city.h"

enum { CHECK_EVERY = 5, LASTING_EVERY = 7 };

static const struct node *instance_of(struct arena *arena, unsigned number, bool lasting)
{
    struct city_options options = {.people = lasting ? 200 : 12,
                                   .units = lasting ? 12 : 3,
                                   .flavour = FLAVOUR_MIXED,
                                   .seed = number,
                                   .choices = 4,
                                   .need_percent = 95};
    struct city *city = city_new(arena, &options);
    const struct node *document = NULL;
    return city != NULL && city_write(city, arena, &document, NULL) == ERROR_NONE ? document : NULL;
}

struct node chaos_submission(struct arena *arena, unsigned number, bool submit)
{
    bool check = number % CHECK_EVERY == 0, lasting = !check && number % LASTING_EVERY == 0;
    const struct node *instance = instance_of(arena, number, lasting);
    const char *work = check ? "check" : "solve";
    struct node request = node_map(arena, 8), body = node_map(arena, 3), limits = node_map(arena, 2);
    map_add(&body, "instance", instance != NULL ? *instance : node_null());
    if (check) {
        map_add(&body, "placement", node_map(arena, 1));
    }
    map_add(&limits, "time_s", node_real(lasting ? 0.4 : 5));
    map_add(&limits, "gap", node_real(lasting ? 0 : 0.01));
    map_add(&request, "v", node_integer(1));
    map_add(&request, "op", node_borrowed(!submit ? work : "submit"));
    if (submit) {
        map_add(&request, "what", node_borrowed(work));
    }
    map_add(&request, "body", body);
    map_add(&request, "limits", limits);
    return request;
}
