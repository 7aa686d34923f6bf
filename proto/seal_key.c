/* SPDX-License-Identifier: MIT */
#include "proto/seal_key.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ID_CUT = 40 };

struct seal_key *seal_key_alloc(void)
{
    struct seal_key *key = sodium_init() < 0 ? NULL : calloc(1, sizeof *key);
    if (key == NULL)
        return NULL;
    key->holders = 1;
    key->not_before_ms = INT64_MIN;
    key->not_after_ms = INT64_MAX;
    key->secret = sodium_malloc(SEAL_SECRET_BYTES);
    if (key->secret == NULL) {
        free(key);
        return NULL;
    }
    return key;
}

static enum error_code no_memory(struct error *error)
{
    return error_set(error, ERROR_MEMORY, "", "out of memory for a key");
}

enum error_code seal_key_new(const char *client, enum role role, const char *id, struct seal_key **out,
                             struct error *error)
{
    *out = NULL;
    if (!client_name_valid(client) || (id != NULL && !client_name_valid(id)))
        return error_set(error, ERROR_BAD_VALUE, "", "a name is 1 to %d of a-z 0-9 . _ -, seen '%.100s'",
                         CLIENT_NAME_MAX, !client_name_valid(client) ? client : id);
    struct seal_key *key = seal_key_alloc();
    if (key == NULL)
        return no_memory(error);
    key->identity.role = role;
    snprintf(key->identity.name, sizeof key->identity.name, "%s", client);
    if (id != NULL)
        snprintf(key->id, sizeof key->id, "%s", id);
    else
        snprintf(key->id, sizeof key->id, "%.*s-%08x", ID_CUT, client, (unsigned)randombytes_random());
    randombytes_buf(key->secret, SEAL_SECRET_BYTES);
    *out = key;
    return ERROR_NONE;
}

struct seal_key *seal_key_hold(struct seal_key *key)
{
    key->holders++;
    return key;
}

void seal_key_drop(struct seal_key *key)
{
    if (key == NULL || --key->holders > 0)
        return;
    sodium_free(key->secret); /* wipes */
    free(key);
}
