/* SPDX-License-Identifier: MIT */
/* -p and -s of the commands that work on one problem: its policy and its scenario. */
#ifndef MUTASI_CLIENT_INPUTS_OPTIONS_H
#define MUTASI_CLIENT_INPUTS_OPTIONS_H

#include "client/inputs.h"

#include <argp.h>

/* A child parser; its input is the struct inputs, whose files of policy and scenario it sets, each once. */
extern const struct argp inputs_options_parser;

#endif
