/* SPDX-License-Identifier: MIT */
/* The options of a request that `solve` and `submit` share: what a solve may use, and whether to run anew. */
#ifndef MUTASI_CLIENT_REQUEST_OPTIONS_H
#define MUTASI_CLIENT_REQUEST_OPTIONS_H

#include "client/mutasi.h"

#include <argp.h>

/* A child parser; its input is the struct mutasi_request, initialised. */
extern const struct argp request_options_parser;

#endif
