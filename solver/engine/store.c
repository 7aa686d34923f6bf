/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/store.h"

#include "proto/clock.h"
#include "solver/engine/ties.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LOOK_AT_CLOCK_EVERY = 256 };
static const double UPT_PER_PPT = 1e-6;

static struct bend *bends_of(const struct slope *slopes, int32_t count)
{
    struct bend *bends = malloc((size_t)(count > 0 ? count : 1) * sizeof *bends);
    for (int32_t t = 0; bends != NULL && t < count; t++)
        bends[t] = (struct bend){(double)slopes[t].distance, (double)slopes[t].slope_ppt * UPT_PER_PPT};
    return bends;
}

static const struct row IDLE_ROW = {
    .lower = INT64_MIN, .upper = INT64_MAX, .soft_lower = INT64_MIN, .soft_upper = INT64_MAX};
static const struct row ROUNDED_IDLE_ROW = {.lower = INT64_MIN,
                                            .upper = INT64_MAX,
                                            .soft_lower = INT64_MIN,
                                            .soft_upper = INT64_MAX,
                                            .rounded = true};

bool store_is_idle(const struct store *store, int32_t row)
{
    return store->idle != NULL && store->idle[row];
}

const struct row *store_row(const struct store *store, int32_t row)
{
    const struct row *of_model = choice_model_row(store->model, row);
    if (!store_is_idle(store, row))
        return of_model;
    return of_model->rounded ? &ROUNDED_IDLE_ROW : &IDLE_ROW;
}

static bool shape_init(struct shape *shape, const struct row *row)
{
    int64_t lower = row->lower > row->reach_lower ? row->lower : row->reach_lower;
    int64_t upper = row->upper < row->reach_upper ? row->upper : row->reach_upper;
    *shape = (struct shape){
        .lower = (double)lower,
        .upper = (double)upper,
        .soft_lower = row->under_count > 0 ? (double)row->soft_lower : -INFINITY,
        .soft_upper = row->over_count > 0 ? (double)row->soft_upper : INFINITY,
        .under = bends_of(row->under, row->under_count),
        .over = bends_of(row->over, row->over_count),
        .under_count = row->under_count,
        .over_count = row->over_count,
        .scale = 1,
    };
    return shape->under != NULL && shape->over != NULL;
}

static bool shapes_init(struct store *store)
{
    store->shapes = calloc((size_t)store->rows + 1, sizeof *store->shapes);
    for (int32_t r = 0; store->shapes != NULL && r < store->rows; r++) {
        if (!shape_init(&store->shapes[r], choice_model_row(store->model, r)))
            return false;
        store->infeasible = store->infeasible || store->shapes[r].lower > store->shapes[r].upper;
    }
    return store->shapes != NULL;
}

static bool arrays_init(struct store *store)
{
    size_t choices = (size_t)store->choices;
    store->first_choice = malloc(((size_t)store->people + 1) * sizeof *store->first_choice);
    store->cost = malloc((choices + 1) * sizeof *store->cost);
    store->place = malloc((choices + 1) * sizeof *store->place);
    store->first_entry = malloc((choices + 1) * sizeof *store->first_entry);
    store->scratch = malloc(((size_t)store->rows + 1) * sizeof *store->scratch);
    return store->first_choice && store->cost && store->place && store->first_entry && store->scratch;
}

/* Room for so many entries; grows by half. */
static bool reserve_entries(struct store *store, int64_t entries, int64_t *room)
{
    if (store->row != NULL && entries <= *room)
        return true;
    int64_t wanted = entries + entries / 2 + 1024;
    int32_t *row = realloc(store->row, (size_t)wanted * sizeof *row);
    if (row != NULL)
        store->row = row;
    double *amount = realloc(store->amount, (size_t)wanted * sizeof *amount);
    if (amount != NULL)
        store->amount = amount;
    *room = wanted;
    return row != NULL && amount != NULL;
}

/* What is being written: the next choice, and how many entries there is room for. */
struct pen {
    int64_t choice, room;
    double deadline_s;
    bool late;
};

static bool in_time(struct pen *pen, int32_t person)
{
    pen->late = person % LOOK_AT_CLOCK_EVERY == 0 && monotonic_s() >= pen->deadline_s;
    return !pen->late;
}

