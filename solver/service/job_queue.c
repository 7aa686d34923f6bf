/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/job_queue.h"

#include "solver/service/clients.h"

void client_turn_init(struct client_turn *turn)
{
    *turn = (struct client_turn){.waiting = 0};
    for (size_t i = 0; i < PRIORITY_LEVELS; i++) {
        TAILQ_INIT(&turn->lanes[i]);
    }
}

void job_queue_init(struct job_queue *queue)
{
    *queue = (struct job_queue){.waiting = 0};
    TAILQ_INIT(&queue->turns);
    TAILQ_INIT(&queue->urgent);
}

/* --- which clients are about -------------------------------------------------------------------------- */

static bool in_line(const struct client_turn *turn)
{
    return turn->waiting > turn->urgent + turn->parked;
}

static bool about(const struct client_turn *turn)
{
    return turn->waiting + turn->running > 0;
}

/* Among those in line, after everybody who was served before. */
static void line_up(struct job_queue *queue, struct client_turn *turn)
{
    struct client_turn *before;
    TAILQ_FOREACH_REVERSE(before, &queue->turns, turn_list, link)
    {
        if (before->last_served <= turn->last_served) {
            TAILQ_INSERT_AFTER(&queue->turns, before, turn, link);
            return;
        }
    }
    TAILQ_INSERT_HEAD(&queue->turns, turn, link);
}

/* --- lanes -------------------------------------------------------------------------------------------- */

static size_t level_of(const struct queue_item *item)
{
    return (size_t)(item->priority - PRIORITY_MIN);
}

/* By number; new ones have the highest, those that go back the lowest: either is found at once. */
static void lane_insert(struct queue_lane *lane, struct queue_item *item)
{
    struct queue_item *first = TAILQ_FIRST(lane), *before;
    if (first == NULL || item->number < first->number) {
        TAILQ_INSERT_HEAD(lane, item, link);
        return;
    }
    TAILQ_FOREACH_REVERSE(before, lane, queue_lane, link)
    {
        if (before->number < item->number) {
            TAILQ_INSERT_AFTER(lane, before, item, link);
            return;
        }
    }
}

static struct queue_item *first_of(const struct client_turn *turn)
{
    size_t level = PRIORITY_LEVELS;
    while (level > 0) {
        struct queue_item *first = TAILQ_FIRST(&turn->lanes[--level]);
        if (first != NULL) {
            return first;
        }
    }
    return NULL;
}

/* --- waiting ------------------------------------------------------------------------------------------ */

static void insert(struct job_queue *queue, struct queue_item *item)
{
    struct client_turn *turn = &item->client->turn;
    turn->waiting++;
    queue->waiting++;
    item->place = QUEUE_WAITING;
    if (item->urgent) {
        turn->urgent++;
        lane_insert(&queue->urgent, item);
        return;
    }
    if (item->parked) {
        turn->parked++;
        return;
    }
    lane_insert(&turn->lanes[level_of(item)], item);
    turn->lane_counts[level_of(item)]++;
    if (turn->waiting == turn->urgent + turn->parked + 1) {
        line_up(queue, turn);
    }
}

static void extract(struct job_queue *queue, struct queue_item *item)
{
    struct client_turn *turn = &item->client->turn;
    turn->waiting--;
    queue->waiting--;
    item->place = QUEUE_OUTSIDE;
    if (item->urgent) {
        turn->urgent--;
        TAILQ_REMOVE(&queue->urgent, item, link);
        return;
    }
    if (item->parked) {
        turn->parked--;
        return;
    }
    TAILQ_REMOVE(&turn->lanes[level_of(item)], item, link);
    turn->lane_counts[level_of(item)]--;
    if (!in_line(turn)) {
        TAILQ_REMOVE(&queue->turns, turn, link);
    }
}

void job_queue_remove(struct job_queue *queue, struct queue_item *item)
{
    if (item->place == QUEUE_OUTSIDE) {
        return; /* one that never was inside has no client */
    }
    struct client_turn *turn = &item->client->turn;
    if (item->place == QUEUE_WAITING) {
        extract(queue, item);
    } else {
        turn->running--;
        queue->running--;
        item->place = QUEUE_OUTSIDE;
    }
    queue->clients -= about(turn) ? 0 : 1;
}

