/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds the three faces of the contract together: the page (proto/PROTOCOL.md), the schema (proto/schema) and
 * the code that reads and writes. */
#include "proto/message.h"
#include "proto/plan.h"
#include "proto/schema.h"
#include "solver/worker/job.h"
#include "tests/support/documents.h"
#include "tests/support/json_schema.h"
#include "tests/support/mutants.h"
#include "tests/support/protocol_page.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct arena *arena;
static struct page page;

static void open_page(void)
{
    arena = arena_new();
    page = page_read(arena, SOURCE_DIR "/proto/PROTOCOL.md");
    cr_assert_not_null(page.examples);
}

static void close_page(void)
{
    arena_free(arena);
}

TestSuite(contract, .init = open_page, .fini = close_page);

/* The nth JSON example of a kind; NULL when there are fewer. */
static const struct node *example(const char *kind, int n)
{
    const char *text = page_example(&page, "json", kind, n);
    const struct node *node = NULL;
    struct error error;
    if (!text)
        return NULL;
    enum error_code code = tree_read_json(arena, text, strlen(text), NULL, &node, &error);
    cr_assert_eq(code, ERROR_NONE, "%s example %d: %s", kind, n, error.text);
    return node;
}

static bool says(const char *word)
{
    return strstr(page.text, arena_format(arena, "`%s`", word)) != NULL;
}

/* --- page and schema --------------------------------------------------------------------------------------
 */

Test(contract, built_in_schemas_are_the_files)
{
    int count = 0;
    for (const char *const *name = schema_names; *name; name++, count++) {
        size_t length;
        const char *path = arena_format(arena, "%s/proto/schema/%s.json", SOURCE_DIR, *name);
        cr_assert_str_eq(schema_text(*name), file_text(arena, path, &length), "%s", path);
        cr_assert_not_null(schema_named(arena, *name).node, "%s is not JSON", path);
    }
    cr_assert_eq(count, 7);
    cr_assert_null(schema_text("nothing"));
}

/* Calls visit for every object with named fields below the node. */
static int visit_objects(const struct node *node, const char *ref,
                         void (*visit)(const struct node *, const char *))
{
    int count = 0;
    const struct node *type = map_get(node, "type");
    if (type && type->kind == NODE_STRING && map_get(node, "properties")) {
        visit(node, ref);
        count++;
    }
    for (uint32_t i = 0; i < node->count; i++) {
        const struct node *inner = node->kind == NODE_MAP ? &node->as.items[2 * i + 1] : &node->as.items[i];
        if (inner->kind == NODE_MAP && node->kind == NODE_MAP)
            count += visit_objects(inner,
                                   arena_format(arena, "%s%s/%s", ref, strchr(ref, '#') ? "" : "#",
                                                node->as.items[2 * i].as.text),
                                   visit);
    }
    return count;
}

static const struct page_field *table_row(const char *schema, const char *name)
{
    for (int32_t i = 0; i < page.field_count; i++)
        if (strcmp(page.fields[i].schema, schema) == 0 && (!name || strcmp(page.fields[i].name, name) == 0))
            return &page.fields[i];
    return NULL;
}

static bool is_required(const struct node *object, const char *name)
{
    const struct node *required = map_get(object, "required");
    for (uint32_t i = 0; required && i < required->count; i++)
        if (strcmp(required->as.items[i].as.text, name) == 0)
            return true;
    return false;
}

static void object_has_its_table(const struct node *object, const char *ref)
{
    const struct node *properties = map_get(object, "properties");
    cr_assert_not_null(table_row(ref, NULL), "no table for %s", ref);
    for (uint32_t i = 0; i < properties->count; i++) {
        const char *name = properties->as.items[2 * i].as.text;
        const struct page_field *row = table_row(ref, name);
        const struct node *initial = map_get(&properties->as.items[2 * i + 1], "default");
        cr_assert_not_null(row, "the table for %s does not name %s", ref, name);
        const char *expected = is_required(object, name) ? "required"
                               : initial                 ? document_text(arena, initial)
                                                         : "";
        cr_assert_str_eq(row->initial, expected, "%s of %s: the page says %s, the schema %s", name, ref,
                         row->initial, expected);
    }
}

