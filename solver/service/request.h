/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request that is to be answered: who asks, and where the reply goes. It lives on the stack of the turn it
 * came in, or is moved into whatever it waits in (request_move); one of both ends it. */
#ifndef MUTASI_SOLVER_SERVICE_REQUEST_H
#define MUTASI_SOLVER_SERVICE_REQUEST_H

#include "solver/service/clients.h"
#include "solver/service/sealing.h"

#include <stdbool.h>
#include <stdint.h>

/* What became of a batch; scenarios 0: it is none. */
struct batch_tally {
    size_t scenarios, accepted, ended; /* of the batch; with a job; of these ended */
    double retry_after_s;              /* not all were accepted: ask again then */
    char busy[120];                    /* and why */
};

struct request {
    uint64_t id;       /* the front's name for the way back */
    uint32_t endpoint; /* it came in by */
    double received_s;
    struct client *client; /* held; NULL once it was moved or has ended */
    enum role role;
    struct seal_ticket ticket; /* seals the reply; without a key it goes in clear */
    double retry_after_s;      /* of the answer busy; 0: when the queue is shorter */
    struct batch_tally tally;
};

/* Into *to; what is left behind has ended. */
void request_move(struct request *to, struct request *from);
void request_end(struct request *request);

/* Whether the request may see and cancel this client's jobs. */
bool request_sees(const struct request *request, const char *client);

#endif
