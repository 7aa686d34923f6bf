/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/identity.h"

#include <string.h>

enum error_code identity_read(const char *text, struct identity *identity, struct error *error)
{
    char name[CLIENT_NAME_MAX + 1] = "";
    enum role role = identity->role;
    const char *colon = strchr(text, ':');
    size_t length = colon != NULL ? (size_t)(colon - text) : strlen(text);
    if (length <= CLIENT_NAME_MAX) {
        memcpy(name, text, length);
    }
    if (!client_name_valid(name)) {
        return error_set(error, ERROR_BAD_VALUE, "",
                         "a client's name is 1 to %d of a-z 0-9 . _ -, seen '%.*s'", CLIENT_NAME_MAX,
                         length < 100 ? (int)length : 100, text);
    }
    if (colon != NULL && !role_from_word(colon + 1, &role)) {
        return error_set(error, ERROR_BAD_VALUE, "", "a role is read, submit or admin, seen '%.100s'",
                         colon + 1);
    }
    memcpy(identity->name, name, sizeof name);
    identity->role = role;
    return ERROR_NONE;
}

bool role_may(enum role role, enum op op)
{
    switch (op) {
    case OP_PING:
    case OP_STATUS:
    case OP_WAIT:
    case OP_RESULT:
    case OP_LIST:
        return true;
    case OP_SOLVE:
    case OP_CHECK:
    case OP_SUBMIT:
    case OP_PUT:
    case OP_BATCH:
    case OP_CANCEL:
        return role >= ROLE_SUBMIT;
    case OP_STATS:
        return role >= ROLE_ADMIN;
    case OP_COUNT:
        break;
    }
    return false;
}
