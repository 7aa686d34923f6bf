/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-decode: how fast MessagePack becomes a validated instance, and what memory that takes. The three
 * steps run one after the other in this process, several times; the medians are printed. */
#include "bench/document_file.h"
#include "bench/machine.h"
#include "bench/number_option.h"
#include "proto/instance.h"

#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { RUNS_MAX = 1000 };

struct arguments {
    const char *file;
    int runs;
};

/* One step of one run: by the clock, and of that on a processor (a busy machine shows in the difference). */
struct step {
    double wall_s, cpu_s;
};

struct times {
    struct step scan, decode, validate;
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
        arguments->runs = whole_option(state, value, 1, RUNS_MAX);
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

static struct step now(void)
{
    struct timespec cpu;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &cpu);
    return (struct step){now_s(), (double)cpu.tv_sec + 1e-9 * (double)cpu.tv_nsec};
}

static struct step between(struct step from, struct step to)
{
    return (struct step){to.wall_s - from.wall_s, to.cpu_s - from.cpu_s};
}

/* Reading scans first, so what the scan takes is part of decode too. */
static enum error_code run_once(struct bench *bench, struct times *times, struct error *error)
{
    const struct node *document = NULL;
    const struct instance *instance = NULL;
    struct arena *arena = arena_new();
    if (arena == NULL) {
        return error_set(error, ERROR_MEMORY, "", "no memory for an arena");
    }
    struct step start = now();
    enum error_code code = msgpack_scan(bench->bytes, bench->length, NULL, error);
    struct step scanned = now();
    if (code == ERROR_NONE) {
        code = tree_read_msgpack(arena, bench->bytes, bench->length, NULL, &document, error);
    }
    struct step decoded = now();
    if (code == ERROR_NONE) {
        code = instance_read(arena, document, NULL, &instance, error);
    }
    struct step validated = now();
    *times = (struct times){between(start, scanned), between(scanned, decoded), between(decoded, validated)};
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

static double median(double *seconds, int count)
{
    qsort(seconds, (size_t)count, sizeof seconds[0], compare);
    return seconds[count / 2];
}

/* Medians over the runs; weights say which steps belong to the line. */
static void print_step(const struct bench *bench, const char *name, int scan, int decode, int validate)
{
    double wall_s[RUNS_MAX], cpu_s[RUNS_MAX], megabytes = (double)bench->length / 1e6;
    for (int i = 0; i < bench->runs; i++) {
        const struct times *times = &bench->times[i];
        wall_s[i] =
            scan * times->scan.wall_s + decode * times->decode.wall_s + validate * times->validate.wall_s;
        cpu_s[i] = scan * times->scan.cpu_s + decode * times->decode.cpu_s + validate * times->validate.cpu_s;
    }
    double wall = median(wall_s, bench->runs), cpu = median(cpu_s, bench->runs);
    printf("%-24s %9.1f ms %8.0f MB/s %9.1f ms %8.0f MB/s\n", name, wall * 1e3, megabytes / wall, cpu * 1e3,
           megabytes / cpu);
}

static void print(const struct bench *bench, const char *file)
{
    char machine[200];
    machine_describe(machine, sizeof machine);
    printf("machine   %s, one thread, %d runs\n", machine, bench->runs);
    printf("instance  %s: %.1f MB, %d employees, %d units, %lld distances\n\n", file,
           (double)bench->length / 1e6, bench->employees, bench->units, (long long)bench->distances);
    printf("%-24s %26s %26s\n", "step (medians)", "by the clock", "of processor time");
    print_step(bench, "scan", 1, 0, 0);
    print_step(bench, "scan and decode", 0, 1, 0);
    print_step(bench, "validate", 0, 0, 1);
    print_step(bench, "scan, decode, validate", 0, 1, 1);
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
