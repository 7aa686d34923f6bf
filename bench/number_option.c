/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/number_option.h"

#include <math.h>
#include <stdlib.h>

double number_option(struct argp_state *state, const char *text, double least, double most)
{
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end != '\0' || !(value >= least && value <= most)) {
        argp_error(state, "'%s' is not a number from %.15g to %.15g", text, least, most);
    }
    return value;
}

int whole_option(struct argp_state *state, const char *text, int least, int most)
{
    double value = number_option(state, text, least, most);
    if (value != floor(value)) {
        argp_error(state, "'%s' is not a whole number", text);
    }
    return (int)value;
}
