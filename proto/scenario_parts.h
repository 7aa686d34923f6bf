/* SPDX-License-Identifier: MIT */
/* The steps of scenario_apply: read the form, take out, change. Not used outside proto/scenario*.c. */
#ifndef MUTASI_PROTO_SCENARIO_PARTS_H
#define MUTASI_PROTO_SCENARIO_PARTS_H

#include "proto/edit.h"
#include "proto/id_table.h"
#include "proto/read.h"

/* A scenario's fields, as nodes of the document; NULL where absent. Lists hold distinct ids; place maps ids
 * to ids, need maps ids to what need_change_read accepts. */
struct scenario_form {
    const struct node *policy;
    const struct node *pin, *place, *release, *close, *open, *need;
    const struct node *add, *add_units, *add_employees, *add_surges;
    const struct node *remove, *remove_units, *remove_employees, *remove_surges;
    const char *name;
};

/* The scenario at work. `reader` has the arena and the error, `at` is where the scenario stands. */
struct scenario {
    struct reader reader;
    const struct path *at;
    struct scenario_form form;
};

enum error_code scenario_read(struct scenario *scenario, const struct node *document);

/* A need as the scenario states it: an amount, or a change in millionths of a percent. */
struct need_change {
    bool is_percent;
    int64_t value; /* micro-FTE, or 10^-6 percent */
};
enum error_code need_change_read(struct reader *reader, const struct node *node, const struct path *at,
                                 struct need_change *out);

/* Position of every id of a list of ids, or of a list of maps with an `id`. `addressable` is false when an
 * element is something else, or an id is used twice. ERROR_MEMORY. list NULL: empty. */
enum error_code ids_of_list(struct reader *reader, const struct node *list, struct id_table *ids,
                            bool *addressable);
enum error_code ids_of_maps(struct reader *reader, const struct node *list, struct id_table *ids,
                            bool *addressable);
int32_t id_position(const struct id_table *ids, const struct node *id); /* NONE when not there */

/* ERROR_UNKNOWN_ID at the first element of the list at `at` (NULL: empty) that is not one of the ids. */
enum error_code ids_known(struct reader *reader, const struct node *list, const struct path *at,
                          const struct id_table *ids, const char *what);

/* Both take an instance whose units and employees are addressable, and replace it by the changed one. */
enum error_code scenario_remove(struct scenario *scenario, const struct node **instance);
enum error_code scenario_change(struct scenario *scenario, const struct node *policy,
                                const struct node **instance);

#endif
