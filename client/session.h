/* SPDX-License-Identifier: MIT */
/* Solves put to one service, one after another: the service at a URL, or a private one of our own. */
#ifndef MUTASI_CLIENT_SESSION_H
#define MUTASI_CLIENT_SESSION_H

#include "client/inputs.h"
#include "client/mutasi.h"
#include "client/progress.h"
#include "client/service_options.h"

struct session {
    struct service_options to;       /* url NULL: a private service */
    bool is_asked;                   /* the service's turn: what fails now is its fault */
    struct private_service *service; /* NULL: none of ours */
    struct mutasi_client *client;    /* NULL: not open */
    struct progress_view view;
};

/* Set `to`, the rest zero. Before any thread is there. Shows progress on a terminal; interrupt_signal
 * cancels.
 */
enum error_code session_open(struct session *session, struct error *error);

/* request   its limits are set; documents come from the inputs, `start` (NULL: cold) from here
 * reply     the caller frees it with mutasi_reply_fini, also after an error
 * errors    the service's, with the names of the inputs' files in the path */
enum error_code session_solve(struct session *session, struct arena *arena, const struct inputs *inputs,
                              const struct node *start, struct mutasi_request *request,
                              struct mutasi_reply *reply, struct error *error);

/* For calls of the library on session->client: whether to stop (context: the session), and what it said, in
 * our terms: it may have stopped because the private service ended. */
bool session_is_cancelled(void *session);
enum error_code session_error(struct session *session, const struct mutasi_error *from, struct error *error);

/* Also of one that did not open, or is closed. */
void session_close(struct session *session);

#endif
