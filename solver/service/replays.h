/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which messages were opened already, for as long as their time would let them in again. What was forgotten,
 * or was before us, is refused by its time: so no message is ever accepted twice by one process, whatever
 * the clock does. Call with authentic messages only. */
#ifndef MUTASI_SOLVER_SERVICE_REPLAYS_H
#define MUTASI_SOLVER_SERVICE_REPLAYS_H

#include "proto/seal.h"

struct replays;

/* Remembered at a time for one key: 4,000 a second for the default window. Beyond, its messages are refused
 * until some are over; other keys are not touched. */
enum { REPLAYS_MAX_PER_KEY = 1 << 20 };

/* skew_ms: a message's time may be off by this much, either way. start_ms: nothing sealed before. NULL: no
 * memory. */
struct replays *replays_new(int64_t skew_ms, int64_t start_ms);
void replays_free(struct replays *replays); /* NULL allowed */

enum replay_verdict {
    REPLAY_NEW,
    REPLAY_SEEN,
    REPLAY_TIME,   /* too old, or too far ahead */
    REPLAY_BEFORE, /* sealed before the service started, or before what is forgotten already */
    REPLAY_FULL    /* or no memory */
};

/* Whether a message of this time may be looked at now: REPLAY_NEW, _TIME or _BEFORE. */
enum replay_verdict replays_check_time(const struct replays *replays, int64_t time_ms, int64_t now_ms);
/* Whether it is new; then it is no longer. */
enum replay_verdict replays_add(struct replays *replays, const char *key_id, int64_t time_ms,
                                const struct seal_nonce *nonce, int64_t now_ms);

size_t replays_count(const struct replays *replays);

#endif
