/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/identity.h"
#include "proto/message.h"

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

TestSuite(envelope, .init = setup, .fini = teardown);

static enum error_code read_bytes(const void *bytes, size_t length, struct envelope *out)
{
    enum error_code code = envelope_read(arena, bytes, length, NULL, out, &error);
    cr_assert_eq(error.code, code == ERROR_NONE ? error.code : code);
    return code;
}

/* The JSON's MessagePack bytes, read as a request. */
static enum error_code read_request(const char *json, struct envelope *out)
{
    const void *bytes;
    size_t length;
    const struct node *document = document_of(arena, json);
    cr_assert_not_null(document, "%s", json);
    cr_assert_eq(tree_write_msgpack(arena, document, &bytes, &length, &error), ERROR_NONE);
    return read_bytes(bytes, length, out);
}

static enum error_code read_hex(const char *hex, struct envelope *out)
{
    size_t length;
    const unsigned char *bytes = bytes_of(arena, hex, &length);
    return read_bytes(bytes, length, out);
}

Test(envelope, needs_a_version_and_an_operation_only)
{
    struct envelope envelope;
    cr_assert_eq(read_request("{'v':1,'op':'ping'}", &envelope), ERROR_NONE, "%s", error.text);
    cr_assert_eq(envelope.op, OP_PING);
    cr_assert_null(envelope.key);
    cr_assert_eq(envelope.wait_s, WAIT_MAX_S);
    cr_assert_not(envelope.fresh);
    cr_assert_null(envelope.body);
    cr_assert_eq(envelope.body_length, 0);
    cr_assert_eq(envelope.limits.time_s, 60);
    cr_assert_eq(envelope.limits.gap, 1e-4);
    cr_assert_eq(envelope.limits.effort, 0);
    cr_assert_eq(envelope.limits.seed, 1);
    cr_assert_eq(envelope.limits.threads, 1);
    cr_assert_eq(envelope.limits.memory_mb, 4096);
}

/* What an operation cannot do without. */
static const char *least_of(enum op op)
{
    switch (op) {
    case OP_SOLVE:
    case OP_CHECK:
    case OP_SUBMIT:
    case OP_PUT:
    case OP_BATCH:
        return ",'body':{}";
    case OP_STATUS:
    case OP_WAIT:
    case OP_RESULT:
    case OP_CANCEL:
        return ",'job':7";
    default:
        return "";
    }
}

Test(envelope, knows_every_operation)
{
    for (int op = 0; op < OP_COUNT; op++) {
        struct envelope envelope;
        const char *request =
            arena_format(arena, "{'v':1,'op':'%s'%s}", op_word((enum op)op), least_of((enum op)op));
        cr_assert_eq(read_request(request, &envelope), ERROR_NONE, "%s: %s", request, error.text);
        cr_assert_eq((int)envelope.op, op);
        cr_assert_eq(envelope.what, op == OP_CHECK ? OP_CHECK : OP_SOLVE);
        cr_assert_eq(envelope.priority, 0);
        cr_assert_not(envelope.has_state);
        cr_assert_eq(envelope.before, 0);
        cr_assert_eq(envelope.limit, LIST_DEFAULT);
        cr_assert_null(envelope.client);
    }
    cr_assert_str_eq(op_word(OP_SOLVE), "solve");
    cr_assert_str_eq(op_word(OP_COUNT), "");
}

/* Which field goes with which operation, as PROTOCOL.md has it. */
static const struct {
    const char *field, *value, *ops;
} taken[] = {
    {"body", "{}", "solve check submit put batch"},
    {"key", "'k'", "solve check submit status wait result cancel batch"},
    {"limits", "{}", "solve check submit batch"},
    {"priority", "5", "solve check submit batch"},
    {"fresh", "true", "solve check submit"},
    {"what", "'check'", "submit"},
    {"wait_s", "1", "solve check wait"},
    {"job", "3", "status wait result cancel"},
    {"state", "'done'", "list"},
    {"before", "9", "list"},
    {"limit", "10", "list"},
    {"client", "'dinas'", "list"},
};

/* Whether the list of words holds the word. */
static bool holds(const char *words, const char *word)
{
    const char *spaced = arena_format(arena, " %s ", words);
    return strstr(spaced, arena_format(arena, " %s ", word)) != NULL;
}

