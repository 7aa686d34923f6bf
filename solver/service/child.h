/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program of this service run as a child, tied to us by a framed pipe. */
#ifndef MUTASI_SOLVER_SERVICE_CHILD_H
#define MUTASI_SOLVER_SERVICE_CHILD_H

#include "proto/error.h"
#include "solver/service/channel.h"

#include <stdbool.h>
#include <sys/types.h>

struct child {
    pid_t pid; /* 0: not running */
    struct channel channel;
    double started_s;
};

/* Finds a program of this service: beside our own executable, else in the libexec that belongs to it, else by
 * PATH. */
void child_program(const char *name, char *path, size_t size);

/* Starts argv[0] with our end of the pipe in `child` and its end as PIPE_FD. It gets its own process group (a
 * Ctrl-C at the terminal is ours to handle), no blocked signals, and its standard output is our standard
 * error. Other threads do no harm: nothing of ours runs between fork and exec, and descriptors close on
 * exec. errors: ERROR_IO, ERROR_MEMORY. */
enum error_code child_start(struct child *child, char *const argv[], size_t max_length, struct error *error);

void child_kill(const struct child *child); /* SIGKILL; to be reaped as usual */
void child_gone(struct child *child);       /* after it was reaped: closes our end */

#endif
