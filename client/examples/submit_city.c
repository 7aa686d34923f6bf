/* SPDX-License-Identifier: MIT */
/* submit_city URL INSTANCE KEY: hands the instance over under the key and walks away. Run again with the same
 * key (from cron, after a crash, from another machine) it submits nothing twice, and prints the plan once it
 * is there. Exit code 0: the plan is printed; 75: not yet, run me again later; 1: something is wrong. */
#include "client/mutasi.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXIT_LATER = 75 };

static struct mutasi_document read_file(const char *name)
{
    static char bytes[64 << 20]; /* the largest message */
    FILE *file = fopen(name, "rb");
    size_t length = file == NULL ? 0 : fread(bytes, 1, sizeof bytes, file);
    if (file != NULL)
        fclose(file);
    return (struct mutasi_document){length > 0 ? bytes : NULL, length};
}

/* In the service's journal when it returns true, whatever happens to either of us after that. */
static bool hand_over(struct mutasi_client *client, const char *instance, const char *key,
                      struct mutasi_error *error)
{
    struct mutasi_request request;
    struct mutasi_reply reply;
    mutasi_request_init(&request);
    request.time_s = 10;
    request.instance = read_file(instance);
    request.key = key;
    bool is_there = mutasi_submit(client, &request, &reply, error);
    if (is_there)
        fprintf(stderr, "job %" PRId64 " is %s\n", reply.job.id, reply.job.state);
    mutasi_reply_fini(&reply);
    return is_there;
}

static bool print_plan(struct mutasi_client *client, const char *key, struct mutasi_error *error)
{
    const struct mutasi_job_name name = {.key = key};
    struct mutasi_reply reply;
    char *json = NULL;
    bool is_printed =
        mutasi_result(client, &name, &reply, error) && mutasi_document_json(reply.document, &json, error);
    if (is_printed)
        printf("%s plan, %.2f points, gap %.4f\n%s", reply.status, reply.objective, reply.gap, json);
    free(json);
    mutasi_reply_fini(&reply);
    return is_printed;
}

int main(int argc, char **argv)
{
    struct mutasi_client *client = NULL;
    struct mutasi_error error = {0};
    if (argc != 4) {
        fputs("usage: submit_city URL INSTANCE KEY\n", stderr);
        return EXIT_FAILURE;
    }
    bool is_done = mutasi_client_open(argv[1], &client, &error) &&
                   hand_over(client, argv[2], argv[3], &error) && print_plan(client, argv[3], &error);
    mutasi_client_close(client);
    if (!is_done)
        fprintf(stderr, "%s %s: %s\n", error.code, error.path, error.text);
    return is_done ? EXIT_SUCCESS : strcmp(error.code, "not_done") == 0 ? EXIT_LATER : EXIT_FAILURE;
}
