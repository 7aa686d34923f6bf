/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/explain/relaxation.h"

#include "solver/explain/elastic.h"

void relaxation_lifting(int64_t lifting_upt[RESTRICTIONS])
{
    for (int bit = 0; bit < RESTRICTIONS; bit++) {
        lifting_upt[bit] = bit >= RESTRICTION_RULE      ? 5 * PERSON_UPT
                           : bit == RESTRICTION_CONSENT ? 3 * PERSON_UPT
                                                        : 2 * PERSON_UPT;
    }
}

/* --- prices of rows --- */

struct elastic {
    struct inquiry *inquiry;
    struct row *rows;
    struct slope *slopes; /* one per row */
    int128 sunk_ppt;      /* of rows whose two sides exclude each other: what one of them gives in any case */
};

static void stretch_rows(struct elastic *elastic)
{
    for (int32_t r = 0; r < choice_model_row_count(elastic->inquiry->whole); r++) {
        elastic->rows[r] = *choice_model_row(elastic->inquiry->whole, r);
        elastic->sunk_ppt +=
            elastic_stretch(&elastic->inquiry->demands, r, &elastic->rows[r], &elastic->slopes[r]);
    }
}

/* --- what gives way --- */

struct loosened {
    struct inquiry *inquiry;
    const int32_t *choice; /* of the whole model */
    struct loosening *list;
    int32_t count;
    int64_t cost_upt;
};

static void give(struct loosened *loosened, struct loosening loosening)
{
    loosened->list[loosened->count++] = loosening;
    loosened->cost_upt += loosening.cost_upt;
}

static void give_row(struct loosened *loosened, int32_t demand, int64_t activity)
{
    const struct hard_demand *from = &loosened->inquiry->demands.list[demand];
    int128 beyond = from->is_most ? (int128)activity - from->limit : (int128)from->limit - activity;
    int128 cost_ppt = beyond * elastic_slope_ppt(loosened->inquiry->restrictions.problem, from);
    give(loosened, (struct loosening){.demand = *from,
                                      .to = activity,
                                      .unit = NONE,
                                      .cost_upt = divide_rounded(cost_ppt, PPT_PER_UPT)});
}

static void give_rows(struct loosened *loosened)
{
    const struct demands *demands = &loosened->inquiry->demands;
    const struct breakage *breakage = &loosened->inquiry->breakage;
    for (int32_t r = 0; r < demands->plain_rows; r++) {
        const int32_t sides[2] = {demands->lower[r], demands->upper[r]};
        for (int side = 0; side < 2; side++) {
            if (sides[side] != NONE && demand_in(breakage->broken, sides[side])) {
                give_row(loosened, sides[side], breakage->activity[r]);
            }
        }
    }
}

static void give_pairs(struct loosened *loosened)
{
    const struct problem *problem = loosened->inquiry->restrictions.problem;
    const struct demands *demands = &loosened->inquiry->demands;
    const struct breakage *breakage = &loosened->inquiry->breakage;
    for (int32_t p = 0; p < problem->instance->pair_count; p++) {
        const struct hard_demand *pair = &demands->list[demands->first_pair + p];
        int64_t cost_ppt = 0;
        if (!demand_in(breakage->broken, demands->first_pair + p)) {
            continue;
        }
        for (int32_t r = demands->plain_rows; r < choice_model_row_count(loosened->inquiry->whole); r++) {
            const struct row *row = choice_model_row(loosened->inquiry->whole, r);
            bool is_broken = breakage->activity[r] < row->lower || breakage->activity[r] > row->upper;
            if (is_broken && demands_of_pair_row(demands, row->name) == demands->first_pair + p) {
                cost_ppt += elastic_slope_ppt(problem, pair);
            }
        }
        give(loosened, (struct loosening){.demand = *pair, .unit = NONE, .cost_upt = cost_ppt / PPT_PER_UPT});
    }
}

