/* SPDX-License-Identifier: MIT */
/* --to and --key of the commands that start a private service when none is named. */
#ifndef MUTASI_CLIENT_SESSION_OPTIONS_H
#define MUTASI_CLIENT_SESSION_OPTIONS_H

#include "client/session.h"

#include <argp.h>

/* A child parser; its input is the struct session, whose url and key it sets. */
extern const struct argp session_options_parser;

#endif
