/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each part of a solve costs: counted work, the processor time of this thread, and the longest stretch
 * in which nobody looked at the limits. The seconds are for people to read; nothing is decided by them. */
#ifndef MUTASI_SOLVER_ENGINE_METER_H
#define MUTASI_SOLVER_ENGINE_METER_H

#include "solver/engine/engine.h"

struct meter {
    enum engine_part part;
    double since_s, looked_s; /* processor time: the part was entered, the limits were looked at */
    int64_t unseen;           /* work since the limits were looked at */
    struct engine_work work[ENGINE_PARTS];
};

void meter_start(struct meter *meter);

/* From here on work counts for `part`; returns the part before, to be entered again. */
enum engine_part meter_enter(struct meter *meter, enum engine_part part);

/* So much work was done. */
void meter_count(struct meter *meter, int64_t effort);

/* The limits are looked at now. Reading clocks takes as long as a thousand units of work. */
void meter_look(struct meter *meter);

#endif
