/* SPDX-License-Identifier: MIT */
/* Who a request comes from: an endpoint (--listen URL --as NAME:ROLE) or the key a message was sealed with
 * says it, never the message itself. One client may have several endpoints and keys, each with a role. */
#ifndef MUTASI_PROTO_IDENTITY_H
#define MUTASI_PROTO_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>

enum { CLIENT_NAME_MAX = 64 };

/* X(NAME, word); each may what those before it may */
#define ROLE_LIST(X) X(READ, "read") X(SUBMIT, "submit") X(ADMIN, "admin")
enum role {
#define ROLE_ENUM(name, word) ROLE_##name,
    ROLE_LIST(ROLE_ENUM)
#undef ROLE_ENUM
        ROLE_COUNT
};
const char *role_word(enum role role);
bool role_from_word(const char *word, enum role *role); /* false: no such role */

/* What one client may have; 0 is no limit of its own. */
struct client_limits {
    size_t jobs;       /* that wait or run */
    size_t bytes;      /* of their messages */
    double per_second; /* requests, on average; twice as many at once */
};

struct identity {
    char name[CLIENT_NAME_MAX + 1];
    enum role role;
    struct client_limits limits;
};

/* 1..64 of a-z 0-9 . _ - */
bool client_name_valid(const char *name);

#endif
