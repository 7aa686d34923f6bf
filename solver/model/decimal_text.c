/* SPDX-License-Identifier: MIT */
#include "solver/model/decimal_text.h"

#include <string.h>

/* Written from the last digit to the first; 19 digits, a point and a sign fit easily. */
struct decimal_text decimal_text(int64_t value, int places)
{
    struct decimal_text out;
    char digits[sizeof out.text];
    char *start = digits + sizeof digits;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    *--start = '\0';
    for (int place = 0, shown = 0; place <= places || rest > 0; place++) {
        int digit = (int)(rest % 10);
        rest /= 10;
        if (place == places && shown > 0) {
            *--start = '.';
        }
        if (place >= places || digit != 0 || shown > 0) {
            *--start = (char)('0' + digit);
            shown++;
        }
    }
    if (value < 0) {
        *--start = '-';
    }
    memcpy(out.text, start, strlen(start) + 1);
    return out;
}
