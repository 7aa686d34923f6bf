/* SPDX-License-Identifier: MIT */
/* A case as the commands that show plans need it: read, validated, with what its units hold before and after.
 */
#ifndef MUTASI_CLIENT_CASE_FILE_H
#define MUTASI_CLIENT_CASE_FILE_H

#include "proto/plan.h"
#include "solver/model/measure.h"

struct case_file {
    const char *file;
    struct plan_case parts; /* the documents as they are in the file */
    const struct problem *problem;
    const struct plan *plan;
};

/* The error's path begins with the file's name. */
enum error_code case_file_read(struct arena *arena, const char *file, struct case_file *out,
                               struct error *error);

/* The same of a document that was read from the file. */
enum error_code case_file_parse(struct arena *arena, const char *file, const struct node *document,
                                struct case_file *out, struct error *error);

/* What units and groups hold. The totals are those of the plan's kpis: before counts people in closed units
 * too, after does not. */
struct standing {
    const struct placed *placement;
    struct measures before, after;
};

/* plan  NULL, or without a placement: everybody stays
 * cost  the people, with the minimums of their units */
enum error_code standing_of(struct arena *arena, const struct problem *problem, const struct plan *plan,
                            struct standing *out, struct error *error);

/* The name that people know, else the id. */
const char *unit_title(const struct unit *unit);
const char *group_title(const struct group *group);
const char *employee_title(const struct employee *employee);

#endif
