/* SPDX-License-Identifier: MIT */
/* `mutasi import csv` and `mutasi import template`: what they do once the command line is understood. */
#ifndef MUTASI_CLIENT_IMPORT_OFFICE_H
#define MUTASI_CLIENT_IMPORT_OFFICE_H

#include "proto/arena.h"

/* Reads the folder's sheets, says everything that is wrong, and writes the instance when nothing is.
 * date   YYYY-MM-DD, NULL: today;   name  of the instance, NULL: none.   Both give the exit code. */
int import_office(struct arena *arena, const char *folder, const char *output, const char *date,
                  const char *name);
int import_template(struct arena *arena, const char *folder);

#endif
