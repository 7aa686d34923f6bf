/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mutasi-generate: invented cities in the contract's format. */
#include "bench/city.h"
#include "bench/document_file.h"

#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct arguments {
    struct city_options city;
    const char *out, *policy_out, *target_out;
};

enum key { KEY_DISTANCES = 256, KEY_NAMES, KEY_POLICY_OUT, KEY_TARGET_OUT, KEY_NEED };

static const struct argp_option options[] = {
    {"people", 'n', "N", 0, "number of employees (default 300)", 0},
    {"units", 'u', "N", 0, "number of units, at most as many as people (default 15)", 0},
    {"flavour", 'f', "NAME", 0,
     "unit (all 1.0 FTE), mixed (0.80 to 1.20 FTE, everything soft), tight (hard minimums, band and "
     "headcounts) or surges (mixed, with 2 to 6 works for a time, to which people are lent) (default mixed)",
     0},
    {"seed", 's', "N", 0, "another city for every seed, the same bytes for the same (default 1)", 0},
    {"choices", 'c', "N|all", 0, "units a person consents to, about (default 10)", 0},
    {"need", KEY_NEED, "PERCENT", 0,
     "what units need in all, about, in per cent of all the staff there is; above 105 some work stays undone "
     "under any plan (default 107 in mixed and surges, 100 in unit; tight always needs about 100)",
     0},
    {"distances", KEY_DISTANCES, NULL, 0, "write a distance table, else units have coordinates only", 0},
    {"names", KEY_NAMES, NULL, 0, "give people and units names, visibly invented", 0},
    {"output", 'o', "FILE", 0, "the instance: .json or .mp (MessagePack)", 0},
    {"policy-out", KEY_POLICY_OUT, "FILE", 0, "the policy that fits the flavour: .json or .mp", 0},
    {"target-out", KEY_TARGET_OUT, "FILE", 0,
     "a placement {employee: unit} that keeps every hard demand: .json or .mp", 0},
    {0},
};

static uint64_t number_or_usage(struct argp_state *state, const char *what, const char *text,
                                uint64_t highest)
{
    char *end;
    unsigned long long value = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || value > highest)
        argp_error(state, "--%s takes a whole number up to %llu, not '%s'", what, (unsigned long long)highest,
                   text);
    return value;
}

static enum flavour flavour_or_usage(struct argp_state *state, const char *text)
{
    for (int i = FLAVOUR_UNIT; i <= FLAVOUR_SURGES; i++) {
        if (strcmp(text, flavour_words[i]) == 0)
            return (enum flavour)i;
    }
    argp_error(state, "--flavour is unit, mixed, tight or surges, not '%s'", text);
    return FLAVOUR_MIXED;
}

static void complete(struct argp_state *state, struct arguments *arguments)
{
    if (arguments->city.need_percent == 0)
        arguments->city.need_percent = arguments->city.flavour == FLAVOUR_UNIT ? 100 : 107;
    if (arguments->city.need_percent < 10)
        argp_error(state, "--need is at least 10 per cent");
    if (!arguments->out)
        argp_error(state, "-o FILE is required");
    if (arguments->city.units < 1 || arguments->city.people < arguments->city.units)
        argp_error(state, "there must be at least one unit and one person per unit");
}

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct arguments *arguments = state->input;
    struct city_options *city = &arguments->city;
    switch (key) {
    case 'n':
        city->people = (int)number_or_usage(state, "people", text, 5000000);
        return 0;
    case 'u':
        city->units = (int)number_or_usage(state, "units", text, 100000);
        return 0;
    case 'f':
        city->flavour = flavour_or_usage(state, text);
        return 0;
    case 's':
        city->seed = number_or_usage(state, "seed", text, INTEGER_MAX_2P53);
        return 0;
    case 'c':
        city->choices =
            strcmp(text, "all") == 0 ? CHOICES_ALL : (int)number_or_usage(state, "choices", text, 100000);
        return 0;
    case KEY_NEED:
        city->need_percent = (int)number_or_usage(state, "need", text, 1000);
        return 0;
    case KEY_DISTANCES:
        city->distances = true;
        return 0;
    case KEY_NAMES:
        city->names = true;
        return 0;
    case 'o':
        arguments->out = text;
        return 0;
    case KEY_POLICY_OUT:
        arguments->policy_out = text;
        return 0;
    case KEY_TARGET_OUT:
        arguments->target_out = text;
        return 0;
    case ARGP_KEY_END:
        complete(state, arguments);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    options,
    parse,
    NULL,
    "Writes an invented city as a mutasi-instance/1 document.\v"
    "Units lie around a few town centres and belong to agencies; people have occupations, consent to some "
    "units and sit today where some units have 60 per cent of the staff they need and others 140. Every city "
    "has a plan that keeps its hard demands. All names and numbers are invented.",
    NULL,
    NULL,
    NULL};

typedef enum error_code (*city_writer)(const struct city *city, struct arena *arena, const struct node **out,
                                       struct error *error);

static enum error_code write_one(const struct city *city, city_writer writer, const char *path,
                                 struct error *error)
{
    if (!path)
        return ERROR_NONE;
    const struct node *document;
    struct arena *arena = arena_new();
    enum error_code code = arena ? writer(city, arena, &document, error)
                                 : error_set(error, ERROR_MEMORY, NULL, "out of memory for %s", path);
    if (code == ERROR_NONE)
        code = document_file_write(arena, document, path, error);
    arena_free(arena);
    return code;
}

static enum error_code generate(const struct arguments *arguments, struct error *error)
{
    struct arena *arena = arena_new();
    struct city *city = arena ? city_new(arena, &arguments->city) : NULL;
    enum error_code code =
        city ? ERROR_NONE : error_set(error, ERROR_MEMORY, NULL, "out of memory for a city of this size");
    if (code == ERROR_NONE)
        code = write_one(city, city_write, arguments->out, error);
    if (code == ERROR_NONE)
        code = write_one(city, city_write_policy, arguments->policy_out, error);
    if (code == ERROR_NONE)
        code = write_one(city, city_write_target, arguments->target_out, error);
    arena_free(arena);
    return code;
}

int main(int argc, char **argv)
{
    struct arguments arguments = {
        .city = {.people = 300, .units = 15, .flavour = FLAVOUR_MIXED, .seed = 1, .choices = 10}};
    struct error error;
    argp_parse(&argp, argc, argv, 0, NULL, &arguments);
    if (generate(&arguments, &error) == ERROR_NONE)
        return EXIT_SUCCESS;
    fprintf(stderr, "mutasi-generate: %s: %s\n", error_word(error.code), error.text);
    return EXIT_FAILURE;
}