Test(contract, every_object_of_the_schemas_has_a_table_with_its_fields_and_defaults)
{
    int objects = 0;
    for (const char *const *name = schema_names; *name; name++)
        objects += visit_objects(schema_named(arena, *name).node, *name, object_has_its_table);
    cr_assert_geq(objects, 40, "only %d objects", objects);
}

Test(contract, tables_name_no_field_that_the_schema_does_not)
{
    for (int32_t i = 0; i < page.field_count; i++) {
        const struct page_field *row = &page.fields[i];
        const struct node *object = schema_named(arena, row->schema).node;
        cr_assert_not_null(object, "a table for %s, which is no schema", row->schema);
        cr_assert_not_null(map_get(map_get(object, "properties"), row->name), "%s has no field %s",
                           row->schema, row->name);
    }
    cr_assert_geq(page.field_count, 200, "only %d rows", page.field_count);
}

Test(contract, page_names_every_word_of_the_wire)
{
#define SAID(name, word, ...) cr_expect(says(word), "the page does not say `" word "`");
#define SAID_WORD(word)       cr_expect(says(word), "the page does not say `" word "`");
    ERROR_LIST(SAID)
    OP_LIST(SAID)
    PLAN_STATUS_LIST(SAID)
    STOP_LIST(SAID)
    REASON_LIST(SAID_WORD)
}

Test(contract, schema_names_the_same_reasons_and_operations_as_the_code)
{
    const struct node *reasons = schema_named(arena, "plan#/$defs/reason/properties/reason/enum").node;
    const struct node *ops = schema_named(arena, "request#/properties/op/enum").node;
    static const char *const words[] = {
#define REASON_WORD(word) word,
        REASON_LIST(REASON_WORD)
#undef REASON_WORD
    };
    cr_assert_eq(reasons->count, sizeof words / sizeof *words);
    for (uint32_t i = 0; i < reasons->count; i++)
        cr_assert_str_eq(reasons->as.items[i].as.text, words[i]);
    cr_assert_eq(ops->count, OP_COUNT);
    for (uint32_t i = 0; i < ops->count; i++)
        cr_assert_str_eq(ops->as.items[i].as.text, op_word((enum op)i));
}

Test(contract, ping_is_what_the_hex_dump_says)
{
    const void *bytes;
    size_t length, at = 0;
    const struct node *ping = example("request", 0);
    cr_assert_eq(tree_write_msgpack(arena, ping, &bytes, &length, NULL), ERROR_NONE);
    const char *dump = page_example(&page, "hex", "ping", 0);
    for (char *end; at < length; at++, dump = end)
        cr_assert_eq(strtol(dump, &end, 16), ((const unsigned char *)bytes)[at], "byte %zu", at);
    cr_assert_eq(strspn(dump, " \n"), strlen(dump), "the dump is longer than the %zu bytes", length);
}

/* --- examples ---------------------------------------------------------------------------------------------
 */

static int validate_examples(const char *kind, const char *schema)
{
    const struct node *node;
    int n = 0;
    for (; (node = example(kind, n)); n++) {
        const char *violation = schema_violation(arena, schema_named(arena, schema), node);
        cr_assert_null(violation, "%s example %d: %s", kind, n, violation);
    }
    return n;
}

Test(contract, examples_are_valid_by_the_schema)
{
    cr_assert_eq(validate_examples("instance", "instance"), 1);
    cr_assert_eq(validate_examples("policy", "policy"), 1);
    cr_assert_eq(validate_examples("default-policy", "policy"), 1);
    cr_assert_eq(validate_examples("scenario", "scenario"), 1);
    cr_assert_eq(validate_examples("case", "case"), 1);
    cr_assert_eq(validate_examples("request", "request"), 4);
    cr_assert_eq(validate_examples("reply", "reply"), 6);
}

static const struct problem *problem_of(const struct node *instance, const struct node *policy,
                                        const struct node *scenario)
{
    const struct problem *problem;
    struct error error;
    enum error_code code = problem_read(arena, instance, policy, scenario, &problem, &error);
    cr_assert_eq(code, ERROR_NONE, "%s: %s", error.path, error.text);
    return problem;
}

