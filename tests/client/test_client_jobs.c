/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The library's calls for jobs against a service that says what the test tells it to: what is asked, word for
 * word, and what is made of the answers. */
#include "client/mutasi.h"
#include "tests/support/documents.h"
#include "tests/support/script.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define INSTANCE                                                                                             \
    "{\"format\": \"mutasi-instance/1\", \"date\": \"2026-01-05\", \"units\": [], \"employees\": []}"
#define OK     "{'v':1,'ok':true,'elapsed_s':0,"
#define PING   OK "'engine':'test-engine 1'}"
#define QUEUED OK "'job':{'id':17,'key':'k','state':'queued','place':3,'attempts':0,'elapsed_s':0}}"
#define RUNNING                                                                                              \
    OK "'job':{'id':17,'key':'k','state':'running','attempts':1,'elapsed_s':2.5,'incumbent':42,'bound':40,"  \
       "'gap':0.05,'effort':900}}"
#define DONE                                                                                                 \
    OK "'job':{'id':17,'key':'k','state':'done','attempts':1,'elapsed_s':3},"                                \
       "'plan':{'status':'optimal','objective':{'total':12.5},'bound':12,'gap':0.04}}"
#define REFUSAL(code, more)                                                                                  \
    "{'v':1,'ok':false,'elapsed_s':0,'error':{'code':'" code "','path':'','message':'because'" more "}}"

/* One script, one client and one reply. */
struct talk {
    struct script script;
    struct mutasi_client *client;
    struct mutasi_reply reply;
    struct mutasi_error error;
};

static void begin(struct talk *talk)
{
    script_start(&talk->script);
    cr_assert(mutasi_client_open(talk->script.url, &talk->client, &talk->error));
}

static void end(struct talk *talk)
{
    mutasi_reply_fini(&talk->reply);
    mutasi_client_close(talk->client);
    script_stop(&talk->script);
}

/* The n-th request as the service saw it. */
static const char *request_text(struct talk *talk, int n)
{
    return document_text(talk->script.arena, talk->script.requests[n]);
}

static const struct node *request_at(struct talk *talk, int n, const char *path)
{
    return document_at(talk->script.requests[n], path);
}

static struct mutasi_request request_of(const char *instance)
{
    struct mutasi_request request;
    mutasi_request_init(&request);
    request.instance = script_text(instance);
    request.patience_s = 15;
    return request;
}

static const struct mutasi_job_name seventeen = {.id = 17};

Test(client_jobs, submits_and_has_the_job_at_once)
{
    struct talk talk = {.script = {.replies = {PING, QUEUED}}};
    struct mutasi_request request = request_of(INSTANCE);
    request.priority = -5;
    begin(&talk);
    cr_assert(mutasi_submit(talk.client, &request, &talk.reply, &talk.error), "%s", talk.error.text);
    cr_assert_eq(talk.reply.job.id, 17);
    cr_assert_str_eq(talk.reply.job.key, "k");
    cr_assert_str_eq(talk.reply.job.state, "queued");
    cr_assert_eq(talk.reply.job.place, 3);
    cr_assert(isnan(talk.reply.job.incumbent));
    cr_assert_str_eq(request_at(&talk, 1, "op")->as.text, "submit");
    cr_assert_eq(request_at(&talk, 1, "priority")->as.integer, -5);
    cr_assert_null(request_at(&talk, 1, "wait_s"));
    cr_assert_eq(strlen(script_key(talk.script.requests[1])), 64);
    end(&talk);
}

static void key_of_call(bool call(struct mutasi_client *, const struct mutasi_request *,
                                  struct mutasi_reply *, struct mutasi_error *),
                        const char *answer, int32_t priority, char key[65])
{
    struct talk talk = {.script = {.replies = {PING, answer}}};
    struct mutasi_request request = request_of(INSTANCE);
    request.priority = priority;
    begin(&talk);
    cr_assert(call(talk.client, &request, &talk.reply, &talk.error), "%s", talk.error.text);
    strcpy(key, script_key(talk.script.requests[1]));
    end(&talk);
}

