/* SPDX-License-Identifier: MIT */
#include "solver/model/choice_model.h"

#include "solver/model/choice_model_parts.h"
#include "solver/model/cost.h"
#include "solver/model/formulate.h"

#include <stdlib.h>

struct person_room {
    int64_t *cost_upt;
    int32_t *unit, *offer, *first;
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
    return to->count * variants(model, person) + (to->unplaced ? 1 : 0);
}

int64_t choice_model_total_choices(const struct choice_model *model)
{
    return model->total_choices;
}

static int32_t position_of(const struct destinations *to, int32_t unit)
{
    int32_t low = 0, high = to->count;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (to->units[middle] < unit)
            low = middle + 1;
        else
            high = middle;
    }
    return low < to->count && to->units[low] == unit ? low : NONE;
}

int32_t choice_model_choice_of(const struct choice_model *model, int32_t person, int32_t unit, int32_t offer)
{
    const struct destinations *to = &model->destinations[person];
    if (unit == NONE)
        return to->unplaced && offer == NONE ? to->count * variants(model, person) : NONE;
    int32_t position = position_of(to, unit);
    return position == NONE ? NONE : position * variants(model, person) + 1 + offer;
}

void choice_model_choice_end(const struct choice_model *model, int32_t person, int32_t choice, int32_t *unit,
                             int32_t *offer)
{
    const struct destinations *to = &model->destinations[person];
    int32_t each = variants(model, person);
    bool placed = choice / each < to->count;
    *unit = placed ? to->units[choice / each] : NONE;
    *offer = placed ? choice % each - 1 : NONE;
}

int32_t choice_model_staying(const struct choice_model *model, int32_t person)
{
    return choice_model_choice_of(model, person, model->problem->instance->employees[person].unit, NONE);
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
    room->first = calloc(choices + 1, sizeof *room->first);
    room->entries = calloc((size_t)model->max_entries + 1, sizeof *room->entries);
    if (!room->cost_upt || !room->unit || !room->offer || !room->first || !room->entries) {
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

static void write_choice(const struct choice_model *model, int32_t person, struct placed at, int32_t q,
                         struct person_room *room)
{
    struct placement_cost cost;
    placement_cost(model->problem, person, at, &cost,
                   NULL); /* cannot overflow: formulate computed it before */
    room->cost_upt[q] = model->question != NULL
                            ? question_cost(model->question, person, at.unit)
                            : cost.relocation_upt + cost.offer_upt + cost.persistence_upt +
                                  cost.unplaced_upt + cost.tenure_upt;
    room->unit[q] = at.unit;
    room->offer[q] = at.offer;
    room->first[q] = room->entry_count;
    if (at.unit == NONE)
        return;
    for (int32_t m = model->first_membership[at.unit]; m < model->first_membership[at.unit + 1]; m++)
        add_entry(room, model->memberships[m].row,
                  attribute_of(model, person, at, &model->memberships[m], &cost));
    add_move_entries(model, person, at.unit, room);
}

static struct person_view view_of(const struct person_room *room, int32_t count)
{
    return (struct person_view){.count = count,
                                .cost_upt = room->cost_upt,
                                .unit = room->unit,
                                .offer = room->offer,
                                .first = room->first,
                                .entries = room->entries};
}

void choice_model_person(const struct choice_model *model, int32_t person, struct person_room *room,
                         struct person_view *view)
{
    const struct destinations *to = &model->destinations[person];
    const struct patch *end = model->patches + model->patch_count;
    const struct patch *patch = model->patch_count > 0 ? first_patch(model, person) : end;
    int32_t offers = model->problem->instance->employees[person].offer_count;
    int32_t q = 0;
    room->entry_count = 0;
    for (int32_t i = 0; i < to->count; i++) {
        int32_t unit = to->units[i];
        while (patch < end && patch->person == person && patch->unit < unit)
            patch++;
        for (int32_t offer = NONE; offer < offers; offer++) {
            write_choice(model, person, (struct placed){unit, offer}, q++, room);
            for (const struct patch *p = patch; p < end && p->person == person && p->unit == unit; p++)
                add_entry(room, p->row, p->amount);
        }
    }
    if (to->unplaced)
        write_choice(model, person, (struct placed){NONE, NONE}, q++, room);
    room->first[q] = room->entry_count;
    *view = view_of(room, q);
}

void choice_model_choice(const struct choice_model *model, int32_t person, int32_t choice,
                         struct person_room *room, struct person_view *view)
{
    const struct patch *end = model->patches + model->patch_count;
    struct placed at;
    choice_model_choice_end(model, person, choice, &at.unit, &at.offer);
    room->entry_count = 0;
    write_choice(model, person, at, 0, room);
    if (at.unit != NONE && model->patch_count > 0)
        for (const struct patch *p = first_patch(model, person); p < end && p->person == person; p++)
            if (p->unit == at.unit)
                add_entry(room, p->row, p->amount);
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