Test(contract, examples_are_read_by_the_code)
{
    struct plan_case parts;
    struct error error;
    const struct plan *plan;
    const struct node *instance = example("instance", 0), *policy = example("policy", 0);
    problem_of(instance, policy, NULL);
    problem_of(instance, policy, example("scenario", 0));
    cr_assert_eq(case_read(example("case", 0), &parts, &error), ERROR_NONE, "%s", error.text);
    const struct problem *problem = problem_of(parts.instance, parts.policy, parts.scenario);
    cr_assert_eq(plan_read(arena, parts.plan, NULL, problem, &plan, &error), ERROR_NONE, "%s", error.text);
}

/* The value of the first field of this name, anywhere in the document. */
static const struct node *first_shown(const struct node *value, const char *name)
{
    const struct node *found = value->kind == NODE_MAP ? map_get(value, name) : NULL;
    for (uint32_t i = 0; !found && (value->kind == NODE_MAP || value->kind == NODE_ARRAY) && i < value->count;
         i++)
        found =
            first_shown(value->kind == NODE_MAP ? &value->as.items[2 * i + 1] : &value->as.items[i], name);
    return found;
}

static const struct node *shown_in;

static void all_fields_are_shown(const struct node *object, const char *ref)
{
    const struct node *properties = map_get(object, "properties");
    for (uint32_t i = 0; i < properties->count; i++) {
        const char *name = properties->as.items[2 * i].as.text;
        if (strcmp(name, "secondment") != 0)
            cr_expect_not_null(first_shown(shown_in, name), "no example shows %s of %s", name, ref);
    }
}

Test(contract, examples_show_every_field)
{
    static const char *const kinds[] = {"instance", "policy", "scenario"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        shown_in = example(kinds[i], 0);
        visit_objects(schema_named(arena, kinds[i]).node, kinds[i], all_fields_are_shown);
    }
}

Test(contract, default_policy_on_the_page_is_the_one_in_the_code)
{
    cr_assert_str_eq(document_text(arena, example("default-policy", 0)),
                     document_text(arena, policy_default_document(arena)));
}

/* --- the worked example -----------------------------------------------------------------------------------
 */

static const struct node *decoded(const void *bytes, size_t length)
{
    const struct node *node = NULL;
    cr_assert_eq(tree_read_msgpack(arena, bytes, length, NULL, &node, NULL), ERROR_NONE);
    return node;
}

static struct envelope envelope_of(const struct node *request)
{
    const void *bytes;
    size_t length;
    struct envelope envelope;
    struct error error;
    cr_assert_eq(tree_write_msgpack(arena, request, &bytes, &length, NULL), ERROR_NONE);
    enum error_code code = envelope_read(arena, bytes, length, NULL, &envelope, &error);
    cr_assert_eq(code, ERROR_NONE, "%s: %s", error.path, error.text);
    return envelope;
}

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

Test(contract, plan_of_the_example_is_the_one_the_solver_finds)
{
    static const char *const parts[] = {"status",   "objective", "bound",    "gap",   "policy",
                                        "warnings", "moves",     "unplaced", "units", "kpis"};
    struct envelope envelope = envelope_of(example("request", 1));
    const struct job_events nobody = {0};
    const void *bytes;
    size_t length;
    struct error error;
    enum error_code code = job_solve(arena, envelope.body, envelope.body_length, &envelope.limits, now_s(),
                                     &nobody, &bytes, &length, &error);
    cr_assert_eq(code, ERROR_NONE, "%s: %s", error.path, error.text);
    const struct node *found = decoded(bytes, length), *shown = map_get(example("reply", 2), "plan");
    const char *violation = schema_violation(arena, schema_named(arena, "plan"), found);
    cr_assert_null(violation, "%s", violation);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        cr_assert_str_eq(document_text(arena, map_get(found, parts[i])),
                         document_text(arena, map_get(shown, parts[i])), "%s", parts[i]);
    cr_assert(
        node_equal(document_at(found, "proof.instance_sha256"), document_at(shown, "proof.instance_sha256")));
    cr_assert(
        node_equal(document_at(found, "proof.policy_sha256"), document_at(shown, "proof.policy_sha256")));
}

Test(contract, report_of_the_example_is_the_one_the_checker_gives)
{
    struct envelope envelope = envelope_of(example("request", 2));
    const void *bytes;
    size_t length;
    struct error error;
    enum error_code code = job_check(arena, envelope.body, envelope.body_length, &bytes, &length, &error);
    cr_assert_eq(code, ERROR_NONE, "%s: %s", error.path, error.text);
    cr_assert_str_eq(document_text(arena, decoded(bytes, length)),
                     document_text(arena, map_get(example("reply", 4), "check")));
}

