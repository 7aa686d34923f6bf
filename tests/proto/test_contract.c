/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds the three faces of the contract together: the page (proto/PROTOCOL.md), the schema (proto/schema) and
 * the code that reads and writes. */
#include "proto/body_instance.h"
#include "proto/frontier.h"
#include "proto/identity.h"
#include "proto/plan.h"
#include "proto/schema.h"
#include "tests/support/contract.h"
#include "tests/support/documents.h"
#include "tests/support/json_schema.h"
#include "tests/support/random_tree.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static void open_page(void)
{
    contract_open(SOURCE_DIR "/proto/PROTOCOL.md");
    cr_assert_not_null(page.examples);
}

TestSuite(contract, .init = open_page, .fini = contract_close);

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
    cr_assert_eq(count, 9);
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
    JOB_STATE_LIST(SAID)
    ROLE_LIST(SAID)
    PLAN_STATUS_LIST(SAID)
    STOP_LIST(SAID)
    REASON_LIST(SAID_WORD)
    DEMAND_KIND_LIST(SAID)
}

static void holds_words(const char *schema, const char *const *words, uint32_t count)
{
    const struct node *list = schema_named(arena, schema).node;
    cr_assert_not_null(list, "%s", schema);
    cr_assert_eq(list->count, count, "%s", schema);
    for (uint32_t i = 0; i < count; i++)
        cr_expect_str_eq(list->as.items[i].as.text, words[i]);
}

Test(contract, schema_names_the_same_states_and_tasks_as_the_code)
{
    static const char *const states[] = {
#define STATE_WORD(name, word) word,
        JOB_STATE_LIST(STATE_WORD)
#undef STATE_WORD
    };
    static const char *const tasks[] = {"solve", "check"};
    holds_words("request#/properties/state/enum", states, sizeof states / sizeof *states);
    holds_words("reply#/$defs/job/properties/state/enum", states, sizeof states / sizeof *states);
    holds_words("request#/properties/what/enum", tasks, 2);
    holds_words("reply#/$defs/job/properties/op/enum", tasks, 2);
}

Test(contract, schema_names_the_same_demands_as_the_code)
{
    static const char *const kinds[] = {
#define KIND_WORD(name, word) word,
        DEMAND_KIND_LIST(KIND_WORD)
#undef KIND_WORD
    };
    holds_words("plan#/$defs/conflicting/properties/demand/enum", kinds, sizeof kinds / sizeof *kinds);
    holds_words("plan#/$defs/loosening/properties/demand/enum", kinds, sizeof kinds / sizeof *kinds);
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
    cr_assert_eq(validate_examples("frontier", "frontier"), 1);
    cr_assert_eq(validate_examples("unknowns", "unknowns"), 1);
    cr_assert_eq(validate_examples("request", "request"), 12);
    cr_assert_eq(validate_examples("reply", "reply"), 14);
}

Test(contract, examples_are_read_by_the_code)
{
    struct plan_case parts;
    struct error error;
    const struct plan *plan;
    const struct node *instance = example("instance", 0), *policy = example("policy", 0);
    cr_assert_not_null(contract_problem(instance, policy, NULL, &error), "%s: %s", error.path, error.text);
    cr_assert_not_null(contract_problem(instance, policy, example("scenario", 0), &error), "%s: %s",
                       error.path, error.text);
    cr_assert_eq(case_read(example("case", 0), &parts, &error), ERROR_NONE, "%s", error.text);
    const struct problem *problem = contract_problem(parts.instance, parts.policy, parts.scenario, &error);
    cr_assert_eq(plan_read(arena, parts.plan, NULL, problem, &plan, &error), ERROR_NONE, "%s", error.text);
    const struct frontier *frontier;
    cr_assert_eq(frontier_read(arena, example("frontier", 0), NULL, &frontier, &error), ERROR_NONE, "%s: %s",
                 error.path, error.text);
}

Test(contract, examples_show_every_operation_and_the_code_reads_them)
{
    const struct node *request;
    bool shown[OP_COUNT] = {false};
    for (int n = 0; (request = example("request", n)); n++) {
        struct envelope envelope;
        struct error error;
        enum error_code code = request_read(request, &envelope, &error);
        cr_assert_eq(code, ERROR_NONE, "request %d: %s: %s", n, error.path, error.text);
        shown[envelope.op] = true;
    }
    for (int op = 0; op < OP_COUNT; op++)
        cr_expect(shown[op], "no example of %s", op_word((enum op)op));
}

/* The first example of a request with this operation. */
static const struct node *example_of(enum op op)
{
    const struct node *request;
    for (int n = 0; (request = example("request", n)); n++)
        if (strcmp(map_get(request, "op")->as.text, op_word(op)) == 0)
            return request;
    return NULL;
}

Test(contract, stored_instance_of_the_example_has_the_hash_that_the_page_says)
{
    const void *bytes, *found;
    size_t length, found_length;
    struct error error;
    unsigned char sha256[INSTANCE_HASH_BYTES];
    const struct node *body = map_get(example_of(OP_PUT), "body"), *reply = NULL, *stored = NULL;
    cr_assert_eq(tree_write_msgpack(arena, body, &bytes, &length, &error), ERROR_NONE);
    cr_assert_eq(body_put_instance(bytes, length, &found, &found_length, &error), ERROR_NONE);
    instance_hash(found, found_length, sha256);
    for (int n = 0; !stored && (reply = example("reply", n)); n++)
        stored = map_get(reply, "stored");
    cr_assert_str_eq(map_get(stored, "sha256")->as.text, hex_of(arena, sha256, sizeof sha256));
    cr_assert_eq(map_get(stored, "bytes")->as.integer, (int64_t)found_length);
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

Test(contract, plan_of_the_example_is_the_one_the_solver_finds)
{
    static const char *const parts[] = {"status",   "objective", "bound",    "gap",   "policy",
                                        "warnings", "moves",     "unplaced", "units", "kpis"};
    const struct node *found, *shown = map_get(example("reply", 2), "plan");
    struct error error;
    enum error_code code = request_run(example("request", 1), &found, &error);
    cr_assert_eq(code, ERROR_NONE, "%s: %s", error.path, error.text);
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
    const struct node *found;
    struct error error;
    enum error_code code = request_run(example("request", 2), &found, &error);
    cr_assert_eq(code, ERROR_NONE, "%s: %s", error.path, error.text);
    cr_assert_str_eq(document_text(arena, found),
                     document_text(arena, map_get(example("reply", 4), "check")));
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
