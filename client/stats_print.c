/* SPDX-License-Identifier: MIT */
#include "client/stats_print.h"

#include "client/job_read.h"
#include "client/stats_words.h"
#include "client/text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static const char *cell(struct arena *arena, const char *format, double value)
{
    const char *text = isnan(value) ? "" : arena_format(arena, format, value);
    return text == NULL ? "" : text;
}

static const char *integer_cell(struct arena *arena, const struct node *node)
{
    const char *text = arena_format(arena, "%" PRId64, node->as.integer);
    return text == NULL ? "" : text;
}

static void print_head(const struct node *stats, FILE *out)
{
    const struct node *draining = map_get(stats, "draining");
    int minutes = (int)(job_number(stats, "uptime_s") / 60);
    fprintf(out, _("mutasid %s, up for %d h %d min"), job_text(stats, "version"), minutes / 60, minutes % 60);
    if (draining != NULL && draining->kind == NODE_BOOLEAN && draining->as.boolean)
        fprintf(out, ", %s", _("stopping: nothing new is accepted"));
    if (map_get(stats, "keys") != NULL)
        fprintf(out, _(", keys: %.0f"), job_number(stats, "keys"));
    fputs("\n\n", out);
}

/* Zeros are left out of long lists of words. */
static bool is_left_out(const char *section, const struct node *value)
{
    return strcmp(section, "ops") == 0 && value->kind == NODE_INTEGER && value->as.integer == 0;
}

static void add_count(struct arena *arena, struct table *table, const char *section, const char *word,
                      const struct node *value)
{
    if (is_left_out(section, value))
        return;
    const char *meaning = stats_meaning(section, word);
    const char *const cells[] = {meaning != NULL ? _(meaning) : word,
                                 value->kind == NODE_INTEGER ? integer_cell(arena, value)
                                 : value->kind == NODE_REAL  ? cell(arena, "%g", value->as.real)
                                                             : ""};
    if (cells[1][0] != '\0')
        table_add(table, cells);
}

/* The numbers of one map, a line each: known words in their order, then those of a newer service. */
static void print_counts(struct arena *arena, const char *heading, const char *section,
                         const struct node *map, FILE *out)
{
    const char *word;
    if (map == NULL || map->kind != NODE_MAP || map->count == 0)
        return;
    struct table *table = table_new(arena, (const char *const[]){heading, ">"}, 2);
    for (size_t n = 0; (word = stats_word(section, n)) != NULL; n++)
        if (map_get(map, word) != NULL)
            add_count(arena, table, section, word, map_get(map, word));
    for (uint32_t i = 0; i < map->count; i++) {
        word = map->as.items[2 * i].as.text;
        if (stats_meaning(section, word) == NULL)
            add_count(arena, table, section, word, &map->as.items[2 * i + 1]);
    }
    table_print(table, out);
    fputc('\n', out);
}

static const char *seconds(struct arena *arena, const char *before, double value)
{
    const char *text = isnan(value) ? ""
                       : value < 1  ? arena_format(arena, "%s%.3g ms", before, value * 1000)
                                    : arena_format(arena, "%s%.3g s", before, value);
    return text == NULL ? "" : text;
}

/* Within what time the share of them was: the end of the bucket that holds the last of it. */
static const char *within(struct arena *arena, const struct node *histogram, double share)
{
    const struct node *buckets = map_get(histogram, "buckets");
    int64_t wanted = (int64_t)ceil(share * (double)job_integer(histogram, "count")), seen = 0;
    double end_s = NAN;
    for (uint32_t i = 0; buckets != NULL && i < buckets->count; i++) {
        double longest_s = job_number(&buckets->as.items[i], "up_to_s");
        seen += job_integer(&buckets->as.items[i], "count");
        if (isnan(longest_s))
            return seconds(arena, "> ", end_s);
        end_s = longest_s;
        if (seen >= wanted)
            break;
    }
    return seconds(arena, "", end_s);
}

static void add_latency(struct arena *arena, struct table *table, const char *word,
                        const struct node *histogram)
{
    const char *meaning = stats_meaning("latency", word);
    double count = job_number(histogram, "count");
    bool is_empty = !(count > 0);
    const char *const cells[] = {
        meaning != NULL ? _(meaning) : word,
        cell(arena, "%.0f", count),
        is_empty ? "" : seconds(arena, "", job_number(histogram, "sum_s") / count),
        is_empty ? "" : within(arena, histogram, 0.5),
        is_empty ? "" : within(arena, histogram, 0.99),
    };
    table_add(table, cells);
}

