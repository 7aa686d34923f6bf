/* SPDX-License-Identifier: MIT */
#include "client/report_number.h"

#include "client/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

static bool has_decimal_comma(void)
{
    return strcmp(text_language(), "id") == 0;
}

char number_mark(void)
{
    return has_decimal_comma() ? ',' : '.';
}

/* Digits with a mark between groups of three. */
static void group_digits(int64_t value, char mark, char out[32])
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%" PRId64, value), used = 0;
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            out[used++] = mark;
        out[used++] = digits[i];
    }
    out[used] = '\0';
}

const char *number_decimal(struct arena *arena, int64_t value, int places, int shown)
{
    bool comma = has_decimal_comma();
    int64_t rounded = divide_rounded(value, power_of_ten(places - shown)), unit = power_of_ten(shown);
    const char *sign = rounded < 0 ? "\xe2\x88\x92" : "";
    char whole[32];
    group_digits(llabs(rounded) / unit, comma ? '.' : ',', whole);
    if (shown == 0)
        return or_empty(arena_format(arena, "%s%s", sign, whole));
    return or_empty(arena_format(arena, "%s%s%c%0*" PRId64, sign, whole, number_mark(), shown,
                                 (int64_t)llabs(rounded) % unit));
}

const char *number_count(struct arena *arena, int64_t value)
{
    return number_decimal(arena, value, 0, 0);
}

const char *number_points(struct arena *arena, int64_t upt)
{
    return number_decimal(arena, upt, 6, 1);
}

const char *number_fte(struct arena *arena, int64_t mfte)
{
    return number_decimal(arena, mfte, 3, 2);
}

const char *number_km(struct arena *arena, int64_t metres)
{
    return number_decimal(arena, metres, 3, 1);
}

/* Per cent are 10^4 parts per million. Indonesian has a space before the sign (here one that does not break),
 * English none. */
const char *number_percent(struct arena *arena, int64_t ppm, int shown)
{
    const char *number = number_decimal(arena, ppm, 4, shown);
    return or_empty(arena_format(arena, "%s%s", number, has_decimal_comma() ? "\xc2\xa0%" : "%"));
}

const char *number_day(struct arena *arena, day value)
{
    const char *months[] = {_("January"),   _("February"), _("March"),    _("April"),
                            _("May"),       _("June"),     _("July"),     _("August"),
                            _("September"), _("October"),  _("November"), _("December")};
    char text[11];
    day_format(value, text);
    return or_empty(arena_format(arena, "%d %s %.4s", atoi(text + 8), months[atoi(text + 5) - 1], text));
}
