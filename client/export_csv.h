/* SPDX-License-Identifier: MIT */
/* A plan as spreadsheets, ready to be pasted into a transfer proposal; headings and reasons in the language
 * of the reader:
 *
 *   moves.csv             who leaves a unit for another one, with distance, cost and reason
 *   first_placements.csv  who gets a unit for the first time
 *   offers.csv            who takes a training or an incentive, moving or not
 *   secondments.csv       who is lent to a surge, from when to when, with cost and reason
 *   unplaced.csv          who is left without a unit, and what the policy charges for it
 *   units.csv             of every unit, before and after: need, supply, headcount, coverage, missing people
 *   shortages.csv         every competency minimum of a unit or group that is unmet before or after
 *
 * All seven are written, with headings at least. The missing people of shortages.csv add up to the plan's
 * kpis. */
#ifndef MUTASI_CLIENT_EXPORT_CSV_H
#define MUTASI_CLIENT_EXPORT_CSV_H

#include "client/case_file.h"
#include "client/csv_write.h"

/* What the tables are written from. */
struct export_csv {
    struct arena *arena;
    const struct problem *problem;
    const struct plan *plan; /* with a placement */
    const struct standing *standing;
    struct csv_form form;
};

/* The folder is made when it is not there. errors: ERROR_IO, ERROR_MEMORY */
enum error_code export_csv(const struct export_csv *export, const char *folder, struct error *error);

/* The tables. errors: ERROR_MEMORY. */
typedef enum error_code csv_table(const struct export_csv *export, struct csv *csv, struct error *error);
csv_table csv_moves, csv_first_placements, csv_offers, csv_secondments, csv_unplaced, csv_units,
    csv_shortages;

#endif
