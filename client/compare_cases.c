/* SPDX-License-Identifier: MIT */
#include "client/compare.h"
#include "client/csv_write.h"
#include "client/labels.h"
#include "client/measure_table.h"
#include "client/people_difference.h"
#include "client/same_instance.h"
#include "client/text.h"

enum { PEOPLE_COLUMNS = 3, TABLE_MOST = 20 };

/* Cases with a placement have people to compare; all have measures. */
struct comparing {
    struct arena *arena;
    int count, placed_count;
    struct case_file *placed;
    const char **placed_labels;
    struct measure_column *columns;
    struct people_difference difference;
    int shown;
};

enum error_code compare_put_json(struct arena *arena, struct node *document, FILE *out, struct error *error)
{
    const char *text;
    size_t length;
    enum error_code code = tree_canonicalise(document, error);
    if (code == ERROR_NONE)
        code = tree_write_json(arena, document, JSON_INDENTED, &text, &length, error);
    if (code == ERROR_NONE)
        fputs(text, out);
    return code;
}

static bool make_room(struct comparing *work, int count)
{
    work->placed = arena_alloc(work->arena, (size_t)count, sizeof *work->placed);
    work->placed_labels = arena_alloc(work->arena, (size_t)count, sizeof *work->placed_labels);
    work->columns = arena_alloc(work->arena, (size_t)count, sizeof *work->columns);
    return work->placed != NULL && work->placed_labels != NULL && work->columns != NULL;
}

static enum error_code read_cases(struct comparing *work, const struct compare *compare, struct error *error)
{
    const char *const *labels = labels_of_files(work->arena, compare->files, compare->count);
    struct case_file first = {0}, from;
    enum error_code code = ERROR_NONE;
    if (labels == NULL || !make_room(work, compare->count))
        return error_set(error, ERROR_MEMORY, "", "out of memory for the comparison");
    for (int c = 0; c < compare->count && code == ERROR_NONE; c++) {
        code = case_file_read(work->arena, compare->files[c], &from, error);
        first = c == 0 ? from : first;
        if (code == ERROR_NONE && c > 0)
            code = same_instance(work->arena, from.parts.instance, from.file, first.parts.instance,
                                 first.file, error);
        if (code != ERROR_NONE)
            return code;
        work->columns[work->count].label = labels[c];
        measure_plan(&work->columns[work->count++], from.plan);
        if (!plan_has_placement(from.plan))
            continue;
        work->placed_labels[work->placed_count] = labels[c];
        work->placed[work->placed_count++] = from;
    }
    return people_difference_of(work->arena, work->placed, work->placed_count, &work->difference, error);
}

/* --- for people --- */

static bool is_any(const struct matches *matches)
{
    return matches->same + matches->elsewhere + matches->only_first + matches->only_this > 0;
}

static void print_counts(const struct comparing *work, FILE *out)
{
    for (int c = 1; c < work->placed_count; c++) {
        const struct difference_counts *counts = &work->difference.counts[c];
        const struct matches *moved = &counts->moved, *lent = &counts->lent;
        const char *first = work->placed_labels[0], *other = work->placed_labels[c];
        fprintf(out, _("\n%s against %s: %d are placed alike, %d elsewhere, %d only in %s, %d only in %s.\n"),
                other, first, moved->same, moved->elsewhere, moved->only_first, first, moved->only_this,
                other);
        if (is_any(lent))
            fprintf(out, _("Lent for a time: %d alike, %d to other surges, %d only in %s, %d only in %s.\n"),
                    lent->same, lent->elsewhere, lent->only_first, first, lent->only_this, other);
        if (counts->absent > 0)
            fprintf(out, _("%d people are in one of the two only: a scenario adds or removes them.\n"),
                    counts->absent);
    }
}

static const char *place_text(const struct end *end)
{
    switch (end->how) {
    case ENDS_ABSENT:
        return _("(not there)");
    case ENDS_UNPLACED:
        return _("(no unit)");
    case ENDS_STAYING:
        return _("(stays)");
    case ENDS_MOVED:
    case ENDS_FIRST:
        break;
    }
    return end->unit;
}

static const char *end_text(struct arena *arena, const struct end *end)
{
    const char *text = place_text(end);
    if (end->surge != NULL)
        text = arena_format(arena, _("%s, lent to %s"), text, end->surge);
    return text == NULL ? "" : text;
}

static void print_people(const struct comparing *work, int shown, FILE *out)
{
    const char *cells[PEOPLE_COLUMNS + TABLE_MOST] = {_("employee"), _("name"), _("from")};
    int count = work->difference.count < shown ? work->difference.count : shown;
    for (int c = 0; c < work->placed_count; c++)
        cells[PEOPLE_COLUMNS + c] = work->placed_labels[c];
    struct table *table = table_new(work->arena, cells, PEOPLE_COLUMNS + work->placed_count);
    for (int i = 0; i < count; i++) {
        const struct differing *person = &work->difference.people[i];
        cells[0] = person->employee;
        cells[1] = person->name == NULL ? "" : person->name;
        cells[2] = person->from == NULL ? "-" : person->from;
        for (int c = 0; c < work->placed_count; c++)
            cells[PEOPLE_COLUMNS + c] = end_text(work->arena, &person->ends[c]);
        table_add(table, cells);
    }
    if (count > 0)
        fputc('\n', out);
    if (count > 0)
        table_print(table, out);
    if (count < work->difference.count)
        fprintf(out, _("  ... and %d more; --all shows them.\n"), work->difference.count - count);
}

