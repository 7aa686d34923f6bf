/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/endpoints.h"

#include <string.h>

static enum error_code settle_sealed(const struct endpoint *endpoint, const struct endpoint_rules *rules,
                                     struct error *error)
{
    if (!rules->keys) {
        return error_set(error, ERROR_REFUSED, "",
                         "at %s clients enter by a key: say where keys are with --keys (or, on loopback tcp "
                         "alone, serve every user of this machine in clear with --insecure-loopback)",
                         endpoint->url);
    }
    if (endpoint->identity.name[0] != '\0') {
        return error_set(error, ERROR_REFUSED, "", "at %s clients have the name of their key: no --as %s",
                         endpoint->url, endpoint->identity.name);
    }
    return ERROR_NONE;
}

enum error_code endpoint_settle(struct endpoint *endpoint, const struct endpoint_rules *rules,
                                struct error *error)
{
    bool loopback;
    enum error_code code = listen_url_check(endpoint->url, &endpoint->kind, &loopback, error);
    if (code != ERROR_NONE) {
        return code;
    }
    bool insecure = loopback && rules->insecure_loopback;
    endpoint->sealed = endpoint->sealed || (endpoint->kind == LISTEN_TCP && !insecure);
    if (endpoint->sealed) {
        return settle_sealed(endpoint, rules, error);
    }
    endpoint->identity.limits = rules->limits;
    if (endpoint->identity.name[0] == '\0') {
        strcpy(endpoint->identity.name, endpoint->kind == LISTEN_TCP ? "loopback" : "local");
        endpoint->identity.role = ROLE_ADMIN;
    }
    return ERROR_NONE;
}

bool endpoints_shared(const struct endpoint *endpoints, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (endpoints[i].sealed || strcmp(endpoints[i].identity.name, endpoints[0].identity.name) != 0) {
            return true;
        }
    }
    return false;
}
