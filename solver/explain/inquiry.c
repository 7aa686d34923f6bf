/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/explain/inquiry.h"

#include "proto/clock.h"
#include "solver/explain/elastic.h"
#include "solver/model/certificate.h"

#include <stdlib.h>
#include <string.h>

/* What a placement breaks. */
struct witness {
    const uint64_t *broken;
    const struct witness *next;
};

/* The model of some people's restrictions, and the rows of one question. */
struct asked {
    struct arena *arena;
    uint64_t *lifted; /* per person */
    struct question question;
    const struct choice_model *model; /* NULL: somebody has no choice */
};

static enum error_code no_memory(struct error *error)
{
    return error_set(error, ERROR_MEMORY, NULL, "no memory for what excludes a plan");
}

/* --- beginning and end --- */

static enum error_code model_whole(struct inquiry *inquiry, const int64_t *lifting_upt, struct error *error)
{
    size_t people = (size_t)inquiry->restrictions.problem->instance->employee_count;
    uint64_t *lifted = arena_alloc(inquiry->arena, people, sizeof *lifted);
    const int32_t *stuck;
    int32_t stuck_count;
    if (lifted == NULL) {
        return no_memory(error);
    }
    for (size_t i = 0; i < people; i++) {
        lifted[i] = RESTRICTIONS_ALL;
    }
    inquiry->nothing_kept = (struct question){&inquiry->restrictions, lifted, lifting_upt};
    return formulate_question(inquiry->arena, &inquiry->nothing_kept, &inquiry->whole, &stuck, &stuck_count,
                              error);
}

enum error_code inquiry_begin(struct arena *arena, const struct problem *problem,
                              const struct inquiry_limits *limits, const int64_t *lifting_upt,
                              struct inquiry *out, struct error *error)
{
    *out = (struct inquiry){.arena = arena, .limits = *limits};
    enum error_code code = restrictions_init(arena, problem, &out->restrictions, error);
    if (code == ERROR_NONE) {
        code = model_whole(out, lifting_upt, error);
    }
    if (code != ERROR_NONE || out->whole == NULL) {
        return code;
    }
    out->asked = calloc(1, sizeof *out->asked);
    out->room = person_room_new(out->whole);
    if (out->asked == NULL || out->room == NULL) {
        return no_memory(error);
    }
    code = demands_list(arena, out->whole, &out->restrictions, &out->demands, error);
    if (code == ERROR_NONE && !breakage_init(arena, out->whole, &out->demands, &out->breakage)) {
        code = no_memory(error);
    }
    return code;
}

void inquiry_end(struct inquiry *inquiry)
{
    person_room_free(inquiry->room);
    if (inquiry->asked != NULL) {
        arena_free(inquiry->asked->arena);
    }
    free(inquiry->asked);
}

/* --- limits --- */

bool inquiry_is_over(const struct inquiry *inquiry)
{
    const struct inquiry_limits *limits = &inquiry->limits;
    return (limits->effort > 0 && inquiry->effort >= limits->effort) || monotonic_s() >= limits->deadline_s ||
           (limits->is_cancelled != NULL && limits->is_cancelled(limits->context));
}

struct engine_options inquiry_options(const struct inquiry *inquiry, int64_t effort)
{
    const struct inquiry_limits *limits = &inquiry->limits;
    int64_t left = limits->effort - inquiry->effort;
    if (limits->effort > 0 && (effort == 0 || left < effort)) {
        effort = left > 0 ? left : 1;
    }
    return (struct engine_options){.deadline_s = limits->deadline_s,
                                   .effort = effort,
                                   .threads = 1,
                                   .is_cancelled = limits->is_cancelled,
                                   .context = limits->context};
}

/* --- placements found --- */

enum error_code inquiry_learn(struct inquiry *inquiry, const int32_t *choice, struct error *error)
{
    size_t words = demand_set_words(inquiry->demands.count);
    struct witness *witness = arena_alloc(inquiry->arena, 1, sizeof *witness);
    uint64_t *broken = arena_alloc(inquiry->arena, words, sizeof *broken);
    if (witness == NULL || broken == NULL) {
        return no_memory(error);
    }
    demands_broken(&inquiry->demands, inquiry->whole, inquiry->room, choice, &inquiry->breakage);
    memcpy(broken, inquiry->breakage.broken, words * sizeof *broken);
    *witness = (struct witness){.broken = broken, .next = inquiry->witnesses};
    inquiry->witnesses = witness;
    return ERROR_NONE;
}

