/* SPDX-License-Identifier: MIT */
/* The arithmetic of a frontier: which caps to look at, what the points say about each other, and the knee.
 * All in integers. */
#ifndef MUTASI_CLIENT_FRONTIER_CURVE_H
#define MUTASI_CLIENT_FRONTIER_CURVE_H

#include "proto/frontier.h"

/* Caps from 0 to most, growing, 0 and most among them: all where there are no more than `wanted`, else so
 * that steps grow with the cap, as most * (i / (wanted - 1))^2: the first moves bring the most.
 * wanted  2 at least
 * caps    room for `wanted`
 * result  how many */
int32_t frontier_grid(int64_t most, int32_t wanted, int64_t *caps);

/* What is known under one cap holds for others: a plan under every larger cap, a bound and infeasibility
 * under every smaller one. Then statuses against the gap asked for, and the value of the moves between
 * points. points  by cap, as their solves left them */
void frontier_tighten(struct frontier_point *points, int32_t count, double gap);

/* The point farthest below the chord, the straight line from the first point with a plan to the last, cost
 * over cap; of several the first. Scaling both axes to 0..1, as the source does, changes the distances by one
 * factor for all. share_ppm: what it saves of what the last point saves. NONE: no point lies below the chord.
 * source  Satopaa, Albrecht, Irwin, Raghavan 2011, "Finding a 'Kneedle' in a Haystack", section II: the
 *         largest value of its difference curve, without the smoothing, which exact costs do not need */
int32_t frontier_knee(const struct frontier_point *points, int32_t count, int64_t *share_ppm);

#endif
