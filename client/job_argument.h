/* SPDX-License-Identifier: MIT */
/* Which job a command is about: its id, its key, or the ticket that `submit -o` wrote. */
#ifndef MUTASI_CLIENT_JOB_ARGUMENT_H
#define MUTASI_CLIENT_JOB_ARGUMENT_H

#include "client/service_options.h"
#include "client/ticket.h"

struct job_argument {
    struct service_options service; /* the ticket's, where the command line names none */
    const char *text;               /* as on the command line */
    bool is_key;                    /* a key, whatever it looks like */
    /* once read */
    struct mutasi_job_name name;
    bool has_ticket;
    struct ticket ticket;
};

/* A child parser; its input is a struct job_argument, zeroed. Takes the command's only argument. */
extern const struct argp job_argument_parser;

/* Only digits: an id; ends in .json or .mp, or is "-": a ticket, which is read; anything else: a key.
 * errors  those of ticket_read; ERROR_OUT_OF_RANGE for a key that is too long */
enum error_code job_argument_read(struct arena *arena, struct job_argument *argument, struct error *error);

/* What the service said about it, with the job as the command line names it in the error's path. */
enum error_code job_argument_error(const struct job_argument *argument, const struct mutasi_error *from,
                                   struct error *error);

/* As the command line of another command has to say it, quoted where a shell wants that. */
const char *job_argument_quoted(struct arena *arena, const struct job_argument *argument);

#endif
