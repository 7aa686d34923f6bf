/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose turn it is: order within a client, turns between clients, and that nobody starves. */
#include "solver/service/clients.h"

#include <criterion/criterion.h>
#include <stdlib.h>

enum { CLIENTS = 5, ITEMS = 400 };

/* Items stand for their jobs: the queue only hands the pointer on. */
struct scene {
    struct job_queue queue;
    struct client *clients;
    struct queue_item items[ITEMS];
    size_t count;
    uint64_t random;
};

static struct scene *scene_new(void)
{
    struct scene *scene = calloc(1, sizeof *scene);
    scene->clients = calloc(CLIENTS, sizeof *scene->clients);
    scene->random = 1;
    job_queue_init(&scene->queue);
    for (size_t i = 0; i < CLIENTS; i++) {
        client_turn_init(&scene->clients[i].turn);
    }
    return scene;
}

static void scene_free(struct scene *scene)
{
    free(scene->clients);
    free(scene);
}

static uint64_t below(struct scene *scene, uint64_t end)
{
    scene->random = scene->random * 6364136223846793005u + 1442695040888963407u;
    return (scene->random >> 33) % end;
}

static struct queue_item *add(struct scene *scene, size_t client, int priority)
{
    struct queue_item *item = &scene->items[scene->count++];
    cr_assert_leq(scene->count, (size_t)ITEMS);
    *item = (struct queue_item){.job = (struct job *)item,
                                .client = &scene->clients[client],
                                .priority = priority,
                                .number = scene->count};
    job_queue_add(&scene->queue, item);
    return item;
}

static struct queue_item *take(struct scene *scene)
{
    return (struct queue_item *)job_queue_take(&scene->queue);
}

static void finish(struct scene *scene, struct queue_item *item)
{
    job_queue_remove(&scene->queue, item);
}

Test(job_queue, an_empty_one_has_no_job)
{
    struct scene *scene = scene_new();
    cr_assert_null(take(scene));
    scene_free(scene);
}

Test(job_queue, within_a_client_priority_goes_first_then_age)
{
    struct scene *scene = scene_new();
    struct queue_item *low = add(scene, 0, PRIORITY_MIN), *old = add(scene, 0, 0);
    struct queue_item *young = add(scene, 0, 0), *high = add(scene, 0, PRIORITY_MAX);
    cr_assert_eq(take(scene), high);
    cr_assert_eq(take(scene), old);
    cr_assert_eq(take(scene), young);
    cr_assert_eq(take(scene), low);
    cr_assert_null(take(scene));
    scene_free(scene);
}

Test(job_queue, priority_takes_no_turn_of_another_client)
{
    struct scene *scene = scene_new();
    struct queue_item *loud[4], *quiet;
    for (int i = 0; i < 4; i++) {
        loud[i] = add(scene, 0, PRIORITY_MAX);
    }
    quiet = add(scene, 1, PRIORITY_MIN);
    cr_assert_eq(take(scene), loud[0]);
    cr_assert_eq(take(scene), quiet);
    cr_assert_eq(take(scene), loud[1]);
    scene_free(scene);
}

Test(job_queue, who_has_the_fewest_running_is_next)
{
    struct scene *scene = scene_new();
    struct queue_item *first[3];
    for (int i = 0; i < 3; i++) {
        first[i] = add(scene, 0, 0);
        cr_assert_eq(take(scene), first[i]);
    }
    finish(scene, first[0]); /* client 0 has two running */
    struct queue_item *own = add(scene, 0, 100);
    struct queue_item *a = add(scene, 1, 0), *b = add(scene, 1, 0), *c = add(scene, 1, 0);
    cr_assert_eq(take(scene), a);
    cr_assert_eq(take(scene), b);
    cr_assert_eq(take(scene), own, "two running each, and client 0 was served longer ago");
    cr_assert_eq(take(scene), c);
    scene_free(scene);
}

Test(job_queue, a_job_that_goes_back_is_the_first_of_its_priority)
{
    struct scene *scene = scene_new();
    struct queue_item *lost = add(scene, 0, 0), *next = add(scene, 0, 0);
    cr_assert_eq(take(scene), lost);
    job_queue_add(&scene->queue, lost);
    cr_assert_eq(scene->clients[0].turn.running, 0);
    cr_assert_eq(take(scene), lost);
    cr_assert_eq(take(scene), next);
    scene_free(scene);
}

