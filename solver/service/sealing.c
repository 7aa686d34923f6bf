/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/sealing.h"

#include "proto/instant.h"
#include "solver/service/keyring.h"
#include "solver/service/replays.h"

#include <stdlib.h>
#include <string.h>

struct sealing {
    char *directory;
    struct client_limits limits; /* of a key that says nothing else */
    struct keyring *ring;
    struct replays *replays;
    struct seal_key *nobody; /* a secret that nobody has: what unknown keys are tried with */
};

const char *seal_reason_word(enum seal_reason reason)
{
    static const char *const words[] = {
#define SEAL_REASON_WORD(name, word) [SEAL_##name] = word,
        SEAL_REASON_LIST(SEAL_REASON_WORD)
#undef SEAL_REASON_WORD
    };
    return words[reason];
}

void sealing_free(struct sealing *sealing)
{
    if (sealing == NULL) {
        return;
    }
    keyring_free(sealing->ring);
    replays_free(sealing->replays);
    seal_key_drop(sealing->nobody);
    free(sealing->directory);
    free(sealing);
}

/* *ring is replaced when all is well. */
static enum error_code load(const struct sealing *sealing, struct keyring **ring, struct error *error)
{
    struct keyring *loaded;
    enum error_code code = keyring_load(sealing->directory, &loaded, error);
    if (code == ERROR_NONE) {
        keyring_level_limits(loaded, &sealing->limits, wall_ms());
        keyring_free(*ring);
        *ring = loaded;
    }
    return code;
}

enum error_code sealing_new(const struct sealing_settings *settings, struct sealing **out,
                            struct error *error)
{
    *out = NULL;
    struct sealing *sealing = calloc(1, sizeof *sealing);
    if (sealing == NULL) {
        return error_set(error, ERROR_MEMORY, "", "out of memory for keys");
    }
    sealing->directory = strdup(settings->directory);
    sealing->limits = settings->limits;
    sealing->replays = replays_new(settings->skew_ms, settings->start_ms);
    enum error_code code = sealing->directory == NULL || sealing->replays == NULL
                               ? error_set(error, ERROR_MEMORY, "", "out of memory for keys")
                               : seal_key_new("nobody", ROLE_READ, "nobody", &sealing->nobody, error);
    if (code == ERROR_NONE) {
        code = load(sealing, &sealing->ring, error);
    }
    if (code == ERROR_NONE) {
        *out = sealing;
    } else {
        sealing_free(sealing);
    }
    return code;
}

enum error_code sealing_reload(struct sealing *sealing, struct error *error)
{
    return load(sealing, &sealing->ring, error);
}

size_t sealing_key_count(const struct sealing *sealing)
{
    return keyring_count(sealing->ring);
}

static enum seal_reason reason_of(enum replay_verdict verdict)
{
    switch (verdict) {
    case REPLAY_NEW:
        return SEAL_OPENED;
    case REPLAY_SEEN:
        return SEAL_REPLAYED;
    case REPLAY_TIME:
        return SEAL_TIME;
    case REPLAY_BEFORE:
        return SEAL_BEFORE_START;
    case REPLAY_FULL:
        break;
    }
    return SEAL_FULL;
}

/* Whether the key is for messages sealed then, as we see it now: both its clock and ours must say so. */
static enum seal_reason check_key(const struct seal_key *key, int64_t time_ms, int64_t now_ms)
{
    if (key == NULL) {
        return SEAL_UNKNOWN_KEY;
    }
    if (time_ms < key->not_before_ms || now_ms < key->not_before_ms) {
        return SEAL_KEY_EARLY;
    }
    return time_ms >= key->not_after_ms || now_ms >= key->not_after_ms ? SEAL_KEY_EXPIRED : SEAL_OPENED;
}

enum seal_reason sealing_open(struct sealing *sealing, unsigned char *bytes, size_t length, int64_t now_ms,
                              struct sealed_request *out)
{
    struct seal_head head;
    *out = (struct sealed_request){0};
    if (!seal_begins(bytes, length)) {
        return SEAL_UNSEALED;
    }
    if (!seal_read_head(bytes, length, &head)) {
        return SEAL_MALFORMED;
    }
    enum replay_verdict verdict = replays_check_time(sealing->replays, head.time_ms, now_ms);
    if (verdict != REPLAY_NEW) { /* what the sender knows by itself may be told by its speed */
        return reason_of(verdict);
    }
    struct seal_key *key = keyring_find(sealing->ring, head.id);
    enum seal_reason reason = check_key(key, head.time_ms, now_ms);
    const unsigned char *secret = reason == SEAL_OPENED ? key->secret : sealing->nobody->secret;
    bool is_open = seal_open_request(secret, &head, bytes, length, &out->plain, &out->length);
    if (reason == SEAL_OPENED) {
        reason = is_open
                     ? reason_of(replays_add(sealing->replays, head.id, head.time_ms, &head.nonce, now_ms))
                     : SEAL_WRONG;
    }
    if (reason != SEAL_OPENED) {
        *out = (struct sealed_request){0};
        return reason;
    }
    out->ticket = (struct seal_ticket){seal_key_hold(key), head.nonce};
    return SEAL_OPENED;
}

void seal_ticket_fini(struct seal_ticket *ticket)
{
    seal_key_drop(ticket->key);
    ticket->key = NULL;
}

size_t sealed_reply_length(const struct seal_ticket *ticket, size_t plain_length)
{
    return seal_length(ticket->key, plain_length);
}

void sealed_reply(const struct seal_ticket *ticket, int64_t now_ms, const void *plain, size_t length,
                  unsigned char *out)
{
    seal_reply(ticket->key, now_ms, &ticket->nonce, plain, length, out);
}
