/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a sealed message and as a key. Opening reads and writes inside the message only, and opens
 * nothing that was not sealed; a key is refused, or is one whose document says the same again. The first byte
 * chooses: 0 the bytes as they are; 1 the bytes as content, sealed, then one bit flipped; else a key. */
#include "proto/seal.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { NOW = 1000000 };

static void must(int condition)
{
    if (!condition) {
        abort();
    }
}

static const struct seal_key *our_key(void)
{
    static struct seal_key *key;
    if (key == NULL) {
        must(seal_key_new("fuzz", ROLE_READ, "fuzz", &key, NULL) == ERROR_NONE);
    }
    return key;
}

/* Of its exact size, so that a byte beyond is noticed. */
static unsigned char *exact(const uint8_t *data, size_t size)
{
    unsigned char *bytes = malloc(size > 0 ? size : 1);
    must(bytes != NULL);
    memcpy(bytes, data, size);
    return bytes;
}

static void open_any(const uint8_t *data, size_t size)
{
    struct seal_head head;
    struct seal_nonce nonce = {{0}};
    unsigned char *bytes = exact(data, size), *plain;
    size_t length;
    if (seal_read_head(bytes, size, &head)) {
        must(client_name_valid(head.id) && head.time_ms >= 0 && head.length + SEAL_TAG_BYTES <= size);
        must(!seal_open_request(our_key()->secret, &head, bytes, size, &plain, &length));
        must(plain == NULL && length == 0);
    }
    memcpy(bytes, data, size);
    must(!seal_open_reply(our_key(), &nonce, bytes, size, &plain, &length));
    free(bytes);
}

static void open_bent(const uint8_t *data, size_t size)
{
    struct seal_head head;
    struct seal_nonce nonce;
    size_t sealed_size = seal_length(our_key(), size), length, bit = 0;
    unsigned char *sealed = malloc(sealed_size), *plain;
    must(sealed != NULL);
    seal_request(our_key(), NOW, data, size, &nonce, sealed);
    for (size_t i = 0; i < size && i < 4; i++) {
        bit = bit << 8 | data[i];
    }
    bit %= 8 * sealed_size;
    sealed[bit / 8] ^= (unsigned char)(1 << bit % 8);
    if (seal_read_head(sealed, sealed_size, &head)) {
        must(!seal_open_request(our_key()->secret, &head, sealed, sealed_size, &plain, &length));
    }
    seal_request(our_key(), NOW, data, size, &nonce, sealed);
    must(seal_read_head(sealed, sealed_size, &head) && head.time_ms == NOW);
    must(seal_open_request(our_key()->secret, &head, sealed, sealed_size, &plain, &length));
    must(length == size && memcmp(plain, data, size) == 0);
    free(sealed);
}

static void read_key(const uint8_t *data, size_t size)
{
    struct seal_key *key, *again;
    struct error error = {.code = ERROR_NONE};
    char *text = (char *)exact(data, size), document[KEY_FILE_MAX_BYTES];
    enum error_code code = seal_key_read(text, size, &key, &error);
    size_t length;
    must(error.code == code && code != ERROR_INTERNAL && (key != NULL) == (code == ERROR_NONE));
    if (key != NULL) {
        must(seal_key_write(key, document, sizeof document, &length, &error) == ERROR_NONE);
        must(seal_key_read(document, length, &again, &error) == ERROR_NONE);
        must(strcmp(again->id, key->id) == 0 && again->identity.role == key->identity.role);
        must(memcmp(again->secret, key->secret, SEAL_SECRET_BYTES) == 0);
        must(again->not_before_ms == key->not_before_ms && again->not_after_ms == key->not_after_ms);
        seal_key_drop(again);
    }
    seal_key_drop(key);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    switch (data[0]) {
    case 0:
        open_any(data + 1, size - 1);
        break;
    case 1:
        open_bent(data + 1, size - 1);
        break;
    default:
        read_key(data + 1, size - 1);
    }
    return 0;
}
