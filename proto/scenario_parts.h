/* SPDX-License-Identifier: MIT */
/* The steps of scenario_apply: read the form, take out, change. Not used outside proto/scenario*.c. */
#ifndef MUTASI_PROTO_SCENARIO_PARTS_H
#define MUTASI_PROTO_SCENARIO_PARTS_H

#include "proto/edit.h"
#include "proto/number.h"

/* Ids with their positions, sorted, for O(log n) lookup. */
struct id_set {
    struct id_place {
        const char *id;
        int64_t position;
    } * places;
    size_t count;
};

/* Of an array of strings, or of an array of maps with a string `id`. false when some element is neither, or
 * when out of memory. array NULL: the empty set. */
bool id_set_build(struct arena *arena, const struct node *array, struct id_set *out);
int64_t id_set_find(const struct id_set *set, const char *id); /* position, or -1 */
int64_t id_set_repeated(const struct id_set *set);             /* position of an id's second use, or -1 */

/* A scenario's fields; NULL where absent. Lists hold distinct strings, maps hold strings (place) or needs. */
struct scenario_form {
    const struct path *at;
    const struct node *policy;
    const struct node *pin, *place, *release, *close, *open, *need;
    const struct node *add_units, *add_employees, *remove_units, *remove_employees;
};

enum error_code scenario_read(struct arena *arena, const struct node *document, const struct path *at,
                              struct scenario_form *out, struct error *error);

/* A need as the scenario states it: an amount, or a change in millionths of a percent. */
struct need_change {
    bool is_percent;
    int64_t value; /* micro-FTE, or 10^-6 percent */
};
enum error_code need_change_read(const struct node *node, const struct path *at, struct need_change *out,
                                 struct error *error);

/* What is already checked about ids is checked against these arrays; both must be arrays of maps with ids. */
enum error_code scenario_remove(struct arena *arena, const struct scenario_form *form,
                                const struct node **instance, struct error *error);
enum error_code scenario_change(struct arena *arena, const struct scenario_form *form,
                                const struct node *policy, const struct node **instance, struct error *error);

/* ERROR_UNKNOWN_ID at form.at.<field>[index] unless every id of the list is in the set. */
enum error_code ids_known(const struct scenario_form *form, const char *field, const char *subfield,
                          const struct node *list, const struct id_set *known, const char *what,
                          struct error *error);

#endif
