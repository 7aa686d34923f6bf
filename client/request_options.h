/* SPDX-License-Identifier: MIT */
/* The options of a request: what a solve may use, whether to run anew, and under which name and with which
 * priority. */
#ifndef MUTASI_CLIENT_REQUEST_OPTIONS_H
#define MUTASI_CLIENT_REQUEST_OPTIONS_H

#include "client/mutasi.h"

#include <argp.h>

/* A child parser; its input is the struct mutasi_request, initialised. */
extern const struct argp request_options_parser;

/* --priority and --key-name, of commands that leave jobs with a service; the entry of the latter says what it
 * names. What is wrong ends the program with a usage error. */
#define OPTION_PRIORITY(its_key)                                                                             \
    {                                                                                                        \
        .name = "priority", .key = (its_key), .arg = "N",                                                    \
        .doc = N_("-100 to 100, higher ones first among your own jobs (default 0)")                          \
    }
error_t request_option_priority(const struct argp_state *state, const char *arg,
                                struct mutasi_request *request);
error_t request_option_key(const struct argp_state *state, const char *arg, size_t most_bytes,
                           struct mutasi_request *request);

#endif
