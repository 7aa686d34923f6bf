/* SPDX-License-Identifier: MIT */
#include "client/inputs_options.h"

#include "client/options.h"
#include "client/text.h"

static const struct argp_option options[] = {
    {.name = "policy", .key = 'p', .arg = "FILE", .doc = N_("the policy; without it the default policy")},
    {.name = "scenario", .key = 's', .arg = "FILE", .doc = N_("changes to instance and policy: a what-if")},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct inputs *inputs = state->input;
    switch (key) {
    case 'p':
        return option_single_argument(state, arg, &inputs->policy_file);
    case 's':
        return option_single_argument(state, arg, &inputs->scenario_file);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp inputs_options_parser = {.options = options, .parser = parse};
