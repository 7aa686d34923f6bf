/* SPDX-License-Identifier: MIT */
#include "solver/model/choice_model.h"

#include "solver/model/choice_model_parts.h"
#include "solver/model/cost.h"
#include "solver/model/formulate.h"

#include <stdlib.h>

struct person_room {
    int64_t *cost_upt;
    int32_t *unit, *offer, *surge, *first;
    struct entry *entries;
    int32_t entry_count;
};

int32_t choice_model_person_count(const struct choice_model *model)
{
    return model->problem->instance->employee_count;
}

int32_t choice_model_row_count(const struct choice_model *model)
{
    return model->row_count;
}

const struct row *choice_model_row(const struct choice_model *model, int32_t row)
{
    return &model->rows[row];
}

static int32_t variants(const struct choice_model *model, int32_t person)
{
    return 1 + model->problem->instance->employees[person].offer_count;
}

int32_t choice_model_choice_count(const struct choice_model *model, int32_t person)
{
    const struct destinations *to = &model->destinations[person];
    return to->count * variants(model, person) + (to->unplaced ? 1 : 0) +
           (to->loans != NULL ? to->loans->total : 0);
}

int64_t choice_model_total_choices(const struct choice_model *model)
{
    return model->total_choices;
}

int32_t position_of(const int32_t *list, int32_t count, int32_t value)
{
    int32_t low = 0, high = count;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (list[middle] < value)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && list[low] == value ? low : NONE;
}

/* --- loans ---------------------------------------------------------------------------------------------- */

/* The choice behind all that are no loans. */
static int32_t first_loan(const struct choice_model *model, int32_t person)
{
    const struct destinations *to = &model->destinations[person];
    return to->count * variants(model, person) + (to->unplaced ? 1 : 0);
}

static int32_t block_size(const struct loans *loans, const struct loan_block *block)
{
    return loans->lender_count - (block->skipped != NONE);
}

static int32_t block_lender(const struct loans *loans, const struct loan_block *block, int32_t i)
{
    return loans->lenders[i + (block->skipped != NONE && i >= block->skipped)];
}

/* Among the loans, or NONE. */
static int32_t loan_of(const struct loans *loans, int32_t unit, int32_t surge)
{
    for (int32_t b = 0; loans != NULL && b < loans->block_count; b++) {
        const struct loan_block *block = &loans->blocks[b];
        if (block->surge != surge)
            continue;
        int32_t at = position_of(loans->lenders, loans->lender_count, unit);
        if (at == NONE || at == block->skipped)
            return NONE;
        return block->first + at - (block->skipped != NONE && at > block->skipped);
    }
    return NONE;
}

static void loan_end(const struct loans *loans, int32_t loan, int32_t *unit, int32_t *surge)
{
    const struct loan_block *block = loans->blocks;
    while (loan >= block->first + block_size(loans, block))
        block++;
    *unit = block_lender(loans, block, loan - block->first);
    *surge = block->surge;
}

/* --- choices by name ------------------------------------------------------------------------------------ */

int32_t choice_model_choice_of(const struct choice_model *model, int32_t person, int32_t unit, int32_t offer,
                               int32_t surge)
{
    const struct destinations *to = &model->destinations[person];
    if (surge != NONE) {
        int32_t loan = offer == NONE ? loan_of(to->loans, unit, surge) : NONE;
        return loan == NONE ? NONE : first_loan(model, person) + loan;
    }
    if (unit == NONE)
        return to->unplaced && offer == NONE ? to->count * variants(model, person) : NONE;
    int32_t position = position_of(to->units, to->count, unit);
    return position == NONE ? NONE : position * variants(model, person) + 1 + offer;
}

void choice_model_choice_end(const struct choice_model *model, int32_t person, int32_t choice, int32_t *unit,
                             int32_t *offer, int32_t *surge)
{
    const struct destinations *to = &model->destinations[person];
    int32_t each = variants(model, person), loan = choice - first_loan(model, person);
    bool placed = choice / each < to->count;
    *unit = placed ? to->units[choice / each] : NONE;
    *offer = placed ? choice % each - 1 : NONE;
    *surge = NONE;
    if (loan >= 0)
        loan_end(to->loans, loan, unit, surge);
    *offer = loan >= 0 ? NONE : *offer;
}

int32_t choice_model_staying(const struct choice_model *model, int32_t person)
{
    return choice_model_choice_of(model, person, model->problem->instance->employees[person].unit, NONE,
                                  NONE);
}

