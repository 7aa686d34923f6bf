/* SPDX-License-Identifier: MIT */
#include "proto/body_batch.h"

#include "proto/body_instance.h"
#include "proto/msgpack_scan.h"

#include <stdio.h>
#include <string.h>

/* --- reading ------------------------------------------------------------------------------------------ */

static bool is_named(const void *key, const char *name)
{
    const char *text;
    size_t length;
    return msgpack_text(key, &text, &length) && length == strlen(name) && memcmp(text, name, length) == 0;
}

static enum error_code refuse(const void *key, struct error *error)
{
    const char *text = "";
    size_t length = 0;
    char path[64];
    msgpack_text(key, &text, &length);
    snprintf(path, sizeof path, "%.*s", length < sizeof path ? (int)length : (int)sizeof path, text);
    return error_set(error, ERROR_UNKNOWN_FIELD, path, "a batch takes instance, policy and scenarios");
}

static enum error_code take_field(const unsigned char *key, struct body_part value, struct body_batch *out,
                                  struct body_part *scenarios, struct error *error)
{
    static const char *const names[] = {"instance", "policy", "scenarios"};
    struct body_part *const parts[] = {&out->instance, &out->policy, scenarios};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!is_named(key, names[i])) {
            continue;
        }
        if (parts[i]->bytes != NULL) {
            return error_set(error, ERROR_DUPLICATE_KEY, names[i], "the key \"%s\" is named twice", names[i]);
        }
        *parts[i] = value;
        return ERROR_NONE;
    }
    return refuse(key, error);
}

static enum error_code split(const void *body, const unsigned char *end, struct body_batch *out,
                             struct body_part *scenarios, struct error *error)
{
    size_t pairs = 0;
    enum error_code code = ERROR_NONE;
    msgpack_map(body, &pairs);
    const unsigned char *key = msgpack_inside(body);
    for (; pairs > 0 && code == ERROR_NONE; pairs--) {
        const unsigned char *value = msgpack_behind(key);
        const unsigned char *next = pairs > 1 ? msgpack_behind(value) : end;
        code = take_field(key, (struct body_part){value, (size_t)(next - value)}, out, scenarios, error);
        key = next;
    }
    return code;
}

static enum error_code check_instance(const struct body_batch *batch, const void *body, struct error *error)
{
    unsigned char sha256[INSTANCE_HASH_BYTES];
    bool named;
    if (batch->instance.bytes == NULL) {
        return error_set(error, ERROR_MISSING_FIELD, "instance", "a batch names its instance");
    }
    enum error_code code = body_names_instance(body, &named, sha256, error);
    if (code == ERROR_NONE && !named) {
        return error_set(error, ERROR_WRONG_TYPE, "instance",
                         "expected the name of a stored instance, {\"sha256\": ...}: put it first");
    }
    return code;
}

static enum error_code check_scenarios(const struct body_part *scenarios, struct body_batch *out,
                                       struct error *error)
{
    size_t pairs;
    char path[40];
    if (scenarios->bytes == NULL) {
        return error_set(error, ERROR_MISSING_FIELD, "scenarios", "a batch needs scenarios");
    }
    if (!msgpack_list(scenarios->bytes, &out->count)) {
        return error_set(error, ERROR_WRONG_TYPE, "scenarios", "expected a list of scenarios");
    }
    if (out->count < 1 || out->count > BATCH_SCENARIOS_MAX) {
        return error_set(error, ERROR_OUT_OF_RANGE, "scenarios", "%zu scenarios, expected 1 to %d",
                         out->count, BATCH_SCENARIOS_MAX);
    }
    const unsigned char *at = out->next = msgpack_inside(scenarios->bytes);
    for (size_t i = 0; i < out->count; i++, at = msgpack_behind(at)) {
        if (!msgpack_map(at, &pairs)) {
            snprintf(path, sizeof path, "scenarios[%zu]", i);
            return error_set(error, ERROR_WRONG_TYPE, path, "expected a map");
        }
    }
    return ERROR_NONE;
}

enum error_code body_batch_read(const void *body, size_t length, struct body_batch *out, struct error *error)
{
    struct body_part scenarios = {.bytes = NULL};
    size_t pairs;
    *out = (struct body_batch){.count = 0};
    enum error_code code = split(body, (const unsigned char *)body + length, out, &scenarios, error);
    if (code == ERROR_NONE) {
        code = check_instance(out, body, error);
    }
    if (code == ERROR_NONE && out->policy.bytes != NULL && !msgpack_map(out->policy.bytes, &pairs)) {
        code = error_set(error, ERROR_WRONG_TYPE, "policy", "expected a map");
    }
    return code == ERROR_NONE ? check_scenarios(&scenarios, out, error) : code;
}

struct body_part body_batch_take(struct body_batch *batch)
{
    const unsigned char *scenario = batch->next;
    batch->next = msgpack_behind(scenario);
    return (struct body_part){scenario, (size_t)(batch->next - scenario)};
}

/* --- writing ------------------------------------------------------------------------------------------ */

/* Counts, and writes where there is room. */
struct writer {
    unsigned char *room; /* NULL: counts only */
    size_t length;
};

static void put(struct writer *writer, const void *bytes, size_t length)
{
    if (writer->room != NULL) {
        memcpy(writer->room + writer->length, bytes, length);
    }
    writer->length += length;
}

static void put_map(struct writer *writer, unsigned pairs) /* below 16 */
{
    unsigned char head = (unsigned char)(0x80 | pairs);
    put(writer, &head, 1);
}

static void put_text(struct writer *writer, const char *text) /* below 256 bytes */
{
    size_t length = strlen(text);
    unsigned char short_head = (unsigned char)(0xa0 | length), head[] = {0xd9, (unsigned char)length};
    put(writer, length < 32 ? &short_head : head, length < 32 ? 1 : 2);
    put(writer, text, length);
}

static void put_part(struct writer *writer, const char *key, struct body_part part)
{
    if (part.bytes != NULL) {
        put_text(writer, key);
        put(writer, part.bytes, part.length);
    }
}

size_t body_batch_job(const struct body_batch *batch, struct body_part scenario, const char *base_key,
                      unsigned char *room)
{
    struct writer writer = {.room = room};
    unsigned pairs = 1U + (batch->policy.bytes != NULL) + (scenario.bytes != NULL) + (base_key != NULL);
    put_map(&writer, pairs);
    put_part(&writer, "instance", batch->instance);
    put_part(&writer, "policy", batch->policy);
    put_part(&writer, "scenario", scenario);
    if (base_key != NULL) {
        put_text(&writer, "start");
        put_map(&writer, 1);
        put_text(&writer, "job");
        put_text(&writer, base_key);
    }
    return writer.length;
}
