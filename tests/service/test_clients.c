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

/* Plenty. */
static const struct room room = {
    .jobs_max = 1000, .bytes_max = 1000000, .shared = true, .active = 2, .job_mean_s = 8, .workers = 4};

Test(clients, may_have_so_many_jobs)
{
    struct client client = {.limits = {.jobs = 3}, .turn = {.waiting = 1, .running = 1}};
    struct error error;
    double retry_s = 0;
    cr_assert_eq(client_admit_job(&client, 1, &room, &retry_s, &error), ERROR_NONE);
    client.turn.waiting++;
    cr_assert_eq(client_admit_job(&client, 1, &room, &retry_s, &error), ERROR_BUSY);
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
    cr_assert_eq(client_admit_job(&client, 40, &room, &retry_s, &error), ERROR_NONE);
    cr_assert_eq(client_admit_job(&client, 41, &room, &retry_s, &error), ERROR_BUSY);
    cr_assert_eq(retry_s, 1);
    client_give_bytes(&client, 60);
    cr_assert_eq(client_admit_job(&client, 41, &room, &retry_s, &error), ERROR_NONE);
    cr_assert_eq(client_admit_job(&client, 101, &room, &retry_s, &error), ERROR_TOO_LARGE,
                 "there would never be room");
}

Test(clients, are_busy_together_when_the_queue_is_full)
{
    struct client client = {.limits = {.jobs = 0}};
    struct room full = room, heavy = room;
    struct error error;
    double retry_s = 0;
    full.jobs = 1000;
    cr_assert_eq(client_admit_job(&client, 1, &full, &retry_s, &error), ERROR_BUSY);
    cr_assert_str_eq(error.text, "1000 jobs are waiting, the queue is full");
    cr_assert_eq(retry_s, 60, "never longer");
    full.job_mean_s = 0;
    cr_assert_eq(client_admit_job(&client, 1, &full, &retry_s, &error), ERROR_BUSY);
    cr_assert_eq(retry_s, 1, "never at once");
    heavy.bytes = 999999;
    cr_assert_eq(client_admit_job(&client, 2, &heavy, &retry_s, &error), ERROR_BUSY);
    cr_assert_eq(client_admit_job(&client, 1000001, &heavy, &retry_s, &error), ERROR_TOO_LARGE);
    cr_assert_eq(client.refused, 0, "it was no limit of its own");
}

/* One job more, when it is admitted. */
static bool try_job(struct client *client, struct room *of, size_t bytes)
{
    double retry_s;
    if (client_admit_job(client, bytes, of, &retry_s, NULL) != ERROR_NONE) {
        return false;
    }
    client->turn.waiting++;
    client->bytes += bytes;
    of->jobs++;
    of->bytes += bytes;
    return true;
}

static size_t fill(struct client *client, struct room *of, size_t bytes)
{
    size_t before = client->turn.waiting;
    while (try_job(client, of, bytes)) {
    }
    return client->turn.waiting - before;
}

Test(clients, that_are_alone_may_fill_the_queue)
{
    struct client client = {.limits = {.jobs = 0}};
    struct room own = room;
    own.shared = false;
    cr_assert_eq(fill(&client, &own, 1), 1000);
}

Test(clients, that_take_all_they_can_leave_room_for_the_next)
{
    struct client greedy[3] = {{.limits = {.jobs = 0}}};
    struct room of = room;
    size_t first = fill(&greedy[0], &of, 1);
    cr_assert(first >= 880 && first <= 896, "the first got %zu of 1000", first);
    cr_assert_geq(fill(&greedy[1], &of, 1), 80);
    cr_assert_geq(fill(&greedy[2], &of, 1), 8);
}

static void end_job(struct client *client, struct room *of)
{
    client->turn.waiting--;
    of->jobs--;
}

Test(clients, that_have_much_get_nothing_before_those_that_have_little)
{
    struct client greedy[8] = {{.limits = {.jobs = 0}}}, modest = {.limits = {.jobs = 0}};
    struct room of = room;
    for (size_t i = 0; i < 8; i++) {
        fill(&greedy[i], &of, 1);
    }
    cr_assert_eq(of.jobs, of.jobs_max, "no room is left");
    cr_assert_not(try_job(&modest, &of, 1));
    for (size_t turn = 0; turn < 20; turn++) {
        end_job(&greedy[0], &of);
        cr_assert_eq(fill(&greedy[0], &of, 1) + fill(&greedy[1], &of, 1), 0, "it asks first, and in vain");
        cr_assert(try_job(&modest, &of, 1) || modest.turn.waiting >= 8, "turn %zu", turn);
    }
    cr_assert_geq(modest.turn.waiting, 8);
}

Test(clients, that_send_all_the_bytes_they_can_leave_room_for_the_next)
{
    struct client greedy = {.limits = {.jobs = 0}}, modest = {.limits = {.jobs = 0}};
    struct room of = room;
    fill(&greedy, &of, 20000);
    cr_assert_leq(of.bytes, 900000);
    cr_assert(try_job(&modest, &of, 90000));
}

Test(clients, have_bytes_on_their_way_to_the_disk_beside_those_of_jobs)
{
    struct client client = {.limits = {.jobs = 1, .bytes = 100}, .turn = {.waiting = 1}, .bytes = 60};
    struct room full = room;
    struct error error;
    double retry_s = 0;
    cr_assert_eq(client_admit_bytes(&client, 40, &room, &retry_s, &error), ERROR_NONE, "it is no job");
    cr_assert_eq(client_admit_bytes(&client, 41, &room, &retry_s, &error), ERROR_BUSY);
    cr_assert_eq(retry_s, 1);
    cr_assert_eq(client_admit_bytes(&client, 101, &room, &retry_s, &error), ERROR_TOO_LARGE);
    cr_assert_eq(client.refused, 2);
    full.bytes = full.bytes_max;
    cr_assert_eq(client_admit_bytes(&client, 1, &full, &retry_s, &error), ERROR_BUSY);
    cr_assert_eq(client.refused, 2, "that was no limit of its own");
}

Test(clients, that_wait_for_much_leave_others_room_to_wait)
{
    struct client client = {.waiters = 80};
    cr_assert(client_may_wait(&client, 10, true));
    cr_assert_not(client_may_wait(&client, 9, true));
    cr_assert(client_may_wait(&client, 1, false), "alone it may have all");
    cr_assert_not(client_may_wait(&client, 0, false));
}

/* --- roles -------------------------------------------------------------------------------------------- */

Test(identity, a_role_may_what_those_below_it_may)
{
    static const enum role least[OP_COUNT] = {
        [OP_PING] = ROLE_READ,    [OP_STATUS] = ROLE_READ,   [OP_WAIT] = ROLE_READ,
        [OP_RESULT] = ROLE_READ,  [OP_LIST] = ROLE_READ,     [OP_SOLVE] = ROLE_SUBMIT,
        [OP_CHECK] = ROLE_SUBMIT, [OP_SUBMIT] = ROLE_SUBMIT, [OP_PUT] = ROLE_SUBMIT,
        [OP_BATCH] = ROLE_SUBMIT, [OP_CANCEL] = ROLE_SUBMIT, [OP_STATS] = ROLE_ADMIN};
    for (enum op op = 0; op < OP_COUNT; op++) {
        for (enum role role = 0; role < ROLE_COUNT; role++) {
            cr_assert_eq(role_may(role, op), role >= least[op], "%s as %s", op_word(op), role_word(role));
        }
    }
    cr_assert_not(role_may(ROLE_ADMIN, OP_COUNT));
}
