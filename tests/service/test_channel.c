/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Framed pipes: the non-blocking end against the blocking one. */
#include "solver/service/channel.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_BYTES = 8 << 20 };

/* ours: the non-blocking end; theirs: a plain descriptor. */
static struct channel ours;
static int theirs;

static void open_pipe(void)
{
    int ends[2];
    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    cr_assert(channel_init(&ours, ends[0], MAX_BYTES));
    theirs = ends[1];
}

static void close_pipe(void)
{
    channel_fini(&ours);
    close(theirs);
}

static struct blob *pattern(size_t length, unsigned seed)
{
    struct blob *blob = blob_new(length);
    for (size_t i = 0; i < length; i++)
        blob->bytes[i] = (unsigned char)(i * 31 + seed + i / 251);
    return blob;
}

static void write_bytes(const void *bytes, size_t length)
{
    cr_assert_eq(send(theirs, bytes, length, 0), (ssize_t)length);
}

Test(channel, hands_out_frames_that_arrive_byte_by_byte)
{
    open_pipe();
    unsigned char bytes[16 + 3];
    struct frame_header header = {.length = 3, .type = FRAME_REQUEST, .flags = 5, .id = 99};
    memcpy(bytes, &header, 16);
    memcpy(bytes + 16, "abc", 3);
    for (size_t i = 0; i < sizeof bytes; i++) {
        struct frame frame;
        cr_assert_eq(channel_take(&ours, &frame), FRAME_OK);
        cr_assert_null(frame.payload, "not whole after %zu bytes", i);
        write_bytes(bytes + i, 1);
        cr_assert_eq(channel_fill(&ours), FRAME_OK);
    }
    struct frame frame;
    cr_assert_eq(channel_take(&ours, &frame), FRAME_OK);
    cr_assert_eq(memcmp(&frame.header, &header, sizeof header), 0);
    cr_assert_eq(memcmp(frame.payload->bytes, "abc", 3), 0);
    blob_drop(frame.payload);
    close_pipe();
}

Test(channel, hands_out_many_frames_of_one_fill)
{
    open_pipe();
    for (uint64_t id = 1; id <= 100; id++) {
        struct piece piece = {.bytes = &id, .length = sizeof id};
        cr_assert_eq(frame_write(theirs, (struct frame_header){.type = FRAME_REPLY, .id = id}, &piece, 1),
                     FRAME_OK);
    }
    cr_assert_eq(channel_fill(&ours), FRAME_OK);
    for (uint64_t id = 1; id <= 100; id++) {
        struct frame frame;
        cr_assert_eq(channel_take(&ours, &frame), FRAME_OK);
        cr_assert_not_null(frame.payload);
        cr_assert_eq(frame.header.id, id);
        cr_assert_eq(memcmp(frame.payload->bytes, &id, sizeof id), 0);
        blob_drop(frame.payload);
    }
    close_pipe();
}

/* Ours sends frames of many sizes, in pieces copied and held; they come back as an echo, byte for byte.
 * Nothing but flushes and fills in between, so that both queues are partly full again and again. */
Test(channel, carries_every_size_in_both_directions)
{
    static const size_t sizes[] = {0,     1,     15,    65519,  65520,   65521,   65535,
                                   65536, 65537, 70000, 131072, 1000000, 3000001, MAX_BYTES};
    enum { COUNT = sizeof sizes / sizeof sizes[0] };
    open_pipe();
    struct channel echo;
    cr_assert(channel_init(&echo, dup(theirs), MAX_BYTES));
    for (unsigned i = 0; i < COUNT; i++) {
        struct blob *blob = pattern(sizes[i], i);
        size_t half = sizes[i] / 2;
        struct piece pieces[] = {{.bytes = blob->bytes, .length = half},
                                 {.bytes = blob->bytes + half, .length = sizes[i] - half, .holder = blob}};
        cr_assert(channel_send(&ours, (struct frame_header){.type = FRAME_JOB, .id = i}, pieces, 2));
        blob_drop(blob);
    }
    for (unsigned next = 0; next < COUNT;) {
        struct frame frame;
        cr_assert_eq(channel_flush(&ours), FRAME_OK);
        cr_assert_eq(channel_fill(&echo), FRAME_OK);
        while (channel_take(&echo, &frame) == FRAME_OK && frame.payload != NULL) {
            struct piece piece = {frame.payload->bytes, frame.payload->length, frame.payload};
            cr_assert(channel_send(&echo, frame.header, &piece, 1));
            blob_drop(frame.payload);
        }
        cr_assert_eq(channel_flush(&echo), FRAME_OK);
        cr_assert_eq(channel_fill(&ours), FRAME_OK);
        while (channel_take(&ours, &frame) == FRAME_OK && frame.payload != NULL) {
            struct blob *expected = pattern(sizes[next], next);
            cr_assert_eq(frame.header.id, next);
            cr_assert_eq(frame.payload->length, sizes[next]);
            cr_assert_eq(memcmp(frame.payload->bytes, expected->bytes, sizes[next]), 0, "size %zu",
                         sizes[next]);
            blob_drop(expected);
            blob_drop(frame.payload);
            next++;
        }
    }
    cr_assert_eq(ours.queued_bytes, 0);
    cr_assert_null(ours.first);
    channel_fini(&echo);
    close_pipe();
}

