/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where mutasid listens and where it refuses to. */
#include "tests/support/documents.h"
#include "tests/support/service.h"

#include "solver/service/endpoints.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

TestSuite(service_listen, .timeout = 120);

static struct service service;

/* Exit code of a mutasid that should refuse to start; its words in `said`. */
static int refusal(const char *arguments, char *said, size_t size)
{
    char command[4096];
    snprintf(command, sizeof command, "timeout 30 %s/mutasid --workers 1 --worker %s %s 2>&1 >/dev/null",
             BIN_DIR, FAKE_WORKER, arguments);
    FILE *pipe = popen(command, "r");
    cr_assert_not_null(pipe);
    size_t length = fread(said, 1, size - 1, pipe);
    said[length] = '\0';
    int status = pclose(pipe);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

Test(service_listen, takes_numeric_addresses_only)
{
    static const struct {
        const char *url;
        bool loopback;
        enum error_code code;
    } cases[] = {
        {"ipc:///run/x/y.ipc", true, ERROR_NONE},
        {"ipc://", true, ERROR_BAD_VALUE},
        {"tcp://127.0.0.1:5555", true, ERROR_NONE},
        {"tcp://127.3.2.1:1", true, ERROR_NONE},
        {"tcp://[::1]:65535", true, ERROR_NONE},
        {"tcp://10.0.0.1:5555", false, ERROR_NONE},
        {"tcp://0.0.0.0:5555", false, ERROR_NONE},
        {"tcp://[::]:5555", false, ERROR_NONE},
        {"tcp://[2001:db8::1]:5555", false, ERROR_NONE},
        {"tcp://localhost:5555", false, ERROR_BAD_VALUE},
        {"tcp://*:5555", false, ERROR_BAD_VALUE},
        {"tcp://eth0;127.0.0.1:5555", false, ERROR_BAD_VALUE},
        {"tcp://127.0.0.1", true, ERROR_BAD_VALUE},
        {"tcp://127.0.0.1:0", true, ERROR_BAD_VALUE},
        {"tcp://127.0.0.1:65536", true, ERROR_BAD_VALUE},
        {"tcp://127.0.0.1:80x", true, ERROR_BAD_VALUE},
        {"tcp://127.1:5555", false, ERROR_BAD_VALUE},
        {"ws://127.0.0.1:5555", true, ERROR_REFUSED},
        {"inproc://x", true, ERROR_REFUSED},
        {"/run/x", true, ERROR_REFUSED},
        {"", true, ERROR_REFUSED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        enum listen_kind kind;
        bool loopback;
        struct error error;
        enum error_code code = listen_url_check(cases[i].url, &kind, &loopback, &error);
        cr_assert_eq(code, cases[i].code, "%s", cases[i].url);
        cr_assert(code != ERROR_NONE || loopback == cases[i].loopback, "%s", cases[i].url);
    }
}

Test(service_listen, a_path_must_fit_a_socket_address)
{
    char url[200] = "ipc:///";
    enum listen_kind kind;
    bool loopback;
    struct error error;
    memset(url + 7, 'a', 106);
    cr_assert_eq(listen_url_check(url, &kind, &loopback, &error), ERROR_NONE, "107 bytes");
    url[7 + 106] = 'a';
    cr_assert_eq(listen_url_check(url, &kind, &loopback, &error), ERROR_BAD_VALUE, "108 bytes");
}

/* What becomes of an endpoint, by who may listen there. */
static enum error_code settle(struct endpoint *endpoint, bool insecure, bool keys, struct error *error)
{
    const struct endpoint_rules rules = {insecure, keys, {.jobs = 7}};
    return endpoint_settle(endpoint, &rules, error);
}

Test(service_listen, what_is_in_clear_is_one_client_and_this_machines)
{
    struct endpoint ipc = {.url = "ipc:///run/x"}, tcp = {.url = "tcp://127.0.0.1:1"};
    struct endpoint named = {.url = "ipc:///run/y", .identity = {.name = "payroll", .role = ROLE_READ}};
    struct error error;
    cr_assert_eq(settle(&ipc, false, false, &error), ERROR_NONE);
    cr_assert_str_eq(ipc.identity.name, "local");
    cr_assert_eq(ipc.identity.role, ROLE_ADMIN);
    cr_assert_eq(ipc.identity.limits.jobs, 7);
    cr_assert_not(ipc.sealed);
    cr_assert_eq(settle(&tcp, true, false, &error), ERROR_NONE);
    cr_assert_str_eq(tcp.identity.name, "loopback");
    cr_assert_not(tcp.sealed);
    cr_assert_eq(settle(&named, false, false, &error), ERROR_NONE);
    cr_assert_str_eq(named.identity.name, "payroll");
    cr_assert_eq(named.identity.role, ROLE_READ);
}

Test(service_listen, what_others_could_reach_is_sealed)
{
    static const struct {
        const char *url;
        bool sealed, insecure;
    } cases[] = {{"tcp://127.0.0.1:1", false, false},
                 {"tcp://127.0.0.1:1", true, true},
                 {"tcp://192.0.2.1:1", false, true},
                 {"tcp://[::]:1", false, false},
                 {"ipc:///run/x", true, true}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct endpoint endpoint = {.url = cases[i].url, .sealed = cases[i].sealed}, again = endpoint;
        struct error error;
        cr_assert_eq(settle(&endpoint, cases[i].insecure, true, &error), ERROR_NONE, "case %zu", i);
        cr_assert(endpoint.sealed, "case %zu", i);
        cr_assert_eq(settle(&again, cases[i].insecure, false, &error), ERROR_REFUSED, "case %zu", i);
        cr_assert_not_null(strstr(error.text, "--keys"), "%s", error.text);
    }
}

Test(service_listen, who_enters_by_a_key_has_its_name)
{
    struct endpoint endpoint = {.url = "tcp://10.0.0.1:1", .identity = {.name = "payroll"}};
    struct error error;
    cr_assert_eq(settle(&endpoint, false, true, &error), ERROR_REFUSED);
    cr_assert_not_null(strstr(error.text, "--as"), "%s", error.text);
}

Test(service_listen, says_what_it_refuses_and_exits_with_2)
{
    char said[1024];
    cr_assert_eq(refusal("--listen tcp://127.0.0.1:5999", said, sizeof said), 2);
    cr_assert_not_null(strstr(said, "--insecure-loopback"), "%s", said);
    cr_assert_eq(refusal("--insecure-loopback --listen tcp://192.0.2.1:5999", said, sizeof said), 2);
    cr_assert_not_null(strstr(said, "--keys"), "%s", said);
    cr_assert_eq(refusal("--listen ws://127.0.0.1:5999", said, sizeof said), 2);
    cr_assert_not_null(strstr(said, "ipc:// and tcp:// only"), "%s", said);
    cr_assert_eq(refusal("--workers 0", said, sizeof said), 64);
    cr_assert_eq(refusal("--as payroll", said, sizeof said), 64);
    cr_assert_not_null(strstr(said, "--as follows the listen"), "%s", said);
    cr_assert_eq(refusal("--listen ipc:///run/x --as Pay/Roll", said, sizeof said), 64);
}

Test(service_listen, a_file_at_the_path_is_refused_and_kept)
{
    char arguments[256], said[1024], content[16] = "";
    service_prepare(&service);
    FILE *file = fopen(service.path, "w");
    fputs("precious", file);
    fclose(file);
    snprintf(arguments, sizeof arguments, "--listen %s", service.url);
    cr_assert_eq(refusal(arguments, said, sizeof said), 2);
    cr_assert_not_null(strstr(said, "is not a socket"), "%s", said);
    file = fopen(service.path, "r");
    cr_assert_not_null(file, "the file is still there");
    cr_assert_not_null(fgets(content, sizeof content, file));
    fclose(file);
    cr_assert_str_eq(content, "precious");
    service_wait(&service);
}

Test(service_listen, another_servers_socket_is_refused_and_that_server_serves_on)
{
    char arguments[256], said[1024];
    service_start(&service, SERVICE_PLAIN);
    snprintf(arguments, sizeof arguments, "--listen %s", service.url);
    cr_assert_eq(refusal(arguments, said, sizeof said), 2);
    cr_assert_not_null(strstr(said, "another server listens"), "%s", said);
    cr_assert_geq(stats_number(&service, "stats.events.requests"), 1);
    cr_assert_eq(service_stop(&service), 0);
}

Test(service_listen, a_dead_servers_socket_is_taken_over)
{
    struct stat left;
    service_start(&service, SERVICE_PLAIN);
    kill(service.pid, SIGKILL);
    cr_assert_eq(waitpid(service.pid, NULL, 0), service.pid);
    cr_assert_eq(stat(service.path, &left), 0, "a killed server leaves its socket behind");
    const char *const arguments[] = {"--listen", service.url, "--worker", FAKE_WORKER, NULL};
    service_launch(&service, BIN_DIR, arguments);
    cr_assert_geq(stats_number(&service, "stats.events.requests"), 1);
    cr_assert_eq(service_stop(&service), 0);
}

Test(service_listen, the_ipc_socket_is_the_users_alone)
{
    struct stat seen;
    service_start(&service, SERVICE_PLAIN);
    cr_assert_eq(stat(service.path, &seen), 0);
    cr_assert(S_ISSOCK(seen.st_mode));
    cr_assert_eq(seen.st_mode & 077, 0);
    cr_assert_eq(service_stop(&service), 0);
}

Test(service_listen, the_default_endpoint_lies_in_a_private_directory)
{
    struct stat seen;
    service_prepare(&service);
    setenv("XDG_RUNTIME_DIR", service.directory, 1);
    service_launch(&service, BIN_DIR, (const char *const[]){"--worker", FAKE_WORKER, NULL});
    const char *directory = service_file(&service, "mutasi");
    snprintf(service.url, sizeof service.url, "ipc://%s/mutasid.ipc", directory);
    cr_assert_geq(stats_number(&service, "stats.events.requests"), 1);
    cr_assert_eq(stat(directory, &seen), 0);
    cr_assert_eq(seen.st_mode & 0777, 0700);
    kill(service.pid, SIGTERM);
    cr_assert_eq(waitpid(service.pid, NULL, 0), service.pid);
    service.pid = 0;
    char said[1024];
    cr_assert_eq(chmod(directory, 0755), 0);
    cr_assert_eq(refusal("", said, sizeof said), 2, "others may enter");
    cr_assert_not_null(strstr(said, "this user alone"), "%s", said);
    unlink(arena_format(service.arena, "%s/mutasid.ipc", directory));
    rmdir(directory);
    service_wait(&service);
}

Test(service_listen, serves_tcp_on_the_loopback_addresses_that_are_there_when_asked)
{
    service_prepare(&service);
    const char *v4 = service_loopback_v4(&service), *v6 = service_loopback_v6(&service);
    service_launch(&service, BIN_DIR,
                   (const char *const[]){"--insecure-loopback", "--listen", v4, "--worker", FAKE_WORKER,
                                         v6 ? "--listen" : NULL, v6, NULL});
    int client = client_open(v4);
    cr_assert(document_at(client_ask(&service, client, "{'v':1,'op':'ping'}"), "ok")->as.boolean);
    client_close(client);
    cr_assert_eq(service_stop(&service), 0);
}

Test(service_listen, who_may_connect_is_said_by_the_mode_of_the_socket)
{
    struct stat seen;
    service_start(&service, SERVICE_PLAIN);
    cr_assert_eq(stat(service.path, &seen), 0);
    cr_assert_eq(seen.st_mode & 0077, 0, "by default nobody else");
    service_stop(&service);
    service_start(&service, "--socket-mode", "0660");
    cr_assert_eq(stat(service.path, &seen), 0);
    cr_assert_eq(seen.st_mode & 0666, 0660);
    service_stop(&service);
}
