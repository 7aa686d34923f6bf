/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/staff_core.h"

#include <stdlib.h>
#include <string.h>

static const double MOST_SCALE = 1e6;      /* of a row with a table: its states are counted */
static const int64_t MOST_CELLS = 4000000; /* of a table */
static const int64_t CELLS_OF_A_NODE = 32; /* a node of the search takes as long as so many */
static const double ROUNDING_OF_AN_ITEM =
    0x1p-23; /* single precision: what an item adds to a table's entry */

bool staff_core_init(struct staff_core *core, int32_t most_items)
{
    size_t items = (size_t)most_items + 2, cells = items * STAFFING_MOST_ROWS;
    *core = (struct staff_core){.open = calloc(items, sizeof *core->open),
                                .shift = calloc(cells, sizeof *core->shift),
                                .down = calloc(cells, sizeof *core->down),
                                .up = calloc(cells, sizeof *core->up),
                                .activity = calloc(cells, sizeof *core->activity),
                                .path = calloc(items, sizeof *core->path),
                                .best_path = calloc(items, sizeof *core->best_path)};
    return core->open && core->shift && core->down && core->up && core->activity && core->path &&
           core->best_path;
}

void staff_core_free(struct staff_core *core)
{
    free(core->open);
    free(core->shift);
    free(core->down);
    free(core->up);
    free(core->activity);
    free(core->path);
    free(core->best_path);
    free(core->to_go);
}

/* --- opening -------------------------------------------------------------------------------------------- */

static int compare_open(const void *left, const void *right)
{
    const struct open_item *a = left, *b = right;
    if (a->dearest != b->dearest)
        return a->dearest > b->dearest ? -1 : 1;
    return a->item < b->item ? -1 : a->item > b->item;
}

static struct staff_lane lane_of(const struct staff_row *row)
{
    const struct shape *shape = row->shape;
    return (struct staff_lane){.lower = shape->lower,
                               .upper = shape->upper,
                               .soft_lower = shape->soft_lower,
                               .soft_upper = shape->soft_upper,
                               .under = shape->under_count > 0 ? shape->under[0].slope : 0,
                               .over = shape->over_count > 0 ? shape->over[0].slope : 0,
                               .price = row->price,
                               .least = row->least,
                               .at = row->at,
                               .tiers = shape->under_count > 1 || shape->over_count > 1 ? shape : NULL};
}

static void add_amounts(const struct staffing *staffing, int32_t item, double *to)
{
    for (int32_t e = staffing->items[item].first; e < staffing->items[item + 1].first; e++)
        to[staffing->entries[e].row] += staffing->entries[e].amount;
}

/* How far the differences can move each row of the place, at most. */
static void reach(const struct staff_core *core, const struct staffing *staffing, double *down, double *up)
{
    memset(down, 0, (size_t)staffing->row_count * sizeof *down);
    memset(up, 0, (size_t)staffing->row_count * sizeof *up);
    for (int32_t o = 0; o < core->open_count; o++) {
        const struct open_item *open = &core->open[o];
        add_amounts(staffing, open->item, open->in_base ? down : up);
        if (open->replaced != NO_ITEM)
            add_amounts(staffing, open->replaced, down);
    }
}

static void add_lane(struct staff_core *core, const struct staffing *staffing, int32_t row, double activity)
{
    core->lane_of[row] = core->rows;
    core->activity[core->rows] = activity;
    core->lanes[core->rows++] = lane_of(&staffing->rows[row]);
}

