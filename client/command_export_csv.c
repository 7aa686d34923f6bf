/* SPDX-License-Identifier: MIT */
#include "client/command_export_csv.h"

#include "client/export_csv.h"
#include "client/outcome.h"
#include "client/summary.h"
#include "client/text.h"

#include <string.h>

enum { KEY_SEPARATOR = 256, KEY_DECIMAL, KEY_TEXT_IDS, KEY_LANG };

static const struct argp_option options[] = {
    {.name = "separator",
     .key = KEY_SEPARATOR,
     .arg = "CHAR",
     .doc = N_("between cells: , (the default), ; as Indonesian spreadsheets want it, or tab")},
    {.name = "decimal",
     .key = KEY_DECIMAL,
     .arg = "CHAR",
     .doc = N_("the decimal mark, . or , (default: a comma when the separator is ;, else a point)")},
    {.name = "text-ids",
     .key = KEY_TEXT_IDS,
     .doc = N_("write ids of digits only as =\"...\": a spreadsheet that opens the file would make floats of "
               "18 digits")},
    {.name = "lang", .key = KEY_LANG, .arg = "LANG", .doc = N_("id or en, whatever the environment says")},
    {0},
};

static char separator_of(const struct argp_state *state, const char *text)
{
    if (strcmp(text, "tab") == 0 || strcmp(text, "\t") == 0)
        return '\t';
    if (strcmp(text, ",") != 0 && strcmp(text, ";") != 0)
        argp_error(state, _("--separator %s: expected , or ; or tab"), text);
    return text[0];
}

static char decimal_of(const struct argp_state *state, const char *text)
{
    if (strcmp(text, ",") != 0 && strcmp(text, ".") != 0)
        argp_error(state, _("--decimal %s: expected . or ,"), text);
    return text[0];
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct csv_form *form = state->input;
    switch (key) {
    case KEY_SEPARATOR:
        form->separator = separator_of(state, arg);
        return 0;
    case KEY_DECIMAL:
        form->decimal = decimal_of(state, arg);
        return 0;
    case KEY_TEXT_IDS:
        form->text_ids = true;
        return 0;
    case KEY_LANG:
        if (!text_speak(arg))
            argp_error(state, _("--lang %s: expected id or en"), arg);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp csv_form_parser = {.options = options, .parser = parse};

bool csv_form_is_given(const struct csv_form *form)
{
    return form->separator != '\0' || form->decimal != '\0' || form->text_ids;
}

struct csv_form csv_form_completed(const struct csv_form *form)
{
    struct csv_form whole = *form;
    whole.mark = true;
    if (whole.separator == '\0')
        whole.separator = ',';
    if (whole.decimal == '\0')
        whole.decimal = whole.separator == ';' ? ',' : '.';
    return whole;
}

enum error_code export_csv_case(struct arena *arena, const char *file, const char *folder,
                                const struct csv_form *form, int *result, struct error *error)
{
    struct case_file from;
    struct standing standing;
    enum error_code code = case_file_read(arena, file, &from, error);
    if (code != ERROR_NONE)
        return code;
    *result = outcome_exit_code(from.plan->status);
    if (!plan_has_placement(from.plan)) {
        fprintf(stderr, "mutasi: %s: %s\n", file, summary_verdict(from.plan->status));
        return ERROR_NONE;
    }
    code = standing_of(arena, from.problem, from.plan, &standing, error);
    if (code != ERROR_NONE)
        return code;
    const struct export_csv export = {arena, from.problem, from.plan, &standing, csv_form_completed(form)};
    return export_csv(&export, folder, error);
}