/* --- for machines --- */

static void put_people_csv(const struct comparing *work, FILE *out)
{
    struct csv csv;
    const char *const headings[] = {"employee", "name", "from", NULL};
    csv_begin(&csv, out, &(struct csv_form){.separator = ',', .decimal = '.'});
    for (int c = 0; c < PEOPLE_COLUMNS; c++)
        csv_text(&csv, headings[c]);
    for (int c = 0; c < work->placed_count; c++)
        csv_text(&csv, work->placed_labels[c]);
    for (int c = 0; c < work->placed_count; c++)
        csv_text(&csv, arena_format(work->arena, "%s how", work->placed_labels[c]));
    for (int c = 0; c < work->placed_count; c++)
        csv_text(&csv, arena_format(work->arena, "%s lent to", work->placed_labels[c]));
    csv_end_line(&csv);
    for (int i = 0; i < work->difference.count; i++) {
        const struct differing *person = &work->difference.people[i];
        csv_text(&csv, person->employee);
        csv_text(&csv, person->name);
        csv_text(&csv, person->from);
        for (int c = 0; c < work->placed_count; c++)
            csv_text(&csv, person->ends[c].unit);
        for (int c = 0; c < work->placed_count; c++)
            csv_text(&csv, ending_word(person->ends[c].how));
        for (int c = 0; c < work->placed_count; c++)
            csv_text(&csv, person->ends[c].surge);
        csv_end_line(&csv);
    }
}

static void add_matches(struct node *map, const struct matches *matches)
{
    map_add(map, "same", node_integer(matches->same));
    map_add(map, "elsewhere", node_integer(matches->elsewhere));
    map_add(map, "only_against", node_integer(matches->only_first));
    map_add(map, "only_case", node_integer(matches->only_this));
}

static struct node counts_node(const struct comparing *work, int c)
{
    const struct difference_counts *counts = &work->difference.counts[c];
    struct node node = node_map(work->arena, 8), lent = node_map(work->arena, 4);
    add_matches(&lent, &counts->lent);
    map_add(&node, "case", node_string(work->arena, work->placed_labels[c]));
    map_add(&node, "against", node_string(work->arena, work->placed_labels[0]));
    add_matches(&node, &counts->moved);
    map_add(&node, "lent", lent);
    map_add(&node, "absent", node_integer(counts->absent));
    return node;
}

static struct node person_node(const struct comparing *work, const struct differing *person)
{
    struct node node = node_map(work->arena, 4);
    struct node ends = node_array(work->arena, (size_t)work->placed_count);
    for (int c = 0; c < work->placed_count; c++) {
        struct node end = node_map(work->arena, 4);
        map_add(&end, "case", node_string(work->arena, work->placed_labels[c]));
        map_add(&end, "how", node_borrowed(ending_word(person->ends[c].how)));
        map_add(&end, "unit", node_string(work->arena, person->ends[c].unit));
        map_add(&end, "surge", node_string(work->arena, person->ends[c].surge));
        array_add(&ends, end);
    }
    map_add(&node, "employee", node_string(work->arena, person->employee));
    map_add(&node, "name", node_string(work->arena, person->name));
    map_add(&node, "from", node_string(work->arena, person->from));
    map_add(&node, "ends", ends);
    return node;
}

static enum error_code put_json(const struct comparing *work, FILE *out, struct error *error)
{
    struct node document = node_map(work->arena, 3);
    struct node cases = node_array(work->arena, (size_t)work->count);
    struct node differences = node_array(work->arena, (size_t)work->placed_count);
    struct node people = node_array(work->arena, (size_t)work->difference.count);
    for (int c = 0; c < work->count; c++)
        array_add(&cases, measure_node(work->arena, &work->columns[c]));
    for (int c = 1; c < work->placed_count; c++)
        array_add(&differences, counts_node(work, c));
    for (int i = 0; i < work->difference.count; i++)
        array_add(&people, person_node(work, &work->difference.people[i]));
    map_add(&document, "cases", cases);
    map_add(&document, "differences", differences);
    map_add(&document, "people", people);
    return compare_put_json(work->arena, &document, out, error);
}

enum error_code compare_cases(struct arena *arena, const struct compare *compare, FILE *out,
                              struct error *error)
{
    struct comparing work = {.arena = arena};
    enum error_code code = read_cases(&work, compare, error);
    if (code != ERROR_NONE)
        return code;
    if (compare->form == COMPARE_JSON)
        return put_json(&work, out, error);
    if (compare->form == COMPARE_CSV && compare->people)
        put_people_csv(&work, out);
    else if (compare->form == COMPARE_CSV)
        measure_print_csv(arena, work.columns, work.count, out);
    if (compare->form != COMPARE_TEXT)
        return ERROR_NONE;
    measure_print_text(arena, work.columns, work.count, out);
    print_counts(&work, out);
    print_people(&work, compare->all ? work.difference.count : COMPARE_SHOWN, out);
    return ERROR_NONE;
}
