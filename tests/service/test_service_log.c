/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing of a person reaches the log: marked data goes through every operation and many errors, with the
 * real worker, and the mark is looked for. */
#define _GNU_SOURCE /* strcasestr */
#include "tests/support/documents.h"
#include "tests/support/service.h"

#include <criterion/criterion.h>
#include <regex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(service_log, .timeout = 120);

static struct service service;
static int client;

#define MARK  "Rahasia"
#define UNITS "'units':[{'id':'" MARK "-u1','name':'" MARK " unit','need':2},{'id':'" MARK "-u2','need':1}]"
#define PEOPLE                                                                                               \
    "'employees':[{'id':'" MARK "-e1','name':'" MARK " Satu','unit':'" MARK "-u1'},"                         \
    "{'id':'" MARK "-e2','name':'" MARK " Dua','unit':'" MARK "-u2','tags':['" MARK "']},"                   \
    "{'id':'" MARK "-e3','unit':'" MARK "-u2','prefers':{'" MARK "-u1':1}}]"
#define INSTANCE "{'format':'mutasi-instance/1','name':'" MARK "','date':'2026-01-01'," UNITS "," PEOPLE "}"

static const char *const requests[] = {
    "{'v':1,'op':'ping'}",
    "{'v':1,'op':'stats'}",
    "{'v':1,'op':'solve','key':'" MARK "-k1','limits':{'time_s':5},'body':{'instance':" INSTANCE "}}",
    "{'v':1,'op':'solve','key':'" MARK "-k1','body':{'instance':{}}}", /* key_conflict */
    "{'v':1,'op':'submit','key':'" MARK "-k2','limits':{'time_s':5},'body':{'instance':" INSTANCE "}}",
    "{'v':1,'op':'status','key':'" MARK "-k2'}",
    "{'v':1,'op':'wait','key':'" MARK "-k2','wait_s':20}",
    "{'v':1,'op':'result','key':'" MARK "-k2'}",
    "{'v':1,'op':'cancel','key':'" MARK "-k2'}",
    "{'v':1,'op':'status','key':'" MARK "-none'}", /* unknown_job */
    "{'v':1,'op':'list'}",
    "{'v':1,'op':'list','client':'" MARK "'}",
    "{'v':1,'op':'put','body':{'instance':" INSTANCE "}}",
    "{'v':1,'op':'check','body':{'instance':" INSTANCE ",'placement':{'" MARK "-e1':'" MARK "-u2'}}}",
    /* what the worker refuses, quoting the document */
    "{'v':1,'op':'solve','body':{'instance':{'format':'mutasi-instance/1','date':'2026-01-01'," UNITS
    ",'employees':[{'id':'" MARK "-e1','unit':'" MARK "-nowhere'}]}}}",
    "{'v':1,'op':'solve','body':{'instance':{'format':'mutasi-instance/1','date':'2026-01-01'," UNITS
    ",'employees':[{'id':'" MARK "-e1','unit':null},{'id':'" MARK "-e1','unit':null}]}}}",
    "{'v':1,'op':'solve','body':{'instance':{'" MARK "':1}}}",
    "{'v':1,'op':'solve','body':{'" MARK "':1}}",
    "{'v':1,'op':'solve','body':{'instance':{'format':'" MARK "'}}}",
    "{'v':1,'op':'solve','body':{'instance':{'sha256':'" MARK "'}}}",
    "{'v':1,'op':'solve','body':{'instance':" INSTANCE ",'policy':{'format':'mutasi-policy/1','name':'" MARK
    "','rules':[{'rule':'" MARK "','cite':'" MARK "'}]}}}",
    "{'v':1,'op':'solve','body':{'instance':" INSTANCE ",'scenario':{'name':'x','pin':['" MARK "']}}}",
    /* what the envelope refuses */
    "{'v':1,'op':'" MARK "'}",
    "{'v':1,'" MARK "':1,'op':'ping'}",
    "{'v':1,'op':'solve','key':['" MARK "'],'body':{}}",
    "{'v':1,'op':'solve','limits':{'" MARK "':1},'body':{}}",
    "'" MARK "'",
};

static char *read_log(void)
{
    enum { SIZE = 1 << 20 };
    char *text = arena_alloc(service.arena, SIZE, 1);
    FILE *file = fopen(service.log, "r");
    cr_assert_not_null(file);
    text[fread(text, 1, SIZE - 1, file)] = '\0';
    fclose(file);
    return text;
}

/* Every line is time, event and key=value; a value with a space in it is quoted. */
static void check_lines(char *text)
{
    regex_t line_form;
    cr_assert_eq(regcomp(&line_form,
                         "^time=[0-9T:.-]+Z event=[a-z_]+( [a-z_]+=([^\" ]+|\"([^\"\\]|\\\\.)*\"))* ?$",
                         REG_EXTENDED | REG_NOSUB),
                 0);
    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        cr_assert_eq(regexec(&line_form, line, 0, NULL, 0), 0, "not a line of the log: %s", line);
    }
    regfree(&line_form);
}

Test(service_log, holds_nothing_of_what_was_asked)
{
    service_prepare(&service);
    service_launch(&service, BIN_DIR, (const char *const[]){"--listen", service.url, "--workers", "1", NULL});
    client = client_open(service.url);
    int refused = 0;
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        const struct node *reply = client_ask(&service, client, "%s", requests[i]);
        cr_assert_not_null(reply, "%s", requests[i]);
        refused += !document_at(reply, "ok")->as.boolean;
    }
    client_send_bytes(client, "\xa7" MARK "\xc1", 9);
    client_receive(&service, client, 20);
    cr_assert_gt(refused, 10, "what is meant to fail, fails");
    cr_assert_geq(stats_number(&service, "stats.events.jobs_failed"), 5, "and in the worker too");
    cr_assert_geq(stats_number(&service, "stats.events.jobs_done"), 2);
    kill(service.pid, SIGHUP);
    client_ask(&service, client, "{'v':1,'op':'ping'}");
    client_close(client);
    kill(service.pid, SIGTERM);
    process_ends(open_process(service.pid), 30);
    char *text = read_log();
    cr_assert_not_null(strstr(text, "event=job_ended"), "there is a log: %s", text);
    cr_assert_not_null(strstr(text, "event=stopped"), "to its end: %s", text);
    cr_assert_null(strstr(text, MARK), "%s", text);
    cr_assert_null(strcasestr(text, "rahasia"), "%s", text);
    check_lines(text);
    cr_assert_eq(service_wait(&service), 0);
}
