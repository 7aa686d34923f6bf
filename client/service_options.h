/* SPDX-License-Identifier: MIT */
/* The options that say which service a command asks. */
#ifndef MUTASI_CLIENT_SERVICE_OPTIONS_H
#define MUTASI_CLIENT_SERVICE_OPTIONS_H

#include "client/mutasi.h"
#include "proto/error.h"

#include <argp.h>

struct service_options {
    const char *url; /* NULL: not given */
    const char *key; /* the file of the key to seal with; NULL: not given */
};

/* Child parsers; their input is a struct service_options, zeroed. service: without --to the usual one.
 * session: without it a private one is meant, and a key goes with --to only. */
extern const struct argp service_options_parser, session_options_parser;

/* Connects. errors: the library's, and those of the addresses */
enum error_code service_open(const struct service_options *options, struct mutasi_client **out,
                             struct error *error);

/* What the library said, as a command's error. */
enum error_code service_error(const struct mutasi_error *from, struct error *error);

/* A reply's document as JSON on standard output. */
enum error_code service_print_json(struct mutasi_document document, struct error *error);

#endif
