/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A real mutasid of a benchmark's own, with a journal, in a folder that goes with it. It may be killed and
 * started again on what is there. */
#ifndef MUTASI_BENCH_OWN_SERVICE_H
#define MUTASI_BENCH_OWN_SERVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { OWN_ARGUMENTS_MAX = 24, OWN_CHILDREN_MAX = 64 };

struct own_service {
    char directory[64];
    char socket[96], journal[96], log[96];
    int files; /* descriptors that each of its processes may have; 0: as many as we */
    pid_t pid; /* 0: not running */
    int out;   /* its standard output; -1 */
    bool ready;
};

struct own_child {
    pid_t pid;
    bool is_front; /* else a worker */
};

/* Makes the folder. false: it cannot be made. */
bool own_prepare(struct own_service *service);
void own_remove(struct own_service *service); /* the folder and all that is in it */

/* Starts the mutasid beside this program at the socket, with the journal and these options (NULL-terminated).
 * Returns at once: it is ready when own_is_ready says so. It dies with this process. */
bool own_start(struct own_service *service, const char *const options[]);
/* Whether it has said that it is ready; looks, does not wait. */
bool own_is_ready(struct own_service *service);
/* Waits for it. false: it ended, or said nothing for half a minute. */
bool own_wait_ready(struct own_service *service);

void own_kill(struct own_service *service); /* SIGKILL, and waits */
int own_stop(struct own_service *service);  /* SIGTERM, and waits: exit code, or 128 + the signal */

/* Its front and workers that run now. Returns how many. */
int own_children(const struct own_service *service, struct own_child *children);

int process_files(pid_t pid);    /* open descriptors */
double process_cpu_s(pid_t pid); /* of processor time so far */

#endif
