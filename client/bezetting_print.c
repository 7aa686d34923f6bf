/* SPDX-License-Identifier: MIT */
#include "client/bezetting.h"
#include "client/text.h"

#include <inttypes.h>
#include <string.h>

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

/* "nursing≥2: 3/5 (-2), ..." */
static const char *minimums(struct arena *arena, const struct instance *instance,
                            const struct bezetting_row *row, const char *at_least, const char *separator)
{
    const char *text = "";
    for (int32_t i = 0; i < row->demand->minimum_count; i++) {
        const struct minimum *minimum = &row->demand->minimums[i];
        int have = row->qualified[i], wanted = minimum->min;
        const char *missing = have < wanted ? arena_format(arena, " (%d)", have - wanted) : "";
        const char *longer = arena_format(arena, "%s%s%s%s%d: %d/%d%s", text, i == 0 ? "" : separator,
                                          instance->competencies[minimum->competency], at_least,
                                          (int)minimum->level, have, wanted, or_empty(missing));
        text = longer == NULL ? text : longer;
    }
    return text;
}

/* "+2.00": its sign is what the table is read for. */
static const char *difference(struct arena *arena, int64_t need_mfte, int64_t present_mfte)
{
    double fte = (double)(present_mfte - need_mfte) / 1000;
    return or_empty(arena_format(arena, "%s%.2f", present_mfte > need_mfte ? "+" : "", fte));
}

static const char *coverage(struct arena *arena, int64_t need_mfte, int64_t present_mfte)
{
    if (need_mfte == 0)
        return "-";
    return or_empty(arena_format(arena, "%.0f %%", (double)present_mfte * 100 / (double)need_mfte));
}

static const char *load_words(const struct bezetting_row *row)
{
    static const char *const words[] = {
        [LOAD_UNSTATED] = "-",
        [LOAD_HEAVY] = N_("overloaded"),
        [LOAD_IN_BAND] = N_("in balance"),
        [LOAD_LIGHT] = N_("idle hands"),
    };
    return row->is_open ? _(words[row->load]) : _("(closed)");
}

static void add_row(struct arena *arena, struct table *table, const struct instance *instance,
                    const struct bezetting_row *row)
{
    const char *cells[] = {
        row->id,
        or_empty(row->name),
        or_empty(row->group),
        row->has_need ? text_fte(arena, row->need_mfte) : "-",
        text_fte(arena, row->present_mfte),
        row->has_need ? difference(arena, row->need_mfte, row->present_mfte) : "-",
        row->has_need ? coverage(arena, row->need_mfte, row->present_mfte) : "-",
        or_empty(arena_format(arena, "%" PRId64, row->people)),
        load_words(row),
        minimums(arena, instance, row, "≥", ", "),
    };
    table_add(table, cells);
}

static void print_total(struct arena *arena, const struct bezetting *bezetting, FILE *out)
{
    fprintf(out, _("\nIn all, where a need is stated: need %s, present %s, difference %s FTE (%s).\n"),
            text_fte(arena, bezetting->need_mfte), text_fte(arena, bezetting->present_mfte),
            difference(arena, bezetting->need_mfte, bezetting->present_mfte),
            coverage(arena, bezetting->need_mfte, bezetting->present_mfte));
    if (bezetting->without_unit == 0)
        fprintf(out, _("%d people.\n"), (int)bezetting->people);
    else
        fprintf(out, _("%d people, %d of them without a unit.\n"), (int)bezetting->people,
                (int)bezetting->without_unit);
}

/* What the figures rest on: two standards of working time circulate, 4 % apart. */
static void print_basis(const struct bezetting *bezetting, FILE *out)
{
    const struct policy *policy = bezetting->problem->policy;
    fprintf(out, _("Needs out of work volumes: volume x minutes / %.0f minutes a year (policy).\n"),
            (double)policy->effective_minutes_micro / (double)MICRO);
    if (policy->has_balance)
        fprintf(out, _("In balance: present between %.0f %% and %.0f %% of the need (policy).\n"),
                (double)policy->balance.target_lower_ppm / 10000,
                (double)policy->balance.target_upper_ppm / 10000);
}

void bezetting_print(struct arena *arena, const struct bezetting *bezetting, FILE *out)
{
    const char *headings[] = {
        _("unit"),       _("name"),          _("agency"),  _(">need"), _(">present"),
        _(">+/- (FTE)"), _(">present/need"), _(">people"), _("load"),  _("competencies (have/min)"),
    };
    struct table *table = table_new(arena, headings, sizeof headings / sizeof *headings);
    for (int32_t i = 0; i < bezetting->count; i++)
        add_row(arena, table, bezetting->problem->instance, &bezetting->rows[i]);
    table_print(table, out);
    print_total(arena, bezetting, out);
    print_basis(bezetting, out);
}

/* --- for programs --- */

static void print_quoted(const char *text, FILE *out)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (; *text != '\0'; text++)
        fprintf(out, *text == '"' ? "\"%c" : "%c", *text);
    fputc('"', out);
}

static void print_cells(const char *const *cells, int count, FILE *out)
{
    for (int i = 0; i < count; i++) {
        print_quoted(cells[i], out);
        fputc(i + 1 < count ? ',' : '\n', out);
    }
}

static const char *milli(struct arena *arena, int64_t value)
{
    return or_empty(arena_format(arena, "%.3f", (double)value / 1000));
}

void bezetting_print_csv(struct arena *arena, const struct bezetting *bezetting, FILE *out)
{
    static const char *const loads[] = {"", "overloaded", "in_balance", "idle_hands"};
    static const char *const headings[] = {"unit",       "name",   "agency", "need",        "present",
                                           "difference", "people", "load",   "competencies"};
    enum { COUNT = sizeof headings / sizeof *headings };
    print_cells(headings, COUNT, out);
    for (int32_t i = 0; i < bezetting->count; i++) {
        const struct bezetting_row *row = &bezetting->rows[i];
        const char *cells[COUNT] = {
            row->id,
            or_empty(row->name),
            or_empty(row->group),
            row->has_need ? milli(arena, row->need_mfte) : "",
            milli(arena, row->present_mfte),
            row->has_need ? milli(arena, row->present_mfte - row->need_mfte) : "",
            or_empty(arena_format(arena, "%" PRId64, row->people)),
            row->is_open ? loads[row->load] : "closed",
            minimums(arena, bezetting->problem->instance, row, ">=", "; "),
        };
        print_cells(cells, COUNT, out);
    }
}
