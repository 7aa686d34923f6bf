/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/knapsack.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BISECTIONS = 24 };
static const int64_t MAX_CELLS = 40000000;

bool knapsack_init(struct knapsack *k, int32_t items)
{
    *k = (struct knapsack){.item_room = items};
    k->open = calloc((size_t)items + 1, sizeof *k->open);
    k->reduced = calloc((size_t)items + 1, sizeof *k->reduced);
    return k->open != NULL && k->reduced != NULL;
}

void knapsack_free(struct knapsack *k)
{
    free(k->value);
    free(k->took);
    free(k->open);
    free(k->reduced);
}

/* f(s) = phi(s) + price s inside the hard interval, infinite outside. */
static double priced(const struct shape *shape, double price, double s)
{
    return s < shape->lower || s > shape->upper ? INFINITY : shape_price(shape, s) + price * s;
}

/* A feasible staff near the reduced costs' own: what the exact one need not exceed. Moves the items of least
 * |reduced| until the activity is where f is least; returns the best value met. */
static double greedy_value(struct knapsack *k, const struct item *items, int32_t count,
                           const struct shape *shape, double price, double base, double activity,
                           double target)
{
    double best = base + priced(shape, price, activity), value = base;
    bool add = activity < target;
    int32_t n = 0;
    for (int32_t i = 0; i < count; i++)
        if (items[i].amount > 0 && (k->reduced[i] < 0) != add)
            k->open[n++] = i;
    while (n > 0 && (add ? activity < target : activity > target)) {
        int32_t least = 0;
        for (int32_t i = 1; i < n; i++)
            if (fabs(k->reduced[k->open[i]]) < fabs(k->reduced[k->open[least]]))
                least = i;
        int32_t item = k->open[least];
        k->open[least] = k->open[--n];
        value += fabs(k->reduced[item]);
        activity += add ? items[item].amount : -items[item].amount;
        best = fmin(best, value + priced(shape, price, activity));
    }
    return best;
}

static int64_t gcd(int64_t a, int64_t b)
{
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static bool reserve(struct knapsack *k, int64_t states, int64_t cells)
{
    if (states > k->value_room) {
        free(k->value);
        k->value = malloc((size_t)states * sizeof *k->value);
        k->value_room = k->value != NULL ? states : 0;
    }
    if (cells > k->took_room) {
        free(k->took);
        k->took = malloc((size_t)cells);
        k->took_room = k->took != NULL ? cells : 0;
    }
    return k->value != NULL && k->took != NULL;
}

/* Deviations from the staff {reduced < 0}: an open item in it may leave (amount down), one outside may enter
 * (up). The state is the deviation, shifted so that it is never negative; its value the sum of |reduced|
 * switched. */
static double deviate(struct knapsack *k, struct item *items, int32_t open, const struct shape *shape,
                      double price, double activity, int64_t unit, double most)
{
    int64_t down = 0, up = 0;
    for (int32_t o = 0; o < open; o++) {
        int64_t steps = (int64_t)items[k->open[o]].amount / unit;
        *(k->reduced[k->open[o]] < 0 ? &down : &up) += steps;
    }
    int64_t states = down + up + 1;
    if (states * (open + 1) > MAX_CELLS || !reserve(k, states, states * (open + 1)))
        return NAN;
    for (int64_t t = 0; t < states; t++)
        k->value[t] = INFINITY;
    k->value[down] = 0;
    int64_t low = down, high = down;
    for (int32_t o = 0; o < open; o++) {
        int32_t i = k->open[o];
        int64_t steps = (int64_t)items[i].amount / unit;
        double cost = fabs(k->reduced[i]), *value = k->value;
        uint8_t *took = k->took + (int64_t)o * states;
        memset(took + (low - (k->reduced[i] < 0 ? steps : 0)), 0, (size_t)(high - low + steps + 1));
        if (k->reduced[i] < 0) {
            for (int64_t t = low - steps; t <= high - steps; t++)
                if (value[t + steps] + cost < value[t] && value[t + steps] + cost <= most) {
                    value[t] = value[t + steps] + cost;
                    took[t] = 1;
                }
            low -= steps;
        } else {
            for (int64_t t = high + steps; t >= low + steps; t--)
                if (value[t - steps] + cost < value[t] && value[t - steps] + cost <= most) {
                    value[t] = value[t - steps] + cost;
                    took[t] = 1;
                }
            high += steps;
        }
        k->work += high - low + 1;
    }
    double best = INFINITY;
    int64_t at = -1;
    for (int64_t t = low; t <= high; t++) {
        if (!isfinite(k->value[t]))
            continue;
        double value = k->value[t] + priced(shape, price, activity + (double)((t - down) * unit));
        if (value < best) {
            best = value;
            at = t;
        }
    }
    for (int32_t o = open - 1; at >= 0 && o >= 0; o--) {
        int32_t i = k->open[o];
        if (!k->took[(int64_t)o * states + at])
            continue;
        int64_t steps = (int64_t)items[i].amount / unit;
        items[i].taken = !items[i].taken;
        at += k->reduced[i] < 0 ? steps : -steps;
    }
    return best;
}

/* Slope of the linear bound h(price) = sum min(0, cost - price amount) + min_s (phi(s) + price s), which is
 * concave. */
static double linear_slope(const struct item *items, int32_t count, const struct shape *shape, double price)
{
    double activity = 0, target;
    for (int32_t i = 0; i < count; i++)
        if (items[i].cost < price * items[i].amount)
            activity += items[i].amount;
    shape_minimum(shape, price, activity, &target);
    return target - activity;
}

/* The price of the place's row that makes the linear bound best, by bisection: it leaves the fewest items
 * open. Any price would give the same exact minimum. */
static double best_price(const struct item *items, int32_t count, const struct shape *shape)
{
    double low = 0, high = 0;
    for (int32_t i = 0; i < count; i++)
        if (items[i].amount > 0) {
            low = fmin(low, items[i].cost / items[i].amount);
            high = fmax(high, items[i].cost / items[i].amount);
        }
    for (int i = 0; i < BISECTIONS; i++) {
        double middle = (low + high) / 2;
        if (linear_slope(items, count, shape, middle) > 0)
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}

double knapsack_solve(struct knapsack *k, struct item *items, int32_t count, const struct shape *shape)
{
    double base = 0, activity = 0, target, price = best_price(items, count, shape);
    k->price = price;
    for (int32_t i = 0; i < count; i++) {
        k->reduced[i] = items[i].cost - price * items[i].amount;
        items[i].taken = k->reduced[i] < 0;
        base += items[i].taken ? k->reduced[i] : 0;
        activity += items[i].taken ? items[i].amount : 0;
    }
    double least = base + shape_minimum(shape, price, activity, &target);
    k->excess = 0;
    if (priced(shape, price, activity) <= shape_price(shape, target) + price * target)
        return least;
    double greedy = greedy_value(k, items, count, shape, price, base, activity, target);
    double room = (greedy - least) * (1 + 1e-9) + 1; /* a micro-point for rounding */
    int32_t open = 0;
    int64_t unit = 0;
    for (int32_t i = 0; i < count; i++)
        if (items[i].amount > 0 && fabs(k->reduced[i]) <= room) {
            k->open[open++] = i;
            unit = gcd((int64_t)items[i].amount, unit);
        }
    if (open == 0)
        return isfinite(greedy) ? greedy : INFINITY;
    double exact = deviate(k, items, open, shape, price, activity, unit, room);
    if (isnan(exact))
        return least;
    k->excess = base + exact - least;
    return base + exact;
}
