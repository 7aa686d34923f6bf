/* SPDX-License-Identifier: MIT */
/* export csv: a plan as spreadsheets. */
#ifndef MUTASI_CLIENT_COMMAND_EXPORT_CSV_H
#define MUTASI_CLIENT_COMMAND_EXPORT_CSV_H

#include "client/csv_write.h"
#include "proto/arena.h"
#include "proto/error.h"

#include <argp.h>

/* A child parser; its input is a struct csv_form, zeroed, which stays so when no such option is given. */
extern const struct argp csv_form_parser;

bool csv_form_is_given(const struct csv_form *form);

/* With a byte-order mark, and the defaults where nothing was given. */
struct csv_form csv_form_completed(const struct csv_form *form);

/* Reads the case and writes its tables into the folder.
 * result  exit code of the command: a case without a plan is told on stderr, nothing is written */
enum error_code export_csv_case(struct arena *arena, const char *file, const char *folder,
                                const struct csv_form *form, int *result, struct error *error);

#endif
