/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the administrator of a service decides. */
#ifndef MUTASI_SOLVER_SERVICE_OPTIONS_H
#define MUTASI_SOLVER_SERVICE_OPTIONS_H

#include "solver/service/endpoints.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PROGRAM_PATH_MAX = 4096, WORKERS_MAX = 256 };

struct options {
    const char *config; /* file the options were read from; NULL: none */
    struct endpoint endpoints[ENDPOINT_MAX];
    size_t endpoint_count;
    bool insecure_loopback;
    unsigned socket_mode;        /* of ipc sockets, as for chmod */
    const char *keys;            /* folder of the clients' keys; NULL: none */
    double clock_skew_s;         /* by which a sealed message's time may be off */
    struct client_limits limits; /* of a client whose key says nothing else */
    int workers;
    size_t queue;            /* jobs that may wait */
    size_t pending_bytes;    /* bytes of waiting and running jobs */
    int32_t memory_mb;       /* most that a job may ask for */
    double max_time_s;       /* most that a job may ask for */
    size_t result_keep;      /* finished jobs, and stored instances, of all clients */
    size_t result_bytes;     /* their results, and stored instances */
    const char *journal;     /* path of the database that holds every accepted job */
    double keep_days;        /* finished jobs and stored instances, at most */
    double drain_s;          /* for running jobs, after SIGTERM */
    size_t message_bytes[2]; /* by enum listen_kind: the largest message, either way */
    const char *spool;       /* folder of large messages */
    size_t front_bytes;      /* resident size above which the front is replaced */
    char worker[PROGRAM_PATH_MAX], front[PROGRAM_PATH_MAX];
    char default_url[IPC_PATH_MAX + sizeof "ipc://"], default_journal[PROGRAM_PATH_MAX];
    struct arena *texts; /* that the file said */
};

/* Reads the command line and the file it names with --config; there is no file unless it is named, so that a
 * private service or a second one never takes the system's for its own. Prints help, version and usage errors
 * itself and then exits (argp).
 * errors  of the file; those of spool_check, endpoint_settle, listen_url_default and state_path_journal */
enum error_code options_read(int argc, char **argv, struct options *options, struct error *error);
void options_fini(struct options *options); /* endpoints and other texts are gone; zeroed options are fine */

#endif
