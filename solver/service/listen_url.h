/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses to listen at: ipc paths, and tcp by number. */
#ifndef MUTASI_SOLVER_SERVICE_LISTEN_URL_H
#define MUTASI_SOLVER_SERVICE_LISTEN_URL_H

#include "proto/error.h"

#include <stdbool.h>
#include <stddef.h>

enum listen_kind { LISTEN_IPC, LISTEN_TCP };

/* A path must fit sockaddr_un with its NUL. */
enum { IPC_PATH_MAX = 107 };

/* Whether the service can listen at such an address; the sentence says what is expected instead. `loopback`:
 * only this machine reaches it.
 * errors  ERROR_BAD_VALUE for what is no address, ERROR_REFUSED for other transports */
enum error_code listen_url_check(const char *url, enum listen_kind *kind, bool *loopback,
                                 struct error *error);

/* The default endpoint, in a private directory that is made when absent: $XDG_RUNTIME_DIR/mutasi/mutasid.ipc,
 * or /tmp/mutasi-UID/mutasid.ipc. errors: ERROR_REFUSED when others may enter the directory, ERROR_IO. */
enum error_code listen_url_default(char *url, size_t size, struct error *error);

/* Before an ipc bind. A path that is no socket, or that another server answers on, is refused: nanomsg would
 * delete the first and take over the second. A dead server's socket is fine. */
enum error_code ipc_path_check(const char *path, struct error *error);

#endif
