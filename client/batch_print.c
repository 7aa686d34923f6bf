/* SPDX-License-Identifier: MIT */
#include "client/batch.h"
#include "client/command.h"
#include "client/outcome.h"
#include "proto/clock.h"

#include <inttypes.h>
#include <math.h>
#include <unistd.h>

enum { BAR_WIDTH = 30 };

/* --- the bar -------------------------------------------------------------------------------------------- */

void batch_show(struct batch *batch)
{
    if (batch->quiet || isatty(STDERR_FILENO) != 1)
        return;
    fputs("\r[", stderr);
    for (int i = 0; i < BAR_WIDTH; i++)
        fputc(i < (int)((int64_t)BAR_WIDTH * batch->ended / batch->count) ? '#' : '.', stderr);
    fprintf(stderr, _("] %" PRId32 " of %" PRId32 " scenarios, %.0f s"), batch->ended, batch->count,
            monotonic_s() - batch->began_s);
    if (!batch->rows[0].is_known)
        fputs(_(", the base first"), stderr);
    fputs("\033[K", stderr);
    fflush(stderr);
    batch->has_bar = true;
}

void batch_clear(struct batch *batch)
{
    if (batch->has_bar)
        fputs("\r\033[K", stderr);
    batch->has_bar = false;
}

/* --- the table ------------------------------------------------------------------------------------------ */

static const char *print_text(struct arena *arena, const char *format, double a, double b)
{
    char text[80];
    int length = snprintf(text, sizeof text, format, a, b);
    const char *kept = length > 0 ? arena_text(arena, text, (size_t)length) : NULL;
    return kept != NULL ? kept : "";
}

static const char *status_of(const struct batch_row *row)
{
    return row->failure != ERROR_NONE ? error_word(row->failure) : plan_status_word(row->status);
}

/* "+31.76" */
static const char *difference(struct arena *arena, const struct batch_row *base, const struct batch_row *row)
{
    char text[40];
    if (row == base || !row->has_plan || !base->has_plan)
        return "";
    int64_t apart_upt = row->total_upt - base->total_upt;
    const char *points = text_points(arena, apart_upt);
    int length = snprintf(text, sizeof text, "%s%.30s", apart_upt > 0 ? "+" : "", points);
    const char *kept = length > 0 ? arena_text(arena, text, (size_t)length) : NULL;
    return kept != NULL ? kept : "";
}

static void add_row(const struct batch *batch, struct table *table, const struct batch_row *row)
{
    struct arena *arena = batch->arena;
    const struct kpis *kpis = &row->kpis;
    const char *cells[] = {row->name, status_of(row), "", "", "", "", "", row->why};
    if (row->has_plan) {
        cells[2] = text_points(arena, row->total_upt);
        cells[3] = print_text(arena, "%.0f", kpis->moves, 0);
        cells[4] = print_text(arena, "%.0f-%.0f %%", (double)kpis->coverage_min_ppm[1] / 1e4,
                              (double)kpis->coverage_max_ppm[1] / 1e4);
        cells[5] = isnan(row->gap) ? "" : print_text(arena, "%.3f %%", 100 * row->gap, 0);
        cells[6] = difference(arena, &batch->rows[0], row);
    }
    table_add(table, cells);
}

void batch_print(const struct batch *batch, FILE *out)
{
    const char *const headings[] = {_("scenario"),  _("status"), _(">cost"),        _(">moves"),
                                    _(">coverage"), _(">gap"),   _(">to the base"), _("why")};
    if (batch->rows == NULL || !batch->rows[0].is_known)
        return;
    struct table *table = table_new(batch->arena, headings, sizeof headings / sizeof *headings);
    for (int32_t i = 0; i <= batch->count; i++)
        if (batch->rows[i].is_known)
            add_row(batch, table, &batch->rows[i]);
    table_print(table, out);
}

/* --- the document --------------------------------------------------------------------------------------- */

static struct node row_node(const struct batch *batch, const struct batch_row *row)
{
    const struct batch_row *base = &batch->rows[0];
    struct node map = node_map(batch->arena, 9);
    bool is_compared = row != base && row->has_plan && base->has_plan;
    map_add(&map, "name", node_string(batch->arena, row->name));
    map_add(&map, "status", node_borrowed(status_of(row)));
    map_add(&map, "total", row->has_plan ? node_micro(row->total_upt) : node_null());
    map_add(&map, "difference", is_compared ? node_micro(row->total_upt - base->total_upt) : node_null());
    map_add(&map, "moves", row->has_plan ? node_integer(row->kpis.moves) : node_null());
    map_add(&map, "coverage_min", row->has_plan ? node_micro(row->kpis.coverage_min_ppm[1]) : node_null());
    map_add(&map, "coverage_max", row->has_plan ? node_micro(row->kpis.coverage_max_ppm[1]) : node_null());
    map_add(&map, "gap", isnan(row->gap) || !row->has_plan ? node_null() : node_real(row->gap));
    if (row->failure != ERROR_NONE)
        map_add(&map, "why", node_string(batch->arena, row->why));
    return map;
}

enum error_code batch_write(const struct batch *batch, struct error *error)
{
    struct node map = node_map(batch->arena, 2), list = node_array(batch->arena, (size_t)batch->count);
    for (int32_t i = 1; i <= batch->count; i++)
        array_add(&list, row_node(batch, &batch->rows[i]));
    map_add(&map, "base", row_node(batch, &batch->rows[0]));
    map_add(&map, "scenarios", list);
    enum error_code code = tree_canonicalise(&map, error);
    return code != ERROR_NONE ? code : file_write_tree(batch->arena, batch->output, &map, error);
}

int batch_exit_code(const struct batch *batch)
{
    for (int32_t i = 0; i <= batch->count; i++)
        if (batch->rows[i].failure != ERROR_NONE)
            return batch->rows[i].failure == ERROR_CANCELLED ? EXIT_NO_PLAN : EXIT_SERVICE;
        else if (!batch->rows[i].has_plan)
            return outcome_exit_code(batch->rows[i].status);
    return EXIT_PLAN;
}
