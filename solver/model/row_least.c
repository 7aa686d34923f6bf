/* SPDX-License-Identifier: MIT */
#include "solver/model/row_least.h"

struct search {
    const struct row *row;
    int64_t price_ppt, lower, upper;
    bool found, overflow;
    struct row_least least;
};

static void try_activity(struct search *search, int128 activity)
{
    if (activity < search->lower || activity > search->upper)
        return;
    int128 value = row_price_ppt(search->row, (int64_t)activity);
    if (__builtin_add_overflow(value, (int128)search->price_ppt * activity, &value))
        search->overflow = true;
    else if (!search->found || value < search->least.value_ppt) {
        search->least = (struct row_least){value, (int64_t)activity};
        search->found = true;
    }
}

/* Convex and piecewise linear: an end of the interval or a breakpoint attains the minimum. */
bool row_least_ppt(const struct row *row, int64_t price_ppt, int64_t lower, int64_t upper,
                   struct row_least *out)
{
    struct search search = {.row = row, .price_ppt = price_ppt, .lower = lower, .upper = upper};
    try_activity(&search, lower);
    try_activity(&search, upper);
    try_activity(&search, row->soft_lower);
    try_activity(&search, row->soft_upper);
    for (int32_t t = 0; t < row->under_count; t++)
        try_activity(&search, (int128)row->soft_lower - row->under[t].distance);
    for (int32_t t = 0; t < row->over_count; t++)
        try_activity(&search, (int128)row->soft_upper + row->over[t].distance);
    *out = search.least;
    return !search.overflow;
}
