/* SPDX-License-Identifier: MIT */
#include "client/measure_table.h"

#include "client/csv_write.h"
#include "client/decimal.h"
#include "client/text.h"
#include "solver/model/decimal_text.h"

#include <math.h>
#include <string.h>

enum { COLUMNS_SHOWN = 23 };

static const struct {
    const char *key, *heading;
    int places, shown;
    const char *unit;
} measures[] = {
#define MEASURE_ENTRY(name, key, heading, places, shown, unit) {key, heading, places, shown, unit},
    MEASURE_LIST(MEASURE_ENTRY)
#undef MEASURE_ENTRY
};

void measure_set(struct measure_column *column, enum measure measure, int64_t value)
{
    column->has[measure] = true;
    column->values[measure] = value;
}

void measure_objective(struct measure_column *column, const struct objective *objective)
{
    measure_set(column, MEASURE_TOTAL, objective->total);
    measure_set(column, MEASURE_RELOCATION, objective->relocation);
    measure_set(column, MEASURE_BALANCE, objective->balance);
    measure_set(column, MEASURE_COMPETENCY, objective->competency);
    measure_set(column, MEASURE_OFFERS, objective->offers);
    measure_set(column, MEASURE_PERSISTENCE, objective->persistence);
    measure_set(column, MEASURE_TENURE, objective->tenure);
    measure_set(column, MEASURE_UNPLACED, objective->unplaced);
    measure_set(column, MEASURE_SECONDMENT, objective->secondment);
}

void measure_state(struct measure_column *column, const struct kpis *kpis, int when)
{
    measure_set(column, MEASURE_COVERAGE_MIN, kpis->coverage_min_ppm[when]);
    measure_set(column, MEASURE_COVERAGE_MAX, kpis->coverage_max_ppm[when]);
    measure_set(column, MEASURE_SPREAD, kpis->spread_ppm[when]);
    measure_set(column, MEASURE_SHORTAGES, kpis->shortages[when]);
}

void measure_moves(struct measure_column *column, const struct kpis *kpis)
{
    measure_set(column, MEASURE_MOVES, kpis->moves);
    measure_set(column, MEASURE_FIRST_PLACEMENTS, kpis->first_placements);
    measure_set(column, MEASURE_PREFERENCES, kpis->preference_hits);
    measure_set(column, MEASURE_KM, kpis->km_m);
}

void measure_plan(struct measure_column *column, const struct plan *plan)
{
    column->status = plan_status_word(plan->status);
    if (plan->has_bound) {
        measure_set(column, MEASURE_BOUND, plan->bound_upt);
        measure_set(column, MEASURE_BOUND_VERIFIED, plan->bound_verified_upt);
    }
    if (!plan_has_placement(plan))
        return;
    if (plan->has_bound)
        measure_set(column, MEASURE_GAP, llround(plan_gap(plan) * MICRO));
    measure_objective(column, &plan->objective);
    measure_moves(column, &plan->kpis);
    measure_set(column, MEASURE_PEOPLE_UNPLACED, plan->unplaced_count);
    measure_state(column, &plan->kpis, 1);
}

/* --- text --- */

/* Parts of the objective, and people, that a plan may do without. */
static bool may_be_left_out(enum measure measure)
{
    return (measure > MEASURE_TOTAL && measure < MEASURE_BOUND) || measure == MEASURE_FIRST_PLACEMENTS ||
           measure == MEASURE_PEOPLE_UNPLACED || measure == MEASURE_PREFERENCES;
}

static bool is_telling(const struct measure_column *columns, int count, enum measure measure)
{
    for (int c = 0; c < count; c++)
        if (columns[c].has[measure] && (columns[c].values[measure] != 0 || !may_be_left_out(measure)))
            return true;
    return false;
}

static const char *shown_value(struct arena *arena, const struct measure_column *column, int measure)
{
    if (!column->has[measure])
        return "-";
    const char *number =
        decimal_shown(arena, column->values[measure], measures[measure].places, measures[measure].shown, '.');
    const char *text = number == NULL ? NULL : arena_format(arena, "%s%s", number, measures[measure].unit);
    return text == NULL ? "" : text;
}

static void add_status(struct table *table, const struct measure_column *columns, int count)
{
    const char *cells[COLUMNS_SHOWN + 1] = {_("status")};
    for (int c = 0; c < count; c++)
        cells[c + 1] = columns[c].status == NULL ? "" : columns[c].status;
    if (columns[0].status != NULL)
        table_add(table, cells);
}

void measure_print_text(struct arena *arena, const struct measure_column *columns, int count, FILE *out)
{
    const char *cells[COLUMNS_SHOWN + 1] = {""};
    count = count > COLUMNS_SHOWN ? COLUMNS_SHOWN : count;
    for (int c = 0; c < count; c++)
        if ((cells[c + 1] = arena_format(arena, ">%s", columns[c].label)) == NULL)
            return;
    struct table *table = table_new(arena, cells, count + 1);
    if (table == NULL)
        return;
    add_status(table, columns, count);
    for (int m = 0; m < MEASURE_COUNT; m++) {
        cells[0] = _(measures[m].heading);
        for (int c = 0; c < count; c++)
            cells[c + 1] = shown_value(arena, &columns[c], m);
        if (is_telling(columns, count, (enum measure)m))
            table_add(table, cells);
    }
    table_print(table, out);
}

/* --- for machines --- */

/* Shares are shown in per cent, and written as shares. */
static int written_places(int measure)
{
    return measures[measure].unit[0] == '\0' ? measures[measure].places : 6;
}

void measure_print_csv(struct arena *arena, const struct measure_column *columns, int count, FILE *out)
{
    struct csv csv;
    (void)arena;
    csv_begin(&csv, out, &(struct csv_form){.separator = ',', .decimal = '.'});
    csv_text(&csv, "measure");
    for (int c = 0; c < count; c++)
        csv_text(&csv, columns[c].label);
    csv_end_line(&csv);
    csv_text(&csv, "status");
    for (int c = 0; c < count; c++)
        csv_text(&csv, columns[c].status);
    csv_end_line(&csv);
    for (int m = 0; m < MEASURE_COUNT; m++) {
        csv_text(&csv, measures[m].key);
        for (int c = 0; c < count; c++)
            csv_number(&csv,
                       columns[c].has[m] ? decimal_text(columns[c].values[m], written_places(m)).text : NULL);
        csv_end_line(&csv);
    }
}

static struct node value_node(const struct measure_column *column, int measure)
{
    if (!column->has[measure])
        return node_null();
    switch (written_places(measure)) {
    case 0:
        return node_integer(column->values[measure]);
    case 3:
        return node_real((double)column->values[measure] / 1000);
    default:
        return node_micro(column->values[measure]);
    }
}

struct node measure_node(struct arena *arena, const struct measure_column *column)
{
    struct node node = node_map(arena, MEASURE_COUNT + 3);
    map_add(&node, "case", node_string(arena, column->label));
    map_add(&node, "status", node_string(arena, column->status));
    for (int m = 0; m < MEASURE_COUNT; m++)
        map_add(&node, measures[m].key, value_node(column, m));
    return node;
}
