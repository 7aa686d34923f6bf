/* SPDX-License-Identifier: MIT */
/* Vacancies as a notice for staff: a table, a spreadsheet, or a document. */
#ifndef MUTASI_CLIENT_VACANCY_PRINT_H
#define MUTASI_CLIENT_VACANCY_PRINT_H

#include "client/csv_write.h"
#include "client/vacancy.h"

#include <stdio.h>

struct vacancy_notice {
    const struct vacancy *list;
    int32_t count;
    day date;        /* of the instance */
    bool after_plan; /* what remains open once a plan is carried out */
};

void vacancy_print_text(struct arena *arena, const struct vacancy_notice *notice, FILE *out);
void vacancy_print_csv(struct arena *arena, const struct vacancy_notice *notice, const struct csv_form *form,
                       FILE *out);

/* {date, after_plan, vacancies: [{kind, unit, name, group, competency, level, fte, people}]} */
enum error_code vacancy_print_json(struct arena *arena, const struct vacancy_notice *notice, FILE *out,
                                   struct error *error);

#endif
