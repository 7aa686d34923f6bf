/* SPDX-License-Identifier: MIT */
#include "solver/model/price_board.h"

#include "solver/model/choice_model_parts.h"
#include "solver/model/cost.h"
#include "solver/model/rule.h"

#include <stdlib.h>
#include <string.h>

static const double ROUNDING = 1e-12; /* relative, of sums of thousands of terms */
static const double MOST_MFTE = 1e6;  /* of one person: a refused instance beyond */
enum { FEW = 8 };                     /* with fewer than one unit in so many, choices are written out */

/* A unit that asks for a competency, and what a holder is worth there. */
struct wanted {
    int32_t unit, level;
    double price;
};

struct price_board {
    const struct choice_model *model;
    int32_t units;
    double *prices;      /* per row */
    double *supply;      /* per unit: S */
    double *head;        /* per unit: H */
    double *budget;      /* per unit: prices of the budgets the unit's moves are paid from */
    double *arrival;     /* per unit: price of moving in, shared cap included */
    double *departure;   /* per unit */
    double *loan;        /* per unit and surge: what being lent costs more, the person's FTE apart */
    double *loan_supply; /* the same per FTE, the surge's own price apart */
    int32_t *first_want; /* per competency, and the end */
    struct wanted *wants;
    double greatest; /* sum of magnitudes of all terms of one choice, at most */
    double dearest_budget;
    int64_t edition; /* counts price_board_set */
    int32_t *order;
    bool *plain;     /* per person: no entries or costs of their own */
    double *staying; /* per person: price of staying in the present unit */
};

struct price_desk {
    const struct price_board *board;
    struct person_room *room;
    int32_t from; /* whose row of `base` this is; NONE - 1 at first */
    double *move; /* per unit: cost of coming from `from` */
    double *base; /* per unit: the same less the prices that all people pay */
    double *by_unit;
    double *reduced;
    double farthest; /* greatest cost of a move from `from` */
    int64_t edition; /* of the board's prices that base is made of */
};

