/* SPDX-License-Identifier: MIT */
/* mutasi explain CASE --unknowns */
#ifndef MUTASI_CLIENT_COMMAND_EXPLAIN_UNKNOWNS_H
#define MUTASI_CLIENT_COMMAND_EXPLAIN_UNKNOWNS_H

#include "client/session.h"

/* session   not open: it is opened where a solve is needed, and closed
 * request   its time is that of all solves together, its other limits are those of each */
enum error_code explain_unknowns(struct arena *arena, const char *case_file, bool is_json,
                                 struct session *session, const struct mutasi_request *request,
                                 struct error *error);

#endif