/* --- schema and code: every way to break a document -------------------------------------------------------
 */

typedef enum error_code document_reader(const struct node *document, struct error *error);

struct comparison {
    document_reader *read;
    struct schema schema;
    const char *kind;
    const char *strip;     /* what the schema's path has before the reader's, or "" */
    const char *elsewhere; /* errors below this path are told at another place, or NULL */
};

static void compare(void *context, const struct mutant *mutant)
{
    const struct comparison *comparison = context;
    struct error error = {.code = ERROR_NONE};
    enum error_code code = comparison->read(mutant->document, &error);
    const char *path = mutant->path;
    size_t stripped = strlen(comparison->strip);
    if (strncmp(path, comparison->strip, stripped) == 0)
        path += stripped + (stripped > 0 && path[stripped] == '.');
    cr_expect_not_null(schema_violation(arena, comparison->schema, mutant->document),
                       "%s: the schema accepts %s", comparison->kind, mutant->path);
    cr_expect_neq(code, ERROR_NONE, "%s: the code accepts %s where %s is due", comparison->kind, mutant->path,
                  error_word(mutant->code));
    if (mutant->code == ERROR_NONE || code == ERROR_NONE || code == ERROR_BAD_VERSION)
        return; /* without a version nobody can say what else is missing */
    cr_expect_eq(code, mutant->code, "%s: %s gives %s (%s: %s), expected %s", comparison->kind, mutant->path,
                 error_word(code), error.path, error.text, error_word(mutant->code));
    if (!comparison->elsewhere || strncmp(path, comparison->elsewhere, strlen(comparison->elsewhere)) != 0)
        cr_expect_str_eq(error.path, path, "%s: %s told at %s", comparison->kind, mutant->path, error.path);
}

static int compare_all(struct comparison comparison, const struct node *document, const char *const *skip)
{
    struct error error;
    enum error_code code = comparison.read(document, &error);
    cr_assert_eq(code, ERROR_NONE, "%s: %s: %s", comparison.kind, error.path, error.text);
    const struct mutation mutation = {arena, document, skip, compare, &comparison};
    comparison.schema = schema_named(arena, comparison.kind);
    return mutants_of(&mutation, comparison.schema);
}

static enum error_code read_as_instance(const struct node *document, struct error *error)
{
    const struct instance *instance;
    return instance_read(arena, document, NULL, &instance, error);
}

Test(contract, code_and_schema_refuse_the_same_instances)
{
    int count = compare_all((struct comparison){.read = read_as_instance, .kind = "instance", .strip = ""},
                            example("instance", 0), NULL);
    cr_assert_geq(count, 250, "only %d mutants", count);
}

static enum error_code read_as_policy(const struct node *document, struct error *error)
{
    const struct policy *policy;
    return policy_read(arena, document, NULL, &policy, error);
}

Test(contract, code_and_schema_refuse_the_same_policies)
{
    int count = compare_all((struct comparison){.read = read_as_policy, .kind = "policy", .strip = ""},
                            example("policy", 0), NULL);
    cr_assert_geq(count, 100, "only %d mutants", count);
}

static enum error_code read_as_scenario(const struct node *document, struct error *error)
{
    const struct problem *problem;
    enum error_code code =
        problem_read(arena, example("instance", 0), example("policy", 0), document, &problem, error);
    if (strncmp(error->path, "scenario", 8) == 0) /* as if the scenario were the whole document */
        memmove(error->path, error->path + 8 + (error->path[8] == '.'), strlen(error->path + 8) + 1);
    return code;
}

Test(contract, code_and_schema_refuse_the_same_scenarios)
{
    int count = compare_all(
        (struct comparison){.read = read_as_scenario, .kind = "scenario", .strip = "", .elsewhere = "add."},
        example("scenario", 0), NULL);
    cr_assert_geq(count, 40, "only %d mutants", count);
}

static enum error_code read_as_plan(const struct node *document, struct error *error)
{
    const struct plan *plan;
    const struct node *body = map_get(example("request", 1), "body");
    const struct problem *problem = problem_of(map_get(body, "instance"), NULL, NULL);
    return plan_read(arena, document, NULL, problem, &plan, error);
}