Test(client_jobs, submit_under_the_key_that_solve_has_whatever_the_priority)
{
    char solved[65], submitted[65];
    key_of_call(mutasi_solve, DONE, 0, solved);
    key_of_call(mutasi_submit, QUEUED, 90, submitted);
    cr_assert_str_eq(solved, submitted);
}

static void append_state(void *context, const struct mutasi_progress *progress)
{
    strcat(strcat(context, " "), progress->state);
}

Test(client_jobs, submit_again_when_the_service_is_busy_and_say_so)
{
    char states[64] = "";
    struct talk talk = {.script = {.replies = {PING, REFUSAL("busy", ",'retry_after_s':0.2"), QUEUED}}};
    struct mutasi_request request = request_of(INSTANCE);
    request.on_progress = append_state;
    request.context = states;
    begin(&talk);
    cr_assert(mutasi_submit(talk.client, &request, &talk.reply, &talk.error), "%s", talk.error.text);
    cr_assert_str_eq(request_text(&talk, 1), request_text(&talk, 2));
    cr_assert_str_eq(states, " busy queued");
    end(&talk);
}

Test(client_jobs, are_named_by_id_or_by_key)
{
    struct talk talk = {.script = {.replies = {RUNNING, RUNNING}}};
    const struct mutasi_job_name by_key = {.key = "request-4711"};
    begin(&talk);
    cr_assert(mutasi_status(talk.client, &seventeen, &talk.reply, &talk.error), "%s", talk.error.text);
    mutasi_reply_fini(&talk.reply);
    cr_assert(mutasi_cancel(talk.client, &by_key, &talk.reply, &talk.error), "%s", talk.error.text);
    cr_assert_str_eq(request_text(&talk, 0), "{\"job\":17,\"op\":\"status\",\"v\":1}");
    cr_assert_str_eq(request_text(&talk, 1), "{\"key\":\"request-4711\",\"op\":\"cancel\",\"v\":1}");
    end(&talk);
}

Test(client_jobs, tell_their_progress_and_their_error)
{
    struct talk talk = {
        .script = {.replies = {OK "'job':{'id':17,'key':'k','client':'payroll','op':'solve','state':'failed',"
                                  "'priority':7,'attempts':2,'accepted_at':'2026-01-05T00:00:00.000Z',"
                                  "'elapsed_s':2.5,'incumbent':42,'bound':40,'gap':0.05,'effort':900,"
                                  "'error':{'code':'worker_lost','path':'','message':'died twice'}}}"}}};
    begin(&talk);
    cr_assert(mutasi_status(talk.client, &seventeen, &talk.reply, &talk.error), "%s", talk.error.text);
    const struct mutasi_job *job = &talk.reply.job;
    cr_assert_str_eq(job->client, "payroll");
    cr_assert_str_eq(job->op, "solve");
    cr_assert_eq(job->priority, 7);
    cr_assert_eq(job->attempts, 2);
    cr_assert_str_eq(job->accepted_at, "2026-01-05T00:00:00.000Z");
    cr_assert_str_eq(job->started_at, "");
    cr_assert_float_eq(job->incumbent, 42, 1e-9);
    cr_assert_float_eq(job->gap, 0.05, 1e-9);
    cr_assert_eq(job->effort, 900);
    cr_assert_str_eq(job->error_code, "worker_lost");
    cr_assert_str_eq(job->error_text, "died twice");
    end(&talk);
}

struct seen {
    int count;
    struct mutasi_progress last;
    char state[16];
};

static void see(void *context, const struct mutasi_progress *progress)
{
    struct seen *seen = context;
    seen->count++;
    seen->last = *progress;
    strcpy(seen->state, progress->state);
}

