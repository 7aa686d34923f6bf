/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who sees which jobs, and may do what: clients at endpoints of their own. */
#include "tests/support/documents.h"
#include "tests/support/service.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(service_identity, .timeout = 120);

static struct service service;
static const char *gate;
static int admin, bkd, bkd_reads, payroll;

/* Four endpoints: this machine's admin, two of one client (submit and read), one of another. */
static void start(void)
{
    service_prepare(&service);
    gate = service_file(&service, "gate");
    const char *submits = arena_format(service.arena, "%s.bkd", service.url);
    const char *reads = arena_format(service.arena, "%s.reads", service.url);
    const char *other = arena_format(service.arena, "%s.payroll", service.url);
    const char *const arguments[] = {"--listen",  service.url, "--listen", submits,   "--as",
                                     "bkd",       "--listen",  reads,      "--as",    "bkd:read",
                                     "--listen",  other,       "--as",     "payroll", "--worker",
                                     FAKE_WORKER, "--workers", "1",        NULL};
    service_launch(&service, BIN_DIR, arguments);
    admin = client_open(service.url);
    bkd = client_open(submits);
    bkd_reads = client_open(reads);
    payroll = client_open(other);
}

static void stop(void)
{
    file_touch(gate);
    client_close(admin);
    client_close(bkd);
    client_close(bkd_reads);
    client_close(payroll);
    cr_assert_eq(service_stop(&service), 0);
}

static long submit(int client, const char *key)
{
    const struct node *reply = client_ask(
        &service, client, "{'v':1,'op':'submit','key':'%s','body':{'do':'gate','file':'%s'}}", key, gate);
    cr_assert(document_at(reply, "ok")->as.boolean, "%s", text_at(reply, "error.message"));
    return (long)number_at(reply, "job.id");
}

static void assert_refused(const struct node *reply)
{
    cr_assert_str_eq(text_at(reply, "error.code"), "refused");
    cr_assert_str_eq(text_at(reply, "error.path"), "op");
}

/* Both replies say unknown_job in the same words. */
static void assert_same_unknown(const struct node *foreign, const struct node *missing)
{
    static const char *const parts[] = {"error.code", "error.path", "error.message"};
    cr_assert_str_eq(text_at(foreign, "error.code"), "unknown_job");
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        cr_assert_str_eq(text_at(foreign, parts[i]), text_at(missing, parts[i]));
    cr_assert_eq(foreign->count, missing->count);
}

Test(service_identity, another_clients_job_is_as_unknown_as_one_that_is_not_there)
{
    static const char *const ops[] = {"status", "wait", "result", "cancel"};
    start();
    long id = submit(bkd, "july");
    for (size_t i = 0; i < sizeof ops / sizeof ops[0]; i++) {
        const char *by_id = "{'v':1,'op':'%s','job':%ld}", *by_key = "{'v':1,'op':'%s','key':'%s'}";
        assert_same_unknown(client_ask(&service, payroll, by_id, ops[i], id),
                            client_ask(&service, payroll, by_id, ops[i], 4711L));
        assert_same_unknown(client_ask(&service, payroll, by_key, ops[i], "july"),
                            client_ask(&service, payroll, by_key, ops[i], "august"));
    }
    const struct node *reply = client_ask(&service, bkd, "{'v':1,'op':'status','job':%ld}", id);
    cr_assert_str_eq(text_at(reply, "job.key"), "july");
    cr_assert_str_neq(text_at(reply, "job.state"), "cancelled", "nobody else could cancel it");
    stop();
}

Test(service_identity, one_key_of_two_clients_names_two_jobs)
{
    start();
    long own = submit(bkd, "july"), other = submit(payroll, "july");
    cr_assert_neq(own, other);
    cr_assert_eq(submit(bkd, "july"), own);
    cr_assert_eq(number_at(client_ask(&service, payroll, "{'v':1,'op':'status','key':'july'}"), "job.id"),
                 other);
    stop();
}

