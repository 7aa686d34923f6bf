/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-journal: what it costs to promise. The journal alone, without a service: the latency of one commit,
 * jobs per second when many wait, a steady rate, one large body, and opening a full file. The file is made in
 * DIR, which should lie on the disk that is meant. */
#define _DEFAULT_SOURCE /* mkdtemp */
#include "solver/service/journal.h"
#include "bench/machine.h"
#include "bench/number_option.h"
#include "solver/service/spool.h"

#include <argp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BODY_BYTES = 2000, RESULT_BYTES = 4000, LARGE_MB = 64, STORED_MB = 256 };
enum { LATENCIES_MAX = 1000000 };

struct bench {
    const char *folder;
    char path[4096];
    struct journal *journal;
    uint64_t id;
    double latencies_s[LATENCIES_MAX];
    size_t count;
};
static struct bench bench;

static void must(enum error_code code, const struct error *error)
{
    if (code != ERROR_NONE) {
        fprintf(stderr, "bench-journal: %s\n", error->text);
        exit(1);
    }
}

static void open_journal(void)
{
    struct journal_settings settings = {.path = bench.path, .spool = bench.folder};
    struct error error;
    must(journal_open(&settings, &bench.journal, &error), &error);
    bench.id = journal_last_id(bench.journal);
}

static void close_journal(void)
{
    struct error error;
    must(journal_close(bench.journal, &error), &error);
}

/* --- jobs --------------------------------------------------------------------------------------------- */

static struct journal_job job_of(uint64_t id)
{
    struct journal_job job = {.id = id, .limits = solve_limits_default, .accepted_ms = 1772357400000};
    snprintf(job.client, sizeof job.client, "client-%d", (int)(id % 50));
    snprintf(job.key, sizeof job.key, "%064llx", (unsigned long long)id);
    return job;
}

static void add_bytes(struct blob *body)
{
    struct error error;
    struct journal_job job = job_of(++bench.id);
    struct piece piece = {body->bytes, body->length, body};
    must(journal_add_job(bench.journal, &job, &piece, &error), &error);
}

static void add(void)
{
    struct blob *body = blob_new(BODY_BYTES);
    memset(body->bytes, (int)bench.id, BODY_BYTES);
    add_bytes(body);
    blob_drop(body);
}

static void finish_bytes(uint64_t id, size_t length)
{
    struct error error;
    struct journal_job job = job_of(id);
    struct blob *result = blob_new(length);
    struct piece piece = {result->bytes, length, result};
    memset(result->bytes, (int)id, length);
    job.state = JOB_DONE;
    job.started_ms = job.finished_ms = job.accepted_ms + (int64_t)id;
    must(journal_finish_job(bench.journal, &job, &piece, &error), &error);
    blob_drop(result);
}

static void wait_committed(uint64_t batch)
{
    struct pollfd polled = {.fd = journal_fd(bench.journal), .events = POLLIN};
    while (journal_committed(bench.journal) < batch) {
        poll(&polled, 1, -1);
    }
}

/* --- figures ------------------------------------------------------------------------------------------ */

static int compare(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return a < b ? -1 : a > b;
}

static void note(double seconds)
{
    if (bench.count < LATENCIES_MAX) {
        bench.latencies_s[bench.count++] = seconds;
    }
}

/* Prints and forgets the latencies noted. */
static void print_latencies(const char *what)
{
    qsort(bench.latencies_s, bench.count, sizeof(double), compare);
    printf("%-44s p50 %8.2f ms  p99 %8.2f ms  most %8.2f ms  (%zu)\n", what,
           bench.latencies_s[bench.count / 2] * 1e3, bench.latencies_s[bench.count * 99 / 100] * 1e3,
           bench.latencies_s[bench.count - 1] * 1e3, bench.count);
    bench.count = 0;
}

static void one_by_one(double seconds)
{
    double until_s = now_s() + seconds;
    while (now_s() < until_s) {
        double began_s = now_s();
        add();
        wait_committed(journal_submit(bench.journal));
        note(now_s() - began_s);
    }
    print_latencies("one job per commit, one after the other");
}

