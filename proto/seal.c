/* SPDX-License-Identifier: MIT */
/* source  libsodium 1.0.18, crypto_aead_xchacha20poly1305_ietf; draft-irtf-cfrg-xchacha-03 */
#include "proto/seal.h"

#include <sodium.h>
#include <string.h>

_Static_assert((int)SEAL_SECRET_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "a secret is a key");
_Static_assert((int)SEAL_NONCE_BYTES == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, "a nonce is a nonce");
_Static_assert((int)SEAL_TAG_BYTES == crypto_aead_xchacha20poly1305_ietf_ABYTES, "a tag is a tag");

static const unsigned char magic[4] = {'M', 'T', 'S', '1'};
enum { MAGIC_BYTES = 4, TIME_BYTES = 8, REQUEST = 1, REPLY = 2 };

/* {"elapsed_s": 0, "error": {"code": "refused", "message": "check the key and the clock", "path": ""},
 *  "ok": false, "v": 1} */
const unsigned char seal_refusal[] =
    "\204\251elapsed_s\000\245error\203\244code\247refused\247message\273check the key and the clock"
    "\244path\240\242ok\302\241v\001";
const size_t seal_refusal_length = sizeof seal_refusal - 1;

/* What is authenticated beside the content: head, direction, and in a reply the request's nonce. */
struct bound {
    unsigned char bytes[SEAL_OVERHEAD_MAX + 1 + SEAL_NONCE_BYTES];
    size_t length;
};

static void bind_to(struct bound *bound, const unsigned char *head, size_t head_length,
                    const struct seal_nonce *request)
{
    memcpy(bound->bytes, head, head_length);
    bound->length = head_length;
    bound->bytes[bound->length++] = request == NULL ? REQUEST : REPLY;
    if (request != NULL) {
        memcpy(bound->bytes + bound->length, request->bytes, SEAL_NONCE_BYTES);
        bound->length += SEAL_NONCE_BYTES;
    }
}

static size_t head_length(size_t id_length)
{
    return MAGIC_BYTES + 1 + id_length + TIME_BYTES + SEAL_NONCE_BYTES;
}

bool seal_begins(const void *bytes, size_t length)
{
    return length >= MAGIC_BYTES && memcmp(bytes, magic, MAGIC_BYTES) == 0;
}

bool seal_read_head(const void *bytes, size_t length, struct seal_head *head)
{
    const unsigned char *at = bytes;
    if (!seal_begins(bytes, length) || length <= MAGIC_BYTES)
        return false;
    size_t id_length = at[MAGIC_BYTES];
    if (id_length > CLIENT_NAME_MAX || length < head_length(id_length) + SEAL_TAG_BYTES)
        return false;
    *head = (struct seal_head){.length = head_length(id_length)};
    at += MAGIC_BYTES + 1;
    memcpy(head->id, at, id_length);
    at += id_length;
    uint64_t time = 0;
    for (size_t i = 0; i < TIME_BYTES; i++)
        time = time << 8 | at[i];
    memcpy(head->nonce.bytes, at + TIME_BYTES, SEAL_NONCE_BYTES);
    head->time_ms = (int64_t)(time & INT64_MAX);
    /* a NUL in the id would make it shorter than it says */
    return time <= INT64_MAX && strlen(head->id) == id_length && client_name_valid(head->id);
}

size_t seal_length(const struct seal_key *key, size_t plain_length)
{
    return head_length(strlen(key->id)) + plain_length + SEAL_TAG_BYTES;
}

/* request: the nonce that a reply answers; NULL for a request. */
static void seal(const struct seal_key *key, int64_t now_ms, const struct seal_nonce *request,
                 const void *plain, size_t length, struct seal_nonce *nonce, unsigned char *out)
{
    struct bound bound;
    unsigned char *at = out;
    size_t id_length = strlen(key->id);
    memcpy(at, magic, MAGIC_BYTES);
    at += MAGIC_BYTES;
    *at++ = (unsigned char)id_length;
    memcpy(at, key->id, id_length);
    at += id_length;
    for (int i = TIME_BYTES - 1; i >= 0; i--)
        *at++ = (unsigned char)((uint64_t)now_ms >> (8 * i));
    randombytes_buf(nonce->bytes, SEAL_NONCE_BYTES);
    memcpy(at, nonce->bytes, SEAL_NONCE_BYTES);
    at += SEAL_NONCE_BYTES;
    bind_to(&bound, out, (size_t)(at - out), request);
    crypto_aead_xchacha20poly1305_ietf_encrypt(at, NULL, plain, length, bound.bytes, bound.length, NULL,
                                               nonce->bytes, key->secret);
}

void seal_request(const struct seal_key *key, int64_t now_ms, const void *plain, size_t length,
                  struct seal_nonce *nonce, unsigned char *out)
{
    seal(key, now_ms, NULL, plain, length, nonce, out);
}

void seal_reply(const struct seal_key *key, int64_t now_ms, const struct seal_nonce *request,
                const void *plain, size_t length, unsigned char *out)
{
    struct seal_nonce nonce;
    seal(key, now_ms, request, plain, length, &nonce, out);
}

static bool open_in_place(const unsigned char *secret, const struct seal_head *head,
                          const struct seal_nonce *request, unsigned char *bytes, size_t length,
                          unsigned char **plain, size_t *plain_length)
{
    struct bound bound;
    unsigned long long opened = 0;
    unsigned char *content = bytes + head->length;
    bind_to(&bound, bytes, head->length, request);
    bool is_good =
        crypto_aead_xchacha20poly1305_ietf_decrypt(content, &opened, NULL, content, length - head->length,
                                                   bound.bytes, bound.length, head->nonce.bytes, secret) == 0;
    *plain = is_good ? content : NULL;
    *plain_length = is_good ? (size_t)opened : 0;
    return is_good;
}

bool seal_open_request(const unsigned char *secret, const struct seal_head *head, unsigned char *bytes,
                       size_t length, unsigned char **plain, size_t *plain_length)
{
    return open_in_place(secret, head, NULL, bytes, length, plain, plain_length);
}

bool seal_open_reply(const struct seal_key *key, const struct seal_nonce *request, unsigned char *bytes,
                     size_t length, unsigned char **plain, size_t *plain_length)
{
    struct seal_head head;
    *plain = NULL;
    *plain_length = 0;
    return seal_read_head(bytes, length, &head) && strcmp(head.id, key->id) == 0 &&
           open_in_place(key->secret, &head, request, bytes, length, plain, plain_length);
}
