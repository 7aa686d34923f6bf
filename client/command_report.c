/* SPDX-License-Identifier: MIT */
#include "client/command.h"
#include "client/file.h"
#include "client/labels.h"
#include "client/options.h"
#include "client/report.h"
#include "client/unknowns.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_COMPARE = 256, KEY_FRONTIER, KEY_UNKNOWNS, KEY_LANGUAGE, RIVALS_MOST = 8 };

struct arguments {
    const char *case_file, *output, *language, *frontier, *unknowns;
    const char *rivals[RIVALS_MOST];
    int rival_count;
};

static const struct argp_option options[] = {
    {.name = "output", .key = 'o', .arg = "FILE", .doc = N_("the page, .html; - is standard output")},
    {.name = "compare",
     .key = KEY_COMPARE,
     .arg = "CASE",
     .doc = N_("another plan beside this one; up to eight")},
    {.name = "frontier",
     .key = KEY_FRONTIER,
     .arg = "FILE",
     .doc = N_("how many moves are worth it: what `mutasi frontier -o FILE` wrote of the same instance and "
               "policy")},
    {.name = "unknowns",
     .key = KEY_UNKNOWNS,
     .arg = "FILE",
     .doc = N_(
         "what `mutasi explain --unknowns --json` says of the same plan: which competencies to ask about")},
    {.name = "lang", .key = KEY_LANGUAGE, .arg = "id|en", .doc = N_("the page's language; default: yours")},
    {0},
};