Test(contract, code_and_schema_refuse_the_same_plans)
{
    static const char *const skip[] = {"policy", NULL}; /* any other policy is a contradiction */
    int count = compare_all((struct comparison){.read = read_as_plan, .kind = "plan", .strip = ""},
                            map_get(example("reply", 2), "plan"), skip);
    cr_assert_geq(count, 150, "only %d mutants", count);
}

static enum error_code read_as_case(const struct node *document, struct error *error)
{
    struct plan_case parts;
    return case_read(document, &parts, error);
}

/* The parts are read by their own readers; here, that they are there. */
Test(contract, code_and_schema_refuse_the_same_cases)
{
    static const char *const skip[] = {"instance", "policy", "scenario", "plan", NULL};
    int count = compare_all((struct comparison){.read = read_as_case, .kind = "case", .strip = ""},
                            example("case", 0), skip);
    cr_assert_geq(count, 7, "only %d mutants", count);
}

static enum error_code read_as_request(const struct node *document, struct error *error)
{
    const void *bytes, *reply;
    size_t length;
    struct envelope envelope;
    const struct job_events nobody = {0};
    cr_assert_eq(tree_write_msgpack(arena, document, &bytes, &length, NULL), ERROR_NONE);
    enum error_code code = envelope_read(arena, bytes, length, NULL, &envelope, error);
    if (code != ERROR_NONE)
        return code;
    return envelope.op == OP_SOLVE
               ? job_solve(arena, envelope.body, envelope.body_length, &envelope.limits, now_s(), &nobody,
                           &reply, &length, error)
               : job_check(arena, envelope.body, envelope.body_length, &reply, &length, error);
}

Test(contract, code_and_schema_refuse_the_same_requests)
{
    static const char *const skip[] = {"v", "op", "body.instance", NULL};
    const struct node *start = document_of(arena, "{'placement':{'citra':'counter'},'prices':{'moves':3}}");
    struct node body = node_map(arena, 2), limits, whole = node_map(arena, 7);
    solve_limits_write(arena, &solve_limits_default, &limits);
    map_add(&body, "instance", *document_at(example("request", 1), "body.instance"));
    map_add(&body, "start", *start);
    map_add(&whole, "body", body);
    map_add(&whole, "fresh", node_boolean(true));
    map_add(&whole, "key", node_borrowed("k"));
    map_add(&whole, "limits", limits);
    map_add(&whole, "op", node_borrowed("solve"));
    map_add(&whole, "v", node_integer(1));
    map_add(&whole, "wait_s", node_real(0.5));
    int count = compare_all((struct comparison){.read = read_as_request, .kind = "request", .strip = "body"},
                            &whole, skip);
    cr_assert_geq(count, 25, "only %d mutants", count);
}

static void assert_request_refused(const char *json, enum error_code code, const char *path)
{
    struct error error;
    enum error_code got = read_as_request(document_of(arena, json), &error);
    cr_assert_eq(got, code, "%s: got %s", json, error_word(got));
    cr_assert_str_eq(error.path, path);
    cr_assert_not_null(schema_violation(arena, schema_named(arena, "request"), document_of(arena, json)),
                       "%s", json);
}

Test(contract, requests_of_another_version_or_operation_are_refused)
{
    assert_request_refused("{'op':'ping','v':2}", ERROR_BAD_VERSION, "v");
    assert_request_refused("{'op':'pong','v':1}", ERROR_UNKNOWN_OP, "op");
}

/* --- replies ----------------------------------------------------------------------------------------------
 */

Test(contract, replies_that_the_code_writes_are_valid_by_the_schema)
{
    const void *bytes;
    size_t length;
    struct error error;
    cr_assert_eq(reply_write(arena, 0.25, NULL, NULL, &bytes, &length, &error), ERROR_NONE);
    cr_assert_null(schema_violation(arena, schema_named(arena, "reply"), decoded(bytes, length)));
    error_set(&error, ERROR_BUSY, "", "the queue is full");
    cr_assert_eq(reply_write_error(arena, 0.25, &error, 3, &bytes, &length), ERROR_NONE);
    const char *violation = schema_violation(arena, schema_named(arena, "reply"), decoded(bytes, length));
    cr_assert_null(violation, "%s", violation);
    cr_assert_not_null(schema_violation(arena, schema_named(arena, "reply"),
                                        document_of(arena, "{'v':1,'ok':false,'elapsed_s':0}")));
}
