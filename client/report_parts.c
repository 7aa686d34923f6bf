/* SPDX-License-Identifier: MIT */
#include "client/report_parts.h"

#include "client/text.h"

const char *report_part_name(int part)
{
    static const char *const names[REPORT_PARTS] = {
        N_("Moving people"),
        N_("Work undone, staff without work"),
        N_("Missing competencies"),
        N_("Training and incentives"),
        N_("Departures from the earlier plan"),
        N_("People without a unit"),
        N_("Staying too long in one unit"),
        N_("Temporary work: people lent, and work left undone"),
    };
    return _(names[part]);
}

int64_t report_part_upt(const struct objective *objective, int part)
{
    const int64_t parts[REPORT_PARTS] = {
        objective->relocation,  objective->balance,  objective->competency, objective->offers,
        objective->persistence, objective->unplaced, objective->tenure,     objective->secondment,
    };
    return parts[part];
}