Test(job_queue, an_urgent_job_goes_before_everybody)
{
    struct scene *scene = scene_new();
    struct queue_item *searched = add(scene, 0, PRIORITY_MIN);
    cr_assert_eq(take(scene), searched);
    struct queue_item *other = add(scene, 1, PRIORITY_MAX), *own = add(scene, 0, PRIORITY_MAX);
    searched->urgent = true;
    job_queue_add(&scene->queue, searched);
    cr_assert_eq(job_queue_place(&scene->queue, searched), 1);
    cr_assert_eq(job_queue_place(&scene->queue, other), 2);
    cr_assert_eq(take(scene), searched);
    cr_assert_eq(take(scene), other);
    cr_assert_eq(take(scene), own);
    scene_free(scene);
}

Test(job_queue, counts_what_waits_and_runs)
{
    struct scene *scene = scene_new();
    struct queue_item *a = add(scene, 0, 3), *b = add(scene, 0, 3), *c = add(scene, 1, 0);
    cr_assert_eq(scene->queue.waiting, 3);
    cr_assert_eq(scene->queue.clients, 2);
    cr_assert_eq(take(scene), a);
    cr_assert_eq(scene->queue.running, 1);
    cr_assert_eq(scene->clients[0].turn.waiting, 1);
    cr_assert_eq(scene->clients[0].turn.running, 1);
    finish(scene, b); /* cancelled while it waited */
    finish(scene, a);
    finish(scene, a); /* a second time changes nothing */
    cr_assert_eq(scene->queue.clients, 1);
    cr_assert_eq(take(scene), c);
    finish(scene, c);
    cr_assert_eq(scene->queue.waiting + scene->queue.running + scene->queue.clients, 0);
    cr_assert_null(take(scene));
    scene_free(scene);
}

/* Whatever client 0 sends, of whatever priority: a job of client 1 starts at the second turn at the latest.
 */
Test(job_queue, nobody_starves_behind_a_flood)
{
    struct scene *scene = scene_new();
    for (int i = 0; i < 200; i++) {
        add(scene, 0, (int)below(scene, PRIORITY_LEVELS) + PRIORITY_MIN);
    }
    for (int round = 0; round < 40; round++) {
        struct queue_item *victim = add(scene, 1, PRIORITY_MIN), *taken = NULL;
        for (int turns = 0; taken != victim; turns++) {
            cr_assert_lt(turns, 2, "round %d", round);
            add(scene, 0, PRIORITY_MAX);
            taken = take(scene);
            finish(scene, taken); /* one worker: whatever runs ends before the next starts */
        }
    }
    scene_free(scene);
}

/* Random arrivals of random priority, more than the workers can take. `turns` counts, per client, the jobs
 * that started since it waits with nothing running. */
static void run_crowd(struct scene *scene, size_t workers)
{
    struct queue_item *running[4] = {NULL};
    size_t turns[CLIENTS] = {0};
    while (scene->count < ITEMS - 2) {
        for (int i = 0; i < 2; i++) {
            add(scene, below(scene, 8) < 5 ? 0 : below(scene, CLIENTS), (int)below(scene, 201) - 100);
        }
        size_t worker = below(scene, workers);
        if (running[worker] != NULL) {
            finish(scene, running[worker]);
        }
        running[worker] = take(scene);
        for (size_t i = 0; i < CLIENTS; i++) {
            const struct client_turn *turn = &scene->clients[i].turn;
            turns[i] = turn->waiting > 0 && turn->running == 0 ? turns[i] + 1 : 0;
            cr_assert_leq(turns[i], (size_t)CLIENTS, "client %zu of %zu workers", i, workers);
        }
    }
}

Test(job_queue, who_has_nothing_running_waits_for_one_job_of_each_other_at_most)
{
    for (size_t workers = 1; workers <= 4; workers++) {
        struct scene *scene = scene_new();
        run_crowd(scene, workers);
        scene_free(scene);
    }
}

/* The place that is told is the place it gets. */
Test(job_queue, a_place_is_the_number_of_jobs_until_it_starts)
{
    for (uint64_t seed = 1; seed <= 50; seed++) {
        struct scene *scene = scene_new();
        scene->random = seed;
        for (int i = 0; i < 30; i++) {
            add(scene, below(scene, CLIENTS), (int)below(scene, 3));
            if (below(scene, 3) == 0) {
                take(scene);
            }
        }
        size_t places[ITEMS] = {0};
        for (size_t i = 0; i < scene->count; i++) {
            places[i] = job_queue_place(&scene->queue, &scene->items[i]);
        }
        struct queue_item *item;
        for (size_t started = 1; (item = take(scene)) != NULL; started++) {
            cr_assert_eq(places[item - scene->items], started, "seed %d: told %zu, was %zu", (int)seed,
                         places[item - scene->items], started);
            cr_assert_eq(job_queue_place(&scene->queue, item), 0);
        }
        scene_free(scene);
    }
}