Test(client_jobs, are_waited_for_through_queue_and_run_to_the_plan)
{
    struct talk talk = {.script = {.replies = {QUEUED, RUNNING, DONE}}};
    struct seen seen = {.count = 0};
    const struct mutasi_watch watch = {.on_progress = see, .context = &seen};
    begin(&talk);
    cr_assert(mutasi_wait(talk.client, &seventeen, &watch, &talk.reply, &talk.error), "%s", talk.error.text);
    cr_assert_str_eq(talk.reply.status, "optimal");
    cr_assert_float_eq(talk.reply.objective, 12.5, 1e-9);
    cr_assert_str_eq(talk.reply.job.state, "done");
    cr_assert_geq(seen.count, 2);
    cr_assert_str_eq(request_at(&talk, 0, "op")->as.text, "wait");
    cr_assert_eq(request_at(&talk, 0, "job")->as.integer, 17);
    cr_assert_leq(request_at(&talk, 0, "wait_s")->as.integer, 1); /* somebody watches */
    end(&talk);
}

Test(client_jobs, that_nobody_watches_are_asked_for_every_twenty_seconds)
{
    struct talk talk = {.script = {.replies = {DONE}}};
    begin(&talk);
    cr_assert(mutasi_wait(talk.client, &seventeen, NULL, &talk.reply, &talk.error), "%s", talk.error.text);
    cr_assert_eq(request_at(&talk, 0, "wait_s")->as.integer, 20);
    end(&talk);
}

Test(client_jobs, go_on_when_patience_ends)
{
    struct talk talk = {.script = {.replies = {RUNNING}}};
    const struct mutasi_watch watch = {.patience_s = 0.1};
    begin(&talk);
    cr_assert_not(mutasi_wait(talk.client, &seventeen, &watch, &talk.reply, &talk.error));
    cr_assert_str_eq(talk.error.code, "not_done");
    cr_assert_null(talk.reply.document.bytes);
    end(&talk);
}

static void check_refusal(const char *answer, const char *code)
{
    struct talk talk = {.script = {.replies = {answer, answer}}};
    begin(&talk);
    cr_assert_not(mutasi_wait(talk.client, &seventeen, NULL, &talk.reply, &talk.error));
    cr_assert_str_eq(talk.error.code, code);
    cr_assert_not(mutasi_result(talk.client, &seventeen, &talk.reply, &talk.error));
    cr_assert_str_eq(talk.error.code, code);
    cr_assert_str_eq(talk.error.text, "because");
    end(&talk);
}

Test(client_jobs, that_have_no_result_say_why)
{
    check_refusal(REFUSAL("unknown_job", ""), "unknown_job");
    check_refusal(REFUSAL("not_done", ""), "not_done");
    check_refusal(REFUSAL("cancelled", ""), "cancelled");
    check_refusal(REFUSAL("worker_lost", ""), "worker_lost");
}

Test(client_jobs, are_waited_for_while_the_service_restarts)
{
    struct talk talk = {.script = {.replies = {RUNNING, REFUSAL("draining", ""), DONE}}};
    begin(&talk);
    cr_assert(mutasi_wait(talk.client, &seventeen, NULL, &talk.reply, &talk.error), "%s", talk.error.text);
    cr_assert_str_eq(talk.reply.status, "optimal");
    end(&talk);
}

Test(client_jobs, that_were_checks_have_a_report)
{
    struct talk talk = {
        .script = {
            .replies = {OK
                        "'job':{'id':17,'key':'k','op':'check','state':'done'},'check':{'feasible':true}}"}}};
    char *json;
    begin(&talk);
    cr_assert(mutasi_result(talk.client, &seventeen, &talk.reply, &talk.error), "%s", talk.error.text);
    cr_assert_str_eq(talk.reply.status, "");
    cr_assert_str_eq(talk.reply.job.op, "check");
    cr_assert(mutasi_document_json(talk.reply.document, &json, &talk.error));
    cr_assert_not_null(strstr(json, "\"feasible\": true"));
    free(json);
    end(&talk);
}