Test(envelope, takes_of_every_field_only_where_it_means_something)
{
    for (int op = 0; op < OP_COUNT; op++) {
        const char *word = op_word((enum op)op);
        for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) {
            const char *field = taken[i].field;
            bool names = strcmp(field, "job") == 0 || strcmp(field, "key") == 0;
            bool allowed = holds(taken[i].ops, word);
            const char *least = allowed && (names || strcmp(field, "body") == 0) ? "" : least_of((enum op)op);
            if (allowed && strcmp(field, "key") == 0 && strstr(least_of((enum op)op), "body") != NULL)
                least = ",'body':{}";
            struct envelope envelope;
            const char *request =
                arena_format(arena, "{'v':1,'op':'%s','%s':%s%s}", word, field, taken[i].value, least);
            cr_expect_eq(read_request(request, &envelope), allowed ? ERROR_NONE : ERROR_CONTRADICTION,
                         "%s: %s %s", request, error.path, error.text);
            if (!allowed)
                cr_expect_str_eq(error.path, field);
        }
    }
}

Test(envelope, says_what_is_submitted_and_how_urgent_it_is)
{
    struct envelope envelope;
    cr_assert_eq(read_request("{'v':1,'op':'submit','body':{},'what':'check','priority':-100}", &envelope),
                 ERROR_NONE, "%s", error.text);
    cr_assert_eq(envelope.op, OP_SUBMIT);
    cr_assert_eq(envelope.what, OP_CHECK);
    cr_assert_eq(envelope.priority, -100);
    cr_assert_eq(read_request("{'v':1,'op':'solve','body':{},'priority':100}", &envelope), ERROR_NONE);
    cr_assert_eq(envelope.what, OP_SOLVE);
    cr_assert_eq(envelope.priority, 100);
}

Test(envelope, names_a_job_by_its_number_or_by_its_key)
{
    struct envelope envelope;
    cr_assert_eq(read_request("{'v':1,'op':'result','job':9007199254740992}", &envelope), ERROR_NONE);
    cr_assert_eq(envelope.job, UINT64_C(9007199254740992));
    cr_assert_null(envelope.key);
    cr_assert_eq(read_request("{'v':1,'op':'wait','key':'k','wait_s':3}", &envelope), ERROR_NONE);
    cr_assert_eq(envelope.job, 0);
    cr_assert_str_eq(envelope.key, "k");
    cr_assert_eq(envelope.wait_s, 3);
}

Test(envelope, says_which_jobs_to_list)
{
    struct envelope envelope;
    cr_assert_eq(read_request("{'v':1,'op':'list','state':'cancelled','before':17,'limit':1000,"
                              "'client':'dinas-kesehatan.01_b'}",
                              &envelope),
                 ERROR_NONE, "%s", error.text);
    cr_assert(envelope.has_state);
    cr_assert_eq(envelope.state, JOB_CANCELLED);
    cr_assert_eq(envelope.before, 17);
    cr_assert_eq(envelope.limit, 1000);
    cr_assert_str_eq(envelope.client, "dinas-kesehatan.01_b");
}

Test(envelope, knows_every_state_by_its_word)
{
    enum job_state state = JOB_DONE;
    for (int i = JOB_QUEUED; i <= JOB_CANCELLED; i++) {
        cr_assert(job_state_from_word(job_state_word((enum job_state)i), &state));
        cr_assert_eq((int)state, i);
    }
    cr_assert_str_eq(job_state_word(JOB_RUNNING), "running");
    cr_assert_str_eq(job_state_word((enum job_state)(JOB_CANCELLED + 1)), "");
    cr_assert_not(job_state_from_word("sleeping", &state));
    cr_assert_eq(state, JOB_CANCELLED);
}

