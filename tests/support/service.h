/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A real mutasid on a socket of its own, for tests to talk to. Whatever fails in here ends the test program:
 * it would have no sense to go on. */
#ifndef MUTASI_TESTS_SUPPORT_SERVICE_H
#define MUTASI_TESTS_SUPPORT_SERVICE_H

#include "proto/tree.h"

#include <sys/types.h>

/* The worker that does as it is told: see tests/service/program_fake_worker.c. */
#define FAKE_WORKER BIN_DIR "/program_fake_worker"

enum { SERVICE_ARGUMENTS_MAX = 24 };

struct service {
    pid_t pid;
    const char *program; /* beside mutasid, and run in its place; NULL: mutasid */
    char directory[64];
    char path[96], url[104]; /* its ipc socket; in the directory as everything else of the test */
    char log[96];            /* its standard error */
    char journal[96];        /* its journal */
    struct arena *arena;     /* replies live here until the service is stopped */
};

/* Makes the directory and names the socket; nothing runs yet. */
void service_prepare(struct service *service);

/* Starts bin_dir/mutasid with --journal in the directory and these arguments (NULL-terminated), and waits
 * until it is ready. Killed should this process die. */
void service_launch(struct service *service, const char *bin_dir, const char *const arguments[]);

/* service_prepare and service_launch at the ipc socket with the fake worker and more arguments. */
#define service_start(service, ...)                                                                          \
    (service_prepare(service),                                                                               \
     service_launch(service, BIN_DIR,                                                                        \
                    (const char *const[]){"--listen", (service)->url, "--worker", FAKE_WORKER, "--workers",  \
                                          "2", __VA_ARGS__, NULL}))
#define SERVICE_PLAIN "--queue", "1000"

/* Waits for its end: the exit code, or 128 + the signal. The directory stays: service_launch may follow. */
int service_reap(struct service *service);
/* The same, and removes the directory. */
int service_wait(struct service *service);
int service_stop(struct service *service); /* SIGTERM, then waits */

/* tcp://ADDRESS:PORT, a free port of 127.0.0.1 or ::1, in the service's arena. NULL when the machine has no
 * such address: containers often go without IPv6. */
const char *service_loopback_v4(struct service *service);
const char *service_loopback_v6(struct service *service);

/* A file of the test's directory: its path in the service's arena. */
const char *service_file(struct service *service, const char *name);
void file_touch(const char *path);

/* --- a plain nanomsg client --------------------------------------------------------------------------- */

int client_open(const char *url); /* a REQ socket */
void client_close(int socket);
void client_send(int socket, const struct node *request);
void client_send_bytes(int socket, const void *bytes, size_t length);
/* NULL when none came within the seconds. */
unsigned char *client_receive_bytes(struct service *service, int socket, double seconds, size_t *length);
const struct node *client_receive(struct service *service, int socket, double seconds);

/* Sends the request that the format spells (JSON with ' for "), waits for its reply. */
const struct node *client_ask(struct service *service, int socket, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void client_post(struct service *service, int socket, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* --- looking at replies ------------------------------------------------------------------------------- */

const char *text_at(const struct node *reply, const char *path); /* "(none)" when it is no string */
double number_at(const struct node *reply, const char *path);    /* NaN when it is no number */

/* Asks for stats until the number at the path is at least this. */
void stats_wait(struct service *service, const char *path, double least);
double stats_number(struct service *service, const char *path);

/* --- raw connections ---------------------------------------------------------------------------------- */

int raw_connect(const char *path);                       /* to an ipc socket; no handshake */
int raw_greet(const char *path, unsigned char protocol); /* sends an SP greeting, reads the server's */
void raw_send(int fd, const void *bytes, size_t length); /* a connection that is closed is fine */
void raw_send_header(int fd, unsigned long long length); /* of an ipc message */
void raw_wait_closed(int fd);                            /* until the server closes it, and closes */

/* Exactly so many bytes; bytes NULL: thrown away. */
void raw_receive(int fd, void *bytes, size_t length);
size_t raw_length(const unsigned char *header); /* what the header of an ipc message says */

int open_process(pid_t pid);                 /* a descriptor of a process, also after it is gone */
bool process_ends(int process, int seconds); /* waits for its end; closes the descriptor */
int open_files(pid_t pid);                   /* how many descriptors the process has */

#endif
