/* SPDX-License-Identifier: MIT */
#include "proto/body_instance.h"

#include "proto/msgpack_scan.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { HEX_LENGTH = 2 * INSTANCE_HASH_BYTES };

void instance_hash(const void *bytes, size_t length, unsigned char sha256[INSTANCE_HASH_BYTES])
{
    _Static_assert((int)INSTANCE_HASH_BYTES == crypto_hash_sha256_BYTES, "the name is a SHA-256");
    crypto_hash_sha256(sha256, bytes, length);
}

static bool is_text(const void *value, const char *text)
{
    const char *seen;
    size_t length;
    return msgpack_text(value, &seen, &length) && length == strlen(text) && memcmp(seen, text, length) == 0;
}

/* The value of the body's field `instance`, or NULL. */
static const void *instance_in(const void *body)
{
    size_t pairs;
    if (!msgpack_map(body, &pairs)) {
        return NULL;
    }
    const unsigned char *at = msgpack_inside(body);
    for (; pairs > 0; pairs--) {
        const unsigned char *value = msgpack_behind(at);
        if (is_text(at, "instance")) {
            return value;
        }
        at = pairs > 1 ? msgpack_behind(value) : at;
    }
    return NULL;
}

/* The value of {"sha256": value}, or NULL. */
static const void *name_in(const void *instance)
{
    size_t pairs;
    if (!msgpack_map(instance, &pairs) || pairs != 1) {
        return NULL;
    }
    const void *key = msgpack_inside(instance);
    return is_text(key, "sha256") ? msgpack_behind(key) : NULL;
}

static enum error_code read_name(const void *name, unsigned char sha256[INSTANCE_HASH_BYTES],
                                 struct error *error)
{
    static const char at[] = "instance.sha256";
    const char *hex;
    size_t length;
    if (!msgpack_text(name, &hex, &length)) {
        return error_set(error, ERROR_WRONG_TYPE, at, "expected a string of %d hexadecimal digits",
                         HEX_LENGTH);
    }
    bool digits = length == HEX_LENGTH;
    for (size_t i = 0; digits && i < length; i++) {
        digits = (hex[i] >= '0' && hex[i] <= '9') || (hex[i] >= 'a' && hex[i] <= 'f');
    }
    if (!digits || sodium_hex2bin(sha256, INSTANCE_HASH_BYTES, hex, length, NULL, NULL, NULL) != 0) {
        return error_set(error, ERROR_BAD_VALUE, at, "no SHA-256: expected %d digits of 0-9 a-f", HEX_LENGTH);
    }
    return ERROR_NONE;
}

enum error_code body_names_instance(const void *body, bool *named, unsigned char sha256[INSTANCE_HASH_BYTES],
                                    struct error *error)
{
    const void *instance = instance_in(body);
    const void *name = instance != NULL ? name_in(instance) : NULL;
    *named = false;
    if (name == NULL) {
        return ERROR_NONE;
    }
    enum error_code code = read_name(name, sha256, error);
    *named = code == ERROR_NONE;
    return code;
}

/* The first field that is not the instance. */
static enum error_code refuse_others(const void *body, size_t pairs, struct error *error)
{
    const unsigned char *at = msgpack_inside(body);
    for (; pairs > 0; pairs--) {
        const char *text;
        size_t length;
        if (!is_text(at, "instance") && msgpack_text(at, &text, &length)) {
            char path[64];
            snprintf(path, sizeof path, "%.*s", length < sizeof path ? (int)length : (int)sizeof path, text);
            return error_set(error, ERROR_UNKNOWN_FIELD, path, "put takes an instance only");
        }
        at = pairs > 1 ? msgpack_behind(msgpack_behind(at)) : at;
    }
    return error_set(error, ERROR_DUPLICATE_KEY, "instance", "the key \"instance\" is named twice");
}

enum error_code body_put_instance(const void *body, size_t length, const void **bytes,
                                  size_t *instance_length, struct error *error)
{
    size_t pairs, inner;
    const unsigned char *instance = instance_in(body);
    *bytes = NULL;
    *instance_length = 0;
    if (!msgpack_map(body, &pairs) || instance == NULL) {
        return error_set(error, ERROR_MISSING_FIELD, "instance", "put needs an instance");
    }
    if (pairs != 1) {
        return refuse_others(body, pairs, error);
    }
    if (!msgpack_map(instance, &inner)) {
        return error_set(error, ERROR_WRONG_TYPE, "instance", "expected a map");
    }
    if (name_in(instance) != NULL) {
        return error_set(error, ERROR_BAD_VALUE, "instance",
                         "the name of an instance, expected the instance");
    }
    *bytes = instance;
    *instance_length = length - (size_t)(instance - (const unsigned char *)body);
    return ERROR_NONE;
}
