/* SPDX-License-Identifier: MIT */
/* What `mutasi solve` does once its command line is read: one plan and its summary, or a plan for each of
 * several policies and a table that compares them. */
#ifndef MUTASI_CLIENT_SOLVE_H
#define MUTASI_CLIENT_SOLVE_H

#include "client/comparison.h"
#include "client/session.h"

struct solve {
    /* from the command line */
    const char *instance_file, *scenario_file; /* scenario NULL: none */
    const char **policy_files; /* count of them; the only one may be NULL: the default policy */
    int count;
    struct mutasi_request request; /* limits */
    const char *case_file;         /* NULL: none; of several policies each gets one named after it */
    bool all, quiet, is_compared;  /* is_compared: a table, also of one policy */
    enum comparison_form form;
    /* while it works */
    struct session session; /* url from the command line */
    struct arena *arena;
    struct inputs *inputs; /* per policy, like the next two */
    const char *const *labels;
    const char **case_files;
    const struct node *start; /* from the first plan; NULL: none yet */
    struct node rows;         /* of the comparison */
};

/* Reads and validates everything before it asks anybody. Each policy after the first starts from the first
 * one's placement and prices. Case files are written as plans come, the table when all are there (after a
 * failure: of those that are).
 * result  exit code of the command, when nothing failed: that of the first policy without a plan */
enum error_code solve_run(struct solve *solve, int *result, struct error *error);

#endif
