/* SPDX-License-Identifier: MIT */
/* Why there is no plan, in the reader's language: the demands that exclude one together, who may meet them
 * and what keeps the others, and what to loosen. */
#ifndef MUTASI_CLIENT_CONFLICT_H
#define MUTASI_CLIENT_CONFLICT_H

#include "proto/plan.h"

#include <stdio.h>

struct told_line {
    const char *text;
    const char *const *details;
    int32_t detail_count;
};

struct told {
    const char *heading;
    const struct told_line *lines;
    int32_t count;
};

/* Of a plan that has an infeasibility. Texts are in the arena. */
struct conflict_told {
    struct told conflict, relaxation; /* relaxation: heading NULL where there is none */
};
enum error_code conflict_tell(struct arena *arena, const struct problem *problem, const struct plan *plan,
                              struct conflict_told *out, struct error *error);

/* The conflict in one line, for tables: "A needs ...; B is pinned ...". "" where the plan has none. NULL: out
 * of memory. */
const char *conflict_line(struct arena *arena, const struct problem *problem, const struct plan *plan);

void conflict_print(const struct conflict_told *told, FILE *out);

/* {status, conflicts, infeasibility, sentences: {conflict: {heading, lines: [{text, details}]}, relaxation}}
 */
enum error_code conflict_document(struct arena *arena, const struct conflict_told *told,
                                  const struct node *plan_document, const struct node **out,
                                  struct error *error);

/* --- the sentences (conflict_words.c) --- */

/* Each NULL when out of memory. */
const char *demand_words(struct arena *arena, const struct problem *problem,
                         const struct hard_demand *demand);
const char *loosening_words(struct arena *arena, const struct problem *problem,
                            const struct loosening *loosening);
const char *person_words(struct arena *arena, const struct instance *instance, int32_t employee);

/* --- people (conflict_people.c) --- */

/* Of a row of a unit or group: who may be there and counts, and of others who would count what keeps them,
 * the commonest first. Other demands have none. */
enum error_code conflict_details(struct arena *arena, const struct problem *problem,
                                 const struct hard_demand *demand, const char *const **details,
                                 int32_t *count, struct error *error);

/* "Ani, Budi and 3 more". */
const char *people_words(struct arena *arena, const struct instance *instance, const int32_t *people,
                         int32_t count);

#endif
