/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the dispatcher does with sealed messages: opens requests, and seals their replies.
 *
 *     struct sealed_request opened;
 *     enum seal_reason reason = sealing_open(sealing, bytes, length, wall_ms(), &opened);
 *     if (reason != SEAL_OPENED) { log the word; reply with seal_refusal, as it is; }
 *     else opened.plain is the request, opened.ticket.key->identity says whose; its reply:
 *         out = malloc(sealed_reply_length(&ticket, length)); sealed_reply(&ticket, wall_ms(), bytes, length,
 * out); seal_ticket_fini(&ticket);
 */
#ifndef MUTASI_SOLVER_SERVICE_SEALING_H
#define MUTASI_SOLVER_SERVICE_SEALING_H

#include "proto/seal.h"

struct sealing;

/* X(NAME, word of the log) */
#define SEAL_REASON_LIST(X)                                                                                  \
    X(OPENED, "opened")                                                                                      \
    X(UNSEALED, "unsealed")         /* does not begin as a sealed message */                                 \
    X(MALFORMED, "malformed")       /* cut off, or an id that no key can have */                             \
    X(TIME, "time")                 /* more than the skew away from our clock */                             \
    X(BEFORE_START, "before_start") /* older than this process, or than what it remembers */                 \
    X(UNKNOWN_KEY, "unknown_key")                                                                            \
    X(KEY_EARLY, "key_not_before")                                                                           \
    X(KEY_EXPIRED, "key_not_after")                                                                          \
    X(WRONG, "wrong_tag") /* another key, or changed on the way */                                           \
    X(REPLAYED, "replayed")                                                                                  \
    X(FULL, "replays_full") /* more messages under this key than are remembered */
enum seal_reason {
#define SEAL_REASON_ENUM(name, word) SEAL_##name,
    SEAL_REASON_LIST(SEAL_REASON_ENUM)
#undef SEAL_REASON_ENUM
        SEAL_REASON_COUNT
};
const char *seal_reason_word(enum seal_reason reason);

/* What sealing a reply takes. */
struct seal_ticket {
    struct seal_key *key; /* held: a key that is taken away meanwhile still seals this reply */
    struct seal_nonce nonce;
};
void seal_ticket_fini(struct seal_ticket *ticket); /* drops the key; also of a zeroed one */

struct sealed_request {
    unsigned char *plain; /* into the message */
    size_t length;
    struct seal_ticket ticket; /* the caller's */
};

struct sealing_settings {
    const char *directory;       /* of keys; borrowed for sealing_new */
    int64_t skew_ms;             /* by which a message's time may be off */
    int64_t start_ms;            /* when the process started */
    struct client_limits limits; /* of a key that says nothing else */
};

/* Loads the keys; their limits are level (keyring_level_limits).
 * errors: those of keyring_load, ERROR_MEMORY */
enum error_code sealing_new(const struct sealing_settings *settings, struct sealing **out,
                            struct error *error);
void sealing_free(struct sealing *sealing); /* NULL allowed */

/* Reads the directory again; on an error the old keys stay. What was seen stays seen. */
enum error_code sealing_reload(struct sealing *sealing, struct error *error);
size_t sealing_key_count(const struct sealing *sealing);

/* Opens a request in place; the bytes are changed. An unknown key costs as much time as a wrong one. */
enum seal_reason sealing_open(struct sealing *sealing, unsigned char *bytes, size_t length, int64_t now_ms,
                              struct sealed_request *out);

size_t sealed_reply_length(const struct seal_ticket *ticket, size_t plain_length);
void sealed_reply(const struct seal_ticket *ticket, int64_t now_ms, const void *plain, size_t length,
                  unsigned char *out);

#endif
