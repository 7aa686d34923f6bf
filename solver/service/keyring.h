/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of a directory: every file NAME.key in it. Two keys of one client may overlap in time (rotation),
 * and may differ in role: that of the key that sealed a request holds for it. Limits are the client's
 * (keyring_level_limits). */
#ifndef MUTASI_SOLVER_SERVICE_KEYRING_H
#define MUTASI_SOLVER_SERVICE_KEYRING_H

#include "proto/seal_key.h"

struct keyring;
struct client_limits;

enum { KEYRING_MAX = 4096 };

/* All or nothing. Refused when others may change the directory (ERROR_REFUSED), when a file is not a key
 * that only its owner can read, or when two files have one id (ERROR_DUPLICATE_ID). An empty directory is
 * fine: nobody can enter. */
enum error_code keyring_load(const char *directory, struct keyring **out, struct error *error);
void keyring_free(struct keyring *ring); /* NULL allowed; keys that are held elsewhere stay */

size_t keyring_count(const struct keyring *ring);
struct seal_key *keyring_at(const struct keyring *ring, size_t index); /* in bytewise order of their ids */
struct seal_key *keyring_find(const struct keyring *ring, const char *id); /* NULL: none */

/* Every key of a client gets the most generous of the limits that the client's keys say, those that have
 * expired by now_ms left out; a key that does not say a limit says the initial one. So it does not matter
 * which key a client used last, and a new key may raise a limit before the old one goes. */
void keyring_level_limits(struct keyring *ring, const struct client_limits *initial, int64_t now_ms);

#endif