Test(envelope, knows_what_a_client_may_be_called)
{
    char name[CLIENT_NAME_MAX + 2];
    memset(name, 'n', sizeof name);
    name[CLIENT_NAME_MAX] = '\0';
    cr_assert(client_name_valid(name));
    name[CLIENT_NAME_MAX] = 'n';
    name[CLIENT_NAME_MAX + 1] = '\0';
    cr_assert_not(client_name_valid(name));
    cr_assert(client_name_valid("a"));
    static const char *const wrong[] = {"", "Dinas", "a b", "a/b", "a\n", "\xc3\xa9", "a:admin"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_expect_not(client_name_valid(wrong[i]), "%s", wrong[i]);
}

Test(envelope, carries_everything_a_request_can_say)
{
    struct envelope envelope;
    cr_assert_eq(
        read_request("{'v':1,'op':'solve','key':'plan 2026','wait_s':2.5,'fresh':true,"
                     "'limits':{'time_s':12.5,'gap':0,'effort':1000000,'seed':7,'threads':2,'memory_mb':512},"
                     "'body':{'instance':[1,2,3]}}",
                     &envelope),
        ERROR_NONE, "%s %s", error.path, error.text);
    cr_assert_eq(envelope.op, OP_SOLVE);
    cr_assert_str_eq(envelope.key, "plan 2026");
    cr_assert_eq(envelope.wait_s, 2.5);
    cr_assert(envelope.fresh);
    cr_assert_eq(envelope.limits.time_s, 12.5);
    cr_assert_eq(envelope.limits.gap, 0);
    cr_assert_eq(envelope.limits.effort, 1000000);
    cr_assert_eq(envelope.limits.seed, 7);
    cr_assert_eq(envelope.limits.threads, 2);
    cr_assert_eq(envelope.limits.memory_mb, 512);
    const struct node *body;
    cr_assert_eq(tree_read_msgpack(arena, envelope.body, envelope.body_length, NULL, &body, &error),
                 ERROR_NONE);
    cr_assert_str_eq(document_text(arena, body), "{\"instance\":[1,2,3]}");
}

/* {op: "check", body: {"a": 1}, v: 1}: out of order, with long heads; and the body last. */
Test(envelope, takes_keys_in_any_order_and_any_encoding)
{
    struct envelope envelope;
    cr_assert_eq(read_hex("de0003 d9026f70 da0005636865636b a4626f6479 de0001a16101 a176 d001", &envelope),
                 ERROR_NONE, "%s", error.text);
    cr_assert_eq(envelope.op, OP_CHECK);
    cr_assert_eq(envelope.body_length, 6);
    cr_assert_str_eq(hex_of(arena, envelope.body, envelope.body_length), "de0001a16101");
    cr_assert_eq(read_hex("83 a176 01 a26f70 a5636865636b a4626f6479 82 a161 01 a162 90", &envelope),
                 ERROR_NONE);
    cr_assert_str_eq(hex_of(arena, envelope.body, envelope.body_length), "82a16101a16290");
}

/* A body of 4 MB costs the envelope's arena nothing. */
Test(envelope, points_at_the_body_without_building_it)
{
    enum { COUNT = 4000000 };
    unsigned char *bytes = arena_alloc(arena, COUNT + 64, 1), *at = bytes;
    static const char head[] = "\x83\xa4"
                               "body\x81\xa1s\xdd\x00\x3d\x09\x00"; /* 4,000,000 zeros follow */
    static const char tail[] = "\xa2op\xa5solve\xa1v\x01";
    memcpy(at, head, sizeof head - 1);
    at += sizeof head - 1 + COUNT;
    memcpy(at, tail, sizeof tail - 1);
    at += sizeof tail - 1;
    size_t before = arena_bytes(arena);
    struct envelope envelope;
    cr_assert_eq(read_bytes(bytes, (size_t)(at - bytes), &envelope), ERROR_NONE, "%s", error.text);
    cr_assert_eq(envelope.body_length, COUNT + 8);
    cr_assert_eq((const unsigned char *)envelope.body - bytes, 6);
    cr_assert_eq(arena_bytes(arena), before);
}

static const struct {
    const char *json;
    enum error_code code;
    const char *path;
} refusals[] = {
    {"[1]", ERROR_WRONG_TYPE, ""},
    {"null", ERROR_WRONG_TYPE, ""},
    {"{}", ERROR_BAD_VERSION, "v"},
    {"{'op':'ping'}", ERROR_BAD_VERSION, "v"},
    {"{'v':2,'op':'ping'}", ERROR_BAD_VERSION, "v"},
    {"{'v':'1','op':'ping'}", ERROR_BAD_VERSION, "v"},
    {"{'v':1.5,'op':'ping'}", ERROR_BAD_VERSION, "v"},
    {"{'v':2,'verb':'ping'}", ERROR_BAD_VERSION, "v"}, /* another version may name other fields */
    {"{'v':1}", ERROR_MISSING_FIELD, "op"},
    {"{'v':1,'op':7}", ERROR_WRONG_TYPE, "op"},
    {"{'v':1,'op':'dance'}", ERROR_UNKNOWN_OP, "op"},
    {"{'v':1,'op':'PING'}", ERROR_UNKNOWN_OP, "op"},
    {"{'v':1,'op':''}", ERROR_UNKNOWN_OP, "op"},
    {"{'v':1,'op':'ping','extra':1}", ERROR_UNKNOWN_FIELD, "extra"},
    {"{'v':1,'op':'ping','a':1,'b':1,'c':1,'d':1,'e':1,'f':1,'g':1,'h':1,'i':1}", ERROR_UNKNOWN_FIELD, "a"},
    {"{'a':1,'b':1,'c':1,'d':1,'e':1,'f':1,'op':'ping','v':1,'z':1}", ERROR_UNKNOWN_FIELD, "a"},
    {"{'a':1,'b':1,'c':1,'d':1,'e':1,'f':1,'op':'ping','v':2,'z':1}", ERROR_BAD_VERSION, "v"},
    /* more pairs than a request has fields; v is behind those that are looked at, and then in front */
    {"{'a':1,'b':1,'c':1,'d':1,'e':1,'f':1,'g':1,'h':1,'i':1,'j':1,'k':1,'l':1,'m':1,'n':1,'o':1,'op':'ping',"
     "'p':1,'q':1,'v':2}",
     ERROR_UNKNOWN_FIELD, "a"},
    {"{'op':'ping','v':2,'va':1,'vb':1,'vc':1,'vd':1,'ve':1,'vf':1,'vg':1,'vh':1,'vi':1,'vj':1,'vk':1,'vl':1,"
     "'vm':1,'vn':1,'vo':1}",
     ERROR_BAD_VERSION, "v"},
    {"{'v':1,'op':'solve','key':1}", ERROR_WRONG_TYPE, "key"},
    {"{'v':1,'op':'solve','key':null}", ERROR_WRONG_TYPE, "key"},
    {"{'v':1,'op':'solve','key':''}", ERROR_OUT_OF_RANGE, "key"},
    {"{'v':1,'op':'solve','wait_s':'1'}", ERROR_WRONG_TYPE, "wait_s"},
    {"{'v':1,'op':'solve','wait_s':-1}", ERROR_OUT_OF_RANGE, "wait_s"},
    {"{'v':1,'op':'solve','wait_s':20.5}", ERROR_OUT_OF_RANGE, "wait_s"},
    {"{'v':1,'op':'solve','fresh':1}", ERROR_WRONG_TYPE, "fresh"},
    {"{'v':1,'op':'solve','limits':[]}", ERROR_WRONG_TYPE, "limits"},
    {"{'v':1,'op':'solve','limits':{'speed':1}}", ERROR_UNKNOWN_FIELD, "limits.speed"},
    {"{'v':1,'op':'solve','limits':{'seed':-1}}", ERROR_OUT_OF_RANGE, "limits.seed"},
    {"{'v':1,'op':'solve','limits':{'seed':{'a':{}}}}", ERROR_TOO_DEEP, "limits.seed.a"},
    {"{'v':1,'op':[[[1]]]}", ERROR_TOO_DEEP, "op[0][0]"},
    {"{'v':1,'op':'solve'}", ERROR_MISSING_FIELD, "body"},
    {"{'v':1,'op':'solve','body':[]}", ERROR_WRONG_TYPE, "body"},
    {"{'v':1,'op':'check','body':null}", ERROR_WRONG_TYPE, "body"},
    {"{'v':1,'op':'ping','body':{}}", ERROR_CONTRADICTION, "body"},
    {"{'v':1,'op':'ping','fresh':false}", ERROR_CONTRADICTION, "fresh"},
    {"{'v':1,'op':'ping','key':'k'}", ERROR_CONTRADICTION, "key"},
    {"{'v':1,'op':'stats','limits':{}}", ERROR_CONTRADICTION, "limits"},
    {"{'v':1,'op':'stats','wait_s':1}", ERROR_CONTRADICTION, "wait_s"},
    {"{'v':1,'op':'submit'}", ERROR_MISSING_FIELD, "body"},
    {"{'v':1,'op':'submit','body':7}", ERROR_WRONG_TYPE, "body"},
    {"{'v':1,'op':'submit','body':{},'what':'put'}", ERROR_BAD_VALUE, "what"},
    {"{'v':1,'op':'submit','body':{},'what':1}", ERROR_WRONG_TYPE, "what"},
    {"{'v':1,'op':'submit','body':{},'priority':101}", ERROR_OUT_OF_RANGE, "priority"},
    {"{'v':1,'op':'submit','body':{},'priority':-101}", ERROR_OUT_OF_RANGE, "priority"},
    {"{'v':1,'op':'submit','body':{},'priority':0.5}", ERROR_WRONG_TYPE, "priority"},
    {"{'v':1,'op':'put'}", ERROR_MISSING_FIELD, "body"},
    {"{'v':1,'op':'put','body':[]}", ERROR_WRONG_TYPE, "body"},
    {"{'v':1,'op':'status'}", ERROR_MISSING_FIELD, "job"},
    {"{'v':1,'op':'wait','wait_s':1}", ERROR_MISSING_FIELD, "job"},
    {"{'v':1,'op':'status','job':1,'key':'k'}", ERROR_CONTRADICTION, "key"},
    {"{'v':1,'op':'cancel','job':0}", ERROR_OUT_OF_RANGE, "job"},
    {"{'v':1,'op':'cancel','job':-1}", ERROR_OUT_OF_RANGE, "job"},
    {"{'v':1,'op':'result','job':'7'}", ERROR_WRONG_TYPE, "job"},
    {"{'v':1,'op':'list','state':'lost'}", ERROR_BAD_VALUE, "state"},
    {"{'v':1,'op':'list','state':null}", ERROR_WRONG_TYPE, "state"},
    {"{'v':1,'op':'list','before':0}", ERROR_OUT_OF_RANGE, "before"},
    {"{'v':1,'op':'list','limit':0}", ERROR_OUT_OF_RANGE, "limit"},
    {"{'v':1,'op':'list','limit':1001}", ERROR_OUT_OF_RANGE, "limit"},
    {"{'v':1,'op':'list','client':''}", ERROR_OUT_OF_RANGE, "client"},
    {"{'v':1,'op':'list','client':'Dinas'}", ERROR_BAD_VALUE, "client"},
    {"{'v':1,'op':'list','client':7}", ERROR_WRONG_TYPE, "client"},
};

Test(envelope, is_refused_with_code_and_place)
{
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        struct envelope envelope;
        enum error_code code = read_request(refusals[i].json, &envelope);
        cr_expect_eq(code, refusals[i].code, "%s: %s %s", refusals[i].json, error_word(code), error.text);
        cr_expect_str_eq(error.path, refusals[i].path, "%s: %s", refusals[i].json, error.path);
        cr_expect_gt(strlen(error.text), 0);
    }
}

