/* SPDX-License-Identifier: MIT */
/* mutasi explain CASE, of a case without a plan */
#ifndef MUTASI_CLIENT_COMMAND_EXPLAIN_CONFLICT_H
#define MUTASI_CLIENT_COMMAND_EXPLAIN_CONFLICT_H

#include "client/session.h"

/* Says what the plan says; where it does not say all, it is solved again with more effort.
 * session   not open: it is opened where a solve is needed, and closed
 * errors    ERROR_CONTRADICTION when there is a plan, or when none was merely not found */
enum error_code explain_conflict(struct arena *arena, const char *case_file, bool is_json,
                                 struct session *session, struct mutasi_request *request,
                                 struct error *error);

#endif
