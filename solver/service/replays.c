/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Per key a list of slots, each the set of nonces of one stretch of message time. A slot whose messages are
 * too old to be let in is freed whole, and from then on `floor_ms` refuses its whole stretch, so that setting
 * the clock back opens no door. Nonces are chosen by clients: sets hold their SipHash-2-4 (128 bits) under a
 * random key, so that nobody can aim at one place of a table. */
#include "solver/service/replays.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

enum { DIGEST_BYTES = crypto_shorthash_siphashx24_BYTES, SLOTS_PER_SKEW = 4, SLOT_FIRST_CAPACITY = 16 };
_Static_assert(DIGEST_BYTES == 16, "two words");

struct digest {
    uint64_t words[2]; /* both 0: an empty place */
};

struct slot {
    LIST_ENTRY(slot) link;
    int64_t index; /* message time / slot_ms */
    size_t count, capacity;
    struct digest *places; /* open addressing; a power of two of them, at most half full */
};
LIST_HEAD(slot_list, slot);

struct window {
    LIST_ENTRY(window) link;
    char key_id[CLIENT_NAME_MAX + 1];
    struct slot_list slots;
    size_t count;
};
LIST_HEAD(window_list, window);

struct replays {
    int64_t skew_ms, slot_ms;
    int64_t start_ms;
    int64_t floor_ms; /* what was sealed before is refused: it may be forgotten */
    size_t count;
    struct window_list windows;
    unsigned char secret[crypto_shorthash_siphashx24_KEYBYTES];
};

struct replays *replays_new(int64_t skew_ms, int64_t start_ms)
{
    struct replays *replays = sodium_init() < 0 ? NULL : calloc(1, sizeof *replays);
    if (replays == NULL) {
        return NULL;
    }
    replays->skew_ms = skew_ms;
    replays->slot_ms = skew_ms < SLOTS_PER_SKEW ? 1 : skew_ms / SLOTS_PER_SKEW;
    replays->start_ms = replays->floor_ms = start_ms;
    randombytes_buf(replays->secret, sizeof replays->secret);
    LIST_INIT(&replays->windows);
    return replays;
}

static void slot_free(struct slot *slot)
{
    LIST_REMOVE(slot, link);
    free(slot->places);
    free(slot);
}

static void window_free(struct window *window)
{
    LIST_REMOVE(window, link);
    while (!LIST_EMPTY(&window->slots)) {
        slot_free(LIST_FIRST(&window->slots));
    }
    free(window);
}

void replays_free(struct replays *replays)
{
    if (replays == NULL) {
        return;
    }
    while (!LIST_EMPTY(&replays->windows)) {
        window_free(LIST_FIRST(&replays->windows));
    }
    free(replays);
}

size_t replays_count(const struct replays *replays)
{
    return replays->count;
}

enum replay_verdict replays_check_time(const struct replays *replays, int64_t time_ms, int64_t now_ms)
{
    if (time_ms < now_ms - replays->skew_ms || time_ms > now_ms + replays->skew_ms) {
        return REPLAY_TIME;
    }
    return time_ms < replays->floor_ms ? REPLAY_BEFORE : REPLAY_NEW;
}

/* --- forgetting --------------------------------------------------------------------------------------- */

/* Drops slots that lie wholly before the window; from then on nothing of theirs is let in. */
static void forget(struct replays *replays, int64_t now_ms)
{
    int64_t oldest = (now_ms - replays->skew_ms) / replays->slot_ms; /* index of the first slot to be kept */
    if (oldest * replays->slot_ms <= replays->floor_ms) {
        return;
    }
    replays->floor_ms = oldest * replays->slot_ms;
    struct window *window = LIST_FIRST(&replays->windows), *next_window;
    for (; window != NULL; window = next_window) {
        next_window = LIST_NEXT(window, link);
        struct slot *slot = LIST_FIRST(&window->slots), *next;
        for (; slot != NULL; slot = next) {
            next = LIST_NEXT(slot, link);
            if (slot->index < oldest) {
                window->count -= slot->count;
                replays->count -= slot->count;
                slot_free(slot);
            }
        }
        if (LIST_EMPTY(&window->slots)) {
            window_free(window);
        }
    }
}

