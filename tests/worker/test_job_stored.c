/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs whose body names a stored instance: {"instance": {"sha256": "..."}}. */
#include "proto/body_instance.h"
#include "proto/clock.h"
#include "solver/worker/job.h"
#include "tests/support/documents.h"
#include "tests/support/random_tree.h"

#include <criterion/criterion.h>
#include <string.h>

static struct arena *arena;
static struct error error;

static void setup(void)
{
    arena = arena_new();
    error = (struct error){.code = ERROR_NONE};
}

static void teardown(void)
{
    arena_free(arena);
}

TestSuite(stored, .init = setup, .fini = teardown, .timeout = 60);

/* Under the default policy ani goes to B: A has one too many and B one too few. */
#define TOWN                                                                                                 \
    "{'format':'mutasi-instance/1','date':'2025-01-01','units':[{'id':'A','need':1},{'id':'B','need':1}],"   \
    "'employees':[{'id':'ani','unit':'A'},{'id':'budi','unit':'A'}]}"

static void encode(const char *json, const void **bytes, size_t *length)
{
    const struct node *document = document_of(arena, json);
    cr_assert_not_null(document, "%s", json);
    cr_assert_eq(tree_write_msgpack(arena, document, bytes, length, &error), ERROR_NONE);
}

static struct job_input input_of(const char *body)
{
    struct job_input input = {0};
    encode(body, &input.body, &input.body_length);
    return input;
}

/* A body that names `instance` by its hash, and carries it; `rest`: ",'policy':{...}" or "". */
static struct job_input naming(const char *instance, const char *rest)
{
    struct job_input input;
    const void *bytes;
    size_t length;
    unsigned char sha256[INSTANCE_HASH_BYTES];
    encode(instance, &bytes, &length);
    instance_hash(bytes, length, sha256);
    input = input_of(
        arena_format(arena, "{'instance':{'sha256':'%s'}%s}", hex_of(arena, sha256, sizeof sha256), rest));
    input.instance = bytes;
    input.instance_length = length;
    return input;
}

static enum error_code solve(const struct job_input *input, const struct node **plan)
{
    struct solve_limits limits = solve_limits_default;
    const void *bytes = NULL;
    size_t length;
    limits.gap = 0;
    enum error_code code = job_solve(arena, input, &limits, monotonic_s(), NULL, &bytes, &length, &error);
    if (code == ERROR_NONE)
        cr_assert_eq(tree_read_msgpack(arena, bytes, length, NULL, plan, &error), ERROR_NONE);
    return code;
}

Test(stored, instance_gives_the_plan_that_the_same_instance_in_the_body_gives)
{
    const struct node *stored, *carried;
    struct job_input by_hash = naming(TOWN, ""), whole = input_of("{'instance':" TOWN "}");
    cr_assert_eq(solve(&by_hash, &stored), ERROR_NONE, "%s: %s", error.path, error.text);
    cr_assert_eq(solve(&whole, &carried), ERROR_NONE, "%s: %s", error.path, error.text);
    cr_assert_str_eq(document_text(arena, stored), document_text(arena, carried));
    cr_assert_eq(map_get(stored, "moves")->count, 1);
}

Test(stored, instance_may_be_checked_and_finished_as_well)
{
    const void *bytes;
    size_t length;
    const struct node *document;
    struct job_input check = naming(TOWN, ",'placement':{'ani':'B'}"), finish = naming(TOWN, "");
    cr_assert_eq(job_check(arena, &check, &bytes, &length, &error), ERROR_NONE, "%s: %s", error.path,
                 error.text);
    cr_assert_eq(tree_read_msgpack(arena, bytes, length, NULL, &document, &error), ERROR_NONE);
    cr_assert(map_get(document, "feasible")->as.boolean);
    cr_assert_eq(job_finish(arena, &finish, &solve_limits_default, STOPPED_BY_TIME, &bytes, &length, &error),
                 ERROR_NONE, "%s: %s", error.path, error.text);
    cr_assert_eq(tree_read_msgpack(arena, bytes, length, NULL, &document, &error), ERROR_NONE);
    cr_assert_str_eq(map_get(document, "status")->as.text, "no_plan_yet");
}

Test(stored, instance_that_did_not_come_along_is_unknown)
{
    const struct node *plan;
    struct job_input input = naming(TOWN, "");
    input.instance = NULL;
    input.instance_length = 0;
    cr_assert_eq(solve(&input, &plan), ERROR_UNKNOWN_INSTANCE);
    cr_assert_str_eq(error.path, "instance.sha256");
}

Test(stored, instance_that_changed_on_disk_is_refused)
{
    const struct node *plan;
    struct job_input input = naming(TOWN, "");
    unsigned char *copy = arena_alloc(arena, input.instance_length, 1);
    memcpy(copy, input.instance, input.instance_length);
    copy[input.instance_length - 1] ^= 1;
    input.instance = copy;
    cr_assert_eq(solve(&input, &plan), ERROR_IO);
    cr_assert_str_eq(error.path, "instance.sha256");
}

Test(stored, instance_with_an_error_has_the_path_it_has_in_a_body)
{
    const struct node *plan;
    struct job_input input = naming("{'format':'mutasi-instance/1','date':'2025-01-01','units':[],"
                                    "'employees':[{'id':'ani','unit':'A'}]}",
                                    "");
    cr_assert_eq(solve(&input, &plan), ERROR_UNKNOWN_ID);
    cr_assert_str_eq(error.path, "instance.employees[0].unit");
    input = naming("[1]", "");
    cr_assert_eq(solve(&input, &plan), ERROR_WRONG_TYPE);
    cr_assert_str_eq(error.path, "instance");
}

/* {"a": NaN}: well-formed, so it is stored; the worker who reads it refuses it. */
Test(stored, instance_whose_values_are_none_is_refused_below_instance)
{
    const struct node *plan;
    size_t length;
    const void *bytes = bytes_of(arena, "81 a161 cb7ff8000000000000", &length);
    unsigned char sha256[INSTANCE_HASH_BYTES];
    instance_hash(bytes, length, sha256);
    struct job_input input =
        input_of(arena_format(arena, "{'instance':{'sha256':'%s'}}", hex_of(arena, sha256, sizeof sha256)));
    input.instance = bytes;
    input.instance_length = length;
    cr_assert_eq(solve(&input, &plan), ERROR_BAD_NUMBER);
    cr_assert_str_eq(error.path, "instance.a");
}

Test(stored, instance_needs_a_hash_for_its_name)
{
    const struct node *plan;
    struct job_input input = input_of("{'instance':{'sha256':'abc'}}");
    cr_assert_eq(solve(&input, &plan), ERROR_BAD_VALUE);
    cr_assert_str_eq(error.path, "instance.sha256");
}
