/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/channel.h"

#include "solver/service/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { INBOX_BYTES = 65536, SEGMENT_BYTES = 65536, IOVEC_COUNT = 32 };

/* A stretch of the write queue: small pieces are copied into `room`, large ones stay in their blob. */
struct segment {
    struct segment *next;
    struct blob *holder; /* NULL: the bytes are in room */
    const unsigned char *bytes;
    size_t written, length, capacity;
    unsigned char room[];
};

bool channel_init(struct channel *channel, int fd, size_t max_length)
{
    *channel = (struct channel){.fd = -1, .max_length = max_length};
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0) {
        return false;
    }
    channel->inbox = malloc(INBOX_BYTES);
    if (channel->inbox == NULL) {
        return false;
    }
    channel->fd = fd;
    return true;
}

static void segment_free(struct segment *segment)
{
    if (segment->holder != NULL) {
        spool_rest(segment->holder);
    }
    blob_drop(segment->holder);
    free(segment);
}

void channel_fini(struct channel *channel)
{
    if (channel->fd >= 0) {
        close(channel->fd);
    }
    free(channel->inbox);
    blob_drop(channel->partial.payload);
    while (channel->first != NULL) {
        struct segment *next = channel->first->next;
        segment_free(channel->first);
        channel->first = next;
    }
    *channel = (struct channel){.fd = -1};
}

/* --- receiving ---------------------------------------------------------------------------------------- */

static enum frame_status receive(int fd, void *bytes, size_t length, size_t *got)
{
    ssize_t count;
    do {
        count = recv(fd, bytes, length, MSG_DONTWAIT);
    } while (count < 0 && errno == EINTR);
    *got = count > 0 ? (size_t)count : 0;
    if (count > 0 || (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))) {
        return FRAME_OK;
    }
    return FRAME_CLOSED;
}

enum frame_status channel_fill(struct channel *channel)
{
    size_t got;
    enum frame_status status;
    if (channel->partial.payload != NULL) {
        struct blob *payload = channel->partial.payload;
        status = receive(channel->fd, payload->bytes + channel->partial_have,
                         payload->length - channel->partial_have, &got);
        channel->partial_have += got;
        return status;
    }
    size_t waiting = channel->inbox_end - channel->inbox_start;
    memmove(channel->inbox, channel->inbox + channel->inbox_start, waiting);
    channel->inbox_start = 0;
    channel->inbox_end = waiting;
    status = receive(channel->fd, channel->inbox + waiting, INBOX_BYTES - waiting, &got);
    channel->inbox_end += got;
    return status;
}

/* Hands out the large frame that is being read, once it is whole. */
static void take_partial(struct channel *channel, struct frame *out)
{
    if (channel->partial_have < channel->partial.payload->length) {
        return;
    }
    *out = channel->partial;
    channel->partial.payload = NULL;
}

/* Where the disk is full, memory has to do. */
static struct blob *new_payload(const struct channel *channel, size_t length)
{
    struct blob *payload = NULL;
    if (channel->spool != NULL && length >= SPOOL_LEAST_BYTES) {
        payload = spool_blob(channel->spool, length);
    }
    return payload != NULL ? payload : blob_new(length);
}

enum frame_status channel_take(struct channel *channel, struct frame *out)
{
    out->payload = NULL;
    if (channel->partial.payload != NULL) {
        take_partial(channel, out);
        return FRAME_OK;
    }
    size_t waiting = channel->inbox_end - channel->inbox_start;
    struct frame_header header;
    if (waiting < sizeof header) {
        return FRAME_OK;
    }
    memcpy(&header, channel->inbox + channel->inbox_start, sizeof header);
    if (header.length > channel->max_length) {
        return FRAME_BROKEN;
    }
    waiting -= sizeof header;
    if (waiting < header.length && header.length + sizeof header <= INBOX_BYTES) {
        return FRAME_OK;
    }
    struct blob *payload = new_payload(channel, header.length);
    if (payload == NULL) {
        return FRAME_BROKEN;
    }
    size_t have = waiting < header.length ? waiting : header.length;
    memcpy(payload->bytes, channel->inbox + channel->inbox_start + sizeof header, have);
    channel->inbox_start += sizeof header + have;
    channel->partial = (struct frame){header, payload};
    channel->partial_have = have;
    take_partial(channel, out);
    return FRAME_OK;
}

