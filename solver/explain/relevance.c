/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/explain/relevance.h"

#include <stdlib.h>
#include <string.h>

/* What choices do to the rows, as far as it is of any use to remember: people do few different things. */
enum { DEEDS_MOST = 64, PEOPLE_BETWEEN_LOOKS = 64 };

struct relevance {
    struct inquiry *inquiry;
    bool *counts;          /* per row of the whole model */
    struct entry *entries; /* of the deeds known, and of one more */
    int32_t first[DEEDS_MOST + 1];
    int32_t deeds;
};

static bool row_counts(const struct demands *demands, const struct row *row, int32_t r, const uint64_t *set)
{
    if (r >= demands->plain_rows) {
        return demand_in(set, demands_of_pair_row(demands, row->name));
    }
    return (demands->lower[r] != NONE && demand_in(set, demands->lower[r])) ||
           (demands->upper[r] != NONE && demand_in(set, demands->upper[r]));
}

/* The entries of a choice in rows that count, behind those known. */
static int32_t deed_of(struct relevance *relevance, const struct person_view *view, int32_t choice)
{
    int32_t count = 0;
    struct entry *next = relevance->entries + relevance->first[relevance->deeds];
    for (int32_t e = view->first[choice]; e < view->first[choice + 1]; e++) {
        if (relevance->counts[view->entries[e].row]) {
            next[count++] = view->entries[e];
        }
    }
    return count;
}

static bool same_entries(const struct entry *a, const struct entry *b, int32_t count)
{
    for (int32_t i = 0; i < count; i++) {
        if (a[i].row != b[i].row || a[i].amount != b[i].amount) {
            return false;
        }
    }
    return true;
}

/* The deed behind those known is one of them. */
static bool is_known(const struct relevance *relevance, int32_t count)
{
    const struct entry *deed = relevance->entries + relevance->first[relevance->deeds];
    for (int32_t i = 0; i < relevance->deeds; i++) {
        const struct entry *known = relevance->entries + relevance->first[i];
        if (relevance->first[i + 1] - relevance->first[i] == count && same_entries(known, deed, count)) {
            return true;
        }
    }
    return false;
}

/* Whether some choice that the person is kept from does what none of the others does. */
static bool is_relevant(struct relevance *relevance, int32_t employee)
{
    struct restrictions *restrictions = &relevance->inquiry->restrictions;
    struct person_view view;
    choice_model_person(relevance->inquiry->whole, employee, relevance->inquiry->room, &view);
    relevance->deeds = 0;
    relevance->first[0] = 0;
    for (int kept = 0; kept < 2; kept++) {
        for (int32_t q = 0; q < view.count; q++) {
            if (restrictions_allow(restrictions, employee, view.unit[q], 0) == kept) {
                continue;
            }
            int32_t count = deed_of(relevance, &view, q);
            if (is_known(relevance, count)) {
                continue;
            }
            if (kept || relevance->deeds == DEEDS_MOST) {
                return true;
            }
            relevance->first[relevance->deeds + 1] = relevance->first[relevance->deeds] + count;
            relevance->deeds++;
        }
    }
    return false;
}

static void reduce(struct relevance *relevance, uint64_t *set)
{
    const struct demands *demands = &relevance->inquiry->demands;
    for (int32_t k = 0; k < choice_model_person_count(relevance->inquiry->whole); k++) {
        if (k % PEOPLE_BETWEEN_LOOKS == 0 && inquiry_is_over(relevance->inquiry)) {
            return;
        }
        if (demands->first_of[k] == demands->first_of[k + 1] || is_relevant(relevance, k)) {
            continue;
        }
        for (int32_t d = demands->first_of[k]; d < demands->first_of[k + 1]; d++) {
            demand_drop(set, d);
        }
    }
}

bool relevance_reduce(struct inquiry *inquiry, uint64_t *set)
{
    int32_t rows = choice_model_row_count(inquiry->whole), counted = 0;
    struct relevance relevance = {.inquiry = inquiry, .counts = calloc((size_t)rows + 1, sizeof(bool))};
    for (int32_t r = 0; relevance.counts != NULL && r < rows; r++) {
        relevance.counts[r] = row_counts(&inquiry->demands, choice_model_row(inquiry->whole, r), r, set);
        counted += relevance.counts[r];
    }
    relevance.entries = calloc(((size_t)counted + 1) * (DEEDS_MOST + 1), sizeof *relevance.entries);
    bool is_whole = relevance.counts != NULL && relevance.entries != NULL;
    if (is_whole) {
        reduce(&relevance, set);
    }
    free(relevance.counts);
    free(relevance.entries);
    return is_whole;
}