static bool copy_choices(struct store *store, const struct person_view *view, struct pen *pen)
{
    if (!reserve_entries(store, store->entries + view->first[view->count], &pen->room))
        return false;
    for (int32_t q = 0; q < view->count; q++, pen->choice++) {
        store->cost[pen->choice] = (double)view->cost_upt[q];
        store->place[pen->choice] = view->unit[q];
        store->first_entry[pen->choice] = store->entries;
        for (int32_t e = view->first[q]; e < view->first[q + 1]; e++, store->entries++) {
            struct shape *shape = &store->shapes[view->entries[e].row];
            double amount = (double)view->entries[e].amount;
            store->row[store->entries] = view->entries[e].row;
            store->amount[store->entries] = amount;
            shape->scale = fabs(amount) > shape->scale ? fabs(amount) : shape->scale;
        }
        store->places = view->unit[q] + 1 > store->places ? view->unit[q] + 1 : store->places;
    }
    return true;
}

static bool copy_everything(struct store *store, struct person_room *room, struct pen *pen)
{
    struct person_view view;
    bool ok = reserve_entries(store, 0, &pen->room);
    for (int32_t k = 0; ok && k < store->people && in_time(pen, k); k++) {
        choice_model_person(store->model, k, room, &view);
        store->first_choice[k] = pen->choice;
        ok = copy_choices(store, &view, pen);
    }
    return ok;
}

static bool copy_pooled(struct store *store, const struct pool *pool, int32_t k, struct person_room *room,
                        struct pen *pen)
{
    const int32_t *mine = pool->choice + (int64_t)k * pool->room;
    struct person_view view;
    bool ok = true;
    for (int32_t i = 0; i < pool->count[k]; i++)
        store->model_choice[pen->choice + i] = pool->whole[k] ? i : mine[i];
    if (pool->whole[k]) {
        choice_model_person(store->model, k, room, &view);
        return copy_choices(store, &view, pen);
    }
    for (int32_t i = 0; ok && i < pool->count[k]; i++) {
        choice_model_choice(store->model, k, mine[i], room, &view);
        ok = copy_choices(store, &view, pen);
    }
    return ok;
}

static bool copy_pool(struct store *store, const struct pool *pool, struct person_room *room, struct pen *pen)
{
    store->model_choice = malloc(((size_t)store->choices + 1) * sizeof *store->model_choice);
    bool ok = store->model_choice != NULL && reserve_entries(store, 0, &pen->room);
    for (int32_t k = 0; ok && k < store->people; k++) {
        store->first_choice[k] = pen->choice;
        ok = copy_pooled(store, pool, k, room, pen);
    }
    return ok;
}

static void name_no_unit(struct store *store)
{
    for (int64_t q = 0; q < store->choices; q++)
        if (store->place[q] < 0)
            store->place[q] = store->places;
    store->places++;
}

static int64_t pool_size(const struct pool *pool)
{
    int64_t size = 0;
    for (int32_t k = 0; k < pool->people; k++)
        size += pool->count[k];
    return size;
}

enum error_code store_init_pool(struct store *store, const struct choice_model *model,
                                const struct pool *pool, double deadline_s, bool *late, struct error *error)
{
    *store = (struct store){.model = model,
                            .in_part = pool != NULL,
                            .people = choice_model_person_count(model),
                            .rows = choice_model_row_count(model),
                            .choices = pool == NULL ? choice_model_total_choices(model) : pool_size(pool)};
    struct person_room *room = person_room_new(model);
    struct pen pen = {.deadline_s = deadline_s};
    bool ok = room != NULL && shapes_init(store) && arrays_init(store) &&
              (pool == NULL ? copy_everything(store, room, &pen) : copy_pool(store, pool, room, &pen));
    person_room_free(room);
    if (!ok)
        return error_set(error, ERROR_MEMORY, NULL, "no memory for %lld choices", (long long)store->choices);
    *late = pen.late;
    if (pen.late)
        return ERROR_NONE;
    store->first_choice[store->people] = pen.choice;
    store->first_entry[pen.choice] = store->entries;
    name_no_unit(store);
    return ERROR_NONE;
}

enum error_code store_init(struct store *store, const struct choice_model *model, struct error *error)
{
    bool late;
    return store_init_pool(store, model, NULL, INFINITY, &late, error);
}

bool store_is_complete(const struct store *store)
{
    return !store->in_part;
}