static void give_people(struct loosened *loosened)
{
    const struct demands *demands = &loosened->inquiry->demands;
    const int64_t *lifting_upt = loosened->inquiry->nothing_kept.lifting_upt;
    for (int32_t d = demands->first_of_people; d < demands->count; d++) {
        const struct hard_demand *demand = &demands->list[d];
        int32_t unit, offer, surge;
        if (!demand_in(loosened->inquiry->breakage.broken, d)) {
            continue;
        }
        choice_model_choice_end(loosened->inquiry->whole, demand->employee,
                                loosened->choice[demand->employee], &unit, &offer, &surge);
        give(loosened, (struct loosening){.demand = *demand,
                                          .unit = unit,
                                          .cost_upt = lifting_upt[demands_bit(demands, d)]});
    }
}

static int32_t count_broken(const struct inquiry *inquiry)
{
    int32_t count = 0;
    for (size_t w = 0; w < demand_set_words(inquiry->demands.count); w++) {
        count += __builtin_popcountll(inquiry->breakage.broken[w]);
    }
    return count;
}

static enum error_code read_result(struct elastic *elastic, const struct engine_result *result,
                                   struct relaxation *out, struct error *error)
{
    struct inquiry *inquiry = elastic->inquiry;
    struct loosened loosened = {.inquiry = inquiry, .choice = result->choice};
    enum error_code code = inquiry_learn(inquiry, result->choice, error);
    if (code != ERROR_NONE) {
        return code;
    }
    loosened.list = arena_alloc(inquiry->arena, (size_t)count_broken(inquiry), sizeof *loosened.list);
    if (loosened.list == NULL) {
        return error_set(error, ERROR_MEMORY, NULL, "no memory for a relaxation");
    }
    give_rows(&loosened);
    give_pairs(&loosened);
    give_people(&loosened);
    int64_t least = result->has_bound ? result->bound_upt + (int64_t)(elastic->sunk_ppt / PPT_PER_UPT) : 0;
    *out = (struct relaxation){.is_found = true,
                               .choice = result->choice,
                               .list = loosened.list,
                               .count = loosened.count,
                               .cost_upt = loosened.cost_upt,
                               .at_least_upt = least < loosened.cost_upt ? least : loosened.cost_upt,
                               .prices_ppt = result->prices_ppt};
    return ERROR_NONE;
}

enum error_code relaxation_find(struct inquiry *inquiry, int64_t effort, struct relaxation *out,
                                struct error *error)
{
    size_t rows = (size_t)choice_model_row_count(inquiry->whole);
    struct elastic elastic = {.inquiry = inquiry,
                              .rows = arena_alloc(inquiry->arena, rows, sizeof *elastic.rows),
                              .slopes = arena_alloc(inquiry->arena, rows, sizeof *elastic.slopes)};
    struct engine_options options = inquiry_options(inquiry, effort);
    struct engine_result result;
    options.start_choice = out->is_found ? out->choice : NULL;
    options.start_prices_ppt = out->is_found ? out->prices_ppt : NULL;
    if (elastic.rows == NULL || elastic.slopes == NULL) {
        return error_set(error, ERROR_MEMORY, NULL, "no memory for a relaxation");
    }
    stretch_rows(&elastic);
    const struct choice_model *model = choice_model_with_rows(inquiry->arena, inquiry->whole, elastic.rows);
    if (model == NULL) {
        return error_set(error, ERROR_MEMORY, NULL, "no memory for a relaxation");
    }
    enum error_code code = engine_solve(inquiry->arena, model, &options, &result, error);
    if (code != ERROR_NONE) {
        return code == ERROR_ENGINE ? ERROR_NONE : code;
    }
    inquiry->effort += result.effort;
    inquiry->questions++;
    inquiry->prices_ppt = result.prices_ppt;
    return result.choice == NULL ? ERROR_NONE : read_result(&elastic, &result, out, error);
}
