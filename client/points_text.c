/* SPDX-License-Identifier: MIT */
#include "client/points_text.h"

#include "client/text.h"
#include "solver/model/decimal_text.h"

enum { UPT_PER_CENT = 10000 };

const char *points_exact(struct arena *arena, int64_t upt)
{
    return arena_format(arena, "%s", decimal_text(upt, 6).text);
}

const char *points_at_least(struct arena *arena, int64_t upt)
{
    int64_t cents = upt / UPT_PER_CENT;
    return cents == 0 ? points_exact(arena, upt) : text_points(arena, cents * UPT_PER_CENT);
}

const char *points_at_most(struct arena *arena, int64_t upt)
{
    int64_t cents = (upt + UPT_PER_CENT - 1) / UPT_PER_CENT;
    return upt < UPT_PER_CENT ? points_exact(arena, upt) : text_points(arena, cents * UPT_PER_CENT);
}
