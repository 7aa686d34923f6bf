/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shuts a worker process in before it reads anything that came from a client. What the kernel does not allow
 * is left out and reported: a worker that is less confined than it could be still works. */
#ifndef MUTASI_SOLVER_WORKER_SANDBOX_H
#define MUTASI_SOLVER_WORKER_SANDBOX_H

#include "proto/confinement.h"

#include <stdbool.h>

/* Per measure 0 (in force) or why it is not, as an errno; ENOTSUP where a sanitizer would not survive it. */
struct sandbox {
    int failed[CONFINEMENT_COUNT];
};

/* memory_mb: address space that the process may ever take on top of what it has now; 0: no such limit.
 * One thread; the pipe is at PIPE_FD. Cannot be undone. */
void sandbox_enter(int memory_mb, struct sandbox *out);

uint32_t sandbox_in_force(const struct sandbox *sandbox); /* as in struct ready_note */

/* What one job may use on top of what the process has used: address space, and processor seconds for each of
 * its threads. Beyond, malloc returns NULL, and SIGXCPU ends the process. Neither under a sanitizer. */
void sandbox_allow(int memory_mb, double time_s, int threads);
/* Between jobs: what sandbox_enter left. */
void sandbox_allow_rest(void);

/* --- sandbox_filter.c --------------------------------------------------------------------------------- */

/* From now on any system call that a worker does not need kills the process. memory_fd: the one file that may
 * be read. An errno, 0 when in force. */
int sandbox_filter_calls(int memory_fd);

#endif
