/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/policy.h"
#include "tests/support/complete.h"
#include "tests/support/quoted.h"

#include <criterion/criterion.h>
#include <string.h>

static struct arena *arena;

static void setup(void)
{
    arena = arena_new();
}

static void teardown(void)
{
    arena_free(arena);
}

TestSuite(policy, .init = setup, .fini = teardown);

static const struct policy *read_valid(const struct node *document)
{
    const struct policy *policy = NULL;
    struct error error = {0};
    enum error_code code = policy_read(arena, document, NULL, &policy, &error);
    cr_assert_eq(code, ERROR_NONE, "%s at %s: %s", error_word(code), error.path, error.text);
    return policy;
}

static day day_of(const char *text)
{
    day value = DAY_NONE;
    cr_assert(day_parse(text, &value));
    return value;
}

/* --- what it means -------------------------------------------------------------------------------------- */

/* tests/support/complete.c: read its text beside these expectations. */
static const struct policy *complete(void)
{
    return read_valid(complete_policy(arena));
}

Test(policy, its_prices_are_read)
{
    const struct policy *policy = complete();
    cr_assert_str_eq(policy->name, "strict");
    cr_assert_eq(policy->competency.shortage_upt, 80250000);
    cr_assert_not(policy->competency.hard);
    cr_assert(policy->competency.unknown_qualifies);
    cr_assert_eq(policy->relocation.move_upt, 10000000);
    cr_assert_eq(policy->relocation.move_within_group_upt, 4000000);
    cr_assert_eq(policy->relocation.per_km_upt, 200000);
    cr_assert_eq(policy->relocation.reluctance_upt, 11000000);
    cr_assert_eq(policy->relocation.preference_upt, 12000000);
    cr_assert_eq(policy->relocation.first_upt, 3000000);
    cr_assert(policy->may_leave_unplaced);
    cr_assert_eq(policy->unplaced_upt, 500000000);
    cr_assert_eq(policy->budget_upt, 1000000000);
    cr_assert_eq(policy->effective_minutes_micro, 72000 * MICRO);
    cr_assert_eq(policy->persistence_upt, 5000000);
}

Test(policy, its_balance_is_read_with_tiers)
{
    const struct policy *policy = complete();
    const struct balance_policy *balance = &policy->balance;
    cr_assert(policy->has_balance);
    cr_assert_eq(balance->target_lower_ppm, 900000);
    cr_assert_eq(balance->target_upper_ppm, 1100000);
    cr_assert(balance->has_limit);
    cr_assert_eq(balance->limit_lower_ppm, 500000);
    cr_assert_eq(balance->limit_upper_ppm, 1500000);
    cr_assert_eq(balance->under.count, 3);
    cr_assert_eq(balance->under.tier[0].share_ppm, 0);
    cr_assert_eq(balance->under.tier[1].share_ppm, 100000);
    cr_assert_eq(balance->under.tier[1].slope_upt, 100000000);
    cr_assert_eq(balance->under.tier[2].share_ppm, 250000);
    cr_assert_eq(balance->under.tier[2].slope_upt, 250500000);
    cr_assert_eq(balance->over.count, 1, "a number is one tier");
    cr_assert_eq(balance->over.tier[0].share_ppm, 0);
    cr_assert_eq(balance->over.tier[0].slope_upt, 60000000);
}

Test(policy, its_caps_are_read)
{
    const struct move_caps *moves = &complete()->moves;
    cr_assert_eq(moves->max, 7);
    cr_assert_eq(moves->max_share_ppm, 120000);
    cr_assert_eq(moves->out_share_ppm, 250000);
    cr_assert_eq(moves->in_share_ppm, 1500000);
}

Test(policy, its_rules_are_read)
{
    const struct policy *policy = complete();
    const struct rule *rules = policy->rules;
    cr_assert_eq(policy->rule_count, 7);
    cr_assert_eq(rules[0].kind, RULE_MIN_TENURE);
    cr_assert_eq(rules[0].months, 30);
    cr_assert_str_eq(rules[0].cite, "a");
    cr_assert_eq(rules[0].from, day_of("2025-01-01"));
    cr_assert_eq(rules[0].until, day_of("2025-12-31"));
    cr_assert_eq(rules[1].kind, RULE_STATUS_FIXED);
    cr_assert_eq(rules[1].word_count, 2);
    cr_assert_str_eq(rules[1].words[1], "CPNS");
    cr_assert_eq(rules[1].from, DAY_NONE);
    cr_assert_eq(rules[1].until, DAY_NONE);
    cr_assert_eq(rules[2].kind, RULE_TAG_FIXED);
    cr_assert_str_eq(rules[2].words[0], "study");
    cr_assert_eq(rules[2].from, day_of("2025-01-01"));
    cr_assert_eq(rules[3].months, 1, "1/12 as rounded to 10^-6");
}

