/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the service listens, and who enters there. nanomsg shows no peer, so that an endpoint in clear is one
 * client, guarded by who may enter its directory; at a sealed endpoint everybody enters by a key.
 *
 *     ipc                       in clear: the client of --as, or "local", admin
 *     ipc --sealed              by key
 *     tcp                       by key
 *     tcp --insecure-loopback   in clear on loopback addresses: the client of --as, or "loopback", admin;
 *                               by key on others, and with --sealed */
#ifndef MUTASI_SOLVER_SERVICE_ENDPOINTS_H
#define MUTASI_SOLVER_SERVICE_ENDPOINTS_H

#include "solver/service/identity.h"
#include "solver/service/listen_url.h"

enum { ENDPOINT_MAX = 64 };

struct endpoint {
    const char *url;
    enum listen_kind kind;
    bool sealed;
    struct identity identity; /* of who enters in clear; its name is empty until endpoint_settle */
};

struct endpoint_rules {
    bool insecure_loopback;
    bool keys;                   /* there is a directory of them */
    struct client_limits limits; /* of those who enter in clear */
};

/* Fills in what was not said, and refuses what is not safe. A client in clear is an admin when nobody said
 * otherwise: it is this machine's.
 * errors  those of listen_url_check; ERROR_REFUSED */
enum error_code endpoint_settle(struct endpoint *endpoint, const struct endpoint_rules *rules,
                                struct error *error);

/* Whether more than one client can come, so that what there is must be shared. */
bool endpoints_shared(const struct endpoint *endpoints, size_t count);

#endif
