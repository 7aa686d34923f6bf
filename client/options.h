/* SPDX-License-Identifier: MIT */
/* Values of command line options. What is wrong ends the program with a usage error (exit code 2). */
#ifndef MUTASI_CLIENT_OPTIONS_H
#define MUTASI_CLIENT_OPTIONS_H

#include <argp.h>
#include <stdint.h>

double option_number(const struct argp_state *state, const char *name, const char *text, double least,
                     double most);
int64_t option_integer(const struct argp_state *state, const char *name, const char *text, int64_t least,
                       int64_t most);

/* The command's only argument; a second one is refused. */
error_t option_single_argument(const struct argp_state *state, char *arg, const char **out);

#endif
