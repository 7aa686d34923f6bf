/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/explain/demands.h"

#include "proto/id_table.h"
#include "solver/model/lending.h"
#include "solver/model/row_name.h"

#include <stdio.h>
#include <string.h>

static struct hard_demand nobodys(enum demand_kind kind)
{
    return (struct hard_demand){.kind = kind,
                                .unit = NONE,
                                .group = NONE,
                                .competency = NONE,
                                .pair = NONE,
                                .employee = NONE,
                                .rule = NONE};
}

/* --- what each row is about --- */

struct subjects {
    struct arena *arena;
    const struct problem *problem;
    struct id_table rows;
    struct hard_demand *of; /* per row */
    int32_t count;
    bool complete;
};

static void note(struct subjects *subjects, const char *name, struct hard_demand subject)
{
    subjects->complete = subjects->complete && name != NULL;
    int32_t row = name == NULL ? NONE : id_table_find(&subjects->rows, name, (uint32_t)strlen(name));
    if (row != NONE) {
        subject.row = subjects->of[row].row;
        subjects->of[row] = subject;
    }
}

static void note_kind(struct subjects *subjects, const char *word, const char *id, struct hard_demand subject)
{
    note(subjects, row_name(subjects->arena, word, id), subject);
}

static void note_minimums(struct subjects *subjects, const char *word, const char *id,
                          const struct demand *place, struct hard_demand subject)
{
    for (int32_t m = 0; m < place->minimum_count; m++) {
        subject.competency = place->minimums[m].competency;
        subject.level = place->minimums[m].level;
        const char *competency = subjects->problem->instance->competencies[subject.competency];
        note(subjects, row_name_competency(subjects->arena, word, id, competency, subject.level), subject);
    }
}

static struct hard_demand at_place(enum demand_kind kind, int32_t unit, int32_t group)
{
    struct hard_demand subject = nobodys(kind);
    subject.unit = unit;
    subject.group = group;
    return subject;
}

static void note_units(struct subjects *subjects)
{
    const struct instance *instance = subjects->problem->instance;
    for (int32_t u = 0; u < instance->unit_count; u++) {
        const char *id = instance->units[u].id;
        note_kind(subjects, "supply", id, at_place(DEMAND_SUPPLY, u, NONE));
        note_kind(subjects, "headcount", id, at_place(DEMAND_HEADCOUNT, u, NONE));
        note_kind(subjects, "budget", id, at_place(DEMAND_BUDGET, u, NONE));
        note_kind(subjects, "moves-in", id, at_place(DEMAND_MOVES_IN, u, NONE));
        note_kind(subjects, "moves-out", id, at_place(DEMAND_MOVES_OUT, u, NONE));
        note_minimums(subjects, "competency", id, &instance->units[u].demand,
                      at_place(DEMAND_COMPETENCY, u, NONE));
    }
    for (int32_t g = 0; g < instance->group_count; g++) {
        const char *id = instance->groups[g].id;
        note_kind(subjects, "group-supply", id, at_place(DEMAND_SUPPLY, NONE, g));
        note_kind(subjects, "group-headcount", id, at_place(DEMAND_HEADCOUNT, NONE, g));
        note_minimums(subjects, "group-competency", id, &instance->groups[g].demand,
                      at_place(DEMAND_COMPETENCY, NONE, g));
    }
    note(subjects, "budget", nobodys(DEMAND_BUDGET));
    note(subjects, "moves", nobodys(DEMAND_MOVES));
}

/* What the policy asks of units that lend, on each day that counts. */
static void note_lending(struct subjects *subjects, const struct lending *lending)
{
    const struct instance *instance = subjects->problem->instance;
    for (int32_t u = 0; lending != NULL && u < instance->unit_count; u++) {
        for (int32_t d = lending->first_day[u]; d < lending->first_day[u + 1]; d++) {
            const char *id = instance->units[u].id;
            day date = lending->days[d];
            struct hard_demand lend = at_place(DEMAND_LEND, u, NONE), keep = at_place(DEMAND_KEEP, u, NONE);
            lend.date = keep.date = date;
            note(subjects, row_name_day(subjects->arena, "lend", id, date), lend);
            note(subjects, row_name_day(subjects->arena, "keep", id, date), keep);
        }
    }
}

