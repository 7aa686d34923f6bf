/* SPDX-License-Identifier: MIT */
/* A document's name is the hash of its canonical MessagePack bytes, which are hashed as they are packed. */
#include "proto/tree_internal.h"

#include <sodium.h>

/* The packer hands over a few bytes at a time; the hash is faster on larger pieces. */
struct hasher {
    crypto_hash_sha256_state state;
    size_t held;
    unsigned char pending[4096];
};

static void flush(struct hasher *hasher)
{
    crypto_hash_sha256_update(&hasher->state, hasher->pending, hasher->held);
    hasher->held = 0;
}

static int hash_bytes(void *to, const char *bytes, size_t length)
{
    struct hasher *hasher = to;
    if (length > sizeof hasher->pending - hasher->held) {
        flush(hasher);
    }
    if (length > sizeof hasher->pending) {
        crypto_hash_sha256_update(&hasher->state, (const unsigned char *)bytes, length);
        return 0;
    }
    if (length > 0) {
        memcpy(hasher->pending + hasher->held, bytes, length);
        hasher->held += length;
    }
    return 0;
}

enum error_code tree_sha256(const struct node *root, char hex[65], struct error *error)
{
    hex[0] = '\0';
    enum error_code code = tree_verify(root, error);
    if (code != ERROR_NONE) {
        return code;
    }
    struct hasher hasher = {.held = 0};
    crypto_hash_sha256_init(&hasher.state);
    code = tree_pack(root, hash_bytes, &hasher, error);
    if (code != ERROR_NONE) {
        return code;
    }
    unsigned char digest[crypto_hash_sha256_BYTES];
    flush(&hasher);
    crypto_hash_sha256_final(&hasher.state, digest);
    sodium_bin2hex(hex, 65, digest, sizeof digest);
    return ERROR_NONE;
}
