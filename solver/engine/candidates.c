/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/candidates.h"

#include "solver/engine/ties.h"

#include <math.h>
#include <stdlib.h>

static int compare_options(const void *left, const void *right)
{
    const struct option *a = left, *b = right;
    if (a->excess != b->excess)
        return a->excess < b->excess ? -1 : 1;
    return a->choice < b->choice ? -1 : a->choice > b->choice;
}

static int compare_users(const void *left, const void *right)
{
    const struct user *a = left, *b = right;
    if (a->amount != b->amount)
        return a->amount < b->amount ? -1 : 1;
    return a->option < b->option ? -1 : a->option > b->option;
}

struct rival {
    double excess;
    int32_t person;
};

static int compare_rivals(const void *left, const void *right)
{
    const struct rival *a = left, *b = right;
    if (a->excess != b->excess)
        return a->excess < b->excess ? -1 : 1;
    return a->person < b->person ? -1 : a->person > b->person;
}

struct terms {
    const double *reduced, *least;
    double margin;
    const int32_t *kept;
};

static bool is_option(const struct store *store, const struct terms *terms, int32_t person, int64_t choice)
{
    return terms->reduced[choice] <= terms->least[person] + terms->margin || ties_has(store->ties, person) ||
           (terms->kept != NULL && choice - store->first_choice[person] == terms->kept[person]);
}

static void count_options(const struct store *store, const struct terms *terms, int64_t *options,
                          int64_t *entries)
{
    for (int32_t k = 0; k < store->people; k++)
        for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++)
            if (is_option(store, terms, k, q)) {
                ++*options;
                *entries += store->first_entry[q + 1] - store->first_entry[q];
            }
}

static int32_t options_of(const struct candidates *c, int32_t person)
{
    return c->first_option[person + 1] - c->first_option[person];
}

static void copy_entries(struct candidates *c, struct option *option, int32_t *entries)
{
    const struct store *store = c->store;
    int64_t q = store->first_choice[option->person] + option->choice;
    option->first = *entries;
    for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++)
        c->entries[(*entries)++] = (struct option_entry){store->amount[e], store->row[e]};
    option->end = *entries;
}

static void write_options(struct candidates *c, const struct terms *terms)
{
    const struct store *store = c->store;
    int32_t count = 0, entries = 0;
    for (int32_t k = 0; k < store->people; k++) {
        int32_t first = c->first_option[k] = count;
        for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++)
            if (is_option(store, terms, k, q))
                c->options[count++] = (struct option){.cost = store->cost[q],
                                                      .excess = terms->reduced[q] - terms->least[k],
                                                      .person = k,
                                                      .choice = (int32_t)(q - store->first_choice[k])};
        qsort(c->options + first, (size_t)(count - first), sizeof *c->options, compare_options);
        for (int32_t o = first; o < count; o++)
            copy_entries(c, &c->options[o], &entries);
    }
    c->first_option[store->people] = count;
}

static bool rank_people(struct candidates *c)
{
    struct rival *rivals = malloc(((size_t)c->store->people + 1) * sizeof *rivals);
    for (int32_t k = 0; rivals != NULL && k < c->store->people; k++)
        if (options_of(c, k) >= 2)
            rivals[c->mobile_count++] = (struct rival){c->options[c->first_option[k] + 1].excess, k};
    if (rivals == NULL)
        return false;
    qsort(rivals, (size_t)c->mobile_count, sizeof *rivals, compare_rivals);
    for (int32_t i = 0; i < c->mobile_count; i++)
        c->mobile[i] = rivals[i].person;
    for (int32_t l = 0; l < CANDIDATE_LEVELS && c->mobile_count > 0; l++) {
        double share = (double)(l + 1) / CANDIDATE_LEVELS;
        c->level_people[l] = (int32_t)fmax(1, share * share * c->mobile_count);
        c->level_excess[l] = rivals[c->level_people[l] - 1].excess;
    }
    free(rivals);
    return true;
}

static void count_levels(struct candidates *c)
{
    for (int32_t i = 0; i < c->mobile_count; i++) {
        int32_t k = c->mobile[i], most = options_of(c, k) < UINT8_MAX ? options_of(c, k) : UINT8_MAX;
        const struct option *options = c->options + c->first_option[k];
        for (int32_t l = 0, count = 2; l < CANDIDATE_LEVELS; l++) {
            while (count < most && options[count].excess <= c->level_excess[l])
                count++;
            c->level_options[k * CANDIDATE_LEVELS + l] = (uint8_t)count;
        }
    }
}

/* first_user[r + 1] serves as the place where the next user of row r goes, and ends where the row ends. */
static void list_users(struct candidates *c)
{
    int32_t rows = c->store->rows;
    for (int32_t i = 0; i < c->mobile_count; i++)
        for (int32_t o = c->first_option[c->mobile[i]]; o < c->first_option[c->mobile[i] + 1]; o++)
            for (int32_t e = c->options[o].first; e < c->options[o].end; e++)
                if (c->entries[e].row + 2 <= rows)
                    c->first_user[c->entries[e].row + 2]++;
    for (int32_t r = 0; r + 1 < rows; r++)
        c->first_user[r + 2] += c->first_user[r + 1];
    for (int32_t i = 0; i < c->mobile_count; i++)
        for (int32_t o = c->first_option[c->mobile[i]]; o < c->first_option[c->mobile[i] + 1]; o++)
            for (int32_t e = c->options[o].first; e < c->options[o].end; e++)
                c->users[c->first_user[c->entries[e].row + 1]++] =
                    (struct user){c->entries[e].amount, o, c->mobile[i]};
    for (int32_t r = 0; r < rows; r++)
        qsort(c->users + c->first_user[r], (size_t)(c->first_user[r + 1] - c->first_user[r]),
              sizeof *c->users, compare_users);
}

bool candidates_init(struct candidates *c, const struct store *store, const double *reduced,
                     const double *least, double margin, const int32_t *kept)
{
    struct terms terms = {reduced, least, margin, kept};
    int64_t options = 0, entries = 0;
    size_t people = (size_t)store->people + 1;
    count_options(store, &terms, &options, &entries);
    *c = (struct candidates){.store = store};
    if (options > INT32_MAX || entries > INT32_MAX || store->people > INT32_MAX / CANDIDATE_LEVELS)
        return false;
    c->first_option = calloc(people, sizeof *c->first_option);
    c->options = calloc((size_t)options + 1, sizeof *c->options);
    c->entries = calloc((size_t)entries + 1, sizeof *c->entries);
    c->mobile = calloc(people, sizeof *c->mobile);
    c->level_options = calloc(people, CANDIDATE_LEVELS);
    c->first_user = calloc((size_t)store->rows + 2, sizeof *c->first_user);
    c->users = calloc((size_t)entries + 1, sizeof *c->users);
    if (!c->first_option || !c->options || !c->entries || !c->mobile || !c->level_options || !c->first_user ||
        !c->users)
        return false;
    write_options(c, &terms);
    if (!rank_people(c))
        return false;
    count_levels(c);
    list_users(c);
    return true;
}

void candidates_free(struct candidates *c)
{
    free(c->first_option);
    free(c->options);
    free(c->entries);
    free(c->mobile);
    free(c->level_options);
    free(c->first_user);
    free(c->users);
    *c = (struct candidates){0};
}

int32_t candidates_option_of(const struct candidates *c, int32_t person, int32_t choice)
{
    for (int32_t o = c->first_option[person]; o < c->first_option[person + 1]; o++)
        if (c->options[o].choice == choice)
            return o;
    return c->first_option[person];
}
