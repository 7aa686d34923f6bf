/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/script.h"

#include "tests/support/documents.h"

#include <nanomsg/nn.h>
#include <nanomsg/reqrep.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void insist(bool is_so, const char *what)
{
    if (is_so)
        return;
    perror(what);
    abort();
}

static void send_json(struct script *script, const char *json)
{
    const void *bytes;
    size_t length;
    const struct node *tree = document_of(script->arena, json);
    if (tree != NULL && tree_write_msgpack(script->arena, tree, &bytes, &length, NULL) == ERROR_NONE)
        nn_send(script->socket, bytes, length, 0);
}

static void *serve(void *context)
{
    struct script *script = context;
    for (int i = 0; i < script->count; i++) {
        void *request;
        int length = nn_recv(script->socket, &request, NN_MSG, 0);
        if (length < 0)
            return NULL;
        tree_read_msgpack(script->arena, request, (size_t)length, NULL, &script->requests[i], NULL);
        nn_freemsg(request);
        send_json(script, script->replies[i]);
    }
    return NULL;
}

void script_start(struct script *script)
{
    int longest_ms = 20000;
    script->arena = arena_new();
    for (script->count = 0; script->count < REPLIES_MAX && script->replies[script->count] != NULL;)
        script->count++;
    strcpy(script->folder, "/tmp/mutasi-test-XXXXXX");
    insist(mkdtemp(script->folder) != NULL, "mkdtemp");
    snprintf(script->url, sizeof script->url, "ipc://%s/socket", script->folder);
    script->socket = nn_socket(AF_SP, NN_REP);
    nn_setsockopt(script->socket, NN_SOL_SOCKET, NN_RCVTIMEO, &longest_ms, sizeof longest_ms);
    insist(nn_bind(script->socket, script->url) >= 0, "nn_bind");
    insist(pthread_create(&script->thread, NULL, serve, script) == 0, "pthread_create");
}

void script_stop(struct script *script)
{
    pthread_join(script->thread, NULL);
    nn_close(script->socket);
    remove(script->url + strlen("ipc://"));
    rmdir(script->folder);
    arena_free(script->arena);
}

struct mutasi_document script_text(const char *json)
{
    return (struct mutasi_document){json, strlen(json)};
}

const char *script_key(const struct node *request)
{
    const struct node *key = map_get(request, "key");
    return key == NULL ? "" : key->as.text;
}