/* What was seen, and what was expected instead. */
static const struct {
    const char *json, *text;
} sentences[] = {
    {"{'v':2,'op':'ping'}", "2, expected 1"},
    {"{'v':'1','op':'ping'}", "a string, expected 1"},
    {"{'v':1,'op':'PING'}",
     "\"PING\", expected one of: solve check ping stats submit status wait result cancel "
     "list put batch"},
    {"[1]", "the request is no map, expected one: {\"v\": 1, \"op\": ...}"},
};

Test(envelope, says_what_was_expected)
{
    for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++) {
        struct envelope envelope;
        cr_assert_neq(read_request(sentences[i].json, &envelope), ERROR_NONE);
        cr_expect_str_eq(error.text, sentences[i].text);
    }
}

Test(envelope, takes_keys_of_1_to_128_bytes)
{
    char key[130];
    struct envelope envelope;
    memset(key, 'k', sizeof key);
    key[128] = '\0';
    cr_assert_eq(
        read_request(arena_format(arena, "{'v':1,'op':'solve','body':{},'key':'%s'}", key), &envelope),
        ERROR_NONE);
    cr_assert_str_eq(envelope.key, key);
    cr_assert_eq(read_request(arena_format(arena, "{'v':1,'op':'solve','key':'%sx'}", key), &envelope),
                 ERROR_OUT_OF_RANGE);
    cr_assert_eq(read_request("{'v':1,'op':'solve','body':{},'key':'k','wait_s':0}", &envelope), ERROR_NONE);
    cr_assert_eq(envelope.wait_s, 0);
    cr_assert_eq(read_request("{'v':1,'op':'solve','body':{},'wait_s':20}", &envelope), ERROR_NONE);
}