static error_t add_rival(struct arguments *arguments, const char *file, struct argp_state *state)
{
    if (arguments->rival_count == RIVALS_MOST)
        argp_error(state, _("--compare: at most %d"), (int)RIVALS_MOST);
    arguments->rivals[arguments->rival_count++] = file;
    return 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct arguments *arguments = state->input;
    switch (key) {
    case 'o':
        arguments->output = arg;
        return 0;
    case KEY_COMPARE:
        return add_rival(arguments, arg, state);
    case KEY_FRONTIER:
        return option_single_argument(state, arg, &arguments->frontier);
    case KEY_LANGUAGE:
        if (strcmp(arg, "id") != 0 && strcmp(arg, "en") != 0)
            argp_error(state, _("--lang: '%s' is neither id nor en"), arg);
        arguments->language = arg;
        return 0;
    case KEY_UNKNOWNS:
        arguments->unknowns = arg;
        return 0;
    case ARGP_KEY_ARG:
        return option_single_argument(state, arg, &arguments->case_file);
    case ARGP_KEY_END:
        if (arguments->case_file == NULL)
            argp_usage(state);
        if (arguments->output == NULL)
            argp_error(state, _("where to? -o FILE"));
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static enum error_code read_rivals(struct report *report, const struct arguments *arguments,
                                   struct error *error)
{
    const char *const *labels = labels_of_files(report->arena, arguments->rivals, arguments->rival_count);
    struct report_rival *rivals = arena_alloc(report->arena, RIVALS_MOST, sizeof *rivals);
    enum error_code code = ERROR_NONE;
    if (labels == NULL || rivals == NULL)
        return error_set(error, ERROR_MEMORY, "", "out of memory");
    for (int i = 0; i < arguments->rival_count && code == ERROR_NONE; i++) {
        rivals[i].label = labels[i];
        code = case_file_read(report->arena, arguments->rivals[i], &rivals[i].from, error);
    }
    report->rivals = rivals;
    report->rival_count = arguments->rival_count;
    return code;
}

/* Its points would be another problem's beside this plan. */
static enum error_code check_frontier(struct report *report, struct error *error)
{
    const struct problem *problem = report->problem;
    char instance[65], policy[65];
    enum error_code code = tree_sha256(problem->instance_document, instance, error);
    if (code == ERROR_NONE)
        code = frontier_policy_sha256(report->arena, problem->policy_document, policy, error);
    if (code != ERROR_NONE)
        return code;
    if (strcmp(report->frontier->instance_sha256, instance) != 0)
        return error_set(error, ERROR_CONTRADICTION, "",
                         "of another instance than the case, or another scenario");
    if (strcmp(report->frontier->policy_sha256, policy) != 0)
        return error_set(error, ERROR_CONTRADICTION, "", "of another policy than the case");
    return ERROR_NONE;
}

static enum error_code read_frontier(struct report *report, const char *file, struct error *error)
{
    const struct node *document;
    enum error_code code = file_read_tree(report->arena, file, &document, error);
    if (code != ERROR_NONE || document == NULL)
        return code;
    code = frontier_read(report->arena, document, NULL, &report->frontier, error);
    if (code == ERROR_NONE)
        code = check_frontier(report, error);
    if (code != ERROR_NONE)
        file_name_error(file, error);
    return code;
}

static enum error_code read_unknowns(struct report *report, const char *file, struct error *error)
{
    const struct node *document;
    struct unknowns *unknowns = arena_alloc(report->arena, 1, sizeof *unknowns);
    if (unknowns == NULL)
        return error_set(error, ERROR_MEMORY, "", "out of memory");
    enum error_code code = file_read_tree(report->arena, file, &document, error);
    if (code != ERROR_NONE || document == NULL)
        return code;
    code = unknowns_from_document(report->arena, report->problem, report->plan, document, unknowns, error);
    if (code != ERROR_NONE)
        file_name_error(file, error);
    report->unknowns = unknowns;
    return code;
}

/* Errors are told in the language of who runs the command, the page is written in that of who reads it. */
static enum error_code write_page(struct report *report, const struct arguments *arguments,
                                  struct error *error)
{
    char *page = NULL;
    size_t length = 0;
    if (arguments->language != NULL &&
        (!text_speak(arguments->language) || strcmp(text_language(), arguments->language) != 0))
        return error_set(error, ERROR_IO, "", "the messages in '%s' are not installed", arguments->language);
    report->out = open_memstream(&page, &length);
    if (report->out == NULL)
        return error_set(error, ERROR_MEMORY, "", "out of memory for the page");
    enum error_code code = report_write(report, error);
    if (fclose(report->out) != 0 && code == ERROR_NONE)
        code = error_set(error, ERROR_MEMORY, "", "out of memory for the page");
    if (code == ERROR_NONE)
        code = file_write_bytes(report->arena, arguments->output, page, length, error);
    free(page);
    return code;
}

static enum error_code run(struct report *report, const struct arguments *arguments, struct error *error)
{
    const struct node *document;
    enum error_code code = file_read_tree(report->arena, arguments->case_file, &document, error);
    if (code != ERROR_NONE)
        return code;
    report->case_file = arguments->case_file;
    code = report_prepare(report, document, error);
    if (code != ERROR_NONE)
        file_name_error(arguments->case_file, error);
    if (code == ERROR_NONE)
        code = read_rivals(report, arguments, error);
    if (code == ERROR_NONE)
        code = read_frontier(report, arguments->frontier, error);
    if (code == ERROR_NONE)
        code = read_unknowns(report, arguments->unknowns, error);
    return code == ERROR_NONE ? write_page(report, arguments, error) : code;
}

int command_report(int argc, char **argv)
{
    const struct argp argp = {
        .options = options,
        .parser = parse,
        .args_doc = "CASE -o FILE",
        .doc = N_(
            "Write a case as one page to look at, to print and to hand on: who moves and why, units before "
            "and after, what it costs and how good it is.\vThe page is self-contained: it asks no network "
            "for "
            "anything, and reads without scripts. The plan is recomputed before it is shown; exit code 1 "
            "when it does not hold, and the page says so."),
    };
    struct arguments arguments = {0};
    struct report report = {.arena = arena_new()};
    struct error error = {0};
    argp_parse(&argp, argc, argv, 0, NULL, &arguments);
    enum error_code code = report.arena == NULL ? error_set(&error, ERROR_MEMORY, "", "out of memory")
                                                : run(&report, &arguments, &error);
    int result = code != ERROR_NONE          ? command_fail(&error)
                 : report.verification.holds ? EXIT_PLAN
                                             : EXIT_CHECK_FAILED;
    arena_free(report.arena);
    return result;
}
