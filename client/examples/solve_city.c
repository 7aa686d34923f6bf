/* SPDX-License-Identifier: MIT */
/* solve_city URL INSTANCE: asks a mutasid for a plan of the instance and prints it as JSON. */
#include "client/mutasi.h"

#include <stdio.h>
#include <stdlib.h>

static struct mutasi_document read_file(const char *name)
{
    static char bytes[64 << 20]; /* the largest message */
    FILE *file = fopen(name, "rb");
    size_t length = file == NULL ? 0 : fread(bytes, 1, sizeof bytes, file);
    if (file != NULL)
        fclose(file);
    return (struct mutasi_document){length > 0 ? bytes : NULL, length};
}

int main(int argc, char **argv)
{
    struct mutasi_client *client = NULL;
    struct mutasi_request request;
    struct mutasi_reply reply = {0};
    struct mutasi_error error = {0};
    char *json = NULL;

    if (argc != 3) {
        fputs("usage: solve_city URL INSTANCE\n", stderr);
        return EXIT_FAILURE;
    }
    mutasi_request_init(&request);
    request.time_s = 10;
    request.instance = read_file(argv[2]);

    if (mutasi_client_open(argv[1], &client, &error) && mutasi_solve(client, &request, &reply, &error) &&
        mutasi_document_json(reply.document, &json, &error))
        printf("%s plan, %.2f points, gap %.4f\n%s", reply.status, reply.objective, reply.gap, json);
    else
        fprintf(stderr, "%s %s: %s\n", error.code, error.path, error.text);

    int result = json != NULL ? EXIT_SUCCESS : EXIT_FAILURE;
    free(json);
    mutasi_reply_fini(&reply);
    mutasi_client_close(client);
    return result;
}
