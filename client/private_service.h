/* SPDX-License-Identifier: MIT */
/* A mutasid of our own: on an ipc socket in a directory only we can enter, gone when we are done. */
#ifndef MUTASI_CLIENT_PRIVATE_SERVICE_H
#define MUTASI_CLIENT_PRIVATE_SERVICE_H

#include "proto/error.h"

#include <stdbool.h>

struct private_service;

/* Starts mutasid, the one beside the executable or else of PATH. Must be called before any thread is there
 * (nanomsg has some). It stops by itself should this process die. */
enum error_code private_service_start(struct private_service **out, struct error *error);

const char *private_service_url(const struct private_service *service);

/* Whether it has ended by itself; then *error says with what last words. */
bool private_service_has_ended(struct private_service *service, struct error *error);

/* SIGTERM, waits (at most some seconds, then SIGKILL), removes the directory. NULL allowed. */
void private_service_stop(struct private_service *service);

#endif
