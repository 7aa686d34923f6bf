/* SPDX-License-Identifier: MIT */
/* A key: a secret that a client and the service share, and who the client is. One file each, the same on both
 * sides:
 *
 *     {"format": "mutasi-key/1", "id": "bkd-2026", "client": "bkd", "role": "submit", "secret": BASE64,
 *      "not_before"?: TIME, "not_after"?: TIME, "limits"?: {"jobs"?, "mb"?, "rate"?}}
 *
 * Secrets lie in memory that is locked where the kernel allows it, is left out of core dumps and wiped when
 * freed (sodium_malloc); nothing here prints, logs or puts them into an error's text. */
#ifndef MUTASI_PROTO_SEAL_KEY_H
#define MUTASI_PROTO_SEAL_KEY_H

#include "proto/error.h"
#include "proto/identity.h"
#include "proto/tree.h"

#include <stddef.h>
#include <stdint.h>

enum { SEAL_SECRET_BYTES = 32, KEY_FILE_MAX_BYTES = 16384 };
#define SEAL_KEY_FORMAT "mutasi-key/1"

struct seal_key {
    size_t holders;
    char id[CLIENT_NAME_MAX + 1];
    struct identity identity;            /* the client, its role and limits */
    int64_t not_before_ms, not_after_ms; /* sealed from, to before; INT64_MIN, INT64_MAX: always */
    unsigned char *secret;               /* SEAL_SECRET_BYTES */
};

/* A new random secret. id NULL: the client's name (cut at 40 bytes) and eight random hex digits.
 * errors: ERROR_BAD_VALUE, ERROR_MEMORY */
enum error_code seal_key_new(const char *client, enum role role, const char *id, struct seal_key **out,
                             struct error *error);
/* One holder, always valid, for nobody yet; NULL when out of memory. */
struct seal_key *seal_key_alloc(void);
struct seal_key *seal_key_hold(struct seal_key *key);
void seal_key_drop(struct seal_key *key); /* the last holder wipes it; NULL allowed */

/* The document of a key. `text` is wiped, also on failure.
 * errors: those of reading a document, with its path; ERROR_MEMORY */
enum error_code seal_key_read(char *text, size_t length, struct seal_key **out, struct error *error);

/* The document with the secret in it, KEY_FILE_MAX_BYTES at most, and a NUL: to be wiped by the caller.
 * errors: ERROR_MEMORY */
enum error_code seal_key_write(const struct seal_key *key, char *out, size_t size, size_t *length,
                               struct error *error);
/* The document without its secret, to be shown. Borrows from the key. */
struct node seal_key_node(struct arena *arena, const struct seal_key *key);

/* key_file_read refuses a file that others than its owner can read or write, and one that belongs to neither
 * this user nor root: ERROR_BAD_VALUE (`refused` is what a service answers). Texts and paths begin with the
 * file's name. Else ERROR_IO, ERROR_TOO_LARGE and the errors of seal_key_read. */
enum error_code key_file_read(const char *name, struct seal_key **out, struct error *error);
/* A new file of mode 0600; one that is there already is refused (ERROR_BAD_VALUE). Gone again when it cannot
 * be written to the end: ERROR_IO, ERROR_MEMORY. */
enum error_code key_file_write(const char *name, const struct seal_key *key, struct error *error);

#endif