struct person_room *person_room_new(const struct choice_model *model)
{
    struct person_room *room = calloc(1, sizeof *room);
    if (room == NULL)
        return NULL;
    size_t choices = (size_t)model->max_choices;
    room->cost_upt = calloc(choices, sizeof *room->cost_upt);
    room->unit = calloc(choices, sizeof *room->unit);
    room->offer = calloc(choices, sizeof *room->offer);
    room->surge = calloc(choices, sizeof *room->surge);
    room->first = calloc(choices + 1, sizeof *room->first);
    room->entries = calloc((size_t)model->max_entries + 1, sizeof *room->entries);
    if (!room->cost_upt || !room->unit || !room->offer || !room->surge || !room->first || !room->entries) {
        person_room_free(room);
        return NULL;
    }
    return room;
}

void person_room_free(struct person_room *room)
{
    if (room == NULL)
        return;
    free(room->cost_upt);
    free(room->unit);
    free(room->offer);
    free(room->surge);
    free(room->first);
    free(room->entries);
    free(room);
}

static void add_entry(struct person_room *room, int32_t row, int64_t amount)
{
    if (row != NONE && amount != 0)
        room->entries[room->entry_count++] = (struct entry){.row = row, .amount = amount};
}

static int64_t attribute_of(const struct choice_model *model, int32_t person, struct placed at,
                            const struct membership *in, const struct placement_cost *cost)
{
    switch (in->attribute) {
    case ATTRIBUTE_SUPPLY:
        return supply_mfte(model->problem->instance, person, at.unit);
    case ATTRIBUTE_HEAD:
        return 1;
    case ATTRIBUTE_QUALIFIED:
        return qualifies(model->problem, person, at.offer, in->competency, in->level) ? 1 : 0;
    case ATTRIBUTE_BUDGET:
        return cost->budget_upt;
    }
    return 0;
}

/* Entries in the rows that count moves: people with a present unit that is open, ending in another one. */
static void add_move_entries(const struct choice_model *model, int32_t person, int32_t unit,
                             struct person_room *room)
{
    const struct instance *instance = model->problem->instance;
    int32_t from = instance->employees[person].unit;
    if (from == NONE || from == unit || !instance->units[from].open)
        return;
    add_entry(room, model->moves_row, 1);
    add_entry(room, model->in_row[unit], 1);
    add_entry(room, model->out_row[from], 1);
}

static const struct patch *first_patch(const struct choice_model *model, int32_t person)
{
    int64_t low = 0, high = model->patch_count;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (model->patches[middle].person < person)
            low = middle + 1;
        else
            high = middle;
    }
    return model->patches + low;
}

bool choice_model_is_tied(const struct choice_model *model, int32_t person)
{
    const struct patch *patch = first_patch(model, person);
    return patch < model->patches + model->patch_count && patch->person == person;
}

/* What a choice costs to a question: the restrictions that would have to be lifted for it. */
static int64_t question_cost(const struct question *question, int32_t person, int32_t unit)
{
    int64_t cost = 0;
    if (question->lifting_upt == NULL || question->restrictions->held[person] == 0)
        return 0;
    uint64_t against = restrictions_at(question->restrictions, person, unit);
    for (int32_t bit = 0; against != 0; bit++, against >>= 1)
        cost += (against & 1) != 0 ? question->lifting_upt[bit] : 0;
    return cost;
}

/* Who is lent counts as away while the surge lasts; everybody else keeps the unit covered. */
static void add_lending_entries(const struct choice_model *model, int32_t person, struct placed at,
                                struct person_room *room)
{
    const struct instance *instance = model->problem->instance;
    const struct surge *surge = at.surge == NONE ? NULL : &instance->surges[at.surge];
    const struct lending *lending = model->lending;
    int64_t supply = supply_mfte(instance, person, at.unit);
    for (int32_t d = lending->first_day[at.unit]; d < lending->first_day[at.unit + 1]; d++) {
        if (surge != NULL && surge_in_force(surge, lending->days[d]))
            add_entry(room, model->lending_rows[d].lend, 1);
        else
            add_entry(room, model->lending_rows[d].keep, supply);
    }
    if (surge != NULL)
        add_entry(room, model->surge_row[at.surge], supply_mfte(instance, person, surge->unit));
}

