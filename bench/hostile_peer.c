/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/hostile_peer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* How long a peer stays that the server does not turn away. */
static const double STAY_S = 0.5;
enum { DEAF_REQUESTS = 200 };

const char *const hostile_words[HOSTILE_COUNT] = {
#define HOSTILE_WORD(name, words) [HOSTILE_##name] = words,
    HOSTILE_LIST(HOSTILE_WORD)
#undef HOSTILE_WORD
};

static void say(struct hostile_peer *peer, const char *bytes, size_t length)
{
    memcpy(peer->script + peer->length, bytes, length);
    peer->length += length;
}

#define SAY(peer, literal) say(peer, literal, sizeof(literal) - 1)

static const char ping[] = "\x01\0\0\0\0\0\0\0\x10\x80\0\0\x01\x82\xa2op\xa4ping\xa1v\x01";

/* What it is going to send, from the first byte on. */
static void write_script(struct hostile_peer *peer)
{
    switch (peer->kind) {
    case HOSTILE_GONE:
    case HOSTILE_SILENT:
    case HOSTILE_COUNT:
        break;
    case HOSTILE_SCAN:
        SAY(peer, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        break;
    case HOSTILE_PROTOCOL:
        SAY(peer, "\0SP\0\0\x50\0\0");
        break;
    case HOSTILE_OVERSIZE:
        SAY(peer, "\0SP\0\0\x30\0\0\x01\x3f\xff\xff\xff\xff\xff\xff\xff"
                  "and then");
        break;
    case HOSTILE_HALF:
        SAY(peer, "\0SP\0\0\x30\0\0\x01\0\0\0\0\0\0\x10\0\x80\0\0\x01half a message");
        break;
    case HOSTILE_LORIS:
        SAY(peer, "\0SP\0\0\x30\0\0");
        say(peer, ping, sizeof ping - 1);
        break;
    case HOSTILE_NOISE:
        SAY(peer, "\0SP\0\0\x30\0\0\x01\0\0\0\0\0\0\0\x0c\x80\0\0\x01\xdf\xff\xff\xff\xff\xc1\xc1\xc1");
        break;
    case HOSTILE_DEAF:
        SAY(peer, "\0SP\0\0\x30\0\0");
        peer->repeat_from = peer->length;
        peer->repeats = DEAF_REQUESTS;
        say(peer, ping, sizeof ping - 1);
        break;
    }
}

static void leave(struct hostile_peer *peer)
{
    close(peer->fd);
    peer->fd = -1;
}

bool hostile_open(struct hostile_peer *peer, enum hostile_kind kind, const char *path, double now_s)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    *peer = (struct hostile_peer){.kind = kind, .until_s = now_s + STAY_S};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    peer->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (peer->fd < 0) {
        return false;
    }
    if (connect(peer->fd, (struct sockaddr *)&address, sizeof address) != 0) {
        leave(peer);
        return false;
    }
    if (kind == HOSTILE_GONE) {
        leave(peer);
    } else {
        write_script(peer);
    }
    return true;
}

/* false: the server has closed. */
static bool send_some(struct hostile_peer *peer, size_t most)
{
    size_t left = peer->length - peer->sent;
    ssize_t put = send(peer->fd, peer->script + peer->sent, left < most ? left : most, MSG_NOSIGNAL);
    if (put < 0) {
        return errno == EAGAIN;
    }
    peer->sent += (size_t)put;
    if (peer->sent == peer->length && peer->repeats > 0) {
        peer->repeats--;
        peer->sent = peer->repeat_from;
    }
    return true;
}

void hostile_step(struct hostile_peer *peer, double now_s)
{
    if (peer->fd < 0) {
        return;
    }
    size_t most = peer->kind == HOSTILE_LORIS ? 1 : sizeof peer->script;
    if (now_s > peer->until_s || (peer->sent < peer->length && !send_some(peer, most))) {
        leave(peer);
    }
}

void hostile_readable(struct hostile_peer *peer)
{
    unsigned char bytes[256];
    if (peer->fd >= 0 && peer->kind != HOSTILE_DEAF && recv(peer->fd, bytes, sizeof bytes, 0) == 0) {
        leave(peer);
    }
}
