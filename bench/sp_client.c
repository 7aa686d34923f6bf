/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/sp_client.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { GREETING_BYTES = 8, HEADER_BYTES = 9, ID_BYTES = 4, REPLY_MAX_BYTES = 64 << 20, READ_BYTES = 16384 };

void sp_init(struct sp_client *client)
{
    *client = (struct sp_client){.fd = -1};
}

void sp_close(struct sp_client *client)
{
    if (client->fd >= 0) {
        close(client->fd);
    }
    client->fd = -1;
    client->greeted = client->waiting = false;
    client->out_length = client->out_done = client->in_have = 0;
}

void sp_fini(struct sp_client *client)
{
    sp_close(client);
    free(client->out);
    free(client->in);
    sp_init(client);
}

/* --- writing ------------------------------------------------------------------------------------------ */

static bool append(struct sp_client *client, const void *bytes, size_t length)
{
    size_t needed = client->out_length + length;
    if (needed > client->out_capacity) {
        unsigned char *larger = realloc(client->out, 2 * needed);
        if (larger == NULL) {
            return false;
        }
        client->out = larger;
        client->out_capacity = 2 * needed;
    }
    memcpy(client->out + client->out_length, bytes, length);
    client->out_length = needed;
    return true;
}

bool sp_connect(struct sp_client *client, const char *path)
{
    static const unsigned char greeting[GREETING_BYTES] = {0, 'S', 'P', 0, 0, 0x30, 0, 0};
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    sp_close(client);
    client->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (client->fd >= 0 && connect(client->fd, (struct sockaddr *)&address, sizeof address) == 0 &&
        append(client, greeting, sizeof greeting)) {
        return true;
    }
    sp_close(client);
    return false;
}

static void put_big_endian(unsigned char *bytes, size_t count, unsigned long long value)
{
    while (count > 0) {
        bytes[--count] = (unsigned char)value;
        value >>= 8;
    }
}

bool sp_ask(struct sp_client *client, const void *bytes, size_t length)
{
    unsigned char head[HEADER_BYTES + ID_BYTES] = {1};
    client->asked++;
    put_big_endian(head + 1, 8, ID_BYTES + length);
    put_big_endian(head + HEADER_BYTES, ID_BYTES, 0x80000000u | client->asked);
    client->waiting = append(client, head, sizeof head) && append(client, bytes, length);
    return client->waiting;
}

short sp_events(const struct sp_client *client)
{
    return (short)(POLLIN | (client->out_done < client->out_length ? POLLOUT : 0));
}

static bool flush(struct sp_client *client)
{
    while (client->out_done < client->out_length) {
        ssize_t put = send(client->fd, client->out + client->out_done, client->out_length - client->out_done,
                           MSG_NOSIGNAL);
        if (put < 0) {
            return errno == EAGAIN || errno == EINTR;
        }
        client->out_done += (size_t)put;
    }
    client->out_length = client->out_done = 0;
    return true;
}

/* --- reading ------------------------------------------------------------------------------------------ */

static bool make_room(struct sp_client *client, size_t needed)
{
    if (needed <= client->in_capacity) {
        return true;
    }
    unsigned char *larger = realloc(client->in, needed);
    if (larger == NULL) {
        return false;
    }
    client->in = larger;
    client->in_capacity = needed;
    return true;
}

static bool fill(struct sp_client *client)
{
    if (!make_room(client, client->in_have + READ_BYTES)) {
        return false;
    }
    ssize_t got = recv(client->fd, client->in + client->in_have, client->in_capacity - client->in_have, 0);
    if (got > 0) {
        client->in_have += (size_t)got;
    }
    return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
}

static unsigned long long big_endian(const unsigned char *bytes, size_t count)
{
    unsigned long long value = 0;
    for (size_t i = 0; i < count; i++) {
        value = value << 8 | bytes[i];
    }
    return value;
}

static bool greet(struct sp_client *client)
{
    if (!client->greeted && client->in_have >= GREETING_BYTES) {
        client->greeted = true;
        client->in_have -= GREETING_BYTES;
        memmove(client->in, client->in + GREETING_BYTES, client->in_have);
    }
    return client->greeted;
}

/* The message at the front of the buffer, when it is whole: its length with header; 0: not yet. */
static size_t whole_message(const struct sp_client *client, bool *broken)
{
    if (client->in_have < HEADER_BYTES) {
        return 0;
    }
    unsigned long long length = big_endian(client->in + 1, 8);
    *broken = length < ID_BYTES || length > REPLY_MAX_BYTES;
    return client->in_have - HEADER_BYTES >= length ? HEADER_BYTES + (size_t)length : 0;
}

static enum sp_event take(struct sp_client *client, const unsigned char **bytes, size_t *length)
{
    bool broken = false;
    size_t whole = whole_message(client, &broken);
    if (broken) {
        return SP_LOST;
    }
    if (whole == 0) {
        return SP_NOTHING;
    }
    /* one request at a time: nothing follows its reply */
    client->in_have = 0;
    if (!client->waiting ||
        big_endian(client->in + HEADER_BYTES, ID_BYTES) != (0x80000000u | client->asked)) {
        return SP_NOTHING;
    }
    client->waiting = false;
    *bytes = client->in + HEADER_BYTES + ID_BYTES;
    *length = whole - HEADER_BYTES - ID_BYTES;
    return SP_REPLY;
}

enum sp_event sp_advance(struct sp_client *client, const unsigned char **bytes, size_t *length)
{
    enum sp_event event = SP_NOTHING;
    if (!flush(client) || !fill(client)) {
        event = SP_LOST;
    } else if (greet(client)) {
        event = take(client, bytes, length);
    }
    if (event == SP_LOST) {
        sp_close(client);
    }
    return event;
}
