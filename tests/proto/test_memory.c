/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading and writing when memory ends. Each piece of work runs under an address-space limit that grows step
 * by step until it succeeds, so every large allocation is refused once: the answer must be ERROR_MEMORY, with
 * nothing given out, until it is the right one. */
#include "proto/tree.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { VALUES = 200000, STEP = 512 * 1024, STEPS_MAX = 600 };

static char *json, *bytes; /* both: an array of VALUES short texts */
static size_t json_length, bytes_length;
static const struct node *document;

typedef enum error_code work(struct arena *arena, struct error *error);

static enum error_code read_bytes(struct arena *arena, struct error *error)
{
    const struct node *out;
    enum error_code code = tree_read_msgpack(arena, bytes, bytes_length, NULL, &out, error);
    cr_assert_eq(out == NULL, code != ERROR_NONE);
    return code;
}

static enum error_code read_json(struct arena *arena, struct error *error)
{
    const struct node *out;
    enum error_code code = tree_read_json(arena, json, json_length, NULL, &out, error);
    cr_assert_eq(out == NULL, code != ERROR_NONE);
    return code;
}

static enum error_code write_bytes(struct arena *arena, struct error *error)
{
    const void *out;
    size_t length;
    enum error_code code = tree_write_msgpack(arena, document, &out, &length, error);
    cr_assert_eq(length, code == ERROR_NONE ? bytes_length : 0);
    cr_assert_eq(out == NULL, code != ERROR_NONE);
    return code;
}

static enum error_code write_json(struct arena *arena, struct error *error)
{
    const char *out;
    size_t length;
    enum error_code code = tree_write_json(arena, document, JSON_CANONICAL, &out, &length, error);
    cr_assert_eq(length, code == ERROR_NONE ? json_length : 0);
    cr_assert_eq(out == NULL, code != ERROR_NONE);
    return code;
}

static size_t address_space(void)
{
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    cr_assert_not_null(file);
    cr_assert_eq(fscanf(file, "%lu", &pages), 1);
    fclose(file);
    return pages * (size_t)sysconf(_SC_PAGESIZE);
}

static void limit_to(size_t size)
{
    struct rlimit limit;
    cr_assert_eq(getrlimit(RLIMIT_AS, &limit), 0);
    limit.rlim_cur = size;
    cr_assert_eq(setrlimit(RLIMIT_AS, &limit), 0);
}

static enum error_code run_within(size_t more, work *task)
{
    struct error error = {.code = ERROR_NONE};
    limit_to(address_space() + more);
    struct arena *arena = arena_new();
    enum error_code code = arena != NULL ? task(arena, &error) : ERROR_MEMORY;
    cr_assert(arena == NULL || error.code == code);
    cr_assert(arena == NULL || code == ERROR_NONE || strlen(error.text) > 0);
    arena_free(arena);
    limit_to(RLIM_INFINITY);
    return code;
}

static void runs_out_cleanly(work *task)
{
    int refused = 0;
    for (size_t step = 0; step < STEPS_MAX; step++) {
        enum error_code code = run_within(step * STEP, task);
        if (code == ERROR_NONE) {
            cr_assert_gt(refused, 1, "the limit was never in the way");
            return;
        }
        cr_assert_eq(code, ERROR_MEMORY, "%s at step %zu", error_word(code), step);
        refused++;
    }
    cr_assert_fail("not enough memory in %d steps", STEPS_MAX);
}

/* ["000000","000001",...] : 9 bytes each in JSON with its comma, 7 in MessagePack. */
static void setup(void)
{
    json_length = 9 * (size_t)VALUES + 1;
    bytes_length = 5 + 7 * (size_t)VALUES;
    json = malloc(json_length + 10);
    bytes = malloc(bytes_length + 10);
    cr_assert(json != NULL && bytes != NULL);
    json[0] = '[';
    memcpy(bytes, "\xdd\x00\x03\x0d\x40", 5); /* 0x00030d40 = 200,000 */
    for (size_t i = 0; i < VALUES; i++) {
        snprintf(json + 1 + 9 * i, 10, "\"%06zu\",", i);
        snprintf(bytes + 5 + 7 * i, 8, "\xa6%06zu", i);
    }
    json[json_length - 1] = ']';
}

static void build_document(struct arena *arena)
{
    struct error error;
    cr_assert_eq(tree_read_msgpack(arena, bytes, bytes_length, NULL, &document, &error), ERROR_NONE, "%s",
                 error.text);
}

static void teardown(void)
{
    free(json);
    free(bytes);
}

#ifdef MUTASI_SANITIZED
TestSuite(memory, .init = setup, .fini = teardown, .disabled = true); /* sanitizers need the address space */
#else
TestSuite(memory, .init = setup, .fini = teardown);
#endif

Test(memory, may_end_while_messagepack_is_read)
{
    runs_out_cleanly(read_bytes);
}

Test(memory, may_end_while_json_is_read)
{
    runs_out_cleanly(read_json);
}

Test(memory, may_end_while_messagepack_is_written)
{
    struct arena *arena = arena_new();
    build_document(arena);
    runs_out_cleanly(write_bytes);
    arena_free(arena);
}

Test(memory, may_end_while_json_is_written)
{
    struct arena *arena = arena_new();
    build_document(arena);
    runs_out_cleanly(write_json);
    arena_free(arena);
}
