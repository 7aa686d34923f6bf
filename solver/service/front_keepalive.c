/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* SO_PROTOCOL */
#include "solver/service/front_keepalive.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>

/* Idle so long, then probes so far apart, and so many without an answer. */
enum { IDLE_S = 60, STEP_S = 15, PROBES = 4 };

static int option_of(int fd, int option)
{
    int value = -1;
    socklen_t length = sizeof value;
    return getsockopt(fd, SOL_SOCKET, option, &value, &length) == 0 ? value : -1;
}

static void probe(int fd)
{
    static const int on = 1, idle_s = IDLE_S, step_s = STEP_S, probes = PROBES;
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle_s, sizeof idle_s);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &step_s, sizeof step_s);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof probes);
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
}

/* A descriptor may be closed, or be another one, by the time we look at it: then the calls fail or do to that
 * one what was to be done anyway. */
void front_keepalive(DIR *descriptors)
{
    rewinddir(descriptors);
    for (struct dirent *entry; (entry = readdir(descriptors)) != NULL;) {
        int fd = atoi(entry->d_name);
        if (option_of(fd, SO_PROTOCOL) == IPPROTO_TCP && option_of(fd, SO_KEEPALIVE) == 0) {
            probe(fd);
        }
    }
}
