/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/explain/elastic.h"

static const int64_t PERSON_PPT = PERSON_UPT * PPT_PER_UPT;
static const int64_t MILLI = 1000;

/* A pair that should be together: whoever is apart is one too many in one place, and one too few in another.
 */
int64_t elastic_slope_ppt(const struct problem *problem, const struct hard_demand *demand)
{
    int64_t move_upt = problem->policy->relocation.move_upt;
    switch (demand->kind) {
    case DEMAND_SUPPLY:
    case DEMAND_BALANCE:
    case DEMAND_KEEP:
        return PERSON_PPT / MILLI;
    case DEMAND_BUDGET: {
        int64_t slope = PERSON_PPT / (move_upt > 0 ? move_upt : MICRO);
        return slope > 0 ? slope : 1;
    }
    case DEMAND_PAIR:
        return problem->instance->pairs[demand->pair].kind == PAIR_TOGETHER ? PERSON_PPT / 2 : PERSON_PPT;
    default:
        return PERSON_PPT;
    }
}

/* NONE: the row has no hard side. */
static int32_t some_demand(const struct demands *demands, int32_t r, const struct row *row)
{
    if (r >= demands->plain_rows) {
        return demands_of_pair_row(demands, row->name);
    }
    return demands->lower[r] != NONE ? demands->lower[r] : demands->upper[r];
}

/* Sides that exclude each other cost the same wherever the activity lies between them, and more beyond. */
int128 elastic_stretch(const struct demands *demands, int32_t r, struct row *row, struct slope *slope)
{
    int32_t demand = some_demand(demands, r, row);
    bool crossed = row->lower > row->upper;
    if (demand == NONE) {
        return 0;
    }
    int64_t slope_ppt = elastic_slope_ppt(demands->restrictions->problem, &demands->list[demand]);
    int128 sunk_ppt = crossed ? ((int128)row->lower - row->upper) * slope_ppt : 0;
    *slope = (struct slope){.distance = 0, .slope_ppt = slope_ppt};
    row->soft_lower = crossed ? row->upper : row->lower;
    row->soft_upper = crossed ? row->lower : row->upper;
    row->under_count = row->soft_lower != INT64_MIN;
    row->over_count = row->soft_upper != INT64_MAX;
    row->under = row->under_count > 0 ? slope : NULL;
    row->over = row->over_count > 0 ? slope : NULL;
    row->rounded = slope_ppt % PPT_PER_UPT != 0;
    row->lower = INT64_MIN;
    row->upper = INT64_MAX;
    return sunk_ppt;
}
