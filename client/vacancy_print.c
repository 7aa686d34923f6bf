/* SPDX-License-Identifier: MIT */
#include "client/vacancy_print.h"

#include "client/decimal.h"
#include "client/text.h"

#include <inttypes.h>

enum { FIELDS = 8, MICRO_PER_MFTE = 1000 };

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

static const char *fte_text(struct arena *arena, const struct vacancy *vacancy, char mark)
{
    return vacancy->fte_mfte > 0 ? or_empty(decimal_shown(arena, vacancy->fte_mfte, 3, 2, mark)) : "";
}

static void add_line(struct arena *arena, struct table *table, const struct vacancy *vacancy)
{
    bool is_open_to_all = vacancy->competency == NULL;
    const char *const cells[] = {
        vacancy->id,
        or_empty(vacancy->name),
        or_empty(vacancy->group),
        or_empty(vacancy->competency),
        is_open_to_all ? "" : or_empty(arena_format(arena, "%d", (int)vacancy->level)),
        fte_text(arena, vacancy, '.'),
        or_empty(arena_format(arena, "%" PRId64, vacancy->people)),
    };
    table_add(table, cells);
}

void vacancy_print_text(struct arena *arena, const struct vacancy_notice *notice, FILE *out)
{
    const char *const headings[] = {_("unit"),   _("name"), _("group"),  _("competency"),
                                    _(">level"), _(">FTE"), _(">people")};
    char date[11];
    day_format(notice->date, date);
    fprintf(out, notice->after_plan ? _("What remains open after the plan (%s)\n") : _("What is open (%s)\n"),
            date);
    if (notice->count == 0) {
        fputs(_("Nothing is open.\n"), out);
        return;
    }
    struct table *table = table_new(arena, headings, sizeof headings / sizeof *headings);
    for (int32_t i = 0; i < notice->count; i++)
        add_line(arena, table, &notice->list[i]);
    fputc('\n', out);
    table_print(table, out);
    fputs(_("\nA line with a competency asks for people who hold it; they also count for their unit's line "
            "without one.\n"),
          out);
}

void vacancy_print_csv(struct arena *arena, const struct vacancy_notice *notice, const struct csv_form *form,
                       FILE *out)
{
    const char *const headings[] = {_("kind"),  _("unit"), _("name"),   _("group"), _("competency"),
                                    _("level"), _("FTE"),  _("people"), NULL};
    struct csv csv;
    csv_begin(&csv, out, form);
    csv_headings(&csv, headings);
    for (int32_t i = 0; i < notice->count; i++) {
        const struct vacancy *vacancy = &notice->list[i];
        csv_text(&csv, vacancy->is_group ? _("group") : _("unit"));
        csv_id(&csv, vacancy->id);
        csv_text(&csv, vacancy->name);
        csv_text(&csv, vacancy->group);
        csv_text(&csv, vacancy->competency);
        if (vacancy->competency != NULL)
            csv_integer(&csv, vacancy->level);
        else
            csv_text(&csv, NULL);
        csv_number(&csv, fte_text(arena, vacancy, form->decimal));
        csv_integer(&csv, vacancy->people);
        csv_end_line(&csv);
    }
}

static struct node line_node(struct arena *arena, const struct vacancy *vacancy)
{
    bool is_open_to_all = vacancy->competency == NULL;
    bool has_fte = is_open_to_all && vacancy->fte_mfte <= INT64_MAX / MICRO_PER_MFTE;
    struct node node = node_map(arena, FIELDS);
    map_add(&node, "kind", node_borrowed(vacancy->is_group ? "group" : "unit"));
    map_add(&node, "unit", node_borrowed(vacancy->id));
    map_add(&node, "name", node_string(arena, vacancy->name));
    map_add(&node, "group", node_string(arena, vacancy->group));
    map_add(&node, "competency", node_string(arena, vacancy->competency));
    map_add(&node, "level", is_open_to_all ? node_null() : node_integer(vacancy->level));
    map_add(&node, "fte", has_fte ? node_micro(vacancy->fte_mfte * MICRO_PER_MFTE) : node_null());
    map_add(&node, "people", node_integer(vacancy->people));
    return node;
}

enum error_code vacancy_print_json(struct arena *arena, const struct vacancy_notice *notice, FILE *out,
                                   struct error *error)
{
    struct node document = node_map(arena, 3), list = node_array(arena, (size_t)notice->count);
    const char *text;
    size_t length;
    char date[11];
    day_format(notice->date, date);
    for (int32_t i = 0; i < notice->count; i++)
        array_add(&list, line_node(arena, &notice->list[i]));
    map_add(&document, "date", node_string(arena, date));
    map_add(&document, "after_plan", node_boolean(notice->after_plan));
    map_add(&document, "vacancies", list);
    enum error_code code = tree_canonicalise(&document, error);
    if (code == ERROR_NONE)
        code = tree_write_json(arena, &document, JSON_INDENTED, &text, &length, error);
    if (code == ERROR_NONE)
        fputs(text, out);
    return code;
}
