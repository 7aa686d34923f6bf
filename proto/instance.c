/* SPDX-License-Identifier: MIT */
/* Questions to an instance that has been read. */
#include "proto/instance.h"

int64_t instance_distance_m(const struct instance *instance, int32_t from, int32_t to)
{
    if (from == to)
        return 0;
    if (instance->table_m != NULL) {
        int32_t row = instance->table_row[from], column = instance->table_row[to];
        if (row != NONE && column != NONE)
            return instance->table_m[(size_t)row * (size_t)instance->table_size + (size_t)column];
    }
    const struct unit *a = &instance->units[from], *b = &instance->units[to];
    return a->has_at && b->has_at ? great_circle_m(a->lat, a->lon, b->lat, b->lon) : 0;
}

const struct override *override_find(const struct override *overrides, int64_t count, int32_t employee,
                                     int32_t unit)
{
    int64_t low = 0, high = count;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        const struct override *here = &overrides[middle];
        if (here->employee < employee || (here->employee == employee && here->unit < unit))
            low = middle + 1;
        else
            high = middle;
    }
    if (low < count && overrides[low].employee == employee && overrides[low].unit == unit)
        return &overrides[low];
    return NULL;
}

/* micro_minutes are 10^-12 minutes, a year is effective_minutes x 10^-6: the quotient in milli-FTE is
 * (micro_minutes 10^-12) / (effective 10^-6) x 10^3 = micro_minutes / (effective x 10^3). */
bool need_mfte(const struct need *need, int64_t effective_minutes_micro, int64_t *mfte)
{
    switch (need->kind) {
    case NEED_FTE:
        *mfte = need->mfte;
        return true;
    case NEED_WORK:
        *mfte = divide_rounded(need->micro_minutes, (int128)effective_minutes_micro * 1000);
        return true;
    case NEED_NONE:
        break;
    }
    return false;
}

int32_t employee_level(const struct employee *employee, int32_t competency)
{
    int32_t low = 0, high = employee->holding_count;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (employee->holdings[middle].competency < competency)
            low = middle + 1;
        else
            high = middle;
    }
    bool held = low < employee->holding_count && employee->holdings[low].competency == competency;
    return held ? employee->holdings[low].level : NONE;
}

int64_t employee_preference_micro(const struct employee *employee, int32_t unit)
{
    int32_t low = 0, high = employee->prefer_count;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (employee->prefers[middle].unit < unit)
            low = middle + 1;
        else
            high = middle;
    }
    bool named = low < employee->prefer_count && employee->prefers[low].unit == unit;
    return named ? employee->prefers[low].share_micro : 0;
}
