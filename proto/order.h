/* SPDX-License-Identifier: MIT */
/* What the dispatcher and a worker say to each other about a job, inside frames. Copied in and out of
 * payloads whole: both ends are built together. */
#ifndef MUTASI_PROTO_ORDER_H
#define MUTASI_PROTO_ORDER_H

#include "proto/message.h"

#include <stdint.h>

/* Head of FRAME_JOB and FRAME_FINISH; behind it body_length bytes of body, instance_length bytes of the
 * stored instance that the body names (0: it names none), base_length bytes of the plan of the job that it
 * starts from (0: none, or that one has no plan), then the state that an earlier worker told: what FINISH
 * writes, what JOB goes on from. */
struct order {
    struct solve_limits limits;
    double elapsed_s; /* since the job began; limits.time_s counts from there */
    uint64_t body_length, instance_length, base_length;
    uint32_t op;         /* enum op */
    uint32_t stopped_by; /* FINISH: enum stop */
};

/* Head of FRAME_PROGRESS; behind it the state. */
struct progress_note {
    uint32_t has_incumbent, has_bound;
    double incumbent, bound, gap; /* points */
    double elapsed_s;
    int64_t effort;
};

#endif