void job_queue_add(struct job_queue *queue, struct queue_item *item)
{
    struct client_turn *turn = &item->client->turn;
    job_queue_remove(queue, item);
    queue->clients += about(turn) ? 0 : 1;
    insert(queue, item);
}

void job_queue_unpark(struct job_queue *queue, struct queue_item *item)
{
    bool waits = item->parked && item->place == QUEUE_WAITING;
    if (waits) {
        extract(queue, item);
    }
    item->parked = false;
    if (waits) {
        insert(queue, item);
    }
}

/* --- turns -------------------------------------------------------------------------------------------- */

/* The first of the fewest running: they stand in the order they were served. */
static struct client_turn *next_turn(const struct job_queue *queue)
{
    struct client_turn *best = NULL, *turn;
    TAILQ_FOREACH(turn, &queue->turns, link)
    {
        if (best == NULL || turn->running < best->running) {
            best = turn;
        }
    }
    return best;
}

static struct queue_item *next_item(struct job_queue *queue)
{
    struct queue_item *urgent = TAILQ_FIRST(&queue->urgent);
    struct client_turn *turn = urgent == NULL ? next_turn(queue) : NULL;
    if (turn == NULL) {
        return urgent;
    }
    turn->last_served = ++queue->served;
    TAILQ_REMOVE(&queue->turns, turn, link);
    TAILQ_INSERT_TAIL(&queue->turns, turn, link);
    return first_of(turn);
}

struct job *job_queue_take(struct job_queue *queue)
{
    struct queue_item *item = next_item(queue);
    if (item == NULL) {
        return NULL;
    }
    extract(queue, item);
    item->place = QUEUE_RUNNING;
    item->client->turn.running++;
    queue->running++;
    return item->job;
}

/* --- places ------------------------------------------------------------------------------------------- */

/* Items of the lane up to and including this one. */
static size_t lane_rank(const struct queue_lane *lane, const struct queue_item *item)
{
    size_t rank = 1;
    const struct queue_item *before;
    for (before = TAILQ_FIRST(lane); before != item; before = TAILQ_NEXT(before, link)) {
        rank++;
    }
    return rank;
}

/* Jobs of the same client that go first. */
static size_t own_before(const struct client_turn *turn, const struct queue_item *item)
{
    size_t before = lane_rank(&turn->lanes[level_of(item)], item) - 1;
    for (size_t level = level_of(item) + 1; level < PRIORITY_LEVELS; level++) {
        before += turn->lane_counts[level];
    }
    return before;
}

/* Every start makes one more of a client's jobs run, and the client with the fewest running starts the next:
 * so the item starts when its client has `level` running, after every other client's starts below that level,
 * and at that level of those whose turn comes first: who was not served since, else who stands ahead. */
size_t job_queue_place(const struct job_queue *queue, const struct queue_item *item)
{
    if (item->place != QUEUE_WAITING || item->parked) {
        return 0;
    }
    if (item->urgent) {
        return lane_rank(&queue->urgent, item);
    }
    const struct client_turn *own = &item->client->turn, *turn;
    size_t before = own_before(own, item), level = own->running + before;
    size_t place = before + 1;
    bool ahead = true;
    TAILQ_FOREACH(turn, &queue->turns, link)
    {
        if (turn == own) {
            ahead = false;
            continue;
        }
        size_t waiting = turn->waiting - turn->urgent - turn->parked;
        size_t below = level > turn->running ? level - turn->running : 0;
        bool first = turn->running == own->running ? ahead : turn->running > own->running;
        size_t starts = below + (first && turn->running <= level ? 1 : 0);
        place += starts < waiting ? starts : waiting;
    }
    size_t urgent = 0;
    const struct queue_item *other;
    TAILQ_FOREACH(other, &queue->urgent, link)
    {
        urgent++;
    }
    return place + urgent;
}
