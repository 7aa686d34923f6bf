/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-decode: how fast MessagePack becomes a validated instance, and what memory that takes. The three
 * steps run one after the other in this process, several times; the medians are printed. */
#include "bench/document_file.h"
#include "bench/machine.h"
#include "proto/instance.h"

#include <argp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

enum { RUNS_MAX = 1000 };

struct arguments {
    const char *file;
    int runs;
};

struct times {
    double scan_s, decode_s, validate_s;
};

/* What is measured: the message, and the results of all runs. */
struct bench {
    const char *bytes;
    size_t length;
    int runs;
    struct times times[RUNS_MAX];
    size_t arena_bytes; /* document and instance */
    double memory_mb;   /* the most this process grew by, in its first run */
    int32_t employees, units;
    int64_t distances;
};

static error_t option(int key, char *value, struct argp_state *state)
{
    struct arguments *arguments = state->input;
    switch (key) {
    case 'r':
        arguments->runs = atoi(value);
        if (arguments->runs < 1 || arguments->runs > RUNS_MAX) {
            argp_error(state, "--runs: 1 to %d", RUNS_MAX);
        }
        return 0;
    case ARGP_KEY_ARG:
        if (arguments->file != NULL) {
            argp_usage(state);
        }
        arguments->file = value;
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_usage(state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* The time of msgpack_scan is part of decode_s too: reading scans first. */
static enum error_code run_once(struct bench *bench, struct times *times, struct error *error)
{
    const struct node *document = NULL;
    const struct instance *instance = NULL;
    struct arena *arena = arena_new();
    if (arena == NULL) {
        return error_set(error, ERROR_MEMORY, "", "no memory for an arena");
    }
    double start = now_s();
    enum error_code code = msgpack_scan(bench->bytes, bench->length, NULL, error);
    double scanned = now_s();
    if (code == ERROR_NONE) {
        code = tree_read_msgpack(arena, bench->bytes, bench->length, NULL, &document, error);
    }
    double decoded = now_s();
    if (code == ERROR_NONE) {
        code = instance_read(arena, document, NULL, &instance, error);
    }
    double validated = now_s();
    *times = (struct times){scanned - start, decoded - scanned, validated - decoded};
    if (code == ERROR_NONE) {
        bench->arena_bytes = arena_bytes(arena);
        bench->employees = instance->employee_count;
        bench->units = instance->unit_count;
        bench->distances = (int64_t)instance->table_size * instance->table_size;
    }
    arena_free(arena);
    return code;
}

static enum error_code run_all(struct bench *bench, struct error *error)
{
    double before_mb = peak_memory_mb();
    for (int i = 0; i < bench->runs; i++) {
        enum error_code code = run_once(bench, &bench->times[i], error);
        if (code != ERROR_NONE) {
            return code;
        }
        if (i == 0) {
            bench->memory_mb = peak_memory_mb() - before_mb;
        }
    }
    return ERROR_NONE;
}

static int compare(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* Median and best over the runs of one step, chosen by where it stands in struct times; all: their sum. */
static void print_step(const struct bench *bench, const char *name, bool decode, bool validate)
{
    double seconds[RUNS_MAX];
    for (int i = 0; i < bench->runs; i++) {
        const struct times *times = &bench->times[i];
        seconds[i] = (decode ? times->decode_s : 0) + (validate ? times->validate_s : 0);
        if (!decode && !validate) {
            seconds[i] = times->scan_s;
        }
    }
    qsort(seconds, (size_t)bench->runs, sizeof seconds[0], compare);
    double megabytes = (double)bench->length / 1e6, median = seconds[bench->runs / 2];
    printf("%-28s %9.1f ms %9.0f MB/s %9.0f MB/s\n", name, median * 1e3, megabytes / median,
           megabytes / seconds[0]);
}

static void print(const struct bench *bench, const char *file)
{
    char machine[200];
    machine_describe(machine, sizeof machine);
    printf("machine   %s, one thread, %d runs\n", machine, bench->runs);
    printf("instance  %s: %.1f MB, %d employees, %d units, %lld distances\n\n", file,
           (double)bench->length / 1e6, bench->employees, bench->units, (long long)bench->distances);
    printf("%-28s %12s %14s %14s\n", "step", "median", "median", "best");
    print_step(bench, "scan", false, false);
    print_step(bench, "scan and decode", true, false);
    print_step(bench, "validate", false, true);
    print_step(bench, "scan, decode, validate", true, true);
    double bytes = (double)bench->length;
    printf("\nmemory    %.2f bytes per input byte in the arena, %.2f at the process's peak\n",
           (double)bench->arena_bytes / bytes, bench->memory_mb * 1024 * 1024 / bytes);
}

int main(int count, char **values)
{
    static const struct argp_option options[] = {
        {"runs", 'r', "N", 0, "how often each step runs (default 11)", 0}, {0}};
    static const struct argp argp = {options, option, "FILE.mp", "Reads an instance again and again.",
                                     NULL,    NULL,   NULL};
    static struct bench bench;
    struct arguments arguments = {.runs = 11};
    argp_parse(&argp, count, values, 0, NULL, &arguments);

    struct error error = {.code = ERROR_NONE};
    const void *bytes = NULL;
    struct arena *arena = arena_new();
    enum error_code code = ERROR_MEMORY;
    if (arena != NULL) {
        code = file_read(arena, arguments.file, &bytes, &bench.length, &error);
    }
    if (code == ERROR_NONE) {
        bench.bytes = bytes;
        bench.runs = arguments.runs;
        code = run_all(&bench, &error);
    }
    if (code == ERROR_NONE) {
        print(&bench, arguments.file);
    } else {
        fprintf(stderr, "bench-decode: %s: %s %s\n", error_word(code), error.path, error.text);
    }
    arena_free(arena);
    return code == ERROR_NONE ? 0 : 2;
}
