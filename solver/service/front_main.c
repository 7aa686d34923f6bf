/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mutasi-front: carries messages between nanomsg clients and the dispatcher, and nothing else. Stateless but
 * for where replies go; may be killed at any time, clients send again.
 *
 *   mutasi-front IPC_BYTES TCP_BYTES SOCKET_MODE URL...     started by mutasid, its pipe at PIPE_FD */
#include "proto/clock.h"
#include "proto/frame.h"
#include "solver/service/channel.h"
#include "solver/service/front_confine.h"
#include "solver/service/front_keepalive.h"
#include "solver/service/front_table.h"
#include "solver/service/options.h"

#include <dirent.h>
#include <errno.h>
#include <linux/sockios.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 64 };
/* More than this waiting for the dispatcher, and nothing more is taken from clients. */
enum { FORWARD_MAX_BYTES = 64 << 20 };
static const double KEEPALIVE_STEP_S = 5.0;
/* How long a leaving front waits for slow readers. */
enum { LINGER_MS = 4000, LINGER_STEP_MS = 5, LINGER_EMPTY = 10 };

struct front {
    int epoll;
    int sockets[ENDPOINT_MAX], readable[ENDPOINT_MAX];
    uint32_t count;
    bool paused; /* not receiving from clients */
    bool leaving;
    bool tcp;           /* some endpoint is */
    double keepalive_s; /* when new connections are looked for */
    struct channel channel;
    struct front_table *table;
    DIR *descriptors; /* of this process, by number; NULL when /proc is not there */
};

enum { PIPE_EVENT = ENDPOINT_MAX };
enum { DESCRIPTORS_MAX = 65536 };

static bool watch(struct front *front, int action, int fd, uint32_t events, uint32_t what)
{
    struct epoll_event event = {.events = events, .data.u32 = what};
    return epoll_ctl(front->epoll, action, fd, &event) == 0;
}

/* --- clients -> dispatcher ---------------------------------------------------------------------------- */

static bool forward(struct front *front, uint32_t endpoint, const struct route *route, const void *message,
                    size_t length)
{
    uint64_t id = front_table_add(front->table, endpoint, route, monotonic_s());
    if (id == 0) {
        return true;
    }
    struct frame_header header = {.type = FRAME_REQUEST, .flags = (uint16_t)endpoint, .id = id};
    struct piece piece = {.bytes = message, .length = length};
    return channel_send(&front->channel, header, &piece, 1);
}

static bool must_pause(const struct front *front)
{
    return front->leaving || front->channel.queued_bytes > FORWARD_MAX_BYTES ||
           front_table_full(front->table);
}

/* Takes a batch from one socket; what is left is signalled again. */
static bool receive_from(struct front *front, uint32_t endpoint)
{
    for (int i = 0; i < BATCH && !must_pause(front); i++) {
        struct route route;
        void *message;
        size_t length;
        switch (front_socket_receive(front->sockets[endpoint], &route, &message, &length)) {
        case RECEIVE_MESSAGE: {
            bool forwarded = forward(front, endpoint, &route, message, length);
            message_release(message);
            if (!forwarded) {
                return false;
            }
            break;
        }
        case RECEIVE_DROPPED:
            break;
        case RECEIVE_NOTHING:
            return true;
        case RECEIVE_FAILED:
            return false;
        }
    }
    return true;
}

static bool update_pause(struct front *front)
{
    bool paused = must_pause(front);
    if (paused == front->paused) {
        return true;
    }
    front->paused = paused;
    for (uint32_t i = 0; i < front->count; i++) {
        if (!watch(front, EPOLL_CTL_MOD, front->readable[i], paused ? 0 : EPOLLIN, i)) {
            return false;
        }
    }
    return true;
}

/* --- dispatcher -> clients ---------------------------------------------------------------------------- */

static void deliver(struct front *front, const struct frame *frame)
{
    struct pending pending;
    if (!front_table_take(front->table, frame->header.id, &pending)) {
        return;
    }
    front_socket_send(front->sockets[pending.endpoint], &pending.route, frame->payload->bytes,
                      frame->payload->length);
}

static bool handle_pipe(struct front *front)
{
    enum frame_status filled = channel_fill(&front->channel);
    for (;;) {
        struct frame frame;
        if (channel_take(&front->channel, &frame) != FRAME_OK) {
            return false;
        }
        if (frame.payload == NULL) {
            return filled == FRAME_OK;
        }
        if (frame.header.type == FRAME_REPLY) {
            deliver(front, &frame);
        } else if (frame.header.type == FRAME_QUIT) {
            front->leaving = true;
        }
        blob_drop(frame.payload);
    }
}

/* Whether some connection still holds bytes that its reader has not taken. nanomsg writes from the sending
 * thread as far as the kernel takes it, so what it still holds back itself implies a full kernel buffer. */
static bool bytes_unread(DIR *directory)
{
    bool found = false;
    rewinddir(directory);
    for (struct dirent *entry; (entry = readdir(directory)) != NULL && !found;) {
        int fd = atoi(entry->d_name), unread = 0;
        found = fd != PIPE_FD && ioctl(fd, SIOCOUTQ, &unread) == 0 && unread > 0;
    }
    return found;
}

