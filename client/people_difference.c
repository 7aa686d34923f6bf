/* SPDX-License-Identifier: MIT */
#include "client/people_difference.h"

#include "proto/id_table.h"

#include <string.h>

/* Everybody who is in some case: ends[person * cases + case]. */
struct roll {
    const struct case_file *cases;
    int case_count;
    struct id_table ids;
    struct differing *people;
    struct end *ends;
};

const char *ending_word(enum ending ending)
{
    static const char *const words[] = {"absent", "unplaced", "stays", "moved", "first"};
    return words[ending];
}

static enum error_code no_memory(struct error *error)
{
    return error_set(error, ERROR_MEMORY, "", "out of memory for the comparison");
}

static size_t most_people(const struct case_file *cases, int count)
{
    size_t most = 0;
    for (int c = 0; c < count; c++)
        most += (size_t)cases[c].problem->instance->employee_count;
    return most;
}

static struct end end_of(const struct instance *instance, int32_t employee, struct placed placed)
{
    int32_t from = instance->employees[employee].unit;
    if (placed.unit == NONE)
        return (struct end){.how = ENDS_UNPLACED};
    return (struct end){
        .how = from == NONE          ? ENDS_FIRST
               : from == placed.unit ? ENDS_STAYING
                                     : ENDS_MOVED,
        .unit = instance->units[placed.unit].id,
        .surge = placed.surge == NONE ? NULL : instance->surges[placed.surge].id,
    };
}

static enum error_code enter_case(struct arena *arena, struct roll *roll, int c, struct error *error)
{
    const struct instance *instance = roll->cases[c].problem->instance;
    struct placed *placement = NULL;
    enum error_code code =
        plan_placement(arena, roll->cases[c].plan, roll->cases[c].problem, &placement, error);
    for (int32_t i = 0; i < instance->employee_count && code == ERROR_NONE; i++) {
        const struct employee *employee = &instance->employees[i];
        bool fresh;
        int32_t p = id_table_add(&roll->ids, employee->id, (uint32_t)strlen(employee->id), &fresh);
        if (p == NONE)
            return no_memory(error);
        if (fresh)
            roll->people[p] = (struct differing){
                .employee = employee->id,
                .name = employee->name,
                .from = employee->unit == NONE ? NULL : instance->units[employee->unit].id,
                .ends = &roll->ends[(size_t)p * (size_t)roll->case_count],
            };
        roll->ends[(size_t)p * (size_t)roll->case_count + (size_t)c] = end_of(instance, i, placement[i]);
    }
    return code;
}

static bool same_id(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool same_end(const struct end *a, const struct end *b)
{
    bool is_same_place = a->unit == NULL || b->unit == NULL ? a->how == b->how : same_id(a->unit, b->unit);
    return is_same_place && same_id(a->surge, b->surge);
}

/* Where the move goes; NULL: no move. */
static const char *move_of(const struct end *end)
{
    return end->how == ENDS_MOVED || end->how == ENDS_FIRST ? end->unit : NULL;
}

static void count_match(struct matches *matches, const char *first, const char *other)
{
    if (first != NULL && other != NULL)
        *(same_id(first, other) ? &matches->same : &matches->elsewhere) += 1;
    else if (first != NULL)
        matches->only_first++;
    else if (other != NULL)
        matches->only_this++;
}

static void count_one(struct difference_counts *counts, const struct end *first, const struct end *other)
{
    if (first->how == ENDS_ABSENT || other->how == ENDS_ABSENT) {
        counts->absent += first->how != other->how;
        return;
    }
    count_match(&counts->moved, move_of(first), move_of(other));
    count_match(&counts->lent, first->surge, other->surge);
}

static void keep_differing(const struct roll *roll, struct difference_counts *counts,
                           struct people_difference *out)
{
    int kept = 0;
    for (int32_t p = 0; p < roll->ids.count; p++) {
        const struct end *ends = roll->people[p].ends;
        bool differs = false;
        for (int c = 1; c < roll->case_count; c++) {
            count_one(&counts[c], &ends[0], &ends[c]);
            differs = differs || !same_end(&ends[0], &ends[c]);
        }
        if (differs)
            roll->people[kept++] = roll->people[p];
    }
    *out = (struct people_difference){roll->people, kept, counts};
}

enum error_code people_difference_of(struct arena *arena, const struct case_file *cases, int count,
                                     struct people_difference *out, struct error *error)
{
    size_t most = most_people(cases, count);
    struct roll roll = {.cases = cases, .case_count = count};
    struct difference_counts *counts = arena_alloc(arena, (size_t)count, sizeof *counts);
    enum error_code code = ERROR_NONE;
    *out = (struct people_difference){0};
    roll.people = arena_alloc(arena, most, sizeof *roll.people);
    roll.ends = arena_alloc(arena, most * (size_t)count, sizeof *roll.ends);
    if (counts == NULL || roll.people == NULL || roll.ends == NULL || !id_table_init(&roll.ids, arena, most))
        return no_memory(error);
    for (int c = 0; c < count && code == ERROR_NONE; c++)
        code = enter_case(arena, &roll, c, error);
    if (code == ERROR_NONE)
        keep_differing(&roll, counts, out);
    return code;
}