/* --- sending ------------------------------------------------------------------------------------------ */

static bool append_segment(struct channel *channel, size_t capacity, struct blob *holder)
{
    struct segment *segment = malloc(sizeof *segment + capacity);
    if (segment == NULL) {
        return false;
    }
    *segment = (struct segment){.capacity = capacity, .holder = holder};
    segment->bytes = segment->room;
    if (channel->last != NULL) {
        channel->last->next = segment;
    } else {
        channel->first = segment;
    }
    channel->last = segment;
    return true;
}

static bool append_copy(struct channel *channel, const void *bytes, size_t length)
{
    struct segment *last = channel->last;
    if (length == 0) {
        return true;
    }
    if (last == NULL || last->holder != NULL || last->capacity - last->length < length) {
        if (!append_segment(channel, length > SEGMENT_BYTES ? length : SEGMENT_BYTES, NULL)) {
            return false;
        }
        last = channel->last;
    }
    memcpy(last->room + last->length, bytes, length);
    last->length += length;
    return true;
}

static bool append_held(struct channel *channel, const struct piece *piece)
{
    if (!append_segment(channel, 0, blob_hold(piece->holder))) {
        blob_drop(piece->holder);
        return false;
    }
    channel->last->bytes = piece->bytes;
    channel->last->length = piece->length;
    return true;
}

/* Takes back what a failed send has queued: everything behind `last`, and last's bytes beyond its length
 * then.
 */
static void roll_back(struct channel *channel, struct segment *last, size_t length)
{
    struct segment *extra = last != NULL ? last->next : channel->first;
    while (extra != NULL) {
        struct segment *next = extra->next;
        segment_free(extra);
        extra = next;
    }
    channel->last = last;
    if (last == NULL) {
        channel->first = NULL;
        return;
    }
    last->next = NULL;
    last->length = length;
}

bool channel_send(struct channel *channel, struct frame_header header, const struct piece *pieces,
                  size_t count)
{
    header.length = pieces_length(pieces, count);
    if (channel->fd < 0 || header.length > channel->max_length) {
        return false;
    }
    struct segment *last = channel->last;
    size_t last_length = last != NULL ? last->length : 0;
    bool queued = append_copy(channel, &header, sizeof header);
    for (size_t i = 0; i < count && queued; i++) {
        if (pieces[i].holder != NULL && pieces[i].length > 0) {
            queued = append_held(channel, &pieces[i]);
        } else {
            queued = append_copy(channel, pieces[i].bytes, pieces[i].length);
        }
    }
    if (queued) {
        channel->queued_bytes += sizeof header + header.length;
    } else {
        roll_back(channel, last, last_length);
    }
    return queued;
}

static void drop_written(struct channel *channel, size_t written)
{
    channel->queued_bytes -= written;
    channel->written_bytes += written;
    while (written > 0) {
        struct segment *first = channel->first;
        size_t left = first->length - first->written;
        if (written < left) {
            first->written += written;
            return;
        }
        written -= left;
        channel->first = first->next;
        if (channel->first == NULL) {
            channel->last = NULL;
        }
        segment_free(first);
    }
}

enum frame_status channel_flush(struct channel *channel)
{
    while (channel->first != NULL) {
        struct iovec parts[IOVEC_COUNT];
        size_t count = 0;
        for (struct segment *s = channel->first; s != NULL && count < IOVEC_COUNT; s = s->next) {
            parts[count++] = (struct iovec){(void *)(s->bytes + s->written), s->length - s->written};
        }
        struct msghdr message = {.msg_iov = parts, .msg_iovlen = count};
        ssize_t written = sendmsg(channel->fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            return errno == EAGAIN || errno == EWOULDBLOCK ? FRAME_OK : FRAME_CLOSED;
        }
        drop_written(channel, (size_t)written);
    }
    return FRAME_OK;
}