Test(channel, refuses_a_length_that_no_honest_peer_sends)
{
    open_pipe();
    struct frame_header header = {.length = MAX_BYTES + 1, .type = FRAME_RESULT};
    struct frame frame;
    write_bytes(&header, sizeof header);
    cr_assert_eq(channel_fill(&ours), FRAME_OK);
    cr_assert_eq(channel_take(&ours, &frame), FRAME_BROKEN);
    close_pipe();
}

Test(channel, does_not_queue_a_frame_beyond_the_limit)
{
    open_pipe();
    struct blob *blob = pattern(MAX_BYTES, 0);
    struct piece pieces[] = {{.bytes = "x", .length = 1}, {blob->bytes, MAX_BYTES, blob}};
    cr_assert_not(channel_send(&ours, (struct frame_header){.type = FRAME_JOB}, pieces, 2));
    cr_assert_eq(ours.queued_bytes, 0);
    cr_assert_eq(blob->holders, 1);
    blob_drop(blob);
    close_pipe();
}

Test(channel, tells_that_the_other_end_closed_after_its_last_frame)
{
    open_pipe();
    struct frame frame;
    cr_assert_eq(frame_write(theirs, (struct frame_header){.type = FRAME_READY}, NULL, 0), FRAME_OK);
    shutdown(theirs, SHUT_RDWR);
    cr_assert_eq(channel_fill(&ours), FRAME_OK);
    cr_assert_eq(channel_take(&ours, &frame), FRAME_OK);
    cr_assert_eq(frame.header.type, FRAME_READY);
    cr_assert_not_null(frame.payload, "an empty payload is a payload");
    blob_drop(frame.payload);
    cr_assert_eq(channel_fill(&ours), FRAME_CLOSED);
    cr_assert(channel_send(&ours, (struct frame_header){.type = FRAME_CANCEL}, NULL, 0));
    cr_assert_eq(channel_flush(&ours), FRAME_CLOSED, "and no SIGPIPE");
    close_pipe();
}

Test(channel, a_blob_lives_until_it_is_written)
{
    open_pipe();
    struct blob *blob = pattern(MAX_BYTES, 3);
    struct piece piece = {blob->bytes, MAX_BYTES, blob};
    cr_assert(channel_send(&ours, (struct frame_header){.type = FRAME_JOB}, &piece, 1));
    cr_assert_eq(blob->holders, 2);
    cr_assert_eq(channel_flush(&ours), FRAME_OK);
    cr_assert_eq(blob->holders, 2, "the pipe does not take 8 MiB at once");
    channel_fini(&ours);
    cr_assert_eq(blob->holders, 1);
    blob_drop(blob);
    close(theirs);
}

Test(frame, the_blocking_reader_bounds_what_it_takes)
{
    int ends[2];
    struct frame frame;
    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    struct piece piece = {.bytes = "12345", .length = 5};
    cr_assert_eq(frame_write(ends[0], (struct frame_header){.type = FRAME_JOB, .id = 7}, &piece, 1),
                 FRAME_OK);
    cr_assert_eq(frame_write(ends[0], (struct frame_header){.type = FRAME_JOB}, &piece, 1), FRAME_OK);
    cr_assert_eq(frame_read(ends[1], 5, &frame), FRAME_OK);
    cr_assert_eq(frame.header.id, 7);
    blob_drop(frame.payload);
    cr_assert_eq(frame_read(ends[1], 4, &frame), FRAME_BROKEN);
    close(ends[0]);
    close(ends[1]);
}
