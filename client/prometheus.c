/* SPDX-License-Identifier: MIT */
/* Each family is printed whole: HELP, TYPE, then all its samples, as the format demands. */
#include "client/prometheus.h"

#include "client/job_read.h"
#include "client/stats_words.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

enum { NAME_BYTES = 120 };

/* --- the format --- */

static bool is_number(const struct node *node)
{
    return node->kind == NODE_INTEGER || node->kind == NODE_REAL || node->kind == NODE_BOOLEAN;
}

static void print_value(const struct node *node, FILE *out)
{
    if (node->kind == NODE_REAL)
        fprintf(out, " %.15g\n", node->as.real);
    else
        fprintf(out, " %" PRId64 "\n", node->kind == NODE_BOOLEAN ? node->as.boolean : node->as.integer);
}

/* Backslash, quote and line feed are escaped in a label's value, nothing else. */
static void print_label(const char *name, const char *value, FILE *out)
{
    fprintf(out, "%s=\"", name);
    for (; *value != '\0'; value++) {
        if (*value == '\\' || *value == '"')
            fputc('\\', out);
        fputs(*value == '\n' ? "\\n" : (const char[]){*value, '\0'}, out);
    }
    fputc('"', out);
}

/* "mutasi_SECTION_WORD_SUFFIX", the empty parts left out; whatever a name may not hold becomes '_'. */
static void make_name(char name[NAME_BYTES], const char *section, const char *word, const char *suffix)
{
    snprintf(name, NAME_BYTES, "mutasi%s%.40s%s%.40s%s%s", section[0] == '\0' ? "" : "_", section,
             word[0] == '\0' ? "" : "_", word, suffix[0] == '\0' ? "" : "_", suffix);
    for (char *c = name; *c != '\0'; c++)
        if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", *c) == NULL)
            *c = '_';
}

