/* SPDX-License-Identifier: MIT */
#include "client/frontier_curve.h"

int32_t frontier_grid(int64_t most, int32_t wanted, int64_t *caps)
{
    int64_t last = wanted - 1;
    int32_t count = 0;
    for (int64_t i = 0; i <= last && (i == 0 || caps[count - 1] < most); i++) {
        int64_t next = count == 0 ? 0 : caps[count - 1] + 1;
        int64_t grown = divide_rounded((int128)most * i * i, (int128)last * last);
        caps[count++] = grown > next ? grown : next;
    }
    return count;
}

/* --- what points say about each other --- */

static void take_bound(struct frontier_point *point, const struct frontier_point *larger)
{
    if (larger->status == PLAN_INFEASIBLE && !frontier_has_plan(point)) {
        point->status = PLAN_INFEASIBLE;
        point->has_bound = false;
    }
    if (!larger->has_bound || point->status == PLAN_INFEASIBLE)
        return;
    if (!point->has_bound || larger->bound_upt > point->bound_upt)
        point->bound_upt = larger->bound_upt;
    point->has_bound = true;
    if (!larger->has_verified)
        return;
    if (!point->has_verified || larger->bound_verified_upt > point->bound_verified_upt)
        point->bound_verified_upt = larger->bound_verified_upt;
    point->has_verified = true;
}

/* Where more moves cost the same, fewer are the better plan. */
static void take_plan(struct frontier_point *point, const struct frontier_point *smaller)
{
    if (!frontier_has_plan(smaller) ||
        (frontier_has_plan(point) && point->objective.total < smaller->objective.total))
        return;
    point->status = PLAN_FEASIBLE;
    point->objective = smaller->objective;
    point->kpis = smaller->kpis;
    point->found_at = smaller->found_at;
}

static int64_t divided_down(int64_t value, int64_t by)
{
    return value <= 0 ? 0 : value / by;
}

static int64_t divided_up(int64_t value, int64_t by)
{
    return value <= 0 ? 0 : (value + by - 1) / by;
}

static struct frontier_value value_between(const struct frontier_point *from, const struct frontier_point *to)
{
    struct frontier_value value = {.moves = to->cap - from->cap, .has_most = to->has_bound};
    value.per_move_upt = divide_rounded(from->objective.total - to->objective.total, value.moves);
    if (from->has_bound)
        value.least_upt = divided_down(from->bound_upt - to->objective.total, value.moves);
    if (to->has_bound)
        value.most_upt = divided_up(from->objective.total - to->bound_upt, value.moves);
    return value;
}

static void judge(struct frontier_point *point, double gap)
{
    if (frontier_has_plan(point) && point->has_bound && frontier_gap(point) <= gap)
        point->status = PLAN_OPTIMAL;
}

void frontier_tighten(struct frontier_point *points, int32_t count, double gap)
{
    const struct frontier_point *before = NULL;
    for (int32_t i = count - 2; i >= 0; i--)
        take_bound(&points[i], &points[i + 1]);
    for (int32_t i = 1; i < count; i++)
        take_plan(&points[i], &points[i - 1]);
    for (int32_t i = 0; i < count; i++) {
        judge(&points[i], gap);
        if (!frontier_has_plan(&points[i]))
            continue;
        points[i].value = before == NULL ? (struct frontier_value){0} : value_between(before, &points[i]);
        before = &points[i];
    }
}

/* --- the knee --- */

static int32_t first_with_plan(const struct frontier_point *points, int32_t count)
{
    int32_t first = 0;
    while (first < count && !frontier_has_plan(&points[first]))
        first++;
    return first;
}

int32_t frontier_knee(const struct frontier_point *points, int32_t count, int64_t *share_ppm)
{
    int32_t start = first_with_plan(points, count), knee = NONE;
    *share_ppm = 0;
    if (start >= count)
        return NONE;
    const struct frontier_point *first = &points[start], *last = &points[count - 1];
    int64_t width = last->cap - first->cap, height = first->objective.total - last->objective.total;
    int128 farthest = 0;
    for (int32_t i = start + 1; i < count - 1; i++) {
        int64_t saved = first->objective.total - points[i].objective.total;
        int128 distance = (int128)saved * width - (int128)(points[i].cap - first->cap) * height;
        if (distance <= farthest)
            continue;
        farthest = distance;
        knee = i;
        *share_ppm = divide_rounded((int128)saved * MICRO, height);
    }
    return knee;
}