Test(envelope, is_refused_when_its_bytes_are_wrong)
{
    struct envelope envelope;
    cr_assert_eq(read_hex("", &envelope), ERROR_MALFORMED);
    cr_assert_eq(read_hex("82 a176 01 a26f70", &envelope), ERROR_MALFORMED);
    cr_assert_eq(read_hex("81 a176 01 00", &envelope), ERROR_MALFORMED);
    cr_assert_eq(read_hex("83 a176 01 a26f70 a470696e67 a176 01", &envelope), ERROR_DUPLICATE_KEY);
    cr_assert_str_eq(error.path, "v");
    cr_assert_eq(read_hex("83 a176 01 a26f70 a470696e67 a4626f6479 91c1", &envelope), ERROR_MALFORMED);
    cr_assert_str_eq(error.path, "body[0]");
    cr_assert_eq(read_hex("82 a176 01 a26f70 a2c328", &envelope), ERROR_BAD_STRING);
    cr_assert_str_eq(error.path, "op");
    cr_assert_eq(read_hex("82 a176 01 a26f70 c400", &envelope), ERROR_NOT_CANONICAL_TYPE);
    cr_assert_str_eq(error.path, "op");
    cr_assert_eq(read_hex("83 a176 01 a26f70 a470696e67 a6776169745f73 cb7ff8000000000000", &envelope),
                 ERROR_BAD_NUMBER);
    cr_assert_str_eq(error.path, "wait_s");
    cr_assert_eq(
        read_hex("83 a176 01 a26f70 a470696e67 a66c696d697473 82 a473656564 01 a473656564 02", &envelope),
        ERROR_DUPLICATE_KEY);
    cr_assert_str_eq(error.path, "limits.seed");
}