static bool is_witnessed(const struct inquiry *inquiry, const uint64_t *in_force)
{
    size_t words = demand_set_words(inquiry->demands.count);
    for (const struct witness *witness = inquiry->witnesses; witness != NULL; witness = witness->next) {
        size_t w = 0;
        while (w < words && (witness->broken[w] & in_force[w]) == 0) {
            w++;
        }
        if (w == words) {
            return true;
        }
    }
    return false;
}

static enum error_code learn_answer(struct inquiry *inquiry, const struct choice_model *model,
                                    const int32_t *choice, struct error *error)
{
    int32_t people = choice_model_person_count(model);
    int32_t *same = calloc((size_t)people + 1, sizeof *same);
    if (same == NULL) {
        return no_memory(error);
    }
    for (int32_t k = 0; k < people; k++) {
        int32_t unit, offer, surge;
        choice_model_choice_end(model, k, choice[k], &unit, &offer, &surge);
        same[k] = choice_model_choice_of(inquiry->whole, k, unit, offer, surge);
    }
    enum error_code code = inquiry_learn(inquiry, same, error);
    free(same);
    return code;
}

/* --- a question's model --- */

/* What is lifted for a person: everything but what is in force. */
static uint64_t lifted_of(const struct inquiry *inquiry, const uint64_t *in_force, int32_t employee)
{
    const struct demands *demands = &inquiry->demands;
    uint64_t lifted = RESTRICTIONS_ALL;
    for (int32_t d = demands->first_of[employee]; d < demands->first_of[employee + 1]; d++) {
        if (demand_in(in_force, d)) {
            lifted &= ~restriction(demands_bit(demands, d));
        }
    }
    return lifted;
}

static bool is_asked(const struct inquiry *inquiry, const uint64_t *in_force)
{
    const struct asked *asked = inquiry->asked;
    int32_t people = inquiry->restrictions.problem->instance->employee_count;
    for (int32_t k = 0; asked->arena != NULL && k < people; k++) {
        if (asked->lifted[k] != lifted_of(inquiry, in_force, k)) {
            return false;
        }
    }
    return asked->arena != NULL;
}

/* The model with the question's restrictions and the rows of the problem, unless it is the last one's. */
static enum error_code prepare(struct inquiry *inquiry, const uint64_t *in_force, struct error *error)
{
    struct asked *asked = inquiry->asked;
    int32_t people = inquiry->restrictions.problem->instance->employee_count;
    const int32_t *stuck;
    int32_t stuck_count;
    if (is_asked(inquiry, in_force)) {
        return ERROR_NONE;
    }
    arena_free(asked->arena);
    asked->arena = arena_new();
    asked->lifted = asked->arena == NULL ? NULL : arena_alloc(asked->arena, (size_t)people, sizeof(uint64_t));
    if (asked->lifted == NULL) {
        return no_memory(error);
    }
    for (int32_t k = 0; k < people; k++) {
        asked->lifted[k] = lifted_of(inquiry, in_force, k);
    }
    asked->question = (struct question){&inquiry->restrictions, asked->lifted, NULL};
    return formulate_question(asked->arena, &asked->question, &asked->model, &stuck, &stuck_count, error);
}

/* The rows with the sides that are in force. Returns how many these are, pairs counting for many. */
static int32_t rows_in_force(const struct inquiry *inquiry, const uint64_t *in_force, struct row *rows)
{
    const struct demands *demands = &inquiry->demands;
    const struct choice_model *model = inquiry->asked->model;
    int32_t count = 0;
    for (int32_t r = 0; r < choice_model_row_count(model); r++) {
        rows[r] = *choice_model_row(model, r);
        bool is_pair = r >= demands->plain_rows;
        int32_t pair = is_pair ? demands_of_pair_row(demands, rows[r].name) : NONE;
        int32_t lower = is_pair ? pair : demands->lower[r], upper = is_pair ? pair : demands->upper[r];
        bool has_lower = lower != NONE && demand_in(in_force, lower);
        bool has_upper = upper != NONE && demand_in(in_force, upper);
        rows[r].lower = has_lower ? rows[r].lower : INT64_MIN;
        rows[r].upper = has_upper ? rows[r].upper : INT64_MAX;
        count += has_lower + has_upper + (is_pair && has_lower);
    }
    return count;
}

