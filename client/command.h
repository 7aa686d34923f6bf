/* SPDX-License-Identifier: MIT */
/* What the subcommands of `mutasi` share. Each command_*.c offers one function: argv[0] is "mutasi NAME", the
 * result is the exit code. */
#ifndef MUTASI_CLIENT_COMMAND_H
#define MUTASI_CLIENT_COMMAND_H

#include "client/text.h"
#include "proto/error.h"

/* Documented in `mutasi --help` and README. */
enum exit_code {
    EXIT_PLAN = 0,
    EXIT_CHECK_FAILED = 1,
    EXIT_BAD_INPUT = 2,
    EXIT_INFEASIBLE = 3,
    EXIT_NO_PLAN = 4,
    EXIT_SERVICE = 5
};

int command_solve(int argc, char **argv);
int command_batch(int argc, char **argv);
int command_check(int argc, char **argv);
int command_need(int argc, char **argv);
int command_explain(int argc, char **argv);
int command_import(int argc, char **argv);
int command_export(int argc, char **argv);
int command_report(int argc, char **argv);
int command_schema(int argc, char **argv);
int command_key(int argc, char **argv);
int command_submit(int argc, char **argv);
int command_status(int argc, char **argv);
int command_wait(int argc, char **argv);
int command_result(int argc, char **argv);
int command_cancel(int argc, char **argv);
int command_list(int argc, char **argv);
int command_ping(int argc, char **argv);
int command_stats(int argc, char **argv);
int command_compare(int argc, char **argv);
int command_frontier(int argc, char **argv);
int command_vacancies(int argc, char **argv);
int command_version(int argc, char **argv);

/* Says "mutasi: path: code: text" on stderr, leaving out what is empty; returns the exit code that belongs to
 * the error: bad input, no plan, or the service's fault. */
int command_fail(const struct error *error);

/* The same; what fails to be read or written while it is the service's turn is its fault. */
int command_fail_asked(const struct error *error, bool is_asked);

#endif
