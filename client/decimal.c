/* SPDX-License-Identifier: MIT */
#include "client/decimal.h"

#include "proto/number.h"

#include <inttypes.h>

const char *decimal_shown(struct arena *arena, int64_t value, int places, int shown, char mark)
{
    int64_t rounded = divide_rounded(value, power_of_ten(places - shown)), unit = power_of_ten(shown);
    uint64_t size = rounded < 0 ? 0 - (uint64_t)rounded : (uint64_t)rounded;
    const char *sign = rounded < 0 ? "-" : "";
    if (shown == 0)
        return arena_format(arena, "%s%" PRIu64, sign, size);
    return arena_format(arena, "%s%" PRIu64 "%c%0*" PRIu64, sign, size / (uint64_t)unit, mark, shown,
                        size % (uint64_t)unit);
}
