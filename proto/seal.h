/* SPDX-License-Identifier: MIT */
/* Sealed messages: whoever has no key can neither read, make nor change one (libsodium,
 * XChaCha20-Poly1305-IETF).
 *
 *     "MTS1" | u8 length of the key's id | id | u64 time in ms, big endian | nonce, 24 bytes | ciphertext |
 * tag
 *
 * Everything before the ciphertext is authenticated with it, then one byte for the direction (request 1,
 * reply 2), then, in a reply, the nonce of its request: a reply fits one request only, and never passes for
 * one. The nonce is random; a message without content has 0 bytes of ciphertext.
 * PROTOCOL.md has an example byte by byte. */
#ifndef MUTASI_PROTO_SEAL_H
#define MUTASI_PROTO_SEAL_H

#include "proto/seal_key.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SEAL_NONCE_BYTES = 24, SEAL_TAG_BYTES = 16 };
/* By how much a sealed message is longer, at most. */
enum { SEAL_OVERHEAD_MAX = 4 + 1 + CLIENT_NAME_MAX + 8 + SEAL_NONCE_BYTES + SEAL_TAG_BYTES };

struct seal_nonce {
    unsigned char bytes[SEAL_NONCE_BYTES];
};

/* What stands in clear. Nothing of it is true before the message was opened. */
struct seal_head {
    char id[CLIENT_NAME_MAX + 1];
    int64_t time_ms;
    struct seal_nonce nonce;
    size_t length; /* bytes before the ciphertext */
};

/* Whether the bytes begin as a sealed message does. No MessagePack map does. */
bool seal_begins(const void *bytes, size_t length);
/* false: not sealed, or too short, or an id that no key can have, or a time beyond all calendars. */
bool seal_read_head(const void *bytes, size_t length, struct seal_head *head);

size_t seal_length(const struct seal_key *key, size_t plain_length); /* of the sealed message */

/* Seals into `out`, seal_length bytes that do not overlap the plain ones; `nonce` is what the reply will be
 * bound to. */
void seal_request(const struct seal_key *key, int64_t now_ms, const void *plain, size_t length,
                  struct seal_nonce *nonce, unsigned char *out);
void seal_reply(const struct seal_key *key, int64_t now_ms, const struct seal_nonce *request,
                const void *plain, size_t length, unsigned char *out);

/* Opens in place: *plain points into the bytes, behind the head. false: nothing was sealed like this with
 * this key; the bytes behind the head are gone. Looks at neither time nor repetition.
 * head      as read from these bytes
 * secret    SEAL_SECRET_BYTES
 * cost      authenticates first, one pass; then decrypts, another */
bool seal_open_request(const unsigned char *secret, const struct seal_head *head, unsigned char *bytes,
                       size_t length, unsigned char **plain, size_t *plain_length);
/* Also false when the head names another key. */
bool seal_open_reply(const struct seal_key *key, const struct seal_nonce *request, unsigned char *bytes,
                     size_t length, unsigned char **plain, size_t *plain_length);

/* The one answer to whatever cannot be opened, in clear: an error reply `refused`, always the same bytes. */
extern const unsigned char seal_refusal[];
extern const size_t seal_refusal_length;

#endif
