/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys for tests, whose secrets are no secrets. */
#ifndef MUTASI_TESTS_SUPPORT_KEYS_H
#define MUTASI_TESTS_SUPPORT_KEYS_H

#include "proto/seal.h"

/* The bytes 00 01 .. 1f as base64. */
#define COUNTED_SECRET "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

/* The key of a document spelled as JSON with ' for ". Ends the test when it is none. */
struct seal_key *key_of(const char *quoted);

/* {id, client "bkd", role "submit", the counted secret with `salt` in its first byte} */
struct seal_key *key_named(const char *id, unsigned char salt);

/* Writes a document spelled so into a file of this mode; over what is there. */
void key_spell(const char *path, unsigned mode, const char *quoted);

#endif
