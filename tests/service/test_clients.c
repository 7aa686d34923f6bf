/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clients: names and roles, the table that forgets who is idle, rates and limits. */
#include "solver/service/clients.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct identity named(const char *name)
{
    struct identity identity = {.role = ROLE_SUBMIT};
    snprintf(identity.name, sizeof identity.name, "%s", name);
    return identity;
}

static struct client *enter(struct client_table *table, const char *name, double now_s)
{
    struct identity identity = named(name);
    return client_enter(table, &identity, now_s);
}

/* --- identities --------------------------------------------------------------------------------------- */

static void refuses(const char *text, const char *sentence)
{
    struct identity identity = named("before");
    struct error error;
    cr_assert_eq(identity_read(text, &identity, &error), ERROR_BAD_VALUE, "%s", text);
    cr_assert_not_null(strstr(error.text, sentence), "seen '%s'", error.text);
    cr_assert_str_eq(identity.name, "before");
}

Test(identity, is_a_name_with_a_role)
{
    struct identity identity = {.role = ROLE_SUBMIT};
    struct error error;
    cr_assert_eq(identity_read("bkd-1.kota_x:admin", &identity, &error), ERROR_NONE);
    cr_assert_str_eq(identity.name, "bkd-1.kota_x");
    cr_assert_eq(identity.role, ROLE_ADMIN);
}

Test(identity, keeps_the_role_when_none_is_named)
{
    struct identity identity = {.role = ROLE_READ};
    struct error error;
    cr_assert_eq(identity_read("payroll", &identity, &error), ERROR_NONE);
    cr_assert_eq(identity.role, ROLE_READ);
}

Test(identity, refuses_names_and_roles_that_are_none)
{
    char name[CLIENT_NAME_MAX + 2];
    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    refuses("", "a client's name");
    refuses(":read", "a client's name");
    refuses("Kota", "a client's name");
    refuses("two words", "a client's name");
    refuses(name, "a client's name");
    refuses("payroll:root", "a role is");
    refuses("payroll:", "a role is");
    name[CLIENT_NAME_MAX] = '\0';
    struct identity identity;
    cr_assert_eq(identity_read(name, &identity, NULL), ERROR_NONE, "64 characters are a name");
}

Test(identity, knows_every_role_by_its_word)
{
    for (enum role role = 0; role < ROLE_COUNT; role++) {
        enum role read = ROLE_COUNT;
        cr_assert(role_from_word(role_word(role), &read));
        cr_assert_eq(read, role);
    }
}

/* --- the table ---------------------------------------------------------------------------------------- */

Test(clients, are_the_same_by_name)
{
    struct client_table table;
    client_table_init(&table);
    struct client *a = enter(&table, "a", 1), *b = enter(&table, "b", 1);
    cr_assert_neq(a, b);
    cr_assert_eq(enter(&table, "a", 2), a);
    cr_assert_eq(client_find(&table, "b"), b);
    cr_assert_null(client_find(&table, "c"));
    cr_assert_eq(table.count, 2);
    client_table_fini(&table);
}

Test(clients, are_forgotten_when_idle_and_not_while_held)
{
    struct client_table table;
    client_table_init(&table);
    struct client *held = client_hold(enter(&table, "held", 0));
    enter(&table, "idle", 0);
    enter(&table, "recent", 30);
    client_table_tidy(&table, CLIENT_IDLE_S);
    cr_assert_null(client_find(&table, "idle"));
    cr_assert_not_null(client_find(&table, "recent"));
    cr_assert_eq(client_find(&table, "held"), held);
    client_drop(held);
    client_table_tidy(&table, CLIENT_IDLE_S);
    cr_assert_null(client_find(&table, "held"));
    client_table_fini(&table);
}

Test(clients, with_a_waiting_job_are_not_forgotten)
{
    struct client_table table;
    struct job_queue queue;
    client_table_init(&table);
    job_queue_init(&queue);
    struct queue_item item = {.client = enter(&table, "a", 0)};
    job_queue_add(&queue, &item);
    client_table_tidy(&table, 1000);
    cr_assert_not_null(client_find(&table, "a"));
    job_queue_remove(&queue, &item);
    client_table_tidy(&table, 1000);
    cr_assert_null(client_find(&table, "a"));
    client_table_fini(&table);
}

Test(clients, that_owe_requests_are_not_forgotten)
{
    struct client_table table;
    struct identity slow = named("slow");
    double retry_s;
    slow.limits.per_second = 0.001;
    client_table_init(&table);
    struct client *client = client_enter(&table, &slow, 0);
    cr_assert_eq(client_admit_request(client, 0, &retry_s, NULL), ERROR_NONE);
    client_table_tidy(&table, 500);
    cr_assert_not_null(client_find(&table, "slow"), "or it would start afresh");
    client_table_tidy(&table, 1000);
    cr_assert_null(client_find(&table, "slow"));
    client_table_fini(&table);
}

static struct client *enter_number(struct client_table *table, int number, double now_s)
{
    char name[16];
    snprintf(name, sizeof name, "c%d", number);
    return enter(table, name, now_s);
}

