/* SPDX-License-Identifier: MIT */
/* Calendar days of the Gregorian calendar as a count from 1970-01-01.
 * source  H. Hinnant, "chrono-compatible low-level date algorithms", days_from_civil and civil_from_days:
 * years begin in March, so that the leap day is the last of its year. */
#include "proto/instance.h"

#include <stdio.h>
#include <string.h>

enum { YEAR_FIRST = 1900, YEAR_LAST = 2200 };
enum { DAYS_PER_ERA = 146097, YEARS_PER_ERA = 400, EPOCH_DAYS = 719468 }; /* 0000-03-01 to 1970-01-01 */

struct civil {
    int32_t year, month, day_of_month;
};

static day from_civil(struct civil date)
{
    int32_t year = date.month <= 2 ? date.year - 1 : date.year;
    int32_t era = (year >= 0 ? year : year - (YEARS_PER_ERA - 1)) / YEARS_PER_ERA;
    int32_t year_of_era = year - era * YEARS_PER_ERA;
    int32_t march_month = (date.month + 9) % 12;
    int32_t day_of_year = (153 * march_month + 2) / 5 + date.day_of_month - 1;
    int32_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_PER_ERA + day_of_era - EPOCH_DAYS;
}

static struct civil to_civil(day value)
{
    int32_t days = value + EPOCH_DAYS;
    int32_t era = (days >= 0 ? days : days - (DAYS_PER_ERA - 1)) / DAYS_PER_ERA;
    int32_t day_of_era = days - era * DAYS_PER_ERA;
    int32_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int32_t march_month = (5 * day_of_year + 2) / 153;
    int32_t month = march_month < 10 ? march_month + 3 : march_month - 9;
    int32_t year = year_of_era + era * YEARS_PER_ERA + (month <= 2 ? 1 : 0);
    return (struct civil){year, month, day_of_year - (153 * march_month + 2) / 5 + 1};
}

static int32_t days_in_month(int32_t year, int32_t month)
{
    static const int32_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

/* `count` decimal digits; -1 when there is anything else. */
static int32_t digits(const char *text, int count)
{
    int32_t value = 0;
    for (int i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

bool day_parse(const char *text, day *out)
{
    if (strlen(text) != 10 || text[4] != '-' || text[7] != '-')
        return false;
    struct civil date = {digits(text, 4), digits(text + 5, 2), digits(text + 8, 2)};
    if (date.year < YEAR_FIRST || date.year > YEAR_LAST || date.month < 1 || date.month > 12)
        return false;
    if (date.day_of_month < 1 || date.day_of_month > days_in_month(date.year, date.month))
        return false;
    *out = from_civil(date);
    return true;
}

/* Four-digit years: what a document says (1900 to 2200), plus any tenure. */
void day_format(day value, char out[11])
{
    struct civil date = to_civil(value);
    char text[48];
    snprintf(text, sizeof text, "%04d-%02d-%02d", date.year, date.month, date.day_of_month);
    memcpy(out, text, 10);
    out[10] = '\0';
}

day day_add_months(day value, int32_t months)
{
    struct civil date = to_civil(value);
    int32_t month = date.year * 12 + (date.month - 1) + months;
    date.year = month / 12;
    date.month = month % 12 + 1;
    int32_t last = days_in_month(date.year, date.month);
    if (date.day_of_month > last)
        date.day_of_month = last;
    return from_civil(date);
}
