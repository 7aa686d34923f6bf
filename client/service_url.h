/* SPDX-License-Identifier: MIT */
/* Which service is asked when nobody says. */
#ifndef MUTASI_CLIENT_SERVICE_URL_H
#define MUTASI_CLIENT_SERVICE_URL_H

#include "proto/error.h"

#include <stddef.h>

/* `given`, or else $MUTASI_SERVICE, or else where mutasid listens by default: in a folder that must be ours
 * alone (another user's service there would be sent personal data), or, when we run none, at the packaged
 * service's socket. errors  ERROR_UNREACHABLE when nothing was ever there, ERROR_REFUSED when others may
 * enter it, ERROR_BAD_VALUE for an address that is too long */
enum error_code service_url_choose(const char *given, char *url, size_t size, struct error *error);

#endif