static bool find_subjects(struct arena *arena, const struct choice_model *whole,
                          const struct problem *problem, const struct lending *lending, struct subjects *out)
{
    int32_t rows = choice_model_row_count(whole);
    *out = (struct subjects){.arena = arena,
                             .problem = problem,
                             .of = arena_alloc(arena, (size_t)rows, sizeof *out->of),
                             .count = rows,
                             .complete = true};
    if (out->of == NULL || !id_table_init(&out->rows, arena, (size_t)rows)) {
        return false;
    }
    for (int32_t r = 0; r < rows; r++) {
        const char *name = choice_model_row(whole, r)->name;
        bool fresh;
        out->of[r] = nobodys(DEMAND_ROW);
        out->of[r].row = name;
        if (id_table_add(&out->rows, name, (uint32_t)strlen(name), &fresh) != r) {
            return false;
        }
    }
    note_units(out);
    note_lending(out, lending);
    return out->complete;
}

/* --- the list --- */

struct lister {
    const struct problem *problem;
    const struct subjects *subjects;
    struct hard_demand *list;
    int32_t count;
};

static int32_t add(struct lister *lister, struct hard_demand demand)
{
    lister->list[lister->count] = demand;
    return lister->count++;
}

/* A limit that the place's own supply_limits do not set is the policy's. */
static void tell_balance(const struct problem *problem, struct hard_demand *demand)
{
    const struct instance *instance = problem->instance;
    if (demand->kind != DEMAND_SUPPLY) {
        return;
    }
    const struct interval *own = demand->unit == NONE ? &instance->groups[demand->group].demand.supply_mfte
                                                      : &instance->units[demand->unit].demand.supply_mfte;
    if (demand->limit != (demand->is_most ? own->upper : own->lower)) {
        demand->kind = DEMAND_BALANCE;
    }
}

static int32_t add_side(struct lister *lister, int32_t row, bool is_most, int64_t limit)
{
    if (limit == (is_most ? INT64_MAX : INT64_MIN)) {
        return NONE;
    }
    struct hard_demand demand = lister->subjects->of[row];
    demand.is_most = is_most;
    demand.limit = limit;
    tell_balance(lister->problem, &demand);
    return add(lister, demand);
}

static void add_person(struct lister *lister, int32_t employee, uint64_t held)
{
    static const enum demand_kind kinds[] = {DEMAND_PIN, DEMAND_PLACE, DEMAND_CONSENT};
    for (int32_t bit = 0; held != 0; bit++, held >>= 1) {
        if ((held & 1) == 0) {
            continue;
        }
        struct hard_demand demand = nobodys(bit < RESTRICTION_RULE ? kinds[bit] : DEMAND_RULE);
        demand.employee = employee;
        demand.rule = bit < RESTRICTION_RULE ? NONE : bit - RESTRICTION_RULE;
        demand.unit = bit == RESTRICTION_PLACE ? lister->problem->forced_unit[employee] : NONE;
        add(lister, demand);
    }
}

static int32_t pair_of_row(const char *name)
{
    int number;
    return sscanf(name, "pair/%d/", &number) == 1 ? number : NONE;
}

/* Sides of rows, and all that keeps people, at most. */
static size_t most_demands(const struct choice_model *whole, const struct restrictions *restrictions)
{
    const struct instance *instance = restrictions->problem->instance;
    size_t most = 2 * (size_t)choice_model_row_count(whole) + (size_t)instance->pair_count;
    for (int32_t i = 0; i < instance->employee_count; i++) {
        most += (size_t)__builtin_popcountll(restrictions->held[i]);
    }
    return most;
}

static void list_rows(struct lister *lister, const struct choice_model *whole, int32_t *lower, int32_t *upper,
                      struct demands *out)
{
    int32_t rows = choice_model_row_count(whole);
    for (int32_t r = 0; r < rows && pair_of_row(choice_model_row(whole, r)->name) == NONE; r++) {
        lower[r] = add_side(lister, r, false, choice_model_row(whole, r)->lower);
        upper[r] = add_side(lister, r, true, choice_model_row(whole, r)->upper);
        out->plain_rows = r + 1;
    }
    out->first_pair = lister->count;
    for (int32_t p = 0; p < lister->problem->instance->pair_count; p++) {
        struct hard_demand demand = nobodys(DEMAND_PAIR);
        demand.pair = p;
        add(lister, demand);
    }
    out->first_of_people = lister->count;
}