/* --- remembering -------------------------------------------------------------------------------------- */

/* The place where the digest is, or would be. */
static struct digest *place_of(struct digest *places, size_t capacity, const struct digest *digest)
{
    size_t at = (size_t)digest->words[0] & (capacity - 1);
    while ((places[at].words[0] | places[at].words[1]) != 0 &&
           (places[at].words[0] != digest->words[0] || places[at].words[1] != digest->words[1])) {
        at = (at + 1) & (capacity - 1);
    }
    return &places[at];
}

static bool is_empty(const struct digest *place)
{
    return (place->words[0] | place->words[1]) == 0;
}

/* Room for one more. */
static bool slot_grow(struct slot *slot)
{
    if (2 * (slot->count + 1) <= slot->capacity) {
        return true;
    }
    size_t capacity = slot->capacity == 0 ? SLOT_FIRST_CAPACITY : 2 * slot->capacity;
    struct digest *places = calloc(capacity, sizeof *places);
    if (places == NULL) {
        return false;
    }
    for (size_t i = 0; i < slot->capacity; i++) {
        if (!is_empty(&slot->places[i])) {
            *place_of(places, capacity, &slot->places[i]) = slot->places[i];
        }
    }
    free(slot->places);
    slot->places = places;
    slot->capacity = capacity;
    return true;
}

static struct window *window_of(struct replays *replays, const char *key_id)
{
    struct window *window;
    LIST_FOREACH(window, &replays->windows, link)
    {
        if (strcmp(window->key_id, key_id) == 0) {
            return window;
        }
    }
    window = calloc(1, sizeof *window);
    if (window != NULL) {
        memcpy(window->key_id, key_id, strlen(key_id));
        LIST_INIT(&window->slots);
        LIST_INSERT_HEAD(&replays->windows, window, link);
    }
    return window;
}

static struct slot *slot_of(struct window *window, int64_t index)
{
    struct slot *slot;
    LIST_FOREACH(slot, &window->slots, link)
    {
        if (slot->index == index) {
            return slot;
        }
    }
    slot = calloc(1, sizeof *slot);
    if (slot != NULL) {
        slot->index = index;
        LIST_INSERT_HEAD(&window->slots, slot, link);
    }
    return slot;
}

static struct digest digest_of(const struct replays *replays, const struct seal_nonce *nonce)
{
    struct digest digest;
    crypto_shorthash_siphashx24((unsigned char *)digest.words, nonce->bytes, sizeof nonce->bytes,
                                replays->secret);
    return digest;
}

enum replay_verdict replays_add(struct replays *replays, const char *key_id, int64_t time_ms,
                                const struct seal_nonce *nonce, int64_t now_ms)
{
    forget(replays, now_ms);
    enum replay_verdict verdict = replays_check_time(replays, time_ms, now_ms);
    if (verdict != REPLAY_NEW) {
        return verdict;
    }
    struct window *window = window_of(replays, key_id);
    struct slot *slot = window != NULL ? slot_of(window, time_ms / replays->slot_ms) : NULL;
    if (slot == NULL || !slot_grow(slot)) {
        return REPLAY_FULL;
    }
    struct digest digest = digest_of(replays, nonce);
    struct digest *place = place_of(slot->places, slot->capacity, &digest);
    if (!is_empty(place)) {
        return REPLAY_SEEN;
    }
    if (window->count >= REPLAYS_MAX_PER_KEY) {
        return REPLAY_FULL;
    }
    *place = digest;
    slot->count++;
    window->count++;
    replays->count++;
    return REPLAY_NEW;
}
