/* SPDX-License-Identifier: MIT */
#include "client/request_options.h"

#include "client/options.h"
#include "client/text.h"
#include "proto/message.h"
#include "proto/number.h"

#include <string.h>

enum { KEY_TIME = 1024, KEY_GAP, KEY_EFFORT, KEY_SEED, KEY_THREADS, KEY_MEMORY, KEY_FRESH };

static const struct argp_option options[] = {
    {.name = "time", .key = KEY_TIME, .arg = "S", .doc = N_("seconds of solving (default 60)")},
    {.name = "gap",
     .key = KEY_GAP,
     .arg = "G",
     .doc = N_("stop at this relative gap, 0 is exact (default 0.0001)")},
    {.name = "effort",
     .key = KEY_EFFORT,
     .arg = "N",
     .doc = N_("stop after this much counted work: reproducible bit for bit")},
    {.name = "seed", .key = KEY_SEED, .arg = "N", .doc = N_("seed of the search (default 1)")},
    {.name = "threads", .key = KEY_THREADS, .arg = "N", .doc = N_("threads of the engine (default 1)")},
    {.name = "memory",
     .key = KEY_MEMORY,
     .arg = "MB",
     .doc = N_("memory of the worker in MiB (default 4096)")},
    {.name = "fresh", .key = KEY_FRESH, .doc = N_("a new run, even when the service knows the answer")},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct mutasi_request *request = state->input;
    switch (key) {
    case KEY_TIME:
        request->time_s = option_number(state, "--time", arg, 0.1, 86400);
        return 0;
    case KEY_GAP:
        request->gap = option_number(state, "--gap", arg, 0, 1);
        return 0;
    case KEY_EFFORT:
        request->effort = option_integer(state, "--effort", arg, 0, INTEGER_MAX_2P53);
        return 0;
    case KEY_SEED:
        request->seed = option_integer(state, "--seed", arg, 0, INTEGER_MAX_2P53);
        return 0;
    case KEY_THREADS:
        request->threads = (int32_t)option_integer(state, "--threads", arg, 1, 64);
        return 0;
    case KEY_MEMORY:
        request->memory_mb = (int32_t)option_integer(state, "--memory", arg, 64, 1048576);
        return 0;
    case KEY_FRESH:
        request->fresh = true;
        return 0;
    case ARGP_KEY_END:
        if (request->key != NULL && request->fresh)
            argp_error(state, _("--fresh and --key-name exclude each other: a name stands for one run"));
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp request_options_parser = {.options = options, .parser = parse};

error_t request_option_priority(const struct argp_state *state, const char *arg,
                                struct mutasi_request *request)
{
    request->priority = (int32_t)option_integer(state, "--priority", arg, PRIORITY_MIN, PRIORITY_MAX);
    return 0;
}

error_t request_option_key(const struct argp_state *state, const char *arg, size_t most_bytes,
                           struct mutasi_request *request)
{
    size_t length = strlen(arg);
    if (length == 0 || length > most_bytes)
        argp_error(state, _("--key-name: a key has 1 to %zu bytes, this one has %zu"), most_bytes, length);
    request->key = arg;
    return 0;
}