Test(policy, its_rules_on_long_tenure_and_retirement_are_read)
{
    const struct rule *rules = complete()->rules;
    cr_assert_eq(rules[4].kind, RULE_MAX_TENURE);
    cr_assert_eq(rules[4].months, 60);
    cr_assert_eq(rules[4].price_upt, 12500000);
    cr_assert_not(rules[4].hard);
    cr_assert_eq(rules[4].until, day_of("2030-12-31"));
    cr_assert_eq(rules[5].months, 90);
    cr_assert_eq(rules[5].price_upt, 0);
    cr_assert(rules[5].hard);
    cr_assert_eq(rules[6].kind, RULE_RETIREMENT);
    cr_assert_eq(rules[6].age_years, 58);
    cr_assert_eq(rules[6].months, 18);
    cr_assert_str_eq(rules[6].cite, "f");
    cr_assert_eq(rules[0].price_upt, 0, "only max_tenure has a price");
}

Test(policy, an_empty_policy_prices_and_forbids_nothing)
{
    const struct policy *policy = read_valid(quoted(arena, "{'format':'mutasi-policy/1'}"));
    cr_assert_null(policy->name);
    cr_assert_not(policy->has_balance);
    cr_assert_eq(policy->competency.shortage_upt, 0);
    cr_assert_not(policy->competency.hard);
    cr_assert_not(policy->competency.unknown_qualifies);
    cr_assert_eq(policy->relocation.move_upt, 0);
    cr_assert_eq(policy->relocation.move_within_group_upt, 0);
    cr_assert_not(policy->may_leave_unplaced);
    cr_assert_eq(policy->moves.max, NONE);
    cr_assert_eq(policy->moves.max_share_ppm, NONE);
    cr_assert_eq(policy->moves.out_share_ppm, NONE);
    cr_assert_eq(policy->moves.in_share_ppm, NONE);
    cr_assert_eq(policy->budget_upt, NONE);
    cr_assert_eq(policy->effective_minutes_micro, 75000 * MICRO);
    cr_assert_eq(policy->rule_count, 0);
    cr_assert_eq(policy->persistence_upt, 0);
}

Test(policy, sections_have_defaults_of_their_own)
{
    const struct policy *policy =
        read_valid(quoted(arena, "{'format':'mutasi-policy/1','balance':{'under':1,'over':0,'limit':null},"
                                 "'competency':{'shortage':'hard'},"
                                 "'relocation':{'move':10,'per_km':0,'reluctance':0,'preference':0}}"));
    cr_assert_eq(policy->balance.target_lower_ppm, 950000);
    cr_assert_eq(policy->balance.target_upper_ppm, 1050000);
    cr_assert_not(policy->balance.has_limit);
    cr_assert(policy->competency.hard);
    cr_assert_not(policy->competency.unknown_qualifies);
    cr_assert_eq(policy->relocation.move_within_group_upt, 10000000, "as outside the group");
    cr_assert_eq(policy->relocation.first_upt, 0);
}

Test(policy, the_default_is_the_documented_one)
{
    const struct node *document = policy_default_document(arena);
    const struct node *expected = quoted(
        arena, "{'format':'mutasi-policy/1','balance':{'target':[0.95,1.05],'under':100,'over':60},"
               "'competency':{'shortage':80,'unknown':'unqualified'},"
               "'relocation':{'move':10,'per_km':0.2,'reluctance':10,'preference':10},'unplaced':500,"
               "'rules':[{'rule':'status_fixed','status':['PPPK'],'cite':'PP 49/2018'},{'rule':'min_tenure',"
               "'years':2,'cite':'PP 11/2017 art. 190(3); Peraturan BKN 5/2019 art. 2'}]}");
    cr_assert(node_equal(document, expected));
    cr_assert_eq(read_valid(document)->rules[1].months, 24);
}

