/* SPDX-License-Identifier: MIT */
#include "proto/instant.h"

#include "proto/instance.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define MS_PER_DAY      INT64_C(86400000)
#define INSTANT_LAST_MS (INT64_C(84371) * MS_PER_DAY - 1) /* the end of 2200 */

int64_t wall_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void instant_format(int64_t ms, char out[INSTANT_BYTES])
{
    ms = ms < 0 ? 0 : ms > INSTANT_LAST_MS ? INSTANT_LAST_MS : ms;
    char date[11], text[64];
    int of_day = (int)(ms % MS_PER_DAY);
    day_format((day)(ms / MS_PER_DAY), date);
    snprintf(text, sizeof text, "%sT%02d:%02d:%02d.%03dZ", date, of_day / 3600000, of_day / 60000 % 60,
             of_day / 1000 % 60, of_day % 1000);
    memcpy(out, text, INSTANT_BYTES);
}

/* Whether the text looks like the pattern, where '0' stands for a digit. */
static bool looks_like(const char *text, const char *pattern)
{
    size_t length = strlen(pattern);
    for (size_t i = 0; i < length; i++) {
        bool digit = text[i] >= '0' && text[i] <= '9';
        if (pattern[i] == '0' ? !digit : text[i] != pattern[i])
            return false;
    }
    return text[length] == '\0';
}

static int two(const char *text)
{
    return (text[0] - '0') * 10 + (text[1] - '0');
}

bool instant_parse(const char *text, int64_t *ms)
{
    char date[11] = "";
    day value;
    int64_t of_day = 0;
    bool with_ms = looks_like(text, "0000-00-00T00:00:00.000Z");
    if (with_ms || looks_like(text, "0000-00-00T00:00:00Z")) {
        int hour = two(text + 11), minute = two(text + 14), second = two(text + 17);
        if (hour > 23 || minute > 59 || second > 59)
            return false;
        of_day = ((hour * 60 + minute) * INT64_C(60) + second) * 1000;
        of_day += with_ms ? two(text + 20) * 10 + (text[22] - '0') : 0;
    } else if (!looks_like(text, "0000-00-00")) {
        return false;
    }
    memcpy(date, text, 10);
    if (!day_parse(date, &value) || value < 0)
        return false;
    *ms = value * MS_PER_DAY + of_day;
    return true;
}