/* A batch whenever the last is on disk, of as many jobs as came meanwhile: what group commit carries. */
static void grouped(int jobs_per_batch, double seconds)
{
    struct journal_stats before, after;
    char what[64];
    double began_s = now_s();
    uint64_t first = bench.id;
    journal_stats(bench.journal, &before);
    while (now_s() < began_s + seconds) {
        double batch_s = now_s();
        for (int i = 0; i < jobs_per_batch; i++) {
            add();
            finish_bytes(bench.id, RESULT_BYTES);
        }
        wait_committed(journal_submit(bench.journal));
        note(now_s() - batch_s);
    }
    double took_s = now_s() - began_s;
    journal_stats(bench.journal, &after);
    snprintf(what, sizeof what, "batches of %d jobs added and ended", jobs_per_batch);
    print_latencies(what);
    printf("%-44s %8.0f jobs/s in %llu transactions\n", "", (double)(bench.id - first) / took_s,
           (unsigned long long)(after.transactions - before.transactions));
}

/* Of this thread alone, so that what else runs does not count. */
static double processor_s(void)
{
    struct timespec used;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return (double)used.tv_sec + (double)used.tv_nsec * 1e-9;
}

/* --- retention, as the service looks after it --- */

struct retention {
    struct journal_keep keep;
    size_t looks, forgotten;
    double next_s, used_s;
};

static bool forget(void *context, uint64_t id)
{
    struct retention *retention = context;
    retention->forgotten++;
    return journal_forget_job(bench.journal, id, NULL) == ERROR_NONE;
}

static void look(struct retention *retention)
{
    struct error error;
    if (retention->keep.count == 0 || now_s() < retention->next_s) {
        return;
    }
    double began_s = processor_s();
    must(journal_visit_excess(bench.journal, &retention->keep, 500, forget, retention, &error), &error);
    retention->used_s += processor_s() - began_s;
    retention->looks++;
    retention->next_s = now_s() + 0.2;
}

/* Jobs arrive at a rate, each turn of the loop submits what came; a job ends 10 ms after it came. */
static void steady(double rate, double seconds, struct retention *retention)
{
    static double arrived_s[LATENCIES_MAX];
    static uint64_t batches[LATENCIES_MAX];
    double began_s = now_s();
    size_t added = 0, ended = 0, told = 0, all = (size_t)(rate * seconds);
    uint64_t first = bench.id;
    struct pollfd polled = {.fd = journal_fd(bench.journal), .events = POLLIN};
    while (told < all || ended < all) {
        double now = now_s() - began_s;
        for (; added < all && (double)added / rate <= now; added++) {
            arrived_s[added] = (double)added / rate;
            add();
            batches[added] = UINT64_MAX;
        }
        for (; ended < added && arrived_s[ended] + 0.01 <= now; ended++) {
            finish_bytes(first + ended + 1, RESULT_BYTES);
        }
        look(retention);
        uint64_t batch = journal_submit(bench.journal);
        for (size_t i = added; i > told && batches[i - 1] == UINT64_MAX; i--) {
            batches[i - 1] = batch;
        }
        poll(&polled, 1, 1);
        uint64_t committed = journal_committed(bench.journal);
        for (; told < added && batches[told] <= committed; told++) {
            note(now_s() - began_s - arrived_s[told]);
        }
    }
    char what[64];
    snprintf(what, sizeof what, "%.0f jobs/s%s: arrival to committed", rate,
             retention->keep.count > 0 ? ", full" : "");
    print_latencies(what);
}

/* The journal is full: as many jobs go as come. */
static void steady_and_full(double rate, double seconds)
{
    struct journal_stats stats;
    journal_stats(bench.journal, &stats);
    struct retention retention = {.keep = {.count = stats.ended_jobs, .bytes = stats.result_bytes}};
    steady(rate, seconds, &retention);
    printf("%-44s of %llu kept %zu forgotten in %zu looks of %.2f ms of processor\n", "",
           (unsigned long long)stats.ended_jobs, retention.forgotten, retention.looks,
           retention.used_s * 1e3 / (double)(retention.looks > 0 ? retention.looks : 1));
}

