/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the service counts, asked over its socket. */
#include "tests/support/documents.h"
#include "tests/support/json_schema.h"
#include "tests/support/service.h"

#include <criterion/criterion.h>

TestSuite(service_stats, .timeout = 60);

static struct service service;
static int client;

static void start(void)
{
    service_start(&service, SERVICE_PLAIN);
    client = client_open(service.url);
}

static void stop(void)
{
    client_close(client);
    cr_assert_eq(service_stop(&service), 0);
}

static const struct node *ask_stats(void)
{
    return client_ask(&service, client, "{'v':1,'op':'stats'}");
}

Test(service_stats, say_what_the_schema_says)
{
    start();
    client_ask(&service, client, "{'v':1,'op':'solve','body':{'do':'answer'}}");
    client_ask(&service, client, "{'v':2,'op':'ping'}");
    const struct node *reply = ask_stats();
    const char *violation = schema_violation(service.arena, schema_named(service.arena, "reply"), reply);
    cr_assert_null(violation, "%s", violation);
    stop();
}

Test(service_stats, count_requests_by_op_and_errors_by_code)
{
    start();
    for (int i = 0; i < 3; i++) {
        client_ask(&service, client, "{'v':1,'op':'ping'}");
    }
    client_ask(&service, client, "{'v':1,'op':'solve','key':'a','body':{'do':'answer'}}");
    client_ask(&service, client, "{'v':1,'op':'solve','key':'a','body':{'do':'error'}}");
    client_ask(&service, client, "{'v':2,'op':'ping'}");
    const struct node *reply = ask_stats();
    cr_assert_eq(number_at(reply, "stats.ops.ping"), 3, "one that cannot be read is none");
    cr_assert_eq(number_at(reply, "stats.ops.solve"), 2);
    cr_assert_eq(number_at(reply, "stats.ops.stats"), 1, "this one");
    cr_assert_eq(number_at(reply, "stats.ops.check"), 0, "all of them are there");
    cr_assert_eq(number_at(reply, "stats.errors.key_conflict"), 1);
    cr_assert_eq(number_at(reply, "stats.errors.bad_version"), 1);
    cr_assert_null(document_at(reply, "stats.errors.busy"), "only those that occurred");
    cr_assert_eq(number_at(reply, "stats.events.error_replies"), 2);
    stop();
}

Test(service_stats, every_bucket_adds_up_to_its_histogram)
{
    static const struct {
        const char *name;
        double count;
    } cases[] = {{"ping", 2}, {"accept", 1}, {"queued", 1}, {"run", 1}, {"job", 1}};
    start();
    client_ask(&service, client, "{'v':1,'op':'ping'}");
    client_ask(&service, client, "{'v':1,'op':'ping'}");
    client_ask(&service, client, "{'v':1,'op':'solve','body':{'do':'answer'}}");
    const struct node *latency = document_at(ask_stats(), "stats.latency");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct node *histogram = map_get(latency, cases[i].name);
        const struct node *buckets = map_get(histogram, "buckets");
        double count = 0, last_end = 0;
        for (int j = 0; j < 20; j++) {
            double end = number_at(buckets, arena_format(service.arena, "[%d].up_to_s", j));
            cr_assert(j == 19 ? end != end : end > last_end, "ends rise, the last bucket is open");
            last_end = end;
            count += number_at(buckets, arena_format(service.arena, "[%d].count", j));
        }
        cr_assert_eq(count, cases[i].count, "%s", cases[i].name);
        cr_assert_eq(number_at(histogram, "count"), count, "%s", cases[i].name);
        cr_assert_geq(number_at(histogram, "sum_s"), 0, "%s", cases[i].name);
        cr_assert_lt(number_at(histogram, "sum_s"), 60, "%s", cases[i].name);
    }
    cr_assert_gt(number_at(latency, "ping.sum_s"), 0);
    stop();
}
