/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A service that answers the n-th request with what the test wrote for it, whatever was asked; for tests of
 * clients. */
#ifndef MUTASI_TESTS_SUPPORT_SCRIPT_H
#define MUTASI_TESTS_SUPPORT_SCRIPT_H

#include "client/mutasi.h"
#include "proto/tree.h"

#include <pthread.h>

enum { REPLIES_MAX = 8 };

/* Set replies, the rest zero. */
struct script {
    const char *replies[REPLIES_MAX]; /* JSON with ' for "; NULL ends them, and the service stops answering */
    int count;
    char url[80], folder[64];
    int socket;
    pthread_t thread;
    struct arena *arena;
    const struct node *requests[REPLIES_MAX]; /* as they came, until script_stop */
};

void script_start(struct script *script);
void script_stop(struct script *script); /* once every reply is given */

const char *script_key(const struct node *request); /* "" when it has none */
struct mutasi_document script_text(const char *json);

#endif