static void large(void)
{
    struct blob *body = spool_blob(bench.folder, (size_t)LARGE_MB << 20), *back;
    struct error error;
    memset(body->bytes, 7, body->length);
    double began_s = now_s(), used_s = processor_s();
    add_bytes(body);
    uint64_t batch = journal_submit(bench.journal);
    used_s = processor_s() - used_s;
    wait_committed(batch);
    double committed_s = now_s(), reading_s = processor_s();
    must(journal_read_body(bench.journal, bench.id, &back, &error), &error);
    printf("a body of %d MiB: queued in %.3f ms (processor), committed after %.0f ms, read back in %.0f ms, "
           "%.0f of "
           "processor\n",
           LARGE_MB, used_s * 1e3, (committed_s - began_s) * 1e3, (now_s() - committed_s) * 1e3,
           (processor_s() - reading_s) * 1e3);
    blob_drop(back);
    blob_drop(body);
    began_s = now_s();
    must(journal_forget_job(bench.journal, bench.id, &error), &error);
    wait_committed(journal_submit(bench.journal));
    printf("%-44s forgotten after %.0f ms\n", "", (now_s() - began_s) * 1e3);
}

static void reopen(void)
{
    struct journal_stats stats;
    for (int i = 0; i < STORED_MB * 4; i++) {
        add();
        finish_bytes(bench.id, 256 << 10);
        wait_committed(journal_submit(bench.journal));
    }
    journal_stats(bench.journal, &stats);
    double began_s = now_s();
    close_journal();
    double closed_s = now_s();
    open_journal();
    printf("a file of %.0f MiB, %llu jobs: closed in %.0f ms, opened (quick_check) in %.0f ms\n",
           (double)stats.file_bytes / 1048576, (unsigned long long)stats.ended_jobs,
           (closed_s - began_s) * 1e3, (now_s() - closed_s) * 1e3);
}

static void look_up(void)
{
    struct journal_job job;
    struct blob *result;
    struct error error;
    bool found;
    for (int i = 0; i < 1000; i++) {
        struct journal_job name = job_of(bench.id - (uint64_t)i);
        double began_s = now_s();
        must(journal_find_key(bench.journal, name.client, name.key, &job, &found, &error), &error);
        note(now_s() - began_s);
    }
    print_latencies("a job found by its key");
    for (int i = 0; i < 200; i++) {
        double began_s = now_s();
        must(journal_read_result(bench.journal, bench.id - (uint64_t)i, &result, &error), &error);
        note(now_s() - began_s);
        blob_drop(result);
    }
    print_latencies("a result of 256 KiB read");
}

static const struct argp_option options[] = {
    {"seconds", 's', "S", 0, "For how long each of the rates (default 5)", 0}, {0}};

static error_t parse(int key, char *text, struct argp_state *state)
{
    double *seconds = state->input;
    switch (key) {
    case 's':
        *seconds = number_option(state, text, 0.1, 3600);
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num > 0) {
            argp_usage(state);
        }
        bench.folder = text;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

int main(int argc, char **argv)
{
    static const struct argp parser = {.options = options,
                                       .parser = parse,
                                       .args_doc = "[DIR]",
                                       .doc = "Measures the journal in DIR (/var/tmp)."};
    char folder[3000], machine[200];
    double seconds = 5;
    bench.folder = "/var/tmp";
    argp_parse(&parser, argc, argv, 0, NULL, &seconds);
    snprintf(folder, sizeof folder, "%s/bench-journal-XXXXXX", bench.folder);
    if (mkdtemp(folder) == NULL) {
        perror(folder);
        return 1;
    }
    bench.folder = folder;
    snprintf(bench.path, sizeof bench.path, "%s/journal.db", folder);
    machine_describe(machine, sizeof machine);
    printf("%s\nbodies of %d, results of %d bytes; %s\n", machine, BODY_BYTES, RESULT_BYTES, folder);
    open_journal();
    one_by_one(seconds);
    grouped(10, seconds);
    grouped(100, seconds);
    steady(200, seconds, &(struct retention){.looks = 0});
    steady(1000, seconds, &(struct retention){.looks = 0});
    steady_and_full(200, seconds);
    steady_and_full(1000, seconds);
    large();
    reopen();
    look_up();
    printf("peak memory %.0f MiB\n", peak_memory_mb());
    close_journal();
    unlink(bench.path);
    strcat(bench.path, "-lock");
    unlink(bench.path);
    rmdir(folder);
    return 0;
}