/* Some row that nobody can satisfy, whatever the others do. */
static bool is_hopeless(const struct row *rows, int32_t count)
{
    for (int32_t r = 0; r < count; r++) {
        if (rows[r].lower > rows[r].upper || rows[r].lower > rows[r].reach_upper ||
            rows[r].upper < rows[r].reach_lower) {
            return true;
        }
    }
    return false;
}

/* --- asking the engine --- */

/* Ends a solve of elastic rows as soon as it is proven that every placement costs something. */
struct watch {
    const struct inquiry_limits *limits;
    bool is_proven;
};

static void see_bound(void *context, const struct engine_progress *progress)
{
    struct watch *watch = context;
    watch->is_proven = watch->is_proven || (progress->has_bound && progress->bound_upt > 0);
}

static bool has_seen_enough(void *context)
{
    const struct watch *watch = context;
    return watch->is_proven ||
           (watch->limits->is_cancelled != NULL && watch->limits->is_cancelled(watch->limits->context));
}

static enum error_code run(struct inquiry *inquiry, struct arena *arena, const struct choice_model *model,
                           struct engine_options *options, struct engine_result *result, struct error *error)
{
    enum error_code code = engine_solve(arena, model, options, result, error);
    if (code == ERROR_ENGINE) { /* undecided */
        *result = (struct engine_result){.status = ENGINE_NO_PLAN};
        code = ERROR_NONE;
    }
    inquiry->questions++;
    inquiry->effort += code == ERROR_NONE ? result->effort : 0;
    return code;
}

/* Whether prices that are known already prove that every placement costs something. Rows of pairs are others
 * in every model and have none; in the rows of the question no price is too many. */
static enum error_code prices_prove(const struct inquiry *inquiry, const struct choice_model *model,
                                    const int64_t *known_ppt, int64_t *prices_ppt, bool *out)
{
    int64_t bound_upt = 0;
    bool infeasible = false;
    *out = false;
    if (known_ppt == NULL) {
        return ERROR_NONE;
    }
    for (int32_t r = 0; r < inquiry->demands.plain_rows; r++) {
        const struct row *row = choice_model_row(model, r);
        prices_ppt[r] = row->under_count + row->over_count == 0 ? 0 : known_ppt[r];
    }
    enum error_code code = certificate_bound(model, prices_ppt, &bound_upt, &infeasible, NULL);
    *out = code == ERROR_NONE && (infeasible || bound_upt > 0);
    return code == ERROR_OVERFLOW ? ERROR_NONE : code;
}

static enum error_code try_prices(const struct inquiry *inquiry, struct arena *arena,
                                  const struct choice_model *model, bool *out, struct error *error)
{
    int64_t *prices = arena_alloc(arena, (size_t)choice_model_row_count(model), sizeof *prices);
    enum error_code code = prices == NULL ? ERROR_MEMORY : ERROR_NONE;
    if (code == ERROR_NONE) {
        code = prices_prove(inquiry, model, inquiry->proof_ppt, prices, out);
    }
    if (code == ERROR_NONE && !*out) {
        code = prices_prove(inquiry, model, inquiry->prices_ppt, prices, out);
    }
    return code == ERROR_NONE ? code : no_memory(error);
}

/* For the next questions. */
static enum error_code keep_proof(struct inquiry *inquiry, const struct engine_result *result,
                                  struct error *error)
{
    size_t rows = (size_t)choice_model_row_count(inquiry->whole);
    if (inquiry->proof_ppt == NULL) {
        inquiry->proof_ppt = arena_alloc(inquiry->arena, rows, sizeof *inquiry->proof_ppt);
    }
    if (inquiry->proof_ppt == NULL) {
        return no_memory(error);
    }
    if (result->prices_ppt != NULL) {
        memcpy(inquiry->proof_ppt, result->prices_ppt,
               (size_t)inquiry->demands.plain_rows * sizeof *inquiry->proof_ppt);
    }
    return ERROR_NONE;
}

/* With rows that give way at a price: a placement that costs nothing is a plan, and there is none when all
 * cost something. What relaxations cannot tell from whole people remains open. */
