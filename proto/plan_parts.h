/* SPDX-License-Identifier: MIT */
/* The parts of reading and writing a plan. Not used outside proto/plan_*.c and proto/frontier_*.c. */
#ifndef MUTASI_PROTO_PLAN_PARTS_H
#define MUTASI_PROTO_PLAN_PARTS_H

#include "proto/id_table.h"
#include "proto/plan.h"
#include "proto/read.h"

#define MILLI_MAX (MICRO_MAX / 1000)

struct plan_reader {
    struct reader reader; /* first: field readers are given this one */
    const struct problem *problem;
    struct id_table units, employees, surges;
};

const struct instance *instance_of(const struct reader *reader);

/* References to the instance: int32_t members. */
value_reader plan_read_unit, plan_read_unit_or_null, plan_read_employee, plan_read_competency,
    plan_read_surge;

extern const struct field plan_move_element;       /* struct move */
extern const struct field plan_employee_element;   /* int32_t */
extern const struct field plan_reason_element;     /* struct reason */
extern const struct field plan_secondment_element; /* struct secondment */
value_reader plan_read_proof;                      /* struct proof */
value_reader plan_read_sha256;                     /* char[65] */

/* rows, people, points and nodes of a certificate. */
struct certificate_parts {
    const struct node *rows, *people, *points, *nodes;
};
enum error_code plan_read_tree(struct reader *reader, const struct certificate_parts *parts,
                               const struct path *at, const struct certificate_tree **out);

/* Adds them to a certificate's map, which has room. */
void plan_write_tree(struct arena *arena, const struct instance *instance,
                     const struct certificate_tree *tree, struct node *certificate);

value_reader plan_read_infeasibility; /* const struct infeasibility * */
struct node plan_write_infeasibility(struct arena *arena, const struct problem *problem,
                                     const struct infeasibility *found, bool *overflow);

/* Everybody is named at most once, and who has no present unit is either moved or unplaced. */
enum error_code plan_everybody_once(struct plan_reader *context, const struct plan *plan,
                                    const struct path *at);

/* Everybody is lent at most once, from where the plan has them. */
enum error_code plan_check_secondments(struct plan_reader *context, const struct plan *plan,
                                       const struct path *at);

enum error_code plan_read_units(struct plan_reader *context, const struct node *units, const struct path *at,
                                struct plan *plan);
enum error_code plan_read_objective(struct plan_reader *context, const struct node *objective,
                                    const struct path *at, struct objective *out);
enum error_code plan_read_kpis(struct plan_reader *context, const struct node *kpis, const struct path *at,
                               struct kpis *out);

/* Their maps. overflow: set when an amount is above what a document holds, never cleared. */
struct node plan_write_objective(struct arena *arena, const struct objective *objective, bool *overflow);
struct node plan_write_kpis(struct arena *arena, const struct kpis *kpis, bool *overflow);

extern const char *const plan_status_words[]; /* for read_word */

#endif
