/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/wall_time.h"

#include "proto/instance.h" /* day */

#include <stdio.h>
#include <string.h>
#include <time.h>

static const int64_t MS_PER_DAY = 86400000;
static const int64_t LAST_MS = 7289567999999; /* 2200-12-30T23:59:59.999Z */

int64_t wall_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void wall_format(int64_t ms, char out[WALL_TEXT_BYTES])
{
    int64_t within = ms < 0 ? 0 : ms > LAST_MS ? LAST_MS : ms;
    int rest = (int)(within % MS_PER_DAY);
    char date[11];
    day_format((day)(within / MS_PER_DAY), date);
    snprintf(out, WALL_TEXT_BYTES, "%s", date);
    out[10] = 'T';
    snprintf(out + 11, WALL_TEXT_BYTES - 11, "%02u:%02u:%02u.%03uZ", (unsigned)rest / 3600000 % 24,
             (unsigned)rest / 60000 % 60, (unsigned)rest / 1000 % 60, (unsigned)rest % 1000);
}

bool wall_parse(const char *text, int64_t *ms)
{
    char date[11], back[WALL_TEXT_BYTES];
    unsigned hour, minute, second, millisecond;
    day value;
    if (strlen(text) != WALL_TEXT_BYTES - 1 ||
        sscanf(text + 10, "T%2u:%2u:%2u.%3uZ", &hour, &minute, &second, &millisecond) != 4) {
        return false;
    }
    memcpy(date, text, 10);
    date[10] = '\0';
    if (!day_parse(date, &value)) {
        return false;
    }
    *ms = value * MS_PER_DAY + (int64_t)hour * 3600000 + minute * 60000 + second * 1000 + millisecond;
    wall_format(*ms, back);
    return strcmp(back, text) == 0;
}
