/* SPDX-License-Identifier: MIT */
#include "client/options.h"

#include "client/text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

double option_number(const struct argp_state *state, const char *name, const char *text, double least,
                     double most)
{
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end != '\0' || !(value >= least && value <= most))
        argp_error(state, _("%s %s: expected a number from %g to %g"), name, text, least, most);
    return value;
}

int64_t option_integer(const struct argp_state *state, const char *name, const char *text, int64_t least,
                       int64_t most)
{
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (end == text || *end != '\0' || errno != 0 || value < least || value > most)
        argp_error(state, _("%s %s: expected a whole number from %" PRId64 " to %" PRId64), name, text, least,
                   most);
    return value;
}

error_t option_single_argument(const struct argp_state *state, char *arg, const char **out)
{
    if (*out != NULL)
        argp_error(state, _("one file only, '%s' is too many"), arg);
    *out = arg;
    return 0;
}