/* Twenty times v: more pairs than the envelope looks at, all the same. */
Test(envelope, finds_a_duplicate_among_many_pairs)
{
    unsigned char bytes[63] = {0xde, 0, 20};
    for (size_t i = 0; i < 20; i++) {
        memcpy(bytes + 3 + 3 * i, "\xa1v\x01", 3);
    }
    struct envelope envelope;
    cr_assert_eq(read_bytes(bytes, sizeof bytes, &envelope), ERROR_DUPLICATE_KEY);
}

Test(envelope, does_not_build_small_parts_that_are_large)
{
    char *json = arena_alloc(arena, 10000, 1);
    memset(json, 'x', 9000);
    memcpy(json, "{'v':1,'op':'", 13);
    memcpy(json + 9000, "'}", 3);
    struct envelope envelope;
    cr_assert_eq(read_request(json, &envelope), ERROR_TOO_LARGE);
    cr_assert_str_eq(error.path, "op");
}

Test(envelope, obeys_the_limits_of_the_scan)
{
    size_t length;
    const unsigned char *bytes = bytes_of(arena, "82 a26f70 a470696e67 a176 01", &length);
    struct envelope envelope;
    struct scan_limits exact = {.bytes = length, .nodes = 5, .depth = 1};
    cr_assert_eq(envelope_read(arena, bytes, length, &exact, &envelope, &error), ERROR_NONE);
    exact.nodes = 4;
    cr_assert_eq(envelope_read(arena, bytes, length, &exact, &envelope, &error), ERROR_TOO_LARGE);
    exact = (struct scan_limits){.bytes = length - 1, .nodes = 5, .depth = 1};
    cr_assert_eq(envelope_read(arena, bytes, length, &exact, &envelope, &error), ERROR_TOO_LARGE);
}

Test(envelope, survives_every_truncation_and_corruption)
{
    static const char request[] =
        "\x85\xa4"
        "body\x81\xa1x\x93\x01\x02\xc0\xa3key\xa2k1\xa6limits\x81\xa4seed\x07\xa2op\xa5"
        "solve\xa1v\x01";
    struct envelope envelope;
    char copy[sizeof request];
    cr_assert_eq(read_bytes(request, sizeof request - 1, &envelope), ERROR_NONE, "%s", error.text);
    for (size_t cut = 0; cut < sizeof request - 1; cut++) {
        cr_assert_eq(read_bytes(request, cut, &envelope), ERROR_MALFORMED, "at %zu", cut);
    }
    for (size_t at = 0; at < sizeof request - 1; at++) {
        for (unsigned value = 0; value < 256; value++) {
            memcpy(copy, request, sizeof request);
            copy[at] = (char)(unsigned char)value;
            if (read_bytes(copy, sizeof request - 1, &envelope) == ERROR_NONE && envelope.body != NULL) {
                cr_assert_eq(msgpack_scan(envelope.body, envelope.body_length, NULL, &error), ERROR_NONE);
            }
        }
    }
}
