/* SPDX-License-Identifier: MIT */
#include "client/compare.h"
#include "client/csv_write.h"
#include "client/file.h"
#include "client/followed.h"
#include "client/inputs.h"
#include "client/outcome.h"
#include "client/summary.h"
#include "client/text.h"

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

/* --- for people --- */

static void print_counts(const struct following *found, FILE *out)
{
    const int *counts = found->counts;
    int planned = counts[FOLLOWED_DONE] + counts[FOLLOWED_NOT_DONE] + counts[FOLLOWED_ELSEWHERE] +
                  counts[FOLLOWED_LEFT];
    fprintf(out,
            _("\nMoves and first placements planned: %d. Done: %d. Not done: %d. Went elsewhere: %d. Left "
              "since: %d.\n"),
            planned, counts[FOLLOWED_DONE], counts[FOLLOWED_NOT_DONE], counts[FOLLOWED_ELSEWHERE],
            counts[FOLLOWED_LEFT]);
    fprintf(out, _("Not planned: %d moved, %d left, %d are new.\n"), counts[FOLLOWED_UNPLANNED],
            counts[FOLLOWED_GONE], counts[FOLLOWED_NEW]);
    if (found->into_unknown > 0)
        fprintf(out,
                _("%d are in units that the case does not have: their moves are counted without cost "
                  "and kilometres.\n"),
                found->into_unknown);
}

static void print_people(struct arena *arena, const struct following *found, bool all, FILE *out)
{
    const char *const headings[] = {_("employee"), _("name"),   _("from"),
                                    _("planned"),  _("actual"), _("what happened")};
    struct table *table = table_new(arena, headings, sizeof headings / sizeof *headings);
    int shown = 0, left_out = 0;
    for (int i = 0; i < found->count; i++) {
        const struct followed *person = &found->people[i];
        const char *const cells[] = {person->employee,         or_empty(person->name),
                                     or_empty(person->from),   or_empty(person->planned),
                                     or_empty(person->actual), followed_heading(person->how)};
        bool is_shown = all || (shown < COMPARE_SHOWN && person->how != FOLLOWED_DONE);
        if (is_shown)
            table_add(table, cells);
        shown += is_shown;
        left_out += !is_shown;
    }
    if (shown > 0)
        fputc('\n', out);
    if (shown > 0)
        table_print(table, out);
    if (left_out > 0)
        fprintf(out, _("  ... and %d more; --all shows them.\n"), left_out);
}

/* --- for machines --- */

static void put_people_csv(const struct following *found, FILE *out)
{
    struct csv csv;
    const char *const headings[] = {"employee", "name", "from", "planned", "actual", "how", NULL};
    csv_begin(&csv, out, &(struct csv_form){.separator = ',', .decimal = '.'});
    csv_headings(&csv, headings);
    for (int i = 0; i < found->count; i++) {
        const struct followed *person = &found->people[i];
        csv_text(&csv, person->employee);
        csv_text(&csv, person->name);
        csv_text(&csv, person->from);
        csv_text(&csv, person->planned);
        csv_text(&csv, person->actual);
        csv_text(&csv, followed_word(person->how));
        csv_end_line(&csv);
    }
}

static struct node person_node(struct arena *arena, const struct followed *person)
{
    struct node node = node_map(arena, 6);
    map_add(&node, "employee", node_string(arena, person->employee));
    map_add(&node, "name", node_string(arena, person->name));
    map_add(&node, "from", node_string(arena, person->from));
    map_add(&node, "planned", node_string(arena, person->planned));
    map_add(&node, "actual", node_string(arena, person->actual));
    map_add(&node, "how", node_borrowed(followed_word(person->how)));
    return node;
}

static enum error_code put_json(struct arena *arena, const struct following *found, FILE *out,
                                struct error *error)
{
    struct node document = node_map(arena, 3), counts = node_map(arena, FOLLOWED_COUNT + 1);
    struct node states = node_array(arena, FOLLOWED_COLUMNS);
    struct node people = node_array(arena, (size_t)found->count);
    for (int c = 0; c < FOLLOWED_COLUMNS; c++)
        array_add(&states, measure_node(arena, &found->columns[c]));
    for (int how = 0; how < FOLLOWED_COUNT; how++)
        map_add(&counts, followed_word((enum followed_how)how), node_integer(found->counts[how]));
    map_add(&counts, "into_unknown_units", node_integer(found->into_unknown));
    for (int i = 0; i < found->count; i++)
        array_add(&people, person_node(arena, &found->people[i]));
    map_add(&document, "states", states);
    map_add(&document, "counts", counts);
    map_add(&document, "people", people);
    return compare_put_json(arena, &document, out, error);
}

/* lends: the plan has people lent */
static enum error_code print(struct arena *arena, const struct compare *compare, struct following *found,
                             bool lends, FILE *out, struct error *error)
{
    if (compare->form == COMPARE_JSON)
        return put_json(arena, found, out, error);
    if (compare->form == COMPARE_CSV && compare->people)
        put_people_csv(found, out);
    else if (compare->form == COMPARE_CSV)
        measure_print_csv(arena, found->columns, FOLLOWED_COLUMNS, out);
    if (compare->form != COMPARE_TEXT)
        return ERROR_NONE;
    found->columns[FOLLOWED_BEFORE].label = _("before");
    found->columns[FOLLOWED_PLANNED].label = _("planned");
    found->columns[FOLLOWED_ACTUAL].label = _("actual");
    measure_print_text(arena, found->columns, FOLLOWED_COLUMNS, out);
    print_counts(found, out);
    if (lends)
        fprintf(out, _("The later instance does not say who was lent: %s counts nobody as lent.\n"),
                found->columns[FOLLOWED_ACTUAL].label);
    print_people(arena, found, compare->all, out);
    return ERROR_NONE;
}

enum error_code compare_actual(struct arena *arena, const struct compare *compare, FILE *out, int *result,
                               struct error *error)
{
    struct case_file plan;
    struct following found;
    struct inputs later = {.instance_file = compare->actual};
    enum error_code code = case_file_read(arena, compare->files[0], &plan, error);
    if (code != ERROR_NONE)
        return code;
    *result = outcome_exit_code(plan.plan->status);
    if (!plan_has_placement(plan.plan)) {
        fprintf(stderr, "mutasi: %s: %s\n", plan.file, summary_verdict(plan.plan->status));
        return ERROR_NONE;
    }
    later.policy = plan.problem->policy_document; /* after the case's scenario */
    code = inputs_read(arena, &later, error);
    if (code == ERROR_NONE)
        code = follow(arena, &plan, later.problem, &found, error);
    if (code != ERROR_NONE)
        return code;
    return print(arena, compare, &found, plan.plan->secondment_count > 0, out, error);
}
