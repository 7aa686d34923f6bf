/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/meter.h"

#include <time.h>

static double processor_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

void meter_start(struct meter *meter)
{
    double now_s = processor_s();
    *meter = (struct meter){.part = ENGINE_PREPARE, .since_s = now_s, .looked_s = now_s};
}

enum engine_part meter_enter(struct meter *meter, enum engine_part part)
{
    double now_s = processor_s();
    enum engine_part before = meter->part;
    meter->work[before].seconds += now_s - meter->since_s;
    meter->since_s = now_s;
    meter->part = part;
    return before;
}

void meter_count(struct meter *meter, int64_t effort)
{
    meter->work[meter->part].effort += effort;
    meter->unseen += effort;
}

void meter_look(struct meter *meter)
{
    struct engine_work *work = &meter->work[meter->part];
    double now_s = processor_s(), unseen_s = now_s - meter->looked_s;
    meter->looked_s = now_s;
    meter->unseen = 0;
    work->longest_s = unseen_s > work->longest_s ? unseen_s : work->longest_s;
}
