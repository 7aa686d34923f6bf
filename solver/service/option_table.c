/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/option_table.h"

#include "solver/service/identity.h"

#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum error_code add_endpoint(struct options *options, const char *text, struct error *error)
{
    if (options->endpoint_count == ENDPOINT_MAX) {
        return error_set(error, ERROR_BAD_VALUE, "", "may be given %d times", ENDPOINT_MAX);
    }
    options->endpoints[options->endpoint_count++] =
        (struct endpoint){.url = text, .identity = {.role = ROLE_SUBMIT}};
    return ERROR_NONE;
}

/* The endpoint that `as` and `sealed` speak of; NULL when none was said. */
static struct endpoint *last_endpoint(struct options *options, struct error *error)
{
    if (options->endpoint_count == 0) {
        error_set(error, ERROR_BAD_VALUE, "", "follows the listen that it speaks of");
        return NULL;
    }
    return &options->endpoints[options->endpoint_count - 1];
}

static enum error_code name_endpoint(struct options *options, const char *text, struct error *error)
{
    struct error reason;
    struct endpoint *endpoint = last_endpoint(options, error);
    if (endpoint == NULL) {
        return ERROR_BAD_VALUE;
    }
    return identity_read(text, &endpoint->identity, &reason) == ERROR_NONE
               ? ERROR_NONE
               : error_set(error, ERROR_BAD_VALUE, "", "is NAME or NAME:ROLE: %s", reason.text);
}

static enum error_code read_flag(const char *text, bool *out, struct error *error)
{
    *out = strcmp(text, "yes") == 0;
    return *out || strcmp(text, "no") == 0
               ? ERROR_NONE
               : error_set(error, ERROR_BAD_VALUE, "", "is yes or no, seen '%s'", text);
}

static enum error_code seal_endpoint(struct options *options, const char *text, struct error *error)
{
    struct endpoint *endpoint = last_endpoint(options, error);
    return endpoint == NULL ? ERROR_BAD_VALUE : read_flag(text, &endpoint->sealed, error);
}

/* Connecting takes the right to write; those who serve need theirs. */
static enum error_code set_socket_mode(struct options *options, const char *text, struct error *error)
{
    char *end;
    unsigned long mode = strtoul(text, &end, 8);
    if (end == text || *end != '\0' || (mode & 0600) != 0600 || (mode & ~0666UL) != 0) {
        return error_set(error, ERROR_BAD_VALUE, "", "is an octal mode from 0600 to 0666, seen '%s'", text);
    }
    options->socket_mode = (unsigned)mode;
    return ERROR_NONE;
}

static enum error_code set_message_size(struct options *options, const char *text, struct error *error)
{
    static const struct option_row bytes = {.kind = OPTION_MEBIBYTES,
                                            .least = 1,
                                            .most = 1024,
                                            .offset = offsetof(struct options, message_bytes[LISTEN_IPC])};
    enum error_code code = option_set(&bytes, options, text, error);
    options->message_bytes[LISTEN_TCP] = options->message_bytes[LISTEN_IPC];
    return code;
}

#define AT(member) .offset = offsetof(struct options, member)

