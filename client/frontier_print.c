/* SPDX-License-Identifier: MIT */
#include "client/frontier.h"
#include "client/text.h"

#include <inttypes.h>

enum { PARTS = 8, PARTS_FROM = 3, COLUMNS = PARTS_FROM + PARTS + 6 };

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

static const char *count_text(struct arena *arena, int64_t count)
{
    return or_empty(arena_format(arena, "%" PRId64, count));
}

/* --- the parts of the objective --- */

static int64_t part_of(const struct objective *objective, int part)
{
    const int64_t parts[PARTS] = {
        objective->relocation,  objective->balance, objective->competency, objective->offers,
        objective->persistence, objective->tenure,  objective->unplaced,   objective->secondment,
    };
    return parts[part];
}

/* A part of the objective that no point has leaves its column empty, which hides it. */
static const char *part_text(struct arena *arena, const struct frontier *frontier,
                             const struct objective *objective, int part)
{
    for (int32_t i = 0; i < frontier->point_count; i++)
        if (frontier_has_plan(&frontier->points[i]) && part_of(&frontier->points[i].objective, part) != 0)
            return text_points(arena, part_of(objective, part));
    return "";
}

/* --- the columns --- */

static const char *coverage_text(struct arena *arena, const struct kpis *kpis)
{
    return or_empty(arena_format(arena, "%.0f-%.0f %%", (double)kpis->coverage_min_ppm[1] / 1e4,
                                 (double)kpis->coverage_max_ppm[1] / 1e4));
}

static const char *worth_text(struct arena *arena, const struct frontier_value *value)
{
    return value->moves == 0 ? "" : text_points(arena, value->per_move_upt);
}

/* Between the two ends of the value: this point, and the one before that has a plan. */
static bool is_verified(const struct frontier *frontier, int32_t i)
{
    return frontier_is_verified(&frontier->points[i]) && frontier_is_verified(&frontier->points[i - 1]);
}

static const char *proven_text(struct arena *arena, const struct frontier *frontier, int32_t i)
{
    const struct frontier_value *value = &frontier->points[i].value;
    if (value->moves == 0)
        return "";
    const char *mark = is_verified(frontier, i) ? "" : "*", *text;
    if (!value->has_most)
        text = arena_format(arena, _("%s or more"), text_points(arena, value->least_upt));
    else if (value->least_upt == value->most_upt)
        text = text_points(arena, value->most_upt);
    else
        text = arena_format(arena, "%s-%s", text_points(arena, value->least_upt),
                            text_points(arena, value->most_upt));
    return text == NULL ? "" : or_empty(arena_format(arena, "%s%s", text, mark));
}

static const char *mark_of(const struct frontier *frontier, int32_t i)
{
    bool is_knee = i == frontier->knee, is_own = frontier->points[i].cap == frontier->policy_cap;
    return is_knee && is_own ? _("knee, the policy's cap")
           : is_knee         ? _("knee")
           : is_own          ? _("the policy's cap")
                             : "";
}

static void fill_plan(struct arena *arena, const struct frontier *frontier, int32_t i, const char **cells)
{
    const struct frontier_point *point = &frontier->points[i];
    cells[1] = count_text(arena, point->kpis.moves);
    cells[2] = text_points(arena, point->objective.total);
    for (int part = 0; part < PARTS; part++)
        cells[PARTS_FROM + part] = part_text(arena, frontier, &point->objective, part);
    const char **behind = cells + PARTS_FROM + PARTS;
    behind[0] = coverage_text(arena, &point->kpis);
    behind[1] = or_empty(arena_format(arena, "%.0f %%", (double)point->kpis.spread_ppm[1] / 1e4));
    behind[2] = point->has_bound ? or_empty(arena_format(arena, "%.3f %%", frontier_gap(point) * 100)) : "-";
    behind[3] = worth_text(arena, &point->value);
    behind[4] = proven_text(arena, frontier, i);
    behind[5] = mark_of(frontier, i);
}

static void add_point(struct arena *arena, struct table *table, const struct frontier *frontier, int32_t i)
{
    const struct frontier_point *point = &frontier->points[i];
    const char *cells[COLUMNS];
    for (int c = 0; c < COLUMNS; c++)
        cells[c] = "";
    cells[0] = count_text(arena, point->cap);
    if (frontier_has_plan(point))
        fill_plan(arena, frontier, i, cells);
    else
        cells[2] = point->status == PLAN_INFEASIBLE ? _("infeasible") : _("no plan in time");
    table_add(table, cells);
}

/* A knee says that there is one. */
static const struct frontier_point *first_with_plan(const struct frontier *frontier)
{
    const struct frontier_point *first = frontier->points;
    while (!frontier_has_plan(first))
        first++;
    return first;
}

static void print_knee(struct arena *arena, const struct frontier *frontier, FILE *out)
{
    if (frontier->knee == NONE) {
        fputs(_("\nNo knee: no point lies below the straight line from the first to the last.\n"), out);
        return;
    }
    const struct frontier_point *knee = &frontier->points[frontier->knee];
    const struct frontier_point *last = &frontier->points[frontier->point_count - 1];
    const struct frontier_point *first = first_with_plan(frontier);
    fprintf(
        out,
        ngettext("\nKnee at %lld move: %.0f %% of what %lld moves save against %lld, with %.0f %% of the "
                 "moves between; %s points against %s.\n",
                 "\nKnee at %lld moves: %.0f %% of what %lld moves save against %lld, with %.0f %% of the "
                 "moves between; %s points against %s.\n",
                 (unsigned long)knee->cap),
        (long long)knee->cap, (double)frontier->knee_share_ppm / 1e4, (long long)last->cap,
        (long long)first->cap, (double)(knee->cap - first->cap) / (double)(last->cap - first->cap) * 100,
        text_points(arena, knee->objective.total), text_points(arena, last->objective.total));
    fputs(
        _("(The point farthest below the straight line from the first to the last: Satopaa et al. 2011.)\n"),
        out);
}

/* Which bounds the column "proven" rests on. */
static void print_proof(const struct frontier *frontier, FILE *out)
{
    bool has_value = false, has_mark = false;
    for (int32_t i = 0; i < frontier->point_count; i++) {
        bool is_told = frontier_has_plan(&frontier->points[i]) && frontier->points[i].value.moves != 0;
        has_value = has_value || is_told;
        has_mark = has_mark || (is_told && !is_verified(frontier, i));
    }
    if (has_mark)
        fputs(
            _("* Rests on bounds of the engine's search; the certificates of the plans prove less (with -o: "
              "bound_verified).\n"),
            out);
    else if (has_value)
        fputs(_("Everything proven is proven by the certificates of the plans, in whole numbers.\n"), out);
}

void frontier_print(struct arena *arena, const struct frontier *frontier, FILE *out)
{
    const char *const headings[COLUMNS] = {_(">at most"),
                                           _(">moves"),
                                           _(">cost"),
                                           _(">relocation"),
                                           _(">balance"),
                                           _(">competency"),
                                           _(">offers"),
                                           _(">persistence"),
                                           _(">tenure"),
                                           _(">unplaced"),
                                           _(">secondment"),
                                           _(">coverage"),
                                           _(">spread"),
                                           _(">gap"),
                                           _(">a move saves"),
                                           _(">proven"),
                                           ""};
    struct table *table = table_new(arena, headings, COLUMNS);
    for (int32_t i = 0; i < frontier->point_count; i++)
        add_point(arena, table, frontier, i);
    table_print(table, out);
    print_proof(frontier, out);
    print_knee(arena, frontier, out);
}
