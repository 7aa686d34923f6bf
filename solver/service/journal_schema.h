/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of the journal, and how an older file becomes one of today. */
#ifndef MUTASI_SOLVER_SERVICE_JOURNAL_SCHEMA_H
#define MUTASI_SOLVER_SERVICE_JOURNAL_SCHEMA_H

#include "solver/service/journal_sql.h"

/* "muta" in the file's header (PRAGMA application_id). */
enum { JOURNAL_APPLICATION_ID = 0x6d757461 };

/* Step i makes a file of version i one of version i + 1; an empty file has version 0. A step that was
 * released is never changed again: the next idea is the next step. */
struct journal_schema {
    const char *const *steps;
    int count; /* the version that this program writes */
};
extern const struct journal_schema journal_schema;

/* Whether the file is a journal that this program can go on with, or empty; its version. Changes nothing.
 * errors  ERROR_REFUSED: another program's file, or of a later version; those of journal_sql.h */
enum error_code journal_recognise(struct sql *sql, const char *path, const struct journal_schema *schema,
                                  int *version, struct error *error);

/* Takes the missing steps in one transaction: the file is as before, or of the last version.
 * errors  those of journal_sql.h */
enum error_code journal_migrate(struct sql *sql, const struct journal_schema *schema, int version,
                                struct error *error);

#endif