int32_t store_find(const struct store *store, int32_t person, int32_t model_choice)
{
    int64_t first = store->first_choice[person], end = store->first_choice[person + 1];
    if (store->instead != NULL) {
        int64_t count = store->model_first[person + 1] - store->model_first[person];
        bool known = model_choice >= 0 && model_choice < count;
        return known ? store->instead[store->model_first[person] + model_choice] : -1;
    }
    if (store->model_choice == NULL)
        return model_choice >= 0 && model_choice < end - first ? model_choice : -1;
    for (int64_t q = first; q < end; q++)
        if (store->model_choice[q] == model_choice)
            return (int32_t)(q - first);
    return -1;
}

int32_t store_model_choice(const struct store *store, int32_t person, int32_t choice)
{
    return store->model_choice == NULL ? choice : store->model_choice[store->first_choice[person] + choice];
}

void store_free(struct store *store)
{
    for (int32_t r = 0; store->shapes != NULL && r < store->rows; r++) {
        free((void *)store->shapes[r].under);
        free((void *)store->shapes[r].over);
    }
    free(store->shapes);
    free(store->first_choice);
    free(store->cost);
    free(store->place);
    free(store->model_choice);
    free(store->first_entry);
    free(store->row);
    free(store->amount);
    free(store->scratch);
    free(store->idle);
    free(store->model_first);
    free(store->instead);
    free(store->class_of);
    ties_free(store->ties);
    free(store->spare.first_choice);
    free(store->spare.cost);
    free(store->spare.first_entry);
    free(store->spare.row);
    free(store->spare.amount);
}

static double side_price(const struct bend *bends, int32_t count, double distance)
{
    double price = 0;
    for (int32_t t = 0; t < count && distance > bends[t].at; t++) {
        double end = t + 1 < count && bends[t + 1].at < distance ? bends[t + 1].at : distance;
        price += bends[t].slope * (end - bends[t].at);
    }
    return price;
}

double shape_price(const struct shape *shape, double activity)
{
    if (activity < shape->soft_lower)
        return side_price(shape->under, shape->under_count, shape->soft_lower - activity);
    if (activity > shape->soft_upper)
        return side_price(shape->over, shape->over_count, activity - shape->soft_upper);
    return 0;
}

static double clamp(double value, double lower, double upper)
{
    return value < lower ? lower : value > upper ? upper : value;
}

/* Below the band each unit less gains `price` and costs the tier's slope: go down while that pays. */
static double lowest_paying(const struct shape *shape, double price)
{
    double s = clamp(shape->soft_lower, shape->lower, shape->upper);
    for (int32_t t = 0; t < shape->under_count && shape->under[t].slope < price; t++) {
        double end = t + 1 < shape->under_count ? shape->soft_lower - shape->under[t + 1].at : shape->lower;
        s = fmin(s, fmax(end, shape->lower));
    }
    return s;
}

static double highest_paying(const struct shape *shape, double gain)
{
    double s = clamp(shape->soft_upper, shape->lower, shape->upper);
    for (int32_t t = 0; t < shape->over_count && shape->over[t].slope < gain; t++) {
        double end = t + 1 < shape->over_count ? shape->soft_upper + shape->over[t + 1].at : shape->upper;
        s = fmax(s, fmin(end, shape->upper));
    }
    return s;
}

double shape_minimum(const struct shape *shape, double price, double near, double *at)
{
    if (price > 0)
        *at = lowest_paying(shape, price);
    else if (price < 0)
        *at = highest_paying(shape, -price);
    else
        *at = clamp(clamp(near, shape->soft_lower, shape->soft_upper), shape->lower, shape->upper);
    return shape_price(shape, *at) + price * *at;
}

static int128 rounded_upt(int128 ppt)
{
    int128 half = PPT_PER_UPT / 2;
    return ppt >= 0 ? (ppt + half) / PPT_PER_UPT : -((half - ppt) / PPT_PER_UPT);
}

static void activities_of(const struct store *store, const int32_t *choice, double *activity, int128 *cost)
{
    for (int32_t k = 0; k < store->people; k++) {
        int64_t q = store->first_choice[k] + choice[k];
        *cost += (int64_t)store->cost[q];
        for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++)
            activity[store->row[e]] += store->amount[e];
    }
}