const struct option_row option_rows[] = {
    {"config", "FILE", "Read options from here as well, `name = value` a line; the command line wins",
     .letter = 'c', .command_line = true, .group = OPTIONS_CONFIGURE, .kind = OPTION_TEXT, AT(config)},

    {"listen", "URL",
     "ipc://PATH, or tcp://ADDRESS:PORT with a numeric address. May be given several times. An ipc endpoint "
     "is one client, guarded by who may enter its directory; on tcp clients enter by a key. Default: "
     "ipc://$XDG_RUNTIME_DIR/mutasi/mutasid.ipc, or ipc:///tmp/mutasi-UID/mutasid.ipc, in a directory of "
     "this user alone",
     .letter = 'l', .of_endpoint = true, .group = OPTIONS_LISTEN, .kind = OPTION_OTHER, .set = add_endpoint},
    {"as", "NAME[:ROLE]",
     "Who comes in by the listen before this is the client NAME, with the role read, submit (default) or "
     "admin. Without it: local, or loopback, with the role admin",
     .of_endpoint = true, .group = OPTIONS_LISTEN, .kind = OPTION_OTHER, .set = name_endpoint},
    {"socket-mode", "MODE",
     "Who may connect to the sockets of ipc endpoints, as for chmod: 0600 is this user alone, 0660 its group "
     "too",
     "0600", .group = OPTIONS_LISTEN, .kind = OPTION_OTHER, .set = set_socket_mode},
    {"sealed", "yes|no", "Clients of the listen before this enter by a key, on ipc too", .of_endpoint = true,
     .group = OPTIONS_LISTEN, .kind = OPTION_OTHER_FLAG, .set = seal_endpoint},
    {"keys", "DIR", "The clients' keys, files NAME.key made by `mutasi key new`; read again on SIGHUP",
     .group = OPTIONS_LISTEN, .kind = OPTION_TEXT, AT(keys)},
    {"clock-skew", "S", "A sealed message's time may be off by this many seconds", "120",
     .group = OPTIONS_LISTEN, .kind = OPTION_NUMBER, .least = 1, .most = 3600, AT(clock_skew_s)},
    {"insecure-loopback", "yes|no",
     "tcp on loopback addresses is in clear, open to every user of this machine", "no",
     .group = OPTIONS_LISTEN, .kind = OPTION_FLAG, AT(insecure_loopback)},

    {"workers", "N", "Jobs that run at once (default: one per processor)", .letter = 'w',
     .group = OPTIONS_LOAD, .kind = OPTION_INTEGER, .least = 1, .most = WORKERS_MAX, AT(workers)},
    {"queue", "N", "Jobs that may wait; beyond, the answer is busy", "1000", 'q', .group = OPTIONS_LOAD,
     .kind = OPTION_COUNT, .least = 1, .most = 1e6, AT(queue)},
    {"pending-mb", "N", "Bytes of waiting and running jobs held, MiB; beyond, the answer is busy", "1024",
     .group = OPTIONS_LOAD, .kind = OPTION_MEBIBYTES, .least = 1, .most = 1048576, AT(pending_bytes)},
    {"spool", "DIR",
     "Waiting messages of 1 MiB and more lie here, in files without a name (default: $TMPDIR, or /var/tmp)",
     .group = OPTIONS_LOAD, .kind = OPTION_TEXT, AT(spool)},
    {"message-mb", "N", "Largest message, request or reply, MiB (default: 64 on ipc, 8 on tcp; at most 1024)",
     .group = OPTIONS_LOAD, .kind = OPTION_OTHER, .set = set_message_size},
    {"memory-mb", "N", "Memory per job, MiB; a job that asks for more gets this", "4096",
     .group = OPTIONS_LOAD, .kind = OPTION_INTEGER, .least = 64, .most = 1048576, AT(memory_mb)},
    {"max-time", "S", "Seconds per job; a job that asks for more gets this", "86400", .group = OPTIONS_LOAD,
     .kind = OPTION_NUMBER, .least = 0.1, .most = 86400, AT(max_time_s)},

    {"client-jobs", "N",
     "Jobs that may wait or run; beyond, the answer is busy (default: its share of the queue)",
     .group = OPTIONS_CLIENT, .kind = OPTION_COUNT, .least = 1, .most = 1e6, AT(limits.jobs)},
    {"client-mb", "N", "Bytes of these, MiB; beyond, the answer is busy (default: its share of --pending-mb)",
     .group = OPTIONS_CLIENT, .kind = OPTION_MEBIBYTES, .least = 1, .most = 1048576, AT(limits.bytes)},
    {"client-rate", "N",
     "Requests per second on average, twice as many at once; beyond, the answer is busy (default: any)",
     .group = OPTIONS_CLIENT, .kind = OPTION_NUMBER, .least = 0.001, .most = 1e6, AT(limits.per_second)},

    {"journal", "PATH",
     "Every accepted job lies here until it has ended and longer; made when absent. One service at a time. "
     "Default: journal.db in $STATE_DIRECTORY, $XDG_STATE_HOME/mutasi or ~/.local/state/mutasi",
     .group = OPTIONS_KEEP, .kind = OPTION_TEXT, AT(journal)},
    {"keep-days", "D", "Days after which finished jobs and stored instances are forgotten", "30",
     .group = OPTIONS_KEEP, .kind = OPTION_NUMBER, .least = 0.01, .most = 36500, AT(keep_days)},
    {"result-keep", "N",
     "Finished jobs whose result can be asked for again, of all clients; beyond, whoever keeps the most "
     "gives "
     "up its oldest. As many stored instances",
     "100000", .group = OPTIONS_KEEP, .kind = OPTION_COUNT, .least = 1, .most = 1e7, AT(result_keep)},
    {"result-keep-mb", "N",
     "Their results together, MiB, on disk; beyond, likewise. As much again of stored instances. A start "
     "reads the whole journal: about 1 s for 300 MiB",
     "4096", .group = OPTIONS_KEEP, .kind = OPTION_MEBIBYTES, .least = 1, .most = 1048576, AT(result_bytes)},

    {"drain", "S", "Seconds that running and waiting jobs get; then they stop with the best plan so far",
     "60", .group = OPTIONS_STOP, .kind = OPTION_NUMBER, .least = 0, .most = 86400, AT(drain_s)},

    {"front-mb", "N", "Memory of the process that holds the connections, MiB; above, it is replaced", "1024",
     .group = OPTIONS_UPKEEP, .kind = OPTION_MEBIBYTES, .least = 1, .most = 1048576, AT(front_bytes)},
    {"worker", "PROGRAM", "Run this instead of mutasi-worker", .group = OPTIONS_UPKEEP,
     .kind = OPTION_PROGRAM, AT(worker)},
};