static void print_family(const char *name, const char *type, const char *help, FILE *out)
{
    fprintf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

/* --- numbers --- */

/* "uptime_s" is exposed as "uptime_seconds", the unit's whole name, as monitors expect. */
static void name_unit(const char *word, char *out, size_t size)
{
    size_t length = strlen(word);
    bool is_seconds = length > 2 && strcmp(word + length - 2, "_s") == 0;
    snprintf(out, size, "%.*s%s", (int)(is_seconds ? length - 2 : length), word,
             is_seconds ? "_seconds" : "");
}

static void print_number(const char *section, const char *word, const char *prefix, bool is_counter,
                         const struct node *value, FILE *out)
{
    char name[NAME_BYTES], unit[NAME_BYTES];
    const char *help = stats_meaning(section, word);
    name_unit(word, unit, sizeof unit);
    make_name(name, prefix, unit, is_counter ? "total" : "");
    print_family(name, is_counter ? "counter" : "gauge", help != NULL ? help : word, out);
    fputs(name, out);
    print_value(value, out);
}

/* A map of numbers: a family for each. */
static void print_numbers(const char *section, const struct node *map, FILE *out)
{
    bool is_counter = strcmp(section, "events") == 0;
    for (uint32_t i = 0; i < map->count; i++) {
        const struct node *value = &map->as.items[2 * i + 1];
        if (is_number(value))
            print_number(section, map->as.items[2 * i].as.text, is_counter ? "" : section, is_counter, value,
                         out);
    }
}

/* A map of counts that are parts of one whole: one family, told apart by a label. */
static void print_labelled(const char *name, const char *help, const char *label, const struct node *map,
                           FILE *out)
{
    if (map == NULL || map->kind != NODE_MAP || map->count == 0)
        return;
    print_family(name, "counter", help, out);
    for (uint32_t i = 0; i < map->count; i++) {
        fprintf(out, "%s{", name);
        print_label(label, map->as.items[2 * i].as.text, out);
        fputc('}', out);
        print_value(&map->as.items[2 * i + 1], out);
    }
}

/* --- histograms --- */

static void print_stage(const char *name, const char *suffix, const char *stage, FILE *out)
{
    fprintf(out, "%s_%s{", name, suffix);
    print_label("stage", stage, out);
}

/* The service counts each bucket alone, the format wants all up to its end. */
static void print_histogram(const char *name, const char *stage, const struct node *histogram, FILE *out)
{
    const struct node *buckets = map_get(histogram, "buckets"), *sum = map_get(histogram, "sum_s");
    int64_t up_to_here = 0;
    if (buckets == NULL || buckets->kind != NODE_ARRAY || sum == NULL)
        return;
    for (uint32_t i = 0; i < buckets->count; i++) {
        const struct node *end = map_get(&buckets->as.items[i], "up_to_s");
        up_to_here += job_integer(&buckets->as.items[i], "count");
        if (end == NULL)
            continue;
        print_stage(name, "bucket", stage, out);
        fprintf(out, ",le=\"%.15g\"} %" PRId64 "\n", job_number(&buckets->as.items[i], "up_to_s"),
                up_to_here);
    }
    print_stage(name, "bucket", stage, out);
    fprintf(out, ",le=\"+Inf\"} %" PRId64 "\n", up_to_here);
    print_stage(name, "sum", stage, out);
    fputc('}', out);
    print_value(sum, out);
    print_stage(name, "count", stage, out);
    fprintf(out, "} %" PRId64 "\n", up_to_here);
}

static void print_latency(const struct node *latency, FILE *out)
{
    const char *name = "mutasi_latency_seconds";
    if (latency == NULL || latency->kind != NODE_MAP)
        return;
    print_family(name, "histogram", "how long things take, by stage", out);
    for (uint32_t i = 0; i < latency->count; i++)
        print_histogram(name, latency->as.items[2 * i].as.text, &latency->as.items[2 * i + 1], out);
}

/* --- processes --- */

static void print_resident(const char *process, int index, const struct node *map, FILE *out)
{
    const struct node *bytes = map == NULL ? NULL : map_get(map, "resident_bytes");
    if (bytes == NULL || !is_number(bytes))
        return;
    fputs("mutasi_process_resident_bytes{", out);
    print_label("process", process, out);
    if (index >= 0)
        fprintf(out, ",worker=\"%d\"", index);
    fputc('}', out);
    print_value(bytes, out);
}

static void print_memory(const struct node *stats, const struct node *workers, FILE *out)
{
    print_family("mutasi_process_resident_bytes", "gauge", "memory in use", out);
    print_resident("dispatcher", -1, map_get(stats, "dispatcher"), out);
    print_resident("front", -1, map_get(stats, "front"), out);
    for (uint32_t i = 0; i < workers->count; i++)
        print_resident("worker", (int)i, &workers->as.items[i], out);
}

static void print_workers(const struct node *workers, FILE *out)
{
    static const char *const states[] = {"absent", "starting", "idle", "busy", "leaving"};
    print_family("mutasi_workers", "gauge", "worker processes, by state", out);
    for (size_t s = 0; s < sizeof states / sizeof *states; s++) {
        int count = 0;
        for (uint32_t i = 0; i < workers->count; i++)
            count += strcmp(job_text(&workers->as.items[i], "state"), states[s]) == 0;
        fprintf(out, "mutasi_workers{state=\"%s\"} %d\n", states[s], count);
    }
}

/* --- clients --- */

static bool is_client_counter(const char *word)
{
    return strcmp(word, "requests") == 0 || strcmp(word, "busy") == 0;
}

static void print_client_family(const char *word, const struct node *clients, FILE *out)
{
    char name[NAME_BYTES];
    bool is_counter = is_client_counter(word);
    const char *help = stats_meaning("client", word);
    make_name(name, "client", word, is_counter ? "total" : "");
    print_family(name, is_counter ? "counter" : "gauge", help != NULL ? help : word, out);
    for (uint32_t i = 0; i < clients->count; i++) {
        const struct node *value = map_get(&clients->as.items[i], word);
        if (value == NULL || !is_number(value))
            continue;
        fprintf(out, "%s{", name);
        print_label("client", job_text(&clients->as.items[i], "name"), out);
        fputc('}', out);
        print_value(value, out);
    }
}

/* Every client has the same words. */
static void print_clients(const struct node *clients, FILE *out)
{
    if (clients == NULL || clients->kind != NODE_ARRAY || clients->count == 0)
        return;
    const struct node *first = &clients->as.items[0];
    for (uint32_t i = 0; first->kind == NODE_MAP && i < first->count; i++)
        if (is_number(&first->as.items[2 * i + 1]))
            print_client_family(first->as.items[2 * i].as.text, clients, out);
}

/* --- all of it --- */

static void print_confinement(const struct node *words, FILE *out)
{
    if (words == NULL || words->kind != NODE_ARRAY || words->count == 0)
        return;
    print_family("mutasi_confinement", "gauge", "what confines the workers", out);
    for (uint32_t i = 0; i < words->count; i++) {
        const struct node *word = &words->as.items[i];
        fputs("mutasi_confinement{", out);
        print_label("measure", word->kind == NODE_STRING ? word->as.text : "", out);
        fputs("} 1\n", out);
    }
}

static bool is_told_elsewhere(const char *word)
{
    static const char *const words[] = {"ops", "errors", "latency", "dispatcher", "front", "workers"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i], word) == 0)
            return true;
    return false;
}

void prometheus_print(const struct node *stats, FILE *out)
{
    print_family("mutasi_info", "gauge", "the service's version", out);
    fputs("mutasi_info{", out);
    print_label("version", job_text(stats, "version"), out);
    fputs("} 1\n", out);
    for (uint32_t i = 0; i < stats->count; i++) {
        const char *word = stats->as.items[2 * i].as.text;
        const struct node *value = &stats->as.items[2 * i + 1];
        if (is_number(value))
            print_number("", word, "", false, value, out);
        else if (value->kind == NODE_MAP && !is_told_elsewhere(word))
            print_numbers(word, value, out);
    }
    print_labelled("mutasi_op_requests_total", "requests received, by operation", "op", map_get(stats, "ops"),
                   out);
    print_labelled("mutasi_errors_total", "error replies, by code", "code", map_get(stats, "errors"), out);
    print_latency(map_get(stats, "latency"), out);
    print_clients(map_get(stats, "clients"), out);
    print_confinement(map_get(stats, "confinement"), out);
    const struct node *workers = map_get(stats, "workers");
    if (workers == NULL || workers->kind != NODE_ARRAY)
        return;
    print_memory(stats, workers, out);
    print_workers(workers, out);
}