Test(clients, are_bounded_in_number_and_idle_ones_make_room)
{
    struct client_table table;
    client_table_init(&table);
    for (int i = 0; i < CLIENTS_MAX; i++) {
        cr_assert_not_null(enter_number(&table, i, i < 10 ? 0 : 50));
    }
    cr_assert_null(enter_number(&table, CLIENTS_MAX, 50), "all are active");
    cr_assert_not_null(enter_number(&table, 3, 50), "those known may go on");
    cr_assert_not_null(enter_number(&table, CLIENTS_MAX, 60));
    cr_assert_eq(table.count, CLIENTS_MAX - 9 + 1, "nine were idle");
    client_table_fini(&table);
}

/* --- rates -------------------------------------------------------------------------------------------- */

Test(clients, may_make_a_burst_and_then_their_rate)
{
    struct client client = {.limits = {.per_second = 10}, .tokens = 20};
    struct error error;
    double retry_s = 0;
    for (int i = 0; i < 20; i++) {
        cr_assert_eq(client_admit_request(&client, 0, &retry_s, &error), ERROR_NONE);
    }
    cr_assert_eq(client_admit_request(&client, 0, &retry_s, &error), ERROR_BUSY);
    cr_assert_float_eq(retry_s, 0.1, 1e-9);
    cr_assert_str_eq(error.text, "this client may make 10 requests per second");
    cr_assert_eq(client_admit_request(&client, 0.05, &retry_s, &error), ERROR_BUSY);
    cr_assert_float_eq(retry_s, 0.05, 1e-9);
    cr_assert_eq(client_admit_request(&client, 0.1001, &retry_s, &error), ERROR_NONE);
    cr_assert_eq(client.requests, 23);
    cr_assert_eq(client.refused, 2);
}

Test(clients, gain_no_more_than_a_burst_by_waiting)
{
    struct client client = {.limits = {.per_second = 10}};
    double retry_s;
    int made = 0;
    while (client_admit_request(&client, 3600, &retry_s, NULL) == ERROR_NONE) {
        made++;
    }
    cr_assert_eq(made, 20);
}

Test(clients, without_a_rate_are_never_refused)
{
    struct client client = {.limits = {.per_second = 0}};
    double retry_s;
    for (int i = 0; i < 100000; i++) {
        cr_assert_eq(client_admit_request(&client, 0, &retry_s, NULL), ERROR_NONE);
    }
}

Test(clients, get_new_limits_with_the_next_request)
{
    struct client_table table;
    struct identity identity = named("a");
    double retry_s;
    client_table_init(&table);
    struct client *client = client_enter(&table, &identity, 0);
    identity.limits = (struct client_limits){.jobs = 3, .per_second = 1};
    cr_assert_eq(client_enter(&table, &identity, 100), client);
    cr_assert_eq(client->limits.jobs, 3);
    cr_assert_eq(client_admit_request(client, 100, &retry_s, NULL), ERROR_NONE);
    cr_assert_eq(client_admit_request(client, 100, &retry_s, NULL), ERROR_BUSY);
    client_table_fini(&table);
}

/* --- jobs --------------------------------------------------------------------------------------------- */

static const struct job_pace pace = {.mean_s = 8, .workers = 4, .clients = 2};

Test(clients, may_have_so_many_jobs)
{
    struct client client = {.limits = {.jobs = 3}, .turn = {.waiting = 1, .running = 1}};
    struct error error;
    double retry_s = 0;
    cr_assert_eq(client_admit_job(&client, 1, &pace, &retry_s, &error), ERROR_NONE);
    client.turn.waiting++;
    cr_assert_eq(client_admit_job(&client, 1, &pace, &retry_s, &error), ERROR_BUSY);
    cr_assert_str_eq(error.text, "3 jobs of this client wait or run, it may have 3");
    cr_assert_eq(retry_s, 3, "3 jobs of 8 s on its 2 workers take 12 s, a quarter of that");
    cr_assert_eq(client.refused, 1);
}

Test(clients, may_have_so_many_bytes)
{
    struct client client = {.limits = {.bytes = 100}, .turn = {.waiting = 1}};
    struct error error;
    double retry_s = 0;
    client_take_bytes(&client, 60);
    cr_assert_eq(client_admit_job(&client, 40, &pace, &retry_s, &error), ERROR_NONE);
    cr_assert_eq(client_admit_job(&client, 41, &pace, &retry_s, &error), ERROR_BUSY);
    cr_assert_eq(retry_s, 1);
    client_give_bytes(&client, 60);
    cr_assert_eq(client_admit_job(&client, 41, &pace, &retry_s, &error), ERROR_NONE);
    cr_assert_eq(client_admit_job(&client, 101, &pace, &retry_s, &error), ERROR_TOO_LARGE,
                 "there would never be room");
}

Test(clients, are_told_to_come_back_after_1_to_60_seconds)
{
    struct job_pace never = {.mean_s = 0, .workers = 1}, slow = {.mean_s = 86400, .workers = 1};
    cr_assert_eq(pace_retry_after_s(&never, 1000), 1);
    cr_assert_eq(pace_retry_after_s(&slow, 1000), 60);
    cr_assert_eq(pace_retry_after_s(&pace, 10), 5);
}
