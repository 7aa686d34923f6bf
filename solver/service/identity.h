/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Identities as the command line names them, and what their roles may do; what they are: proto/identity.h. */
#ifndef MUTASI_SOLVER_SERVICE_IDENTITY_H
#define MUTASI_SOLVER_SERVICE_IDENTITY_H

#include "proto/error.h"
#include "proto/identity.h"
#include "proto/message.h"

/* "NAME" or "NAME:ROLE" into name and role; the role stays as it is when absent.
 * errors  ERROR_BAD_VALUE */
enum error_code identity_read(const char *text, struct identity *identity, struct error *error);

/* read: ping, and look at its own jobs; submit: also make, store and cancel them; admin: also stats. Whose
 * jobs an admin sees: requests.c. */
bool role_may(enum role role, enum op op);

#endif