static void print_latency(struct arena *arena, const struct node *latency, FILE *out)
{
    const char *word;
    if (latency == NULL || latency->kind != NODE_MAP)
        return;
    const char *const headings[] = {_("how long it takes"), _(">times"), _(">mean"), _(">50 % within"),
                                    _(">99 % within")};
    struct table *table = table_new(arena, headings, 5);
    for (size_t n = 0; (word = stats_word("latency", n)) != NULL; n++)
        if (map_get(latency, word) != NULL)
            add_latency(arena, table, word, map_get(latency, word));
    for (uint32_t i = 0; i < latency->count; i++) {
        word = latency->as.items[2 * i].as.text;
        if (stats_meaning("latency", word) == NULL)
            add_latency(arena, table, word, &latency->as.items[2 * i + 1]);
    }
    table_print(table, out);
    fputc('\n', out);
}

static void add_process(struct arena *arena, struct table *table, const char *name, const struct node *map)
{
    const struct node *pid = map == NULL ? NULL : map_get(map, "pid");
    if (map == NULL)
        return;
    const char *const cells[] = {
        name,
        job_text(map, "state"),
        pid != NULL && pid->kind == NODE_INTEGER ? integer_cell(arena, pid) : "",
        cell(arena, "%.1f", job_number(map, "resident_bytes") / 1048576),
    };
    table_add(table, cells);
}

static void print_processes(struct arena *arena, const struct node *stats, FILE *out)
{
    const struct node *workers = map_get(stats, "workers");
    const char *const headings[] = {_("process"), _("state"), _(">pid"), _(">memory, MiB")};
    struct table *table = table_new(arena, headings, 4);
    add_process(arena, table, "dispatcher", map_get(stats, "dispatcher"));
    add_process(arena, table, "front", map_get(stats, "front"));
    for (uint32_t i = 0; workers != NULL && workers->kind == NODE_ARRAY && i < workers->count; i++)
        add_process(arena, table, "worker", &workers->as.items[i]);
    table_print(table, out);
}

static const char *count_cell(struct arena *arena, const struct node *map, const char *word)
{
    const struct node *value = map_get(map, word);
    return value != NULL && value->kind == NODE_INTEGER ? integer_cell(arena, value) : "";
}

static void print_clients(struct arena *arena, const struct node *clients, FILE *out)
{
    if (clients == NULL || clients->kind != NODE_ARRAY || clients->count == 0)
        return;
    const char *const headings[] = {_("client"), _(">waiting"),  _(">running"),
                                    _(">bytes"), _(">requests"), _(">turned away")};
    struct table *table = table_new(arena, headings, 6);
    for (uint32_t i = 0; i < clients->count; i++) {
        const struct node *client = &clients->as.items[i];
        const char *const cells[] = {
            job_text(client, "name"),
            count_cell(arena, client, "waiting"),
            count_cell(arena, client, "running"),
            count_cell(arena, client, "bytes"),
            count_cell(arena, client, "requests"),
            count_cell(arena, client, "busy"),
        };
        table_add(table, cells);
    }
    table_print(table, out);
    fputc('\n', out);
}

static void print_confinement(const struct node *words, FILE *out)
{
    if (words == NULL || words->kind != NODE_ARRAY)
        return;
    fprintf(out, "\n%s", _("Workers are confined by:"));
    for (uint32_t i = 0; i < words->count; i++)
        fprintf(out, " %s", words->as.items[i].kind == NODE_STRING ? words->as.items[i].as.text : "");
    fprintf(out, "%s\n", words->count == 0 ? _(" nothing") : "");
}

static bool is_told_elsewhere(const char *word)
{
    static const char *const words[] = {"jobs", "events", "ops", "errors", "latency", "dispatcher", "front"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i], word) == 0)
            return true;
    return false;
}

/* What a newer service tells besides has its own word for a heading. */
static const char *heading_of(const char *section)
{
    return strcmp(section, "journal") == 0 ? _("journal") : section;
}

void stats_print(struct arena *arena, const struct node *stats, FILE *out)
{
    print_head(stats, out);
    print_counts(arena, _("now"), "jobs", map_get(stats, "jobs"), out);
    print_counts(arena, _("since the start"), "events", map_get(stats, "events"), out);
    print_counts(arena, _("requests by operation"), "ops", map_get(stats, "ops"), out);
    print_counts(arena, _("errors by code"), "errors", map_get(stats, "errors"), out);
    for (uint32_t i = 0; i < stats->count; i++)
        if (!is_told_elsewhere(stats->as.items[2 * i].as.text))
            print_counts(arena, heading_of(stats->as.items[2 * i].as.text), stats->as.items[2 * i].as.text,
                         &stats->as.items[2 * i + 1], out);
    print_latency(arena, map_get(stats, "latency"), out);
    print_clients(arena, map_get(stats, "clients"), out);
    print_processes(arena, stats, out);
    print_confinement(map_get(stats, "confinement"), out);
}
