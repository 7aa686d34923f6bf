/* SPDX-License-Identifier: MIT */
#include "proto/frame.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/types.h>

static enum frame_status read_all(int fd, void *bytes, size_t length)
{
    unsigned char *at = bytes;
    while (length > 0) {
        ssize_t got = recv(fd, at, length, 0);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return FRAME_CLOSED;
        }
        at += got;
        length -= (size_t)got;
    }
    return FRAME_OK;
}

static enum frame_status write_all(int fd, const void *bytes, size_t length)
{
    const unsigned char *at = bytes;
    while (length > 0) {
        ssize_t put = send(fd, at, length, MSG_NOSIGNAL);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put < 0) {
            return FRAME_CLOSED;
        }
        at += put;
        length -= (size_t)put;
    }
    return FRAME_OK;
}

enum frame_status frame_read(int fd, size_t max_length, struct frame *out)
{
    out->payload = NULL;
    enum frame_status status = read_all(fd, &out->header, sizeof out->header);
    if (status != FRAME_OK) {
        return status;
    }
    if (out->header.length > max_length) {
        return FRAME_BROKEN;
    }
    out->payload = blob_new(out->header.length);
    if (out->payload == NULL) {
        return FRAME_BROKEN;
    }
    status = read_all(fd, out->payload->bytes, out->payload->length);
    if (status != FRAME_OK) {
        blob_drop(out->payload);
        out->payload = NULL;
    }
    return status;
}

enum frame_status frame_write(int fd, struct frame_header header, const struct piece *pieces, size_t count)
{
    header.length = pieces_length(pieces, count);
    if (header.length == UINT32_MAX) {
        return FRAME_BROKEN;
    }
    enum frame_status status = write_all(fd, &header, sizeof header);
    for (size_t i = 0; i < count && status == FRAME_OK; i++) {
        status = write_all(fd, pieces[i].bytes, pieces[i].length);
    }
    return status;
}

uint32_t pieces_length(const struct piece *pieces, size_t count)
{
    size_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        if (pieces[i].length >= UINT32_MAX - sum) {
            return UINT32_MAX;
        }
        sum += pieces[i].length;
    }
    return (uint32_t)sum;
}