static void write_choice(const struct choice_model *model, int32_t person, struct placed at, int32_t q,
                         struct person_room *room)
{
    struct placement_cost cost;
    placement_cost(model->problem, person, at, &cost,
                   NULL); /* cannot overflow: formulate computed it before */
    room->cost_upt[q] = model->question != NULL
                            ? question_cost(model->question, person, at.unit)
                            : cost.relocation_upt + cost.offer_upt + cost.persistence_upt +
                                  cost.unplaced_upt + cost.tenure_upt + cost.secondment_upt;
    room->unit[q] = at.unit;
    room->offer[q] = at.offer;
    room->surge[q] = at.surge;
    room->first[q] = room->entry_count;
    if (at.unit == NONE)
        return;
    for (int32_t m = model->first_membership[at.unit]; m < model->first_membership[at.unit + 1]; m++)
        add_entry(room, model->memberships[m].row,
                  attribute_of(model, person, at, &model->memberships[m], &cost));
    add_move_entries(model, person, at.unit, room);
    if (model->lending != NULL)
        add_lending_entries(model, person, at, room);
}

/* The person's own entries in the unit; `patch` moves up to them, and stays for the unit's next choice. */
static void add_patches(const struct choice_model *model, int32_t person, int32_t unit,
                        const struct patch **patch, struct person_room *room)
{
    const struct patch *end = model->patches + model->patch_count;
    while (*patch < end && (*patch)->person == person && (*patch)->unit < unit)
        (*patch)++;
    for (const struct patch *p = *patch; p < end && p->person == person && p->unit == unit; p++)
        add_entry(room, p->row, p->amount);
}

static struct person_view view_of(const struct person_room *room, int32_t count)
{
    return (struct person_view){.count = count,
                                .cost_upt = room->cost_upt,
                                .unit = room->unit,
                                .offer = room->offer,
                                .surge = room->surge,
                                .first = room->first,
                                .entries = room->entries};
}

/* Returns the number of choices with these. */
static int32_t write_loans(const struct choice_model *model, int32_t person, int32_t q,
                           const struct patch *first, struct person_room *room)
{
    const struct loans *loans = model->destinations[person].loans;
    for (int32_t b = 0; loans != NULL && b < loans->block_count; b++) {
        const struct loan_block *block = &loans->blocks[b];
        const struct patch *patch = first;
        for (int32_t i = 0; i < block_size(loans, block); i++) {
            int32_t unit = block_lender(loans, block, i);
            write_choice(model, person, (struct placed){unit, NONE, block->surge}, q++, room);
            add_patches(model, person, unit, &patch, room);
        }
    }
    return q;
}

void choice_model_person(const struct choice_model *model, int32_t person, struct person_room *room,
                         struct person_view *view)
{
    const struct destinations *to = &model->destinations[person];
    const struct patch *end = model->patches + model->patch_count;
    const struct patch *first = model->patch_count > 0 ? first_patch(model, person) : end, *patch = first;
    int32_t offers = model->problem->instance->employees[person].offer_count;
    int32_t q = 0;
    room->entry_count = 0;
    for (int32_t i = 0; i < to->count; i++)
        for (int32_t offer = NONE; offer < offers; offer++) {
            write_choice(model, person, (struct placed){to->units[i], offer, NONE}, q++, room);
            add_patches(model, person, to->units[i], &patch, room);
        }
    if (to->unplaced)
        write_choice(model, person, (struct placed){NONE, NONE, NONE}, q++, room);
    q = write_loans(model, person, q, first, room);
    room->first[q] = room->entry_count;
    *view = view_of(room, q);
}

void choice_model_choice(const struct choice_model *model, int32_t person, int32_t choice,
                         struct person_room *room, struct person_view *view)
{
    struct placed at;
    choice_model_choice_end(model, person, choice, &at.unit, &at.offer, &at.surge);
    room->entry_count = 0;
    write_choice(model, person, at, 0, room);
    if (at.unit != NONE && model->patch_count > 0) {
        const struct patch *patch = first_patch(model, person);
        add_patches(model, person, at.unit, &patch, room);
    }
    room->first[1] = room->entry_count;
    *view = view_of(room, 1);
}

/* Slopes grow with the distance: from each tier's start on, its slope replaces the one before. */
static int128 side_price_ppt(const struct slope *slopes, int32_t count, int128 distance)
{
    int128 price = 0;
    for (int32_t t = 0; t < count && distance > slopes[t].distance; t++) {
        int128 end = t + 1 < count && slopes[t + 1].distance < distance ? slopes[t + 1].distance : distance;
        price += slopes[t].slope_ppt * (end - slopes[t].distance);
    }
    return price;
}

int128 row_price_ppt(const struct row *row, int64_t activity)
{
    if (activity < row->soft_lower)
        return side_price_ppt(row->under, row->under_count, (int128)row->soft_lower - activity);
    if (activity > row->soft_upper)
        return side_price_ppt(row->over, row->over_count, (int128)activity - row->soft_upper);
    return 0;
}