Test(service_identity, a_list_shows_a_clients_own_jobs_and_an_admin_everybodys)
{
    start();
    submit(bkd, "a");
    submit(bkd, "b");
    submit(payroll, "c");
    const struct node *reply = client_ask(&service, bkd, "{'v':1,'op':'list'}");
    cr_assert_eq(document_at(reply, "jobs")->count, 2);
    cr_assert_str_eq(text_at(reply, "jobs[0].key"), "b", "newest first");
    cr_assert_str_eq(text_at(reply, "jobs[0].client"), "(none)");
    reply = client_ask(&service, payroll, "{'v':1,'op':'list'}");
    cr_assert_eq(document_at(reply, "jobs")->count, 1);
    reply = client_ask(&service, admin, "{'v':1,'op':'list'}");
    cr_assert_eq(document_at(reply, "jobs")->count, 3);
    cr_assert_str_eq(text_at(reply, "jobs[0].client"), "payroll");
    reply = client_ask(&service, admin, "{'v':1,'op':'list','client':'bkd'}");
    cr_assert_eq(document_at(reply, "jobs")->count, 2);
    reply = client_ask(&service, payroll, "{'v':1,'op':'list','client':'bkd'}");
    cr_assert_str_eq(text_at(reply, "error.code"), "refused", "nobody else chooses a client");
    stop();
}

Test(service_identity, who_reads_sees_its_clients_jobs_and_makes_none)
{
    start();
    long id = submit(bkd, "july");
    const struct node *reply = client_ask(&service, bkd_reads, "{'v':1,'op':'status','job':%ld}", id);
    cr_assert_str_eq(text_at(reply, "job.key"), "july");
    cr_assert_eq(document_at(client_ask(&service, bkd_reads, "{'v':1,'op':'list'}"), "jobs")->count, 1);
    cr_assert(document_at(client_ask(&service, bkd_reads, "{'v':1,'op':'ping'}"), "ok")->as.boolean);
    assert_refused(client_ask(&service, bkd_reads, "{'v':1,'op':'solve','body':{'do':'answer'}}"));
    assert_refused(client_ask(&service, bkd_reads, "{'v':1,'op':'check','body':{'do':'answer'}}"));
    assert_refused(client_ask(&service, bkd_reads, "{'v':1,'op':'submit','body':{'do':'answer'}}"));
    assert_refused(client_ask(&service, bkd_reads, "{'v':1,'op':'put','body':{'instance':{}}}"));
    assert_refused(client_ask(&service, bkd_reads, "{'v':1,'op':'cancel','job':%ld}", id));
    assert_refused(client_ask(&service, bkd_reads, "{'v':1,'op':'stats'}"));
    stop();
}

Test(service_identity, only_an_admin_asks_for_stats_and_cancels_what_is_not_its_own)
{
    start();
    assert_refused(client_ask(&service, bkd, "{'v':1,'op':'stats'}"));
    long id = submit(bkd, "july");
    const struct node *reply = client_ask(&service, admin, "{'v':1,'op':'status','job':%ld}", id);
    cr_assert_str_eq(text_at(reply, "job.client"), "bkd");
    reply = client_ask(&service, admin, "{'v':1,'op':'cancel','job':%ld}", id);
    cr_assert_str_eq(text_at(reply, "job.state"), "cancelled");
    reply = client_ask(&service, bkd, "{'v':1,'op':'status','job':%ld}", id);
    cr_assert_str_eq(text_at(reply, "job.state"), "cancelled");
    stop();
}

Test(service_identity, an_instance_of_another_client_is_unknown)
{
    start();
    const struct node *stored =
        client_ask(&service, bkd, "{'v':1,'op':'put','body':{'instance':{'format':'mutasi-instance/1'}}}");
    const char *hash = text_at(stored, "stored.sha256");
    cr_assert_eq(strlen(hash), 64);
    const char *use = "{'v':1,'op':'submit','body':{'do':'answer','instance':{'sha256':'%s'}}}";
    cr_assert(document_at(client_ask(&service, bkd, use, hash), "ok")->as.boolean);
    const struct node *reply = client_ask(&service, payroll, use, hash);
    cr_assert_str_eq(text_at(reply, "error.code"), "unknown_instance");
    cr_assert_str_eq(text_at(reply, "error.path"), "instance.sha256");
    stop();
}
