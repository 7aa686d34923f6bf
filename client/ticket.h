/* SPDX-License-Identifier: MIT */
/* What `submit -o` writes, so that the plan can be fetched days later as a whole case: where the job is, and
 * the documents it was made of. A map {format: "mutasi-ticket/1", service, job, key, limits, instance,
 * policy?, scenario?}. */
#ifndef MUTASI_CLIENT_TICKET_H
#define MUTASI_CLIENT_TICKET_H

#include "proto/message.h"

struct ticket {
    const char *service; /* URL */
    int64_t job;
    const char *key;
    struct solve_limits limits;
    const struct node *instance, *policy, *scenario; /* policy, scenario NULL: none */
};

enum error_code ticket_write(struct arena *arena, const char *file, const struct ticket *ticket,
                             struct error *error);

/* The error's path begins with the file's name. */
enum error_code ticket_read(struct arena *arena, const char *file, struct ticket *out, struct error *error);

#endif