static double magnitude(double x)
{
    return x < 0 ? -x : x;
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

/* --- the board --- */

static void count_wants(struct price_board *board)
{
    const struct choice_model *model = board->model;
    for (int32_t m = 0; m < model->first_membership[board->units]; m++)
        if (model->memberships[m].attribute == ATTRIBUTE_QUALIFIED)
            board->first_want[model->memberships[m].competency + 1]++;
    for (int32_t c = 0; c < model->problem->instance->competency_count; c++)
        board->first_want[c + 1] += board->first_want[c];
}

static void mark_overridden(bool *plain, const struct override *entries, int64_t count)
{
    for (int64_t i = 0; i < count; i++)
        plain[entries[i].employee] = false;
}

static void mark_plain(struct price_board *board)
{
    const struct choice_model *model = board->model;
    const struct instance *instance = model->problem->instance;
    for (int32_t k = 0; k < instance->employee_count; k++)
        board->plain[k] = (int64_t)model->destinations[k].count * FEW >= board->units;
    mark_overridden(board->plain, instance->relocation, instance->relocation_count);
    mark_overridden(board->plain, instance->supplies, instance->supply_count);
    for (int64_t p = 0; p < model->patch_count; p++)
        board->plain[model->patches[p].person] = false;
}

static void price_staying(struct price_board *board)
{
    const struct problem *problem = board->model->problem;
    for (int32_t k = 0; k < problem->instance->employee_count; k++) {
        int64_t price_upt;
        rules_staying_upt(problem, k, &price_upt, NULL); /* fits: formulate computed it before */
        board->staying[k] = (double)price_upt;
    }
}

/* Counting sort by present unit; those without one come first. */
static bool order_people(struct price_board *board)
{
    const struct instance *instance = board->model->problem->instance;
    int32_t *first = calloc((size_t)board->units + 2, sizeof *first);
    for (int32_t k = 0; first != NULL && k < instance->employee_count; k++)
        if (instance->employees[k].unit + 2 <= board->units)
            first[instance->employees[k].unit + 2]++;
    for (int32_t u = 0; first != NULL && u <= board->units; u++)
        first[u + 1] += first[u];
    for (int32_t k = 0; first != NULL && k < instance->employee_count; k++)
        board->order[first[instance->employees[k].unit + 1]++] = k;
    free(first);
    return first != NULL;
}

static size_t loans_per_unit(const struct choice_model *model)
{
    return model->lending == NULL ? 0 : (size_t)model->problem->instance->surge_count;
}

struct price_board *price_board_new(const struct choice_model *model)
{
    struct price_board *board = calloc(1, sizeof *board);
    if (board == NULL)
        return NULL;
    const struct instance *instance = model->problem->instance;
    size_t units = (size_t)instance->unit_count + 1, people = (size_t)instance->employee_count + 1;
    board->model = model;
    board->units = instance->unit_count;
    board->prices = calloc((size_t)model->row_count + 1, sizeof *board->prices);
    board->supply = calloc(units, sizeof *board->supply);
    board->head = calloc(units, sizeof *board->head);
    board->budget = calloc(units, sizeof *board->budget);
    board->arrival = calloc(units, sizeof *board->arrival);
    board->departure = calloc(units, sizeof *board->departure);
    board->loan = calloc(units * loans_per_unit(model), sizeof *board->loan);
    board->loan_supply = calloc(units * loans_per_unit(model), sizeof *board->loan_supply);
    board->first_want = calloc((size_t)instance->competency_count + 2, sizeof *board->first_want);
    board->order = calloc(people, sizeof *board->order);
    board->plain = calloc(people, sizeof *board->plain);
    board->staying = calloc(people, sizeof *board->staying);
    if (board->first_want != NULL)
        count_wants(board);
    board->wants = calloc((size_t)model->first_membership[board->units] + 1, sizeof *board->wants);
    if (!board->prices || !board->supply || !board->head || !board->budget || !board->arrival ||
        !board->departure || !board->loan || !board->loan_supply || !board->first_want || !board->order ||
        !board->plain || !board->staying || !board->wants || !order_people(board)) {
        price_board_free(board);
        return NULL;
    }
    mark_plain(board);
    price_staying(board);
    return board;
}

void price_board_free(struct price_board *board)
{
    if (board == NULL)
        return;
    free(board->prices);
    free(board->supply);
    free(board->head);
    free(board->budget);
    free(board->arrival);
    free(board->departure);
    free(board->loan);
    free(board->loan_supply);
    free(board->first_want);
    free(board->wants);
    free(board->order);
    free(board->plain);
    free(board->staying);
    free(board);
}

const int32_t *price_board_order(const struct price_board *board)
{
    return board->order;
}

static double price_of(const struct price_board *board, int32_t row)
{
    return row == NONE ? 0 : board->prices[row];
}

/* Adds one membership; returns the greatest magnitude it can have in a reduced cost, budgets apart. */
static double add_membership(struct price_board *board, int32_t unit, const struct membership *in)
{
    double price = board->prices[in->row];
    switch (in->attribute) {
    case ATTRIBUTE_SUPPLY:
        board->supply[unit] += price;
        return magnitude(price) * MOST_MFTE;
    case ATTRIBUTE_HEAD:
        board->head[unit] += price;
        break;
    case ATTRIBUTE_QUALIFIED:
        board->wants[board->first_want[in->competency]++] = (struct wanted){unit, in->level, price};
        break;
    case ATTRIBUTE_BUDGET:
        board->budget[unit] += price;
        return 0;
    }
    return magnitude(price);
}

/* Everybody placed in the unit enters the rows of what it keeps; who is lent enters others instead while the
 * surge lasts. Returns the greatest magnitude of the prices in a reduced cost. */
static double set_loan(struct price_board *board, int32_t u, int32_t s)
{
    const struct choice_model *model = board->model;
    const struct surge *surge = &model->problem->instance->surges[s];
    size_t at = (size_t)u * loans_per_unit(model) + (size_t)s;
    int64_t cost;
    double sum = 0;
    board->loan[at] = board->loan_supply[at] = 0;
    if (surge->unit == u || secondment_upt(model->problem, u, s, &cost, NULL) != ERROR_NONE)
        return 0;
    board->loan[at] = (double)cost;
    for (int32_t d = model->lending->first_day[u]; d < model->lending->first_day[u + 1]; d++) {
        if (!surge_in_force(surge, model->lending->days[d]))
            continue;
        double lent = price_of(board, model->lending_rows[d].lend),
               kept = price_of(board, model->lending_rows[d].keep);
        board->loan[at] -= lent;
        board->loan_supply[at] += kept;
        sum += magnitude(lent) + magnitude(kept) * MOST_MFTE;
    }
    return sum + (double)cost + magnitude(price_of(board, model->surge_row[s])) * MOST_MFTE;
}

/* Returns the greatest magnitude of the prices of lending in a reduced cost. */
static double set_lending(struct price_board *board, int32_t u)
{
    const struct choice_model *model = board->model;
    double kept = 0, dearest = 0;
    for (int32_t d = model->lending->first_day[u]; d < model->lending->first_day[u + 1]; d++) {
        double price = price_of(board, model->lending_rows[d].keep);
        board->supply[u] += price;
        kept += magnitude(price) * MOST_MFTE;
    }
    for (int32_t s = 0; s < model->problem->instance->surge_count; s++)
        dearest = larger(dearest, set_loan(board, u, s));
    return kept + dearest;
}

static void set_unit(struct price_board *board, int32_t u)
{
    const struct choice_model *model = board->model;
    double sum = 0;
    board->supply[u] = board->head[u] = board->budget[u] = 0;
    for (int32_t m = model->first_membership[u]; m < model->first_membership[u + 1]; m++)
        sum += add_membership(board, u, &model->memberships[m]);
    board->arrival[u] = price_of(board, model->moves_row) + price_of(board, model->in_row[u]);
    board->departure[u] = price_of(board, model->out_row[u]);
    sum += magnitude(board->arrival[u]) + magnitude(board->departure[u]);
    if (model->lending != NULL)
        sum += set_lending(board, u);
    board->greatest = larger(board->greatest, sum);
    board->dearest_budget = larger(board->dearest_budget, magnitude(board->budget[u]));
}

void price_board_set(struct price_board *board, const double *prices)
{
    int32_t competencies = board->model->problem->instance->competency_count;
    memcpy(board->prices, prices, (size_t)board->model->row_count * sizeof *prices);
    board->greatest = board->dearest_budget = 0;
    board->edition++;
    for (int32_t u = 0; u < board->units; u++)
        set_unit(board, u);
    memmove(board->first_want + 1, board->first_want, (size_t)competencies * sizeof *board->first_want);
    board->first_want[0] = 0;
}

/* --- the desk --- */

struct price_desk *price_desk_new(const struct price_board *board)
{
    struct price_desk *desk = calloc(1, sizeof *desk);
    if (desk == NULL)
        return NULL;
    size_t units = (size_t)board->units + 1;
    desk->board = board;
    desk->from = NONE - 1;
    desk->room = person_room_new(board->model);
    desk->move = calloc(units, sizeof *desk->move);
    desk->base = calloc(units, sizeof *desk->base);
    desk->by_unit = calloc(units, sizeof *desk->by_unit);
    desk->reduced = calloc((size_t)board->model->max_choices + 1, sizeof *desk->reduced);
    if (!desk->room || !desk->move || !desk->base || !desk->by_unit || !desk->reduced) {
        price_desk_free(desk);
        return NULL;
    }
    return desk;
}

void price_desk_free(struct price_desk *desk)
{
    if (desk == NULL)
        return;
    person_room_free(desk->room);
    free(desk->move);
    free(desk->base);
    free(desk->by_unit);
    free(desk->reduced);
    free(desk);
}

static double move_cost(const struct problem *problem, int32_t from, int32_t to)
{
    const struct instance *instance = problem->instance;
    const struct relocation_policy *price = &problem->policy->relocation;
    int32_t group = instance->units[from].group;
    bool within = group != NONE && group == instance->units[to].group;
    return (double)(within ? price->move_within_group_upt : price->move_upt) +
           (double)price->per_km_upt * (double)instance_distance_m(instance, from, to) / 1000;
}

/* Everybody who comes from the same unit shares this part. */
static void come_from(struct price_desk *desk, int32_t from)
{
    const struct price_board *board = desk->board;
    const struct problem *problem = board->model->problem;
    bool counts = from != NONE && problem->instance->units[from].open;
    desk->farthest = 0;
    for (int32_t u = 0; u < board->units; u++) {
        double move = 0, paid = 0;
        if (from == NONE)
            move = (double)problem->policy->relocation.first_upt;
        else if (u != from) {
            move = desk->from == from ? desk->move[u] : move_cost(problem, from, u);
            paid = board->budget[u] * move + (counts ? board->arrival[u] + board->departure[from] : 0);
        }
        desk->move[u] = move;
        desk->base[u] = move - board->head[u] - paid;
        desk->farthest = larger(desk->farthest, move);
    }
    desk->from = from;
    desk->edition = board->edition;
}

static double reluctance_upt(const struct problem *problem, const struct employee *person,
                             const struct offer *offer)
{
    int64_t share =
        offer != NULL && offer->kind == OFFER_INCENTIVE ? offer->reluctance_micro : person->reluctance_micro;
    return (double)problem->policy->relocation.reluctance_upt * (double)share / (double)MICRO;
}

/* Where the person counts for a competency held (or promised) at a level, and not already at `before`. */
static void gain_competency(struct price_desk *desk, int32_t competency, int32_t level, int32_t before)
{
    const struct price_board *board = desk->board;
    for (int32_t i = board->first_want[competency]; i < board->first_want[competency + 1]; i++)
        if (board->wants[i].level <= level && board->wants[i].level > before)
            desk->by_unit[board->wants[i].unit] -= board->wants[i].price;
}

static int32_t level_counted(const struct problem *problem, int32_t level)
{
    return level == LEVEL_UNKNOWN && problem->policy->competency.unknown_qualifies ? LEVEL_MAX : level;
}

static void gain_competencies(struct price_desk *desk, const struct employee *person,
                              const struct offer *offer)
{
    const struct problem *problem = desk->board->model->problem;
    for (int32_t h = 0; h < person->holding_count; h++)
        gain_competency(desk, person->holdings[h].competency,
                        level_counted(problem, person->holdings[h].level), NONE);
    if (offer != NULL && offer->kind == OFFER_TRAINING)
        gain_competency(desk, offer->competency, offer->level,
                        level_counted(problem, employee_level(person, offer->competency)));
}

/* A preferred unit is cheaper, but never below nothing. */
static void prefer(struct price_desk *desk, const struct employee *person, double reluctance)
{
    double points = (double)desk->board->model->problem->policy->relocation.preference_upt;
    for (int32_t i = 0; i < person->prefer_count; i++) {
        int32_t u = person->prefers[i].unit;
        double liked = points * (double)person->prefers[i].share_micro / (double)MICRO;
        double cost = desk->move[u] + reluctance;
        if (u != person->unit)
            desk->by_unit[u] -= liked < cost ? liked : cost;
    }
}

/* One variant of a person, with or without an offer, in every unit; returns the bound on the error. */
static double price_variant(struct price_desk *desk, const struct employee *person, const struct offer *offer)
{
    const struct price_board *board = desk->board;
    const struct problem *problem = board->model->problem;
    double stays = board->staying[person - problem->instance->employees];
    double reluctance = person->unit == NONE ? 0 : reluctance_upt(problem, person, offer);
    double offered = offer != NULL ? (double)offer->cost_upt : 0, fte = (double)person->fte_mfte;
    double left = person->previous == NONE ? 0 : (double)problem->policy->persistence_upt;
    double all = reluctance + offered + left;
    for (int32_t u = 0; u < board->units; u++)
        desk->by_unit[u] = desk->base[u] + all - fte * board->supply[u];
    for (int32_t u = 0; offered > 0 && u < board->units; u++)
        desk->by_unit[u] -= offered * board->budget[u];
    if (person->unit != NONE)
        desk->by_unit[person->unit] += stays - reluctance;
    if (person->previous != NONE)
        desk->by_unit[person->previous] -= left;
    gain_competencies(desk, person, offer);
    prefer(desk, person, reluctance);
    double paid = (desk->farthest + offered) * (1 + board->dearest_budget);
    return 1 + board->dearest_budget + ROUNDING * (board->greatest + all + stays + paid);
}

/* From the plain choices, which stand in by_unit. */
static void price_loans(struct price_desk *desk, const struct employee *person, const struct loans *loans,
                        double *reduced)
{
    const struct price_board *board = desk->board;
    const struct choice_model *model = board->model;
    double fte = (double)person->fte_mfte;
    for (int32_t b = 0; b < loans->block_count; b++) {
        const struct loan_block *block = &loans->blocks[b];
        double filled = fte * price_of(board, model->surge_row[block->surge]);
        for (int32_t i = 0; i < loans->lender_count; i++) {
            if (i == block->skipped)
                continue;
            int32_t u = loans->lenders[i];
            size_t at = (size_t)u * loans_per_unit(model) + (size_t)block->surge;
            *reduced++ = desk->by_unit[u] + board->loan[at] + fte * board->loan_supply[at] - filled;
        }
    }
}

static double price_plain(struct price_desk *desk, int32_t person)
{
    const struct choice_model *model = desk->board->model;
    const struct employee *employee = &model->problem->instance->employees[person];
    const struct destinations *to = &model->destinations[person];
    int32_t variants = 1 + employee->offer_count;
    double error = 0;
    if (desk->from != employee->unit || desk->edition != desk->board->edition)
        come_from(desk, employee->unit);
    for (int32_t v = 0; v < variants; v++) {
        const struct offer *offer = v == 0 ? NULL : &employee->offers[v - 1];
        error = larger(error, price_variant(desk, employee, offer));
        for (int32_t i = 0; i < to->count; i++)
            desk->reduced[i * variants + v] = desk->by_unit[to->units[i]];
        if (v == 0 && to->loans != NULL)
            price_loans(desk, employee, to->loans, desk->reduced + to->count * variants + to->unplaced);
    }
    if (to->unplaced)
        desk->reduced[to->count * variants] =
            (double)model->problem->policy->unplaced_upt +
            (employee->previous == NONE ? 0 : (double)model->problem->policy->persistence_upt);
    return error;
}

static double price_written_out(struct price_desk *desk, int32_t person)
{
    struct person_view view;
    double greatest = 0;
    choice_model_person(desk->board->model, person, desk->room, &view);
    for (int32_t q = 0; q < view.count; q++) {
        double reduced = (double)view.cost_upt[q], sum = magnitude(reduced);
        for (int32_t e = view.first[q]; e < view.first[q + 1]; e++) {
            double term = desk->board->prices[view.entries[e].row] * (double)view.entries[e].amount;
            reduced -= term;
            sum += magnitude(term);
        }
        desk->reduced[q] = reduced;
        greatest = larger(greatest, sum);
    }
    return ROUNDING * greatest;
}

const double *price_desk_person(struct price_desk *desk, int32_t person, double *error)
{
    *error = desk->board->plain[person] ? price_plain(desk, person) : price_written_out(desk, person);
    return desk->reduced;
}