bool store_objective(const struct store *store, const int32_t *choice, int64_t *objective_upt)
{
    double *activity = store->scratch;
    int128 sum = 0;
    bool kept = true;
    memset(activity, 0, (size_t)store->rows * sizeof *activity);
    activities_of(store, choice, activity, &sum);
    for (int32_t r = 0; kept && r < store->rows; r++) {
        kept = activity[r] >= store->shapes[r].lower && activity[r] <= store->shapes[r].upper;
        if (kept)
            sum += rounded_upt(row_price_ppt(store_row(store, r), (int64_t)activity[r]));
    }
    *objective_upt = (int64_t)sum;
    return kept && sum <= INT64_MAX && sum >= INT64_MIN;
}

double store_rounding_upt(const struct store *store)
{
    int32_t rows = 0;
    for (int32_t r = 0; r < store->rows; r++)
        rows += store_row(store, r)->rounded;
    return 0.5 * rows;
}

/* min over s of phi(s) + price s in integers, at the breakpoint the floating-point search would take and its
 * rivals. */
static bool exact_row_term(const struct store *store, int32_t r, int64_t price_ppt, int128 *sum)
{
    const struct row *row = store_row(store, r);
    const struct shape *shape = &store->shapes[r];
    int128 least = 0;
    bool found = false;
    int32_t points = 4 + row->under_count + row->over_count;
    for (int32_t p = 0; p < points; p++) {
        double s = p == 0                     ? shape->lower
                   : p == 1                   ? shape->upper
                   : p == 2                   ? shape->soft_lower
                   : p == 3                   ? shape->soft_upper
                   : p < 4 + row->under_count ? shape->soft_lower - shape->under[p - 4].at
                                              : shape->soft_upper + shape->over[p - 4 - row->under_count].at;
        if (!(s >= shape->lower && s <= shape->upper))
            continue;
        int128 value = row_price_ppt(row, (int64_t)s), term;
        if (__builtin_mul_overflow((int128)price_ppt, (int128)(int64_t)s, &term) ||
            __builtin_add_overflow(value, term, &value))
            return false;
        least = !found || value < least ? value : least;
        found = true;
    }
    return !__builtin_add_overflow(*sum, least - (row->rounded ? PPT_PER_UPT / 2 : 0), sum);
}

static int128 exact_reduced(const struct spare *list, int64_t q, const int64_t *prices_ppt)
{
    int128 reduced = (int128)(int64_t)list->cost[q] * PPT_PER_UPT;
    for (int64_t e = list->first_entry[q]; e < list->first_entry[q + 1]; e++)
        reduced -= (int128)prices_ppt[list->row[e]] * (int64_t)list->amount[e];
    return reduced;
}

/* Least reduced cost of the choices [from, to) of these arrays, if below *least. */
static void exact_least(const struct spare *list, int64_t from, int64_t to, const int64_t *prices_ppt,
                        int128 *least)
{
    for (int64_t q = from; q < to; q++) {
        int128 reduced = exact_reduced(list, q, prices_ppt);
        *least = reduced < *least ? reduced : *least;
    }
}

static bool exact_person_term(const struct store *store, int32_t k, const int64_t *prices_ppt, int128 *sum)
{
    const struct spare kept = {.cost = store->cost,
                               .first_entry = store->first_entry,
                               .row = store->row,
                               .amount = store->amount},
                       *spare = &store->spare;
    int64_t first = store->first_choice[k];
    int128 least = exact_reduced(&kept, first, prices_ppt);
    exact_least(&kept, first + 1, store->first_choice[k + 1], prices_ppt, &least);
    if (spare->first_choice != NULL)
        exact_least(spare, spare->first_choice[k], spare->first_choice[k + 1], prices_ppt, &least);
    return !__builtin_add_overflow(*sum, least, sum);
}

bool store_bound_with(const struct store *store, const int64_t *prices_ppt, int128 people_ppt,
                      int64_t *bound_upt)
{
    int128 sum = people_ppt;
    bool fits = true;
    for (int32_t r = 0; fits && r < store->rows; r++)
        fits = exact_row_term(store, r, prices_ppt[r], &sum);
    int128 whole = sum / PPT_PER_UPT + (sum % PPT_PER_UPT > 0 ? 1 : 0);
    *bound_upt = (int64_t)whole;
    return fits && whole <= INT64_MAX && whole >= INT64_MIN;
}

bool store_bound(const struct store *store, const int64_t *prices_ppt, int64_t *bound_upt)
{
    int128 people = 0;
    for (int32_t k = 0; k < store->people; k++)
        if (!exact_person_term(store, k, prices_ppt, &people))
            return false;
    return store_bound_with(store, prices_ppt, people, bound_upt);
}
