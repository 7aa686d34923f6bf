/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/request.h"

#include <string.h>

void request_move(struct request *to, struct request *from)
{
    *to = *from;
    from->client = NULL;
    from->ticket.key = NULL;
}

void request_end(struct request *request)
{
    client_drop(request->client);
    request->client = NULL;
    seal_ticket_fini(&request->ticket);
}

bool request_sees(const struct request *request, const char *client)
{
    return request->role == ROLE_ADMIN || strcmp(request->client->name, client) == 0;
}