Test(policy, shares_round_half_away_from_zero)
{
    cr_assert_eq(share_of(950000, 5693), 5408, "5408.35");
    cr_assert_eq(share_of(500000, 3), 2, "1.5");
    cr_assert_eq(share_of(1000 * MICRO, INT64_C(1000000000000)), INT64_C(1000000000000000), "the largest");
}

/* --- what it may not say -------------------------------------------------------------------------------- */

struct refusal {
    const char *said;
    enum error_code code;
    const char *path;
    const char *text;
};

static void refuse(const struct refusal *expected)
{
    const struct policy *policy = NULL;
    struct error error = {0};
    const struct node *document = quoted(arena, "{'format':'mutasi-policy/1',%s}", expected->said);
    enum error_code code = policy_read(arena, document, NULL, &policy, &error);
    cr_expect_eq(code, expected->code, "%s: seen %s, expected %s (%s)", expected->said, error_word(code),
                 error_word(expected->code), error.text);
    cr_expect_null(policy, "%s", expected->said);
    cr_expect_str_eq(error.path, expected->path, "%s", expected->said);
    cr_expect(strstr(error.text, expected->text ? expected->text : "expected"), "%s: %s", expected->said,
              error.text);
}

#define REFUSE_ALL(list)                                                                                     \
    for (size_t i = 0; i < sizeof(list) / sizeof((list)[0]); i++)                                            \
    refuse(&(list)[i])

Test(policy, refuses_wrong_balances)
{
    static const struct refusal list[] = {
        {"'balance':1", ERROR_WRONG_TYPE, "balance", NULL},
        {"'balance':{'under':1}", ERROR_MISSING_FIELD, "balance.over", NULL},
        {"'balance':{'over':1}", ERROR_MISSING_FIELD, "balance.under", NULL},
        {"'balance':{'under':1,'over':1,'spread':1}", ERROR_UNKNOWN_FIELD, "balance.spread", NULL},
        {"'balance':{'under':-1,'over':1}", ERROR_OUT_OF_RANGE, "balance.under", NULL},
        {"'balance':{'under':'1','over':1}", ERROR_WRONG_TYPE, "balance.under", "[share, points]"},
        {"'balance':{'under':[],'over':1}", ERROR_BAD_VALUE, "balance.under", NULL},
        {"'balance':{'under':[1],'over':1}", ERROR_WRONG_TYPE, "balance.under[0]", NULL},
        {"'balance':{'under':[[0.1,1]],'over':1}", ERROR_BAD_VALUE, "balance.under[0][0]", "begin at 0"},
        {"'balance':{'under':1,'over':[[0,1],[0,2]]}", ERROR_BAD_VALUE, "balance.over[1][0]", "rise"},
        {"'balance':{'under':1,'over':[[0,3],[0.1,2]]}", ERROR_BAD_VALUE, "balance.over[1][1]",
         "never to fall"},
        {"'balance':{'under':1,'over':[[0,3],[-1,4]]}", ERROR_OUT_OF_RANGE, "balance.over[1][0]", NULL},
        {"'balance':{'under':1,'over':1,'target':[1.1,1]}", ERROR_CONTRADICTION, "balance.target", NULL},
        {"'balance':{'under':1,'over':1,'target':null}", ERROR_WRONG_TYPE, "balance.target", NULL},
        {"'balance':{'under':1,'over':1,'target':[0,1001]}", ERROR_OUT_OF_RANGE, "balance.target[1]", NULL},
        {"'balance':{'under':1,'over':1,'limit':[0.5]}", ERROR_BAD_VALUE, "balance.limit", NULL},
        {"'balance':{'under':1,'over':1,'limit':[null,2]}", ERROR_WRONG_TYPE, "balance.limit[0]", NULL},
    };
    REFUSE_ALL(list);
}

