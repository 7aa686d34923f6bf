/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/stats.h"

#include "proto/number.h"

static const double bucket_ends[BUCKET_COUNT - 1] = {
    1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100};

static const char *const counter_words[COUNTER_COUNT] = {
#define COUNTER_WORD(name, word) [COUNTER_##name] = word,
    COUNTER_LIST(COUNTER_WORD)
#undef COUNTER_WORD
};

static const char *const latency_words[LATENCY_COUNT] = {
#define LATENCY_WORD(name, word) [LATENCY_##name] = word,
    LATENCY_LIST(LATENCY_WORD)
#undef LATENCY_WORD
};

void stats_count(struct stats *stats, enum counter counter)
{
    stats->counters[counter]++;
}

void stats_job_ran(struct stats *stats, double seconds)
{
    stats->job_mean_s = stats->job_mean_s == 0.0 ? seconds : 0.8 * stats->job_mean_s + 0.2 * seconds;
}

void histogram_add(struct histogram *histogram, double seconds)
{
    size_t bucket = 0;
    while (bucket < BUCKET_COUNT - 1 && seconds > bucket_ends[bucket]) {
        bucket++;
    }
    histogram->counts[bucket]++;
    histogram->count++;
    histogram->sum_s += seconds;
}

void stats_latency(struct stats *stats, enum latency what, double seconds)
{
    histogram_add(&stats->latency[what], seconds);
}

struct node stats_counters_node(struct arena *arena, const struct stats *stats)
{
    struct node map = node_map(arena, COUNTER_COUNT);
    for (size_t i = 0; i < COUNTER_COUNT; i++) {
        map_add(&map, counter_words[i], node_integer((int64_t)stats->counters[i]));
    }
    return map;
}

struct node stats_ops_node(struct arena *arena, const struct stats *stats)
{
    struct node map = node_map(arena, OP_COUNT);
    for (int i = 0; i < OP_COUNT; i++) {
        map_add(&map, op_word((enum op)i), node_integer((int64_t)stats->ops[i]));
    }
    return map;
}

struct node stats_errors_node(struct arena *arena, const struct stats *stats)
{
    struct node map = node_map(arena, ERROR_COUNT);
    for (int i = 0; i < ERROR_COUNT; i++) {
        if (stats->errors[i] != 0) {
            map_add(&map, error_word((enum error_code)i), node_integer((int64_t)stats->errors[i]));
        }
    }
    return map;
}

static struct node histogram_node(struct arena *arena, const struct histogram *histogram)
{
    struct node map = node_map(arena, 3), list = node_array(arena, BUCKET_COUNT);
    for (size_t i = 0; i < BUCKET_COUNT; i++) {
        struct node bucket = node_map(arena, 2);
        map_add(&bucket, "count", node_integer((int64_t)histogram->counts[i]));
        if (i < BUCKET_COUNT - 1) {
            map_add(&bucket, "up_to_s", node_real(bucket_ends[i]));
        }
        array_add(&list, bucket);
    }
    map_add(&map, "buckets", list);
    map_add(&map, "count", node_integer((int64_t)histogram->count));
    map_add(&map, "sum_s", node_micro(micro_from_double(histogram->sum_s)));
    return map;
}

struct node stats_latency_node(struct arena *arena, const struct stats *stats)
{
    struct node map = node_map(arena, LATENCY_COUNT);
    for (size_t i = 0; i < LATENCY_COUNT; i++) {
        map_add(&map, latency_words[i], histogram_node(arena, &stats->latency[i]));
    }
    return map;
}
