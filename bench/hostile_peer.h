/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connections of peers that mean harm, or do not know better. */
#ifndef MUTASI_BENCH_HOSTILE_PEER_H
#define MUTASI_BENCH_HOSTILE_PEER_H

#include <stdbool.h>
#include <stddef.h>

/* X(NAME, words) */
#define HOSTILE_LIST(X)                                                                                      \
    X(GONE, "gone at once")                                                                                  \
    X(SILENT, "silent")                                                                                      \
    X(SCAN, "port scans")                                                                                    \
    X(PROTOCOL, "of another protocol")                                                                       \
    X(OVERSIZE, "oversize")                                                                                  \
    X(HALF, "half messages")                                                                                 \
    X(LORIS, "byte by byte")                                                                                 \
    X(NOISE, "noise as messages")                                                                            \
    X(DEAF, "never reading")
enum hostile_kind {
#define HOSTILE_ENUM(name, words) HOSTILE_##name,
    HOSTILE_LIST(HOSTILE_ENUM)
#undef HOSTILE_ENUM
        HOSTILE_COUNT
};
extern const char *const hostile_words[HOSTILE_COUNT];

struct hostile_peer {
    int fd; /* -1: not connected */
    enum hostile_kind kind;
    double until_s; /* then it leaves */
    unsigned char script[256];
    size_t length, sent; /* of the script */
    int repeats;         /* of its second half */
    size_t repeat_from;
};

/* false: nobody takes connections at the moment. */
bool hostile_open(struct hostile_peer *peer, enum hostile_kind kind, const char *path, double now_s);
/* Sends what it wants to send now, or leaves. */
void hostile_step(struct hostile_peer *peer, double now_s);
/* Something came, or the server closed. */
void hostile_readable(struct hostile_peer *peer);

#endif