const size_t option_row_count = sizeof option_rows / sizeof option_rows[0];

const struct option_row *option_find(const char *name)
{
    for (size_t i = 0; i < option_row_count; i++) {
        if (strcmp(option_rows[i].name, name) == 0) {
            return &option_rows[i];
        }
    }
    return NULL;
}

static enum error_code read_number(const struct option_row *row, const char *text, double *out,
                                   struct error *error)
{
    char *end;
    errno = 0;
    double value = strtod(text, &end);
    if (end == text || *end != '\0' || errno != 0 || !(value >= row->least && value <= row->most)) {
        return error_set(error, ERROR_BAD_VALUE, "", "is a number from %.15g to %.15g, seen '%s'", row->least,
                         row->most, text);
    }
    if (row->kind != OPTION_NUMBER && value != floor(value)) {
        return error_set(error, ERROR_BAD_VALUE, "", "is a whole number, seen '%s'", text);
    }
    *out = value;
    return ERROR_NONE;
}

static enum error_code read_program(const char *text, char *out, struct error *error)
{
    return snprintf(out, PROGRAM_PATH_MAX, "%s", text) < PROGRAM_PATH_MAX
               ? ERROR_NONE
               : error_set(error, ERROR_BAD_VALUE, "", "is too long");
}

static enum error_code set_number(const struct option_row *row, void *member, const char *text,
                                  struct error *error)
{
    double value = 0;
    enum error_code code = read_number(row, text, &value, error);
    if (code != ERROR_NONE) {
        return code;
    }
    if (row->kind == OPTION_INTEGER) {
        *(int32_t *)member = (int32_t)value;
    } else if (row->kind == OPTION_NUMBER) {
        *(double *)member = value;
    } else {
        *(size_t *)member = (size_t)value << (row->kind == OPTION_MEBIBYTES ? 20 : 0);
    }
    return ERROR_NONE;
}

enum error_code option_set(const struct option_row *row, struct options *options, const char *text,
                           struct error *error)
{
    void *member = (char *)options + row->offset;
    if (text[0] == '\0') {
        return error_set(error, ERROR_BAD_VALUE, "", "needs a value");
    }
    switch (row->kind) {
    case OPTION_FLAG:
        return read_flag(text, member, error);
    case OPTION_TEXT:
        *(const char **)member = text;
        return ERROR_NONE;
    case OPTION_PROGRAM:
        return read_program(text, member, error);
    case OPTION_OTHER:
    case OPTION_OTHER_FLAG:
        return row->set(options, text, error);
    case OPTION_INTEGER:
    case OPTION_COUNT:
    case OPTION_MEBIBYTES:
    case OPTION_NUMBER:
        break;
    }
    return set_number(row, member, text, error);
}
