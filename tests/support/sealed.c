/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/sealed.h"

#include "proto/instant.h"
#include "tests/support/documents.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATIENCE_S = 60 };

static void require(bool condition, const char *what)
{
    if (condition)
        return;
    fprintf(stderr, "sealed helper: %s\n", what);
    abort();
}

static struct sealed seal(struct service *service, const struct seal_key *key, int64_t time_ms,
                          const char *format, va_list arguments)
{
    char text[8192];
    const void *bytes;
    size_t length;
    require(vsnprintf(text, sizeof text, format, arguments) < (int)sizeof text, "the request is too long");
    const struct node *document = document_of(service->arena, text);
    require(document != NULL, "the request is no JSON");
    require(tree_write_msgpack(service->arena, document, &bytes, &length, NULL) == ERROR_NONE, "no memory");
    struct sealed request = {.length = seal_length(key, length)};
    request.bytes = arena_alloc(service->arena, request.length, 1);
    seal_request(key, time_ms, bytes, length, &request.nonce, request.bytes);
    return request;
}

struct sealed sealed_request(struct service *service, const struct seal_key *key, int64_t time_ms,
                             const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct sealed request = seal(service, key, time_ms, format, arguments);
    va_end(arguments);
    return request;
}

const struct node *sealed_exchange(struct service *service, int socket, const struct seal_key *key,
                                   const struct sealed *request)
{
    size_t length, plain_length;
    unsigned char *plain;
    const struct node *reply;
    client_send_bytes(socket, request->bytes, request->length);
    unsigned char *bytes = client_receive_bytes(service, socket, PATIENCE_S, &length);
    require(bytes != NULL, "no reply");
    if (length == seal_refusal_length && memcmp(bytes, seal_refusal, length) == 0)
        return NULL;
    require(seal_open_reply(key, &request->nonce, bytes, length, &plain, &plain_length),
            "the reply is neither the refusal nor sealed for this request");
    require(tree_read_msgpack(service->arena, plain, plain_length, NULL, &reply, NULL) == ERROR_NONE,
            "the reply is no document");
    return reply;
}

const struct node *sealed_ask(struct service *service, int socket, const struct seal_key *key,
                              const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct sealed request = seal(service, key, wall_ms(), format, arguments);
    va_end(arguments);
    return sealed_exchange(service, socket, key, &request);
}