Test(client_jobs, are_listed_as_asked)
{
    struct talk talk = {
        .script = {.replies = {OK
                               "'jobs':[{'id':9,'key':'b','state':'done'},{'id':8,'key':'a','state':'done'}],"
                               "'more':true}",
                               OK "'jobs':[],'more':false}"}}};
    const struct mutasi_list_query query = {.state = "done", .before = 10, .limit = 2};
    begin(&talk);
    cr_assert(mutasi_list(talk.client, &query, &talk.reply, &talk.error), "%s", talk.error.text);
    cr_assert_eq(talk.reply.job_count, 2);
    cr_assert_eq(talk.reply.jobs[0].id, 9);
    cr_assert_str_eq(talk.reply.jobs[1].key, "a");
    cr_assert(talk.reply.more);
    mutasi_reply_fini(&talk.reply);
    cr_assert(mutasi_list(talk.client, NULL, &talk.reply, &talk.error), "%s", talk.error.text);
    cr_assert_eq(talk.reply.job_count, 0);
    cr_assert_not(talk.reply.more);
    cr_assert_str_eq(request_text(&talk, 0),
                     "{\"before\":10,\"limit\":2,\"op\":\"list\",\"state\":\"done\",\"v\":1}");
    cr_assert_str_eq(request_text(&talk, 1), "{\"op\":\"list\",\"v\":1}");
    end(&talk);
}

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

Test(client_jobs, put_an_instance_and_have_its_hash)
{
    struct talk talk = {.script = {.replies = {OK "'stored':{'sha256':'" HASH "','bytes':66}}"}}};
    begin(&talk);
    cr_assert(mutasi_put(talk.client, script_text(INSTANCE), &talk.reply, &talk.error), "%s",
              talk.error.text);
    cr_assert_str_eq(talk.reply.sha256, HASH);
    cr_assert_not_null(request_at(&talk, 0, "body.instance.units"));
    end(&talk);
}

Test(client_jobs, name_a_stored_instance_by_its_hash_and_send_it_only_when_it_is_unknown)
{
    struct talk talk = {
        .script = {.replies = {PING, REFUSAL("unknown_instance", ""),
                               OK "'stored':{'sha256':'" HASH "','bytes':66}}", QUEUED, QUEUED}}};
    struct mutasi_request request = request_of(INSTANCE);
    char hash[65];
    request.store_instance = true;
    begin(&talk);
    cr_assert(mutasi_submit(talk.client, &request, &talk.reply, &talk.error), "%s", talk.error.text);
    mutasi_reply_fini(&talk.reply);
    cr_assert(mutasi_submit(talk.client, &request, &talk.reply, &talk.error), "%s", talk.error.text);
    cr_assert_eq(tree_sha256(request_at(&talk, 2, "body.instance"), hash, NULL), ERROR_NONE);
    for (int n = 1; n < 5; n += n == 1 ? 2 : 1)
        cr_assert_str_eq(request_at(&talk, n, "body.instance.sha256")->as.text, hash);
    end(&talk);
}

Test(client_jobs, of_a_service_that_talks_of_none_are_malformed)
{
    struct talk talk = {.script = {.replies = {OK "'job':17}", OK "'engine':'test'}", OK "'more':false}"}}};
    begin(&talk);
    cr_assert_not(mutasi_result(talk.client, &seventeen, &talk.reply, &talk.error));
    cr_assert_str_eq(talk.error.code, "malformed");
    cr_assert_not(mutasi_status(talk.client, &seventeen, &talk.reply, &talk.error));
    cr_assert_str_eq(talk.error.code, "malformed");
    cr_assert_not(mutasi_list(talk.client, NULL, &talk.reply, &talk.error));
    cr_assert_str_eq(talk.error.code, "malformed");
    end(&talk);
}