Test(policy, refuses_wrong_prices)
{
    static const struct refusal list[] = {
        {"'prices':{}", ERROR_UNKNOWN_FIELD, "prices", "expected one of: balance, budget"},
        {"'name':7", ERROR_WRONG_TYPE, "name", NULL},
        {"'competency':{}", ERROR_MISSING_FIELD, "competency.shortage", NULL},
        {"'competency':{'shortage':'soft'}", ERROR_BAD_VALUE, "competency.shortage", "expected \"hard\""},
        {"'competency':{'shortage':null}", ERROR_WRONG_TYPE, "competency.shortage", NULL},
        {"'competency':{'shortage':-1}", ERROR_OUT_OF_RANGE, "competency.shortage", NULL},
        {"'competency':{'shortage':1,'unknown':'maybe'}", ERROR_BAD_VALUE, "competency.unknown",
         "\"unqualified\" or \"qualified\""},
        {"'relocation':{'move':1,'per_km':1,'reluctance':1}", ERROR_MISSING_FIELD, "relocation.preference",
         NULL},
        {"'relocation':{'per_km':1,'reluctance':1,'preference':1}", ERROR_MISSING_FIELD, "relocation.move",
         NULL},
        {"'relocation':{'move':1,'per_km':-1,'reluctance':1,'preference':1}", ERROR_OUT_OF_RANGE,
         "relocation.per_km", NULL},
        {"'unplaced':null", ERROR_WRONG_TYPE, "unplaced", NULL},
        {"'budget':-1", ERROR_OUT_OF_RANGE, "budget", NULL},
        {"'persistence':-1", ERROR_OUT_OF_RANGE, "persistence", NULL},
        {"'effective_minutes':0", ERROR_OUT_OF_RANGE, "effective_minutes", NULL},
        {"'effective_minutes':0.0000004", ERROR_OUT_OF_RANGE, "effective_minutes", NULL},
        {"'moves':{'max':1.5}", ERROR_WRONG_TYPE, "moves.max", NULL},
        {"'moves':{'max':-1}", ERROR_OUT_OF_RANGE, "moves.max", NULL},
        {"'moves':{'max_share':1.01}", ERROR_OUT_OF_RANGE, "moves.max_share", NULL},
        {"'moves':{'out_share':-0.1}", ERROR_OUT_OF_RANGE, "moves.out_share", NULL},
        {"'moves':{'in_share':'all'}", ERROR_WRONG_TYPE, "moves.in_share", NULL},
        {"'moves':{'min':1}", ERROR_UNKNOWN_FIELD, "moves.min", NULL},
        {"'secondment':{}", ERROR_MISSING_FIELD, "secondment.donor_min", NULL},
        {"'secondment':{'move':1,'per_km':0,'max_share':1.5,'donor_min':0}", ERROR_OUT_OF_RANGE,
         "secondment.max_share", NULL},
        {"'secondment':{'move':-1,'per_km':0,'max_share':1,'donor_min':0}", ERROR_OUT_OF_RANGE,
         "secondment.move", NULL},
        {"'secondment':null", ERROR_WRONG_TYPE, "secondment", NULL},
    };
    REFUSE_ALL(list);
}

