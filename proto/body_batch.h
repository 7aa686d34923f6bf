/* SPDX-License-Identifier: MIT */
/* The body of a `batch`, {instance: {"sha256"}, policy?, scenarios: [...]}, and the bodies of the jobs it
 * becomes, without building anything: what it brings stays bytes, read by the worker of each job.
 *
 *     job 0, the base   {instance, policy?}
 *     job i, 1..count   {instance, policy?, scenario: the i-th, start: {job: the base's key}}
 *
 * So a batch is what an instance that was put and count + 1 submissions would be. */
#ifndef MUTASI_PROTO_BODY_BATCH_H
#define MUTASI_PROTO_BODY_BATCH_H

#include "proto/message.h"

enum { BATCH_SCENARIOS_MAX = 1000 };
/* Of a batch's own key: behind it comes "/" and the job's number. */
enum { BATCH_KEY_MAX_BYTES = KEY_MAX_BYTES - 5 };

/* Parts of a scanned body, each one MessagePack value. */
struct body_batch {
    struct body_part {
        const unsigned char *bytes; /* NULL: absent */
        size_t length;
    } instance, policy;
    const unsigned char *next; /* the scenario behind the one taken last */
    size_t count;              /* scenarios: 1..BATCH_SCENARIOS_MAX */
};

/* body    a map that was scanned before; it must live as long as *out
 * errors  ERROR_MISSING_FIELD, ERROR_UNKNOWN_FIELD, ERROR_DUPLICATE_KEY, ERROR_WRONG_TYPE, ERROR_OUT_OF_RANGE
 *         (no scenario, or too many), ERROR_BAD_VALUE: the instance's name is no hash
 * cost    a step per value of the body */
enum error_code body_batch_read(const void *body, size_t length, struct body_batch *out, struct error *error);

/* The next scenario, in their order; at most `count` times. */
struct body_part body_batch_take(struct body_batch *batch);

/* A job's body. scenario: bytes NULL for the base; base_key: of the job to start from, NULL for the base.
 * Writes into `room` unless it is NULL; returns the length. */
size_t body_batch_job(const struct body_batch *batch, struct body_part scenario, const char *base_key,
                      unsigned char *room);

#endif