/* A reader may be faster than nanomsg's own thread: only empty for some time is empty. */
static void linger(DIR *directory)
{
    struct timespec step = {.tv_nsec = LINGER_STEP_MS * 1000000L};
    int empty = 0;
    for (int waited = 0; directory != NULL && waited < LINGER_MS && empty < LINGER_EMPTY;
         waited += LINGER_STEP_MS) {
        empty = bytes_unread(directory) ? 0 : empty + 1;
        nanosleep(&step, NULL);
    }
}

/* --- the loop ----------------------------------------------------------------------------------------- */

static bool handle_events(struct front *front, const struct epoll_event *events, int count)
{
    for (int i = 0; i < count; i++) {
        bool good =
            events[i].data.u32 == PIPE_EVENT ? handle_pipe(front) : receive_from(front, events[i].data.u32);
        if (!good) {
            return false;
        }
    }
    return true;
}

static bool run(struct front *front)
{
    bool writing = false;
    struct epoll_event events[ENDPOINT_MAX + 1];
    while (!front->leaving) {
        int count = epoll_wait(front->epoll, events, ENDPOINT_MAX + 1, 1000);
        if (count < 0 && errno != EINTR) {
            return false;
        }
        double now_s = monotonic_s();
        front_table_expire(front->table, now_s);
        if (front->tcp && front->descriptors != NULL && now_s >= front->keepalive_s) {
            front_keepalive(front->descriptors);
            front->keepalive_s = now_s + KEEPALIVE_STEP_S;
        }
        if (!handle_events(front, events, count) || channel_flush(&front->channel) != FRAME_OK) {
            return false;
        }
        bool more = front->channel.first != NULL;
        if (more != writing &&
            !watch(front, EPOLL_CTL_MOD, PIPE_FD, more ? EPOLLIN | EPOLLOUT : EPOLLIN, PIPE_EVENT)) {
            return false;
        }
        writing = more;
        if (!update_pause(front)) {
            return false;
        }
    }
    linger(front->descriptors);
    return true;
}

static bool open_all(struct front *front, char **urls, const size_t max_bytes[2], struct error *error)
{
    for (uint32_t i = 0; urls[i] != NULL; i++) {
        enum listen_kind kind;
        bool loopback;
        if (i == ENDPOINT_MAX) {
            return error_set(error, ERROR_OUT_OF_RANGE, "", "at most %d endpoints", ENDPOINT_MAX), false;
        }
        /* the dispatcher has judged the address */
        if (listen_url_check(urls[i], &kind, &loopback, error) != ERROR_NONE ||
            front_socket_open(urls[i], kind, max_bytes[kind], &front->sockets[i], &front->readable[i],
                              error) != ERROR_NONE) {
            return false;
        }
        front->count++;
        front->tcp = front->tcp || kind == LISTEN_TCP;
        if (!watch(front, EPOLL_CTL_ADD, front->readable[i], EPOLLIN, i)) {
            return error_set(error, ERROR_IO, "", "cannot watch a socket: %s", strerror(errno)), false;
        }
    }
    return true;
}

/* Every connection is a descriptor; the usual soft limit of 1024 is for programs that use select. */
static void raise_descriptor_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max < DESCRIPTORS_MAX ? limit.rlim_max : DESCRIPTORS_MAX;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static bool announce(struct front *front, enum frame_type type, const char *sentence)
{
    struct frame_header header = {.type = (uint16_t)type};
    struct piece piece = {.bytes = sentence, .length = strlen(sentence)};
    return channel_send(&front->channel, header, &piece, 1) && channel_flush(&front->channel) == FRAME_OK;
}

int main(int argc, char **argv)
{
    static struct front front;
    struct error error = {.code = ERROR_NONE};
    if (argc < 5) {
        fprintf(stderr, "mutasi-front is started by mutasid\n");
        return 2;
    }
    size_t max_bytes[2] = {
        [LISTEN_IPC] = strtoul(argv[1], NULL, 10), [LISTEN_TCP] = strtoul(argv[2], NULL, 10)};
    size_t largest = max_bytes[0] > max_bytes[1] ? max_bytes[0] : max_bytes[1];
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    umask(0777 & ~(mode_t)strtoul(argv[3], NULL, 8));
    raise_descriptor_limit();
    front.epoll = epoll_create1(EPOLL_CLOEXEC);
    front.table = front_table_new();
    if (front.epoll < 0 || front.table == NULL ||
        !channel_init(&front.channel, PIPE_FD, largest + FRAME_OVERHEAD_BYTES) ||
        !watch(&front, EPOLL_CTL_ADD, PIPE_FD, EPOLLIN, PIPE_EVENT)) {
        fprintf(stderr, "mutasi-front: no pipe, or no memory\n");
        return 1;
    }
    if (!open_all(&front, argv + 4, max_bytes, &error)) {
        announce(&front, FRAME_REFUSED, error.text);
        return 2;
    }
    front.descriptors = opendir("/proc/self/fd");
    int failed = front_confine();
    if (failed != 0 && failed != ENOTSUP) {
        fprintf(stderr, "mutasi-front: may do more than it needs: %s\n", strerror(failed));
    }
    if (!announce(&front, FRAME_BOUND, "") || !run(&front)) {
        return 1;
    }
    return 0;
}