static enum error_code ask_elastic(struct inquiry *inquiry, struct arena *arena, struct row *rows,
                                   enum answer *out, struct error *error)
{
    const struct choice_model *model = inquiry->asked->model;
    int32_t count = choice_model_row_count(model);
    struct slope *slopes = arena_alloc(arena, (size_t)count, sizeof *slopes);
    struct watch watch = {.limits = &inquiry->limits};
    struct engine_options options = inquiry_options(inquiry, inquiry->limits.effort_per_question);
    struct engine_result result;
    for (int32_t r = 0; slopes != NULL && r < count; r++) {
        elastic_stretch(&inquiry->demands, r, &rows[r], &slopes[r]);
    }
    model = slopes == NULL ? NULL : choice_model_with_rows(arena, model, rows);
    if (model == NULL) {
        return no_memory(error);
    }
    bool is_proven = false;
    enum error_code code = try_prices(inquiry, arena, model, &is_proven, error);
    if (code != ERROR_NONE || is_proven) {
        *out = is_proven ? ANSWER_NO_PLAN : *out;
        return code;
    }
    options.on_progress = see_bound;
    options.is_cancelled = has_seen_enough;
    options.context = &watch;
    code = run(inquiry, arena, model, &options, &result, error);
    if (code != ERROR_NONE) {
        return code;
    }
    bool is_plan = result.choice != NULL && result.objective_upt == 0;
    bool is_none = watch.is_proven || (result.has_bound && result.bound_upt > 0);
    *out = is_plan ? ANSWER_PLAN : is_none ? ANSWER_NO_PLAN : ANSWER_UNKNOWN;
    return is_plan                  ? learn_answer(inquiry, model, result.choice, error)
           : *out == ANSWER_NO_PLAN ? keep_proof(inquiry, &result, error)
                                    : ERROR_NONE;
}

static enum error_code ask_hard(struct inquiry *inquiry, struct arena *arena, const struct row *rows,
                                enum answer *out, struct error *error)
{
    const struct choice_model *model = choice_model_with_rows(arena, inquiry->asked->model, rows);
    struct engine_options options = inquiry_options(inquiry, inquiry->limits.effort_per_question);
    struct engine_result result;
    if (model == NULL) {
        return no_memory(error);
    }
    options.gap = 1; /* nothing costs anything: any placement will do */
    enum error_code code = run(inquiry, arena, model, &options, &result, error);
    if (code != ERROR_NONE) {
        return code;
    }
    *out = result.status == ENGINE_INFEASIBLE ? ANSWER_NO_PLAN
           : result.choice != NULL            ? ANSWER_PLAN
                                              : ANSWER_UNKNOWN;
    return result.choice == NULL ? ERROR_NONE : learn_answer(inquiry, model, result.choice, error);
}

static enum error_code ask_of_rows(struct inquiry *inquiry, const uint64_t *in_force, enum answer *out,
                                   struct error *error)
{
    int32_t count = choice_model_row_count(inquiry->asked->model);
    struct arena *arena = arena_new();
    struct row *rows = arena == NULL ? NULL : arena_alloc(arena, (size_t)count, sizeof *rows);
    enum error_code code = ERROR_NONE;
    if (rows == NULL) {
        code = no_memory(error);
        goto out;
    }
    int32_t sides = rows_in_force(inquiry, in_force, rows);
    if (is_hopeless(rows, count)) {
        *out = ANSWER_NO_PLAN;
    } else if (sides <= 1) {
        *out = ANSWER_PLAN; /* everybody at the choice that helps this one most */
    } else {
        code = ask_elastic(inquiry, arena, rows, out, error);
        if (code == ERROR_NONE && *out == ANSWER_UNKNOWN && !inquiry_is_over(inquiry)) {
            rows_in_force(inquiry, in_force, rows);
            code = ask_hard(inquiry, arena, rows, out, error);
        }
    }
out:
    arena_free(arena);
    return code;
}

enum error_code inquiry_ask(struct inquiry *inquiry, const uint64_t *in_force, enum answer *out,
                            struct error *error)
{
    *out = ANSWER_UNKNOWN;
    if (is_witnessed(inquiry, in_force)) {
        *out = ANSWER_PLAN;
        return ERROR_NONE;
    }
    if (inquiry_is_over(inquiry)) {
        return ERROR_NONE;
    }
    enum error_code code = prepare(inquiry, in_force, error);
    if (code == ERROR_NONE && inquiry->asked->model == NULL) {
        *out = ANSWER_NO_PLAN;
        return ERROR_NONE;
    }
    return code == ERROR_NONE ? ask_of_rows(inquiry, in_force, out, error) : code;
}
