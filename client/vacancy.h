/* SPDX-License-Identifier: MIT */
/* What is open in units and groups, for staff to see: work and people that are missing, never who is there.
 *
 * One line for the work of a place, when its supply is below the policy's band (without a balance policy:
 * below its need) or below a hard limit: the FTE up to the need, and the people that makes, rounded, at least
 * one. One line more for every competency minimum that is short. Hard upper limits on FTE and headcount are
 * kept: where nobody may be added nothing is open. Closed units have nothing open. */
#ifndef MUTASI_CLIENT_VACANCY_H
#define MUTASI_CLIENT_VACANCY_H

#include "client/case_file.h"

struct vacancy {
    bool is_group;
    const char *id, *name;  /* of the unit or group; name NULL when absent */
    const char *group;      /* id of the unit's group, NULL when none */
    const char *competency; /* NULL: the line for the place's work */
    int32_t level;          /* with a competency */
    int64_t fte_mfte;       /* without one */
    int64_t people;
};

/* In the order of units, then groups; the work first, then minimums as the instance has them.
 * holds   what the places hold, of standing_of
 * errors  ERROR_OVERFLOW, ERROR_MEMORY */
enum error_code vacancies_of(struct arena *arena, const struct problem *problem, const struct measures *holds,
                             const struct vacancy **out, int32_t *count, struct error *error);

#endif
