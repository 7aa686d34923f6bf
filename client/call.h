/* SPDX-License-Identifier: MIT */
/* One call of the library from its arguments to its reply: what all of mutasi.h's functions share. */
#ifndef MUTASI_CLIENT_CALL_H
#define MUTASI_CLIENT_CALL_H

#include "client/exchange.h"
#include "client/mutasi.h"

#define ASK_PATIENCE_S 30.0 /* for operations that need no solving */

struct mutasi_client {
    struct transport *transport;
    char url[256];
    char engine[80]; /* as the service's ping says; "" until asked */
};

/* What one call works with; the reply takes the arena over. */
struct call {
    struct mutasi_client *client;
    const struct mutasi_request *request; /* NULL: none */
    struct arena *arena;
    bool is_batch;               /* the instance goes by its hash */
    const struct node *instance; /* the request's, when its body names it by its hash; else NULL */
    struct error error;
};

enum error_code call_begin(struct call *call, struct mutasi_reply *reply);

/* Hands `part` of the answer over to the reply as its document; or frees everything. */
bool call_end(struct call *call, enum error_code code, const struct node *part, struct mutasi_reply *reply,
              struct mutasi_error *error);

/* Puts a document of the call's request into the body, under this key; nothing where it is absent. */
enum error_code call_add_document(struct call *call, struct node *body, const char *key,
                                  struct mutasi_document document);
/* The instance likewise, by its hash when the service is to keep it. */
enum error_code call_add_instance(struct call *call, struct node *body);

/* {instance, policy?, scenario?, start?} and room for one more, of the call's request. */
enum error_code call_body(struct call *call, struct node *body);

/* Sends the body under the request's key, or else under the hash of what is asked. An instance that the
 * service was to have stored, and has not, is stored first. fields   more of the envelope, as in struct
 * exchange reply    the whole reply map; solve and check: of the ended job */
enum error_code call_ask(struct call *call, enum op op, struct node *body, const struct node **reply);

/* Stores an instance at the service; *stored is what it says of it. */
enum error_code call_put(struct call *call, const struct node *instance, const struct node **stored);

/* The plan's outcome, or that it is a check report. errors: ERROR_MALFORMED when the reply has neither */
enum error_code call_take_outcome(struct call *call, const struct node *from, struct mutasi_reply *reply,
                                  const struct node **part);

#endif
