/* SPDX-License-Identifier: MIT */
/* Inside instance_read only: the tables its parts share. Parts are read in the order in which they refer to
 * each other (groups, units, employees, relations), whatever their order in the document. */
#ifndef MUTASI_PROTO_INSTANCE_PARTS_H
#define MUTASI_PROTO_INSTANCE_PARTS_H

#include "proto/id_table.h"
#include "proto/read.h"

struct instance_reader {
    struct reader base; /* first: readers of values are given this */
    struct instance *instance;
    struct unit *units; /* the instance's own arrays, while they are being filled */
    struct group *groups;
    struct employee *employees;
    struct id_table unit_ids, group_ids, employee_ids, surge_ids;
    struct id_table competency_ids; /* in the order met; competencies_settle sorts them */
};

static inline struct instance_reader *instance_reader_of(struct reader *reader)
{
    return (struct instance_reader *)reader;
}

/* Each part of the document, read into reader->instance. `part` NULL: absent. */
typedef enum error_code part_reader(struct instance_reader *reader, const struct node *part,
                                    const struct path *at);
part_reader groups_read;     /* instance_units.c */
part_reader units_read;      /* instance_units.c */
part_reader employees_read;  /* instance_employees.c */
part_reader distances_read;  /* instance_distances.c */
part_reader relocation_read; /* instance_relations.c */
part_reader supplies_read;   /* instance_relations.c */
part_reader pairs_read;      /* instance_relations.c */
part_reader previous_read;   /* instance_relations.c */
part_reader surges_read;     /* instance_surges.c */

/* Sorts the competencies bytewise and rewrites every index to them. */
enum error_code competencies_settle(struct instance_reader *reader);

/* --- ids ------------------------------------------------------------------------------------------------ */

/* The next id of its kind; ERROR_DUPLICATE_ID, at `id` below `at`, when it was used before. */
enum error_code id_declare(struct instance_reader *reader, struct id_table *table, const char *id,
                           const struct path *at);
/* The index the id stands for; ERROR_UNKNOWN_ID. kind: "a unit", for the error text. */
enum error_code id_resolve(struct instance_reader *reader, const struct id_table *table,
                           const struct node *id, const struct path *at, const char *kind, int32_t *out);
/* The competency of that id, new or known. Provisional until competencies_settle. */
enum error_code competency_intern(struct instance_reader *reader, const struct node *id,
                                  const struct path *at, int32_t *out);

value_reader read_unit_ref;       /* int32_t */
value_reader read_group_ref;      /* int32_t */
value_reader read_employee_ref;   /* int32_t */
value_reader read_competency_ref; /* int32_t */

/* --- demands (instance_demand.c): the member is a struct demand ------------------------------------------
 */

value_reader read_need;
value_reader read_work;
value_reader read_supply_limits;
value_reader read_headcount_limits;
value_reader read_minimums;
struct demand demand_none(void);

#endif
