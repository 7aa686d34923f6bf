/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Identities as the command line names them; what they are: proto/identity.h. */
#ifndef MUTASI_SOLVER_SERVICE_IDENTITY_H
#define MUTASI_SOLVER_SERVICE_IDENTITY_H

#include "proto/error.h"
#include "proto/identity.h"

/* "NAME" or "NAME:ROLE" into name and role; the role stays as it is when absent.
 * errors  ERROR_BAD_VALUE */
enum error_code identity_read(const char *text, struct identity *identity, struct error *error);

#endif
