/* SPDX-License-Identifier: MIT */
/* compare: cases of one instance beside each other, or a case beside what happened. */
#include "client/command.h"
#include "client/compare.h"
#include "client/file.h"

#include <argp.h>

enum { KEY_ACTUAL = 256, KEY_ALL, KEY_CSV, KEY_JSON, KEY_PEOPLE, CASES_MOST = 20 };

static const struct argp_option options[] = {
    {.name = "actual",
     .key = KEY_ACTUAL,
     .arg = "INSTANCE",
     .doc = N_("hold the one case against a later instance: what was done, what was not")},
    {.name = "output", .key = 'o', .arg = "FILE", .doc = N_("write here instead of to standard output")},
    {.name = "all", .key = KEY_ALL, .doc = N_("show everybody who differs")},
    {.name = "csv", .key = KEY_CSV, .doc = N_("the measures as CSV")},
    {.name = "people",
     .key = KEY_PEOPLE,
     .doc = N_("of CSV: the people who differ, instead of the measures")},
    {.name = "json", .key = KEY_JSON, .doc = N_("measures and people as JSON")},
    {0},
};

static void check_wish(const struct argp_state *state, const struct compare *compare)
{
    if (compare->count == 0)
        argp_usage(state);
    if (compare->actual != NULL && compare->count > 1)
        argp_error(state, _("--actual goes with one case"));
    if (compare->actual == NULL && compare->count < 2)
        argp_error(state, _("two cases at least, or one and --actual"));
    if (compare->count > CASES_MOST)
        argp_error(state, _("at most %d cases"), CASES_MOST);
    if (compare->people && compare->form != COMPARE_CSV)
        argp_error(state, _("--people goes with --csv"));
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct compare *compare = state->input;
    switch (key) {
    case KEY_ACTUAL:
        compare->actual = arg;
        return 0;
    case 'o':
        compare->output = arg;
        return 0;
    case KEY_ALL:
        compare->all = true;
        return 0;
    case KEY_CSV:
        compare->form = COMPARE_CSV;
        return 0;
    case KEY_JSON:
        compare->form = COMPARE_JSON;
        return 0;
    case KEY_PEOPLE:
        compare->people = true;
        return 0;
    case ARGP_KEY_ARG:
        compare->files[compare->count++] = arg; /* room for the whole command line */
        return 0;
    case ARGP_KEY_END:
        check_wish(state, compare);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static enum error_code run(struct arena *arena, const struct compare *compare, int *result,
                           struct error *error)
{
    FILE *out = file_open(compare->output, error);
    if (out == NULL)
        return ERROR_IO;
    enum error_code code = compare->actual != NULL ? compare_actual(arena, compare, out, result, error)
                                                   : compare_cases(arena, compare, out, error);
    enum error_code closed = file_close(out, compare->output, code == ERROR_NONE ? error : NULL);
    return code != ERROR_NONE ? code : closed;
}

int command_compare(int argc, char **argv)
{
    const struct argp argp = {
        .options = options,
        .parser = parse,
        .args_doc = "CASE CASE...\nCASE --actual INSTANCE",
        .doc =
            N_("Compare plans of one instance, under other policies or scenarios: measures side by side, and "
               "who does not end in the same unit, or is not lent to the same surge, in all of them. Or "
               "evaluate a plan after it was carried out: "
               "who moved as planned, who did not, who went elsewhere, left or is new, and the same measures "
               "before, as planned and now.\vCases of different instances are refused, with the first place "
               "where they differ."),
    };
    struct compare compare = {.form = COMPARE_TEXT};
    struct error error = {0};
    int result = EXIT_PLAN;
    struct arena *arena = arena_new();
    compare.files = arena == NULL ? NULL : arena_alloc(arena, (size_t)argc + 1, sizeof *compare.files);
    if (compare.files == NULL) {
        error_set(&error, ERROR_MEMORY, "", "out of memory");
        return command_fail(&error);
    }
    argp_parse(&argp, argc, argv, 0, NULL, &compare);
    enum error_code code = run(arena, &compare, &result, &error);
    arena_free(arena);
    return code == ERROR_NONE ? result : command_fail(&error);
}
