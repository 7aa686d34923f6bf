/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/read.h"
#include "solver/worker/job_parts.h"

struct start_parts {
    const struct node *job, *placement, *prices;
};

static const struct field start_fields[] = {
    FIELD("job", OPTIONAL, read_node, struct start_parts, job),
    FIELD("placement", OPTIONAL, read_node, struct start_parts, placement),
    FIELD("prices", OPTIONAL, read_node, struct start_parts, prices),
};

/* Choices that this model does not have any more are unknown to the engine. */
static enum error_code read_placement(struct arena *arena, const struct node *map, const struct path *at,
                                      const struct job_model *job, const int32_t **out, struct error *error)
{
    struct placed *placement = NULL;
    int32_t people = job->problem->instance->employee_count;
    enum error_code code = placement_read(arena, job->problem->instance, map, at, &placement, error);
    if (code != ERROR_NONE) {
        return code;
    }
    int32_t *choice = arena_alloc(arena, (size_t)people, sizeof *choice);
    if (choice == NULL) {
        return error_set(error, ERROR_MEMORY, NULL, "no memory for the start");
    }
    for (int32_t i = 0; i < people; i++) {
        choice[i] =
            choice_model_choice_of(job->model, i, placement[i].unit, placement[i].offer, placement[i].surge);
    }
    *out = choice;
    return ERROR_NONE;
}

/* Checks every price, whether or not its row exists here. */
static enum error_code check_price(struct reader *reader, const struct node *key, const struct node *value,
                                   const struct path *at, void *element)
{
    (void)key;
    return read_integer_within(reader, value, at, -INTEGER_MAX_2P53, INTEGER_MAX_2P53, element);
}

static enum error_code read_prices(struct reader *reader, const struct node *map, const struct path *at,
                                   const struct choice_model *model, const int64_t **out)
{
    struct list checked;
    int32_t rows = choice_model_row_count(model);
    enum error_code code = read_pairs(reader, check_price, sizeof(int64_t), map, at, &checked);
    if (code != ERROR_NONE) {
        return code;
    }
    int64_t *prices = arena_alloc(reader->arena, (size_t)rows, sizeof *prices);
    if (prices == NULL) {
        return out_of_memory(reader);
    }
    for (int32_t r = 0; r < rows; r++) {
        const struct node *price = map_get(map, choice_model_row(model, r)->name);
        prices[r] = price == NULL ? 0 : price->as.integer;
    }
    *out = prices;
    return ERROR_NONE;
}

/* The service has taken the key's length and its job from the body; a body that holds its instance itself
 * goes by without. */
static enum error_code read_job(struct reader *reader, const struct start_parts *parts, const struct path *at,
                                const struct node *base, const struct job_model *job, struct job_start *out)
{
    const struct path at_job = {.up = at, .key = "job"};
    if (parts->job->kind != NODE_STRING) {
        return refuse_type(reader, parts->job, &at_job, "the key of a job");
    }
    if (parts->placement != NULL || parts->prices != NULL) {
        return error_at(reader->error, ERROR_CONTRADICTION, &at_job,
                        "start names a job, or holds placement and prices, not both");
    }
    return base != NULL ? job_base_read(reader->arena, base, job, out, reader->error) : ERROR_NONE;
}

enum error_code job_start_read(struct arena *arena, const struct node *start, const struct node *base,
                               const struct job_model *job, struct job_start *out, struct error *error)
{
    struct reader reader = {.arena = arena, .error = error};
    struct start_parts parts = {0};
    const struct path at = {.key = "start"};
    *out = (struct job_start){0};
    if (start == NULL) {
        return ERROR_NONE;
    }
    enum error_code code = read_fields(&reader, start_fields, COUNT_OF(start_fields), start, &at, &parts);
    const struct path at_placement = {.up = &at, .key = "placement"},
                      at_prices = {.up = &at, .key = "prices"};
    if (code == ERROR_NONE && parts.job != NULL) {
        return read_job(&reader, &parts, &at, base, job, out);
    }
    if (code == ERROR_NONE && parts.placement != NULL) {
        code = read_placement(arena, parts.placement, &at_placement, job, &out->choice, error);
    }
    if (code == ERROR_NONE && parts.prices != NULL) {
        code = read_prices(&reader, parts.prices, &at_prices, job->model, &out->prices_ppt);
    }
    return code;
}