/* The row of most states first, then those that could cost something. */
static void choose_lanes(struct staff_core *core, const struct staffing *staffing, const double *activity)
{
    double down[STAFFING_MOST_ROWS], up[STAFFING_MOST_ROWS], widest = 1;
    int32_t main = -1;
    reach(core, staffing, down, up);
    core->rows = 0;
    for (int32_t r = 0; r < staffing->row_count; r++) {
        double scale = staffing->rows[r].shape->scale;
        core->lane_of[r] = -1;
        if (scale > widest && scale <= MOST_SCALE && down[r] + up[r] > 0) {
            widest = scale;
            main = r;
        }
    }
    core->has_table = main >= 0;
    if (main >= 0)
        add_lane(core, staffing, main, activity[main]);
    for (int32_t r = 0; r < staffing->row_count; r++) {
        struct staff_lane lane = lane_of(&staffing->rows[r]);
        if (r != main && (staff_lane_above(&lane, activity[r] - down[r]) > 0 ||
                          staff_lane_above(&lane, activity[r] + up[r]) > 0))
            add_lane(core, staffing, r, activity[r]);
    }
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

static void shift_lanes(const struct staff_core *core, const struct staffing *staffing, int32_t item,
                        double sign, double *shift)
{
    for (int32_t e = staffing->items[item].first; e < staffing->items[item + 1].first; e++)
        if (core->lane_of[staffing->entries[e].row] >= 0)
            shift[core->lane_of[staffing->entries[e].row]] += sign * staffing->entries[e].amount;
}

/* What each difference does to each lane, and the people from it on together. */
static void fill_shifts(struct staff_core *core, const struct staffing *staffing)
{
    size_t rows = (size_t)core->rows, end = (size_t)core->open_count * rows;
    memset(core->shift, 0, end * sizeof *core->shift);
    memset(core->down + end, 0, rows * sizeof *core->down);
    memset(core->up + end, 0, rows * sizeof *core->up);
    for (int32_t o = core->open_count - 1; o >= 0; o--) {
        const struct open_item *open = &core->open[o];
        size_t at = (size_t)o * rows, later = (size_t)open->next * rows;
        double *shift = core->shift + at;
        shift_lanes(core, staffing, open->item, open->in_base ? -1 : 1, shift);
        if (open->replaced != NO_ITEM)
            shift_lanes(core, staffing, open->replaced, -1, shift);
        for (size_t r = 0; r < rows; r++) {
            core->down[at + r] = larger(core->down[at + rows + r], core->down[later + r] - shift[r]);
            core->up[at + r] = larger(core->up[at + rows + r], core->up[later + r] + shift[r]);
        }
    }
}

/* --- the table ------------------------------------------------------------------------------------------ */

/* Of a search without a table. */
static int64_t most_nodes(int32_t open_count)
{
    return open_count < 32 ? INT64_C(1) << open_count : INT64_MAX / CELLS_OF_A_NODE;
}

static bool size_table(struct staff_core *core)
{
    int64_t unit = 0;
    for (int32_t o = 0; o < core->open_count; o++)
        unit = greatest_divisor((int64_t)fabs(core->shift[o * core->rows]), unit);
    core->unit = (double)unit;
    core->lowest = core->activity[0] - core->down[0];
    core->states =
        unit > 0 ? (int64_t)((core->down[0] + core->up[0]) / core->unit + 0.5) + 1 : MOST_CELLS + 1;
    int64_t cells = core->states * (core->open_count + 1);
    if (cells > MOST_CELLS || cells > CELLS_OF_A_NODE * most_nodes(core->open_count))
        return false;
    if (cells > core->to_go_room) {
        free(core->to_go);
        core->to_go = malloc((size_t)cells * sizeof *core->to_go);
        core->to_go_room = core->to_go != NULL ? cells : 0;
    }
    return core->to_go != NULL;
}

/* to[t] = min(without[t], cost + later[t + step]) */
static void add_item(float *restrict to, const float *without, const float *later, int64_t states,
                     int64_t step, float cost)
{
    int64_t begin = step < 0 ? -step : 0, end = step > 0 ? states - step : states;
    memcpy(to, without, (size_t)begin * sizeof *to);
    for (int64_t t = begin; t < end; t++) {
        float moved = later[t + step] + cost;
        to[t] = moved < without[t] ? moved : without[t];
    }
    memcpy(to + end, without + end, (size_t)(states - end) * sizeof *to);
}

static void fill_table(struct staff_core *core)
{
    core->table_part = 1 - ROUNDING_OF_AN_ITEM * (core->open_count + 2);
    float *end = core->to_go + core->states * core->open_count;
    for (int64_t t = 0; t < core->states; t++)
        end[t] = (float)staff_lane_above(&core->lanes[0], core->lowest + (double)t * core->unit);
    for (int32_t o = core->open_count - 1; o >= 0; o--) {
        float *to = core->to_go + core->states * o;
        add_item(to, to + core->states, core->to_go + core->states * core->open[o].next, core->states,
                 (int64_t)nearbyint(core->shift[o * core->rows] / core->unit),
                 (float)core->open[o].magnitude);
    }
}

/* A person's differences stand side by side in the order of items: one pass finds the dearest of them, and
 * after sorting another finds the next person. */
static void join_people(struct staff_core *core)
{
    struct open_item *open = core->open;
    for (int32_t o = 1; o < core->open_count; o++)
        if (open[o].person == open[o - 1].person)
            open[o].dearest = larger(open[o].dearest, open[o - 1].dearest);
    for (int32_t o = core->open_count - 2; o >= 0; o--)
        if (open[o].person == open[o + 1].person)
            open[o].dearest = open[o + 1].dearest;
    qsort(open, (size_t)core->open_count, sizeof *open, compare_open);
    for (int32_t o = core->open_count - 1; o >= 0; o--)
        open[o].next =
            o + 1 < core->open_count && open[o].person == open[o + 1].person ? open[o + 1].next : o + 1;
}

void staff_core_open(struct staff_core *core, const struct staffing *staffing, const struct staff_base *base,
                     double room, int32_t except)
{
    core->open_count = 0;
    for (int32_t i = 0; i < staffing->item_count; i++) {
        double magnitude = staff_difference(base, i);
        bool in_base = base->chosen[i] == i;
        if (base->person[i] != except && magnitude < room)
            core->open[core->open_count++] =
                (struct open_item){.magnitude = magnitude,
                                   .dearest = magnitude,
                                   .item = i,
                                   .person = base->person[i],
                                   .replaced = in_base ? NO_ITEM : base->chosen[i],
                                   .in_base = in_base};
    }
    join_people(core);
    choose_lanes(core, staffing, base->activity);
    fill_shifts(core, staffing);
    core->has_table = core->has_table && size_table(core);
    if (core->has_table)
        fill_table(core);
}

/* --- the search ----------------------------------------------------------------------------------------- */

/* A lower bound of what the differences from o on and all rows cost above their minima. */
static double least_from(const struct staff_core *core, int32_t o, const double *activity)
{
    const double *down = core->down + (size_t)o * (size_t)core->rows,
                 *up = core->up + (size_t)o * (size_t)core->rows;
    double least = 0;
    int32_t r = 0;
    if (core->has_table) {
        int64_t state = (int64_t)((activity[0] - core->lowest) / core->unit + 0.5);
        least = core->table_part * (double)core->to_go[o * core->states + state];
        r = 1;
    }
    for (; r < core->rows; r++) {
        double s = core->lanes[r].at;
        s = s < activity[r] - down[r] ? activity[r] - down[r]
            : s > activity[r] + up[r] ? activity[r] + up[r]
                                      : s;
        if (s != core->lanes[r].at)
            least += staff_lane_above(&core->lanes[r], s);
    }
    return least;
}

static void take_if_better(struct staff_core *core, int32_t depth, double spent, const double *activity)
{
    double value = spent;
    for (int32_t r = 0; r < core->rows; r++)
        value += staff_lane_above(&core->lanes[r], activity[r]);
    if (!(value < core->room))
        return;
    core->best = value;
    core->room = core->first_only ? -INFINITY : value;
    core->best_length = depth;
    memcpy(core->best_path, core->path, (size_t)depth * sizeof *core->path);
}

static void search_from(struct staff_core *core, int32_t first, int32_t depth, double spent)
{
    int32_t rows = core->rows;
    const double *activity = core->activity + (size_t)depth * (size_t)rows;
    double *next = core->activity + (size_t)(depth + 1) * (size_t)rows;
    core->nodes++;
    take_if_better(core, depth, spent, activity);
    for (int32_t o = first; o < core->open_count && core->nodes <= core->limit; o++) {
        if (spent + core->open[o].magnitude >= core->room)
            continue;
        if (spent + least_from(core, o, activity) >= core->room)
            return;
        const double *shift = core->shift + (size_t)o * (size_t)rows;
        for (int32_t r = 0; r < rows; r++)
            next[r] = activity[r] + shift[r];
        if (spent + core->open[o].magnitude + least_from(core, core->open[o].next, next) >= core->room)
            continue;
        core->path[depth] = o;
        search_from(core, core->open[o].next, depth + 1, spent + core->open[o].magnitude);
    }
}

void staff_core_search(struct staff_core *core, double room, double spent, int64_t limit, bool first_only)
{
    core->best = INFINITY;
    core->room = room;
    core->first_only = first_only;
    core->nodes = 0;
    core->limit = limit;
    search_from(core, 0, 0, spent);
}