Test(policy, refuses_wrong_rules)
{
    static const struct refusal list[] = {
        {"'rules':{}", ERROR_WRONG_TYPE, "rules", NULL},
        {"'rules':[1]", ERROR_WRONG_TYPE, "rules[0]", NULL},
        {"'rules':[{'cite':'x'}]", ERROR_MISSING_FIELD, "rules[0].rule", NULL},
        {"'rules':[{'rule':7}]", ERROR_WRONG_TYPE, "rules[0].rule", NULL},
        {"'rules':[{'rule':'tenure'}]", ERROR_BAD_VALUE, "rules[0].rule", "\"min_tenure\" or \"max_tenure\""},
        {"'rules':[{'rule':'max_tenure','years':5,'cite':'x'}]", ERROR_MISSING_FIELD, "rules[0].price",
         "neither a price nor hard"},
        {"'rules':[{'rule':'max_tenure','years':5,'cite':'x','hard':false}]", ERROR_MISSING_FIELD,
         "rules[0].price", NULL},
        {"'rules':[{'rule':'max_tenure','years':5,'cite':'x','hard':true,'price':0}]", ERROR_CONTRADICTION,
         "rules[0].hard", NULL},
        {"'rules':[{'rule':'max_tenure','years':5,'cite':'x','price':-1}]", ERROR_OUT_OF_RANGE,
         "rules[0].price", NULL},
        {"'rules':[{'rule':'max_tenure','years':5,'cite':'x','price':1,'hard':'yes'}]", ERROR_WRONG_TYPE,
         "rules[0].hard", NULL},
        {"'rules':[{'rule':'min_tenure','years':5,'cite':'x','price':1}]", ERROR_UNKNOWN_FIELD,
         "rules[0].price", NULL},
        {"'rules':[{'rule':'retirement','age':58,'cite':'x'}]", ERROR_MISSING_FIELD, "rules[0].months", NULL},
        {"'rules':[{'rule':'retirement','age':58.5,'months':6,'cite':'x'}]", ERROR_WRONG_TYPE, "rules[0].age",
         NULL},
        {"'rules':[{'rule':'retirement','age':0,'months':6,'cite':'x'}]", ERROR_OUT_OF_RANGE, "rules[0].age",
         NULL},
        {"'rules':[{'rule':'retirement','age':58,'months':-1,'cite':'x'}]", ERROR_OUT_OF_RANGE,
         "rules[0].months", NULL},
        {"'rules':[{'rule':'min_tenure','years':2}]", ERROR_MISSING_FIELD, "rules[0].cite", NULL},
        {"'rules':[{'rule':'min_tenure','years':2,'cite':''}]", ERROR_BAD_VALUE, "rules[0].cite", NULL},
        {"'rules':[{'rule':'min_tenure','cite':'x'}]", ERROR_MISSING_FIELD, "rules[0].years", NULL},
        {"'rules':[{'rule':'min_tenure','cite':'x','years':0.3}]", ERROR_BAD_VALUE, "rules[0].years",
         "whole months"},
        {"'rules':[{'rule':'min_tenure','cite':'x','years':101}]", ERROR_OUT_OF_RANGE, "rules[0].years",
         NULL},
        {"'rules':[{'rule':'min_tenure','cite':'x','years':2,'tags':[]}]", ERROR_UNKNOWN_FIELD,
         "rules[0].tags", NULL},
        {"'rules':[{'rule':'status_fixed','cite':'x'}]", ERROR_MISSING_FIELD, "rules[0].status", NULL},
        {"'rules':[{'rule':'status_fixed','cite':'x','status':'PPPK'}]", ERROR_WRONG_TYPE, "rules[0].status",
         NULL},
        {"'rules':[{'rule':'status_fixed','cite':'x','status':['a',null]}]", ERROR_WRONG_TYPE,
         "rules[0].status[1]", NULL},
        {"'rules':[{'rule':'tag_fixed','cite':'x','status':[]}]", ERROR_UNKNOWN_FIELD, "rules[0].status",
         NULL},
        {"'rules':[{'rule':'tag_fixed','cite':'x','tags':[],'from':'x'}]", ERROR_BAD_VALUE, "rules[0].from",
         NULL},
        {"'rules':[{'rule':'tag_fixed','cite':'x','tags':[],'from':'2025-01-02','until':'2025-01-01'}]",
         ERROR_CONTRADICTION, "rules[0].until", NULL},
    };
    REFUSE_ALL(list);
}

Test(policy, refuses_another_document)
{
    const struct policy *policy;
    struct error error = {0};
    const struct path at = {NULL, "policy", 0};
    const struct node *document = quoted(arena, "{'format':'mutasi-instance/1','units':[]}");
    cr_assert_eq(policy_read(arena, document, &at, &policy, &error), ERROR_BAD_VALUE);
    cr_assert_str_eq(error.path, "policy.format");
}

/* --- against an instance ----------------------------------------------------------------------------------
 */

static enum error_code check(const char *work, const char *minutes, struct error *error)
{
    const struct instance *instance;
    const struct node *document = quoted(arena,
                                         "{'format':'mutasi-instance/1','date':'2025-01-01','employees':[],"
                                         "'units':[{'id':'a','need':1000000000},{'id':'b','work':[%s]}]}",
                                         work);
    cr_assert_eq(instance_read(arena, document, NULL, &instance, error), ERROR_NONE, "%s", error->text);
    const struct policy *policy =
        read_valid(quoted(arena, "{'format':'mutasi-policy/1','effective_minutes':%s}", minutes));
    return policy_check(policy, instance, error);
}

/* 10^9 x 10^9 minutes are 10^18: at 10^9 minutes a year 10^9 FTE, the most a document may say. */
Test(policy, work_may_need_as_much_as_a_document_may_say_and_no_more)
{
    struct error error = {0};
    cr_assert_eq(check("{'volume':1e9,'minutes':1e9}", "1e9", &error), ERROR_NONE);
    cr_assert_eq(check("{'volume':1e9,'minutes':1e9}", "999999999", &error), ERROR_OVERFLOW);
    cr_assert_str_eq(error.path, "instance.units[1].work");
    cr_assert_eq(check("{'volume':1e9,'minutes':1e9}", "0.000001", &error), ERROR_OVERFLOW, "beyond 64 bits");
}
