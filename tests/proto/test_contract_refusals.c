/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every small way to break a document: the schema and the code refuse it alike, and the code says what is due
 * at the place where it is due. */
#include "proto/plan.h"
#include "tests/support/contract.h"
#include "tests/support/documents.h"
#include "tests/support/json_schema.h"
#include "tests/support/mutants.h"

#include <criterion/criterion.h>
#include <string.h>

static void open_page(void)
{
    contract_open(SOURCE_DIR "/proto/PROTOCOL.md");
    cr_assert_not_null(page.examples);
}

TestSuite(contract_refusals, .init = open_page, .fini = contract_close);

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
    if (stripped > 0 && strncmp(path, comparison->strip, stripped) == 0 && path[stripped] == '.')
        path += stripped + 1;
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

Test(contract_refusals, code_and_schema_refuse_the_same_instances)
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

Test(contract_refusals, code_and_schema_refuse_the_same_policies)
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

Test(contract_refusals, code_and_schema_refuse_the_same_scenarios)
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
    const struct problem *problem = contract_problem(map_get(body, "instance"), NULL, NULL, error);
    return plan_read(arena, document, NULL, problem, &plan, error);
}

Test(contract_refusals, code_and_schema_refuse_the_same_plans)
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
Test(contract_refusals, code_and_schema_refuse_the_same_cases)
{
    static const char *const skip[] = {"instance", "policy", "scenario", "plan", NULL};
    int count = compare_all((struct comparison){.read = read_as_case, .kind = "case", .strip = ""},
                            example("case", 0), skip);
    cr_assert_geq(count, 7, "only %d mutants", count);
}

static enum error_code read_as_request(const struct node *document, struct error *error)
{
    const struct node *reply;
    return request_run(document, &reply, error);
}

Test(contract_refusals, code_and_schema_refuse_the_same_requests)
{
    static const char *const skip[] = {"v", "op", "body.instance", NULL};
    const struct node *start = document_of(arena, "{'placement':{'citra':'counter'},'prices':{'moves':3}}");
    struct node body = node_map(arena, 2), limits, whole = node_map(arena, 8);
    solve_limits_write(arena, &solve_limits_default, &limits);
    map_add(&body, "instance", *document_at(example("request", 1), "body.instance"));
    map_add(&body, "start", *start);
    map_add(&whole, "body", body);
    map_add(&whole, "fresh", node_boolean(true));
    map_add(&whole, "key", node_borrowed("k"));
    map_add(&whole, "limits", limits);
    map_add(&whole, "op", node_borrowed("solve"));
    map_add(&whole, "priority", node_integer(-5));
    map_add(&whole, "v", node_integer(1));
    map_add(&whole, "wait_s", node_real(0.5));
    int count = compare_all((struct comparison){.read = read_as_request, .kind = "request", .strip = "body"},
                            &whole, skip);
    cr_assert_geq(count, 25, "only %d mutants", count);
}

static enum error_code read_as_envelope(const struct node *document, struct error *error)
{
    struct envelope envelope;
    return request_read(document, &envelope, error);
}

/* What goes with an operation decides which alternative of the schema a request is; so the mutants are told
 * at other places, or are another operation's request. The code must refuse them like the schema. */
Test(contract_refusals, code_and_schema_refuse_the_same_requests_about_jobs)
{
    static const char *const skip[] = {"v", "op", "body", "client", NULL}; /* of clients' names: below */
    static const char *const requests[] = {
        "{'op':'submit','v':1,'key':'k','what':'check','priority':100,'fresh':false,'limits':{'seed':1},"
        "'body':{'instance':{'sha256':"
        "'b4654ad7e2dbd609533196ebbdec6f44c9ef5b2de2e76938526e06e5a2c6c6cf'},'placement':{'a':'b'}}}",
        "{'op':'wait','v':1,'job':7,'wait_s':0.5}",
        "{'op':'status','v':1,'key':'k'}",
        "{'op':'list','v':1,'state':'failed','before':9,'limit':5,'client':'dinas'}",
    };
    int count = 0;
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
        count += compare_all((struct comparison){.read = read_as_envelope, .kind = "request", .strip = ""},
                             document_of(arena, requests[i]), skip);
    cr_assert_geq(count, 30, "only %d mutants", count);
}

Test(contract_refusals, names_of_stored_instances_are_refused_alike)
{
    static const char *const names[] = {
        "{'sha256':'b4654ad7'}", "{'sha256':7}", "{'sha256':null}",
        "{'sha256':'B4654AD7E2DBD609533196EBBDEC6F44C9EF5B2DE2E76938526E06E5A2C6C6CF'}",
        "{'sha256':'b4654ad7e2dbd609533196ebbdec6f44c9ef5b2de2e76938526e06e5a2c6c6cf','date':'2026-07-01'}"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct error error;
        const struct node *reply,
            *request = document_of(
                arena, arena_format(arena, "{'op':'solve','v':1,'body':{'instance':%s}}", names[i]));
        enum error_code code = request_run(request, &reply, &error);
        cr_expect_neq(code, ERROR_NONE, "%s", names[i]);
        cr_expect_neq(code, ERROR_UNKNOWN_INSTANCE, "%s is no name", names[i]);
        cr_expect_not_null(schema_violation(arena, schema_named(arena, "request"), request), "%s", names[i]);
    }
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

Test(contract_refusals, requests_of_another_version_or_operation_are_refused)
{
    assert_request_refused("{'op':'ping','v':2}", ERROR_BAD_VERSION, "v");
    assert_request_refused("{'op':'pong','v':1}", ERROR_UNKNOWN_OP, "op");
}

Test(contract_refusals, requests_carry_what_their_operation_takes)
{
    assert_request_refused("{'op':'ping','v':1,'body':{}}", ERROR_CONTRADICTION, "body");
    assert_request_refused("{'op':'ping','v':1,'fresh':true}", ERROR_CONTRADICTION, "fresh");
    assert_request_refused("{'op':'stats','v':1,'key':'k'}", ERROR_CONTRADICTION, "key");
    assert_request_refused("{'op':'stats','v':1,'limits':{}}", ERROR_CONTRADICTION, "limits");
    assert_request_refused("{'op':'stats','v':1,'wait_s':1}", ERROR_CONTRADICTION, "wait_s");
    assert_request_refused("{'op':'solve','v':1}", ERROR_MISSING_FIELD, "body");
    assert_request_refused("{'op':'check','v':1,'body':[]}", ERROR_WRONG_TYPE, "body");
    assert_request_refused("{'op':'submit','v':1,'wait_s':1,'body':{}}", ERROR_CONTRADICTION, "wait_s");
    assert_request_refused("{'op':'solve','v':1,'what':'solve','body':{}}", ERROR_CONTRADICTION, "what");
    assert_request_refused("{'op':'put','v':1,'key':'k','body':{}}", ERROR_CONTRADICTION, "key");
    assert_request_refused("{'op':'list','v':1,'job':7}", ERROR_CONTRADICTION, "job");
    assert_request_refused("{'op':'status','v':1,'job':7,'key':'k'}", ERROR_CONTRADICTION, "key");
    assert_request_refused("{'op':'wait','v':1}", ERROR_MISSING_FIELD, "job");
    assert_request_refused("{'op':'list','v':1,'client':'Dinas'}", ERROR_BAD_VALUE, "client");
    assert_request_refused("{'op':'list','v':1,'client':''}", ERROR_OUT_OF_RANGE, "client");
}