enum error_code demands_list(struct arena *arena, const struct choice_model *whole,
                             struct restrictions *restrictions, struct demands *out, struct error *error)
{
    const struct problem *problem = restrictions->problem;
    size_t people = (size_t)problem->instance->employee_count, rows = (size_t)choice_model_row_count(whole);
    struct subjects subjects;
    int32_t *lower = arena_alloc(arena, rows, sizeof *lower),
            *upper = arena_alloc(arena, rows, sizeof *upper);
    int32_t *first = arena_alloc(arena, people + 1, sizeof *first);
    struct lister lister = {.problem = problem, .subjects = &subjects};
    lister.list = arena_alloc(arena, most_demands(whole, restrictions), sizeof *lister.list);
    *out = (struct demands){.restrictions = restrictions};
    const struct lending *lending;
    enum error_code code = lending_new(arena, problem, &lending, error);
    if (code != ERROR_NONE) {
        return code;
    }
    if (!lower || !upper || !first || !lister.list ||
        !find_subjects(arena, whole, problem, lending, &subjects)) {
        return error_set(error, ERROR_MEMORY, NULL, "no memory for the demands");
    }
    list_rows(&lister, whole, lower, upper, out);
    for (size_t i = 0; i < people; i++) {
        first[i] = lister.count;
        add_person(&lister, (int32_t)i, restrictions->held[i]);
    }
    first[people] = lister.count;
    out->list = lister.list;
    out->count = lister.count;
    out->lower = lower;
    out->upper = upper;
    out->first_of = first;
    return ERROR_NONE;
}

int32_t demands_of_pair_row(const struct demands *demands, const char *name)
{
    int32_t pair = pair_of_row(name);
    return pair == NONE ? NONE : demands->first_pair + pair;
}

int32_t demands_of_restriction(const struct demands *demands, int32_t employee, int32_t bit)
{
    uint64_t below = demands->restrictions->held[employee] & (restriction(bit) - 1);
    return demands->first_of[employee] + (int32_t)__builtin_popcountll(below);
}

int32_t demands_bit(const struct demands *demands, int32_t demand)
{
    switch (demands->list[demand].kind) {
    case DEMAND_PIN:
        return RESTRICTION_PIN;
    case DEMAND_PLACE:
        return RESTRICTION_PLACE;
    case DEMAND_CONSENT:
        return RESTRICTION_CONSENT;
    case DEMAND_RULE:
        return RESTRICTION_RULE + demands->list[demand].rule;
    default:
        return NONE;
    }
}

/* --- what a placement breaks --- */

bool breakage_init(struct arena *arena, const struct choice_model *whole, const struct demands *demands,
                   struct breakage *out)
{
    out->activity = arena_alloc(arena, (size_t)choice_model_row_count(whole), sizeof *out->activity);
    out->broken = arena_alloc(arena, demand_set_words(demands->count), sizeof *out->broken);
    return out->activity != NULL && out->broken != NULL;
}

static void break_person(const struct demands *demands, int32_t employee, int32_t unit, uint64_t *broken)
{
    uint64_t against = demands->restrictions->held[employee] == 0
                           ? 0
                           : restrictions_at(demands->restrictions, employee, unit);
    for (int32_t bit = 0; against != 0; bit++, against >>= 1) {
        if ((against & 1) != 0) {
            demand_add(broken, demands_of_restriction(demands, employee, bit));
        }
    }
}

static void break_rows(const struct demands *demands, const struct choice_model *whole, struct breakage *out)
{
    for (int32_t r = 0; r < choice_model_row_count(whole); r++) {
        const struct row *row = choice_model_row(whole, r);
        bool is_pair = r >= demands->plain_rows;
        if (out->activity[r] < row->lower) {
            demand_add(out->broken, is_pair ? demands_of_pair_row(demands, row->name) : demands->lower[r]);
        }
        if (out->activity[r] > row->upper) {
            demand_add(out->broken, is_pair ? demands_of_pair_row(demands, row->name) : demands->upper[r]);
        }
    }
}

void demands_broken(const struct demands *demands, const struct choice_model *whole, struct person_room *room,
                    const int32_t *choice, struct breakage *out)
{
    memset(out->activity, 0, (size_t)choice_model_row_count(whole) * sizeof *out->activity);
    memset(out->broken, 0, demand_set_words(demands->count) * sizeof *out->broken);
    for (int32_t k = 0; k < choice_model_person_count(whole); k++) {
        struct person_view view;
        choice_model_choice(whole, k, choice[k], room, &view);
        for (int32_t e = view.first[0]; e < view.first[1]; e++) {
            out->activity[view.entries[e].row] += view.entries[e].amount;
        }
        break_person(demands, k, view.unit[0], out->broken);
    }
    break_rows(demands, whole, out);
}
