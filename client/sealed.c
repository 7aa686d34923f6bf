/* SPDX-License-Identifier: MIT */
#include "client/sealed.h"

#include "proto/instant.h"
#include "proto/seal.h"

#include <stdlib.h>
#include <string.h>

/* Before each further try. A clock that is a little behind is caught up with meanwhile. */
static const double pauses_s[] = {0.1, 0.5, 2.0};
enum { TRIES = 1 + sizeof pauses_s / sizeof *pauses_s };

/* What came back: opened, or why not. */
enum opening { OPENED, REFUSED, NOT_OURS, IN_CLEAR };

static enum error_code ask_in_clear(struct transport *transport, const void *request, size_t length,
                                    const struct transport_wait *wait, struct opened_reply *out,
                                    struct error *error)
{
    enum error_code code =
        transport_ask(transport, request, length, wait, &out->message, &out->length, error);
    out->bytes = out->message;
    return code;
}

static bool is_refusal(const struct opened_reply *reply)
{
    return reply->length == seal_refusal_length &&
           memcmp(reply->message, seal_refusal, seal_refusal_length) == 0;
}

static enum opening open_reply(const struct seal_key *key, const struct seal_nonce *nonce,
                               struct opened_reply *out)
{
    unsigned char *plain;
    size_t length;
    if (!seal_begins(out->message, out->length))
        return is_refusal(out) ? REFUSED : IN_CLEAR;
    if (!seal_open_reply(key, nonce, out->message, out->length, &plain, &length))
        return NOT_OURS;
    out->bytes = plain;
    out->length = length;
    return OPENED;
}

static enum error_code explain(enum opening opening, const struct seal_key *key, struct error *error)
{
    switch (opening) {
    case OPENED:
        return ERROR_NONE;
    case IN_CLEAR:
        return error_set(error, ERROR_REFUSED, "",
                         "the service answers in clear: it takes no sealed messages at this address");
    case NOT_OURS:
        return error_set(error, ERROR_REFUSED, "", "the reply was not sealed for this request with key %s",
                         key->id);
    case REFUSED:
        break;
    }
    return error_set(error, ERROR_REFUSED, "",
                     "the service does not accept key %s: check the key and the clock", key->id);
}

/* `sealed` has room for the sealed request. */
static enum error_code ask_sealed(struct transport *transport, const struct seal_key *key,
                                  const void *request, size_t length, unsigned char *sealed,
                                  const struct transport_wait *wait, struct opened_reply *out,
                                  struct error *error)
{
    enum opening opening = REFUSED;
    for (size_t tries = 0; tries < TRIES && opening != OPENED && opening != IN_CLEAR; tries++) {
        struct seal_nonce nonce;
        struct transport_wait pause = *wait;
        pause.seconds = tries == 0 ? 0 : pauses_s[tries - 1];
        transport_free(out->message);
        *out = (struct opened_reply){0};
        if (tries > 0 && !transport_pause(&pause))
            return error_set(error, ERROR_REFUSED, "", "cancelled");
        seal_request(key, wall_ms(), request, length, &nonce, sealed);
        enum error_code code = ask_in_clear(transport, sealed, seal_length(key, length), wait, out, error);
        if (code != ERROR_NONE || out->message == NULL)
            return code;
        opening = open_reply(key, &nonce, out);
    }
    return explain(opening, key, error);
}

static enum error_code ask_without_key(struct transport *transport, const void *request, size_t length,
                                       const struct transport_wait *wait, struct opened_reply *out,
                                       struct error *error)
{
    enum error_code code = ask_in_clear(transport, request, length, wait, out, error);
    if (code != ERROR_NONE || !is_refusal(out))
        return code;
    transport_free(out->message);
    *out = (struct opened_reply){0};
    return error_set(error, ERROR_REFUSED, "",
                     "the service takes only sealed messages at this address: a key file is needed (--key)");
}

enum error_code transport_ask_sealed(struct transport *transport, const void *request, size_t length,
                                     const struct transport_wait *wait, struct opened_reply *out,
                                     struct error *error)
{
    const struct seal_key *key = transport_key(transport);
    *out = (struct opened_reply){0};
    if (key == NULL)
        return ask_without_key(transport, request, length, wait, out, error);
    unsigned char *sealed = malloc(seal_length(key, length));
    if (sealed == NULL)
        return error_set(error, ERROR_MEMORY, "", "out of memory for a sealed request");
    enum error_code code = ask_sealed(transport, key, request, length, sealed, wait, out, error);
    free(sealed);
    if (code != ERROR_NONE) {
        transport_free(out->message);
        *out = (struct opened_reply){0};
    }
    return code;
}
