/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state that a worker streams: {choices: [..] | null, effort, prices: [..]}, choices and prices in the
 * order of people and rows of the model, which is the same for the same body. */
#include "proto/read.h"
#include "solver/worker/job_parts.h"

int64_t job_clipped_ppt(int64_t price_ppt)
{
    return price_ppt > INTEGER_MAX_2P53    ? INTEGER_MAX_2P53
           : price_ppt < -INTEGER_MAX_2P53 ? -INTEGER_MAX_2P53
                                           : price_ppt;
}

static struct node choices_node(struct arena *arena, const int32_t *choice, int32_t people)
{
    struct node list = node_array(arena, (size_t)people);
    for (int32_t i = 0; i < people; i++) {
        array_add(&list, node_integer(choice[i]));
    }
    return list;
}

enum error_code job_state_write(struct arena *arena, const struct choice_model *model,
                                const struct job_search_state *state, const void **bytes, size_t *length,
                                struct error *error)
{
    int32_t rows = choice_model_row_count(model);
    struct node prices = node_array(arena, (size_t)rows);
    struct node root = node_map(arena, 3);
    for (int32_t r = 0; r < rows; r++) {
        array_add(&prices, node_integer(job_clipped_ppt(state->prices_ppt[r])));
    }
    map_add(&root, "choices",
            state->choice == NULL ? node_null()
                                  : choices_node(arena, state->choice, choice_model_person_count(model)));
    map_add(&root, "effort", node_integer(state->effort));
    map_add(&root, "prices", prices);
    enum error_code code = tree_canonicalise(&root, error);
    return code != ERROR_NONE ? code : tree_write_msgpack(arena, &root, bytes, length, error);
}

struct state_parts {
    const struct node *choices, *prices;
    int64_t effort;
};

static const struct field state_fields[] = {
    FIELD("choices", REQUIRED, read_node, struct state_parts, choices),
    FIELD("effort", REQUIRED, read_integer, struct state_parts, effort, .min = 0, .max = INTEGER_MAX_2P53),
    FIELD("prices", REQUIRED, read_node, struct state_parts, prices),
};

static enum error_code check_length(struct reader *reader, const struct node *list, const struct path *at,
                                    int32_t expected)
{
    if (list->kind != NODE_ARRAY) {
        return refuse_type(reader, list, at, "a list");
    }
    if (list->count != (uint32_t)expected) {
        return error_at(reader->error, ERROR_BAD_VALUE, at, "%u elements, expected %d", (unsigned)list->count,
                        (int)expected);
    }
    return ERROR_NONE;
}

static enum error_code read_choices(struct reader *reader, const struct node *list, const struct path *at,
                                    const struct choice_model *model, const int32_t **out)
{
    int32_t people = choice_model_person_count(model);
    enum error_code code = check_length(reader, list, at, people);
    int32_t *choice = arena_alloc(reader->arena, (size_t)people, sizeof *choice);
    if (choice == NULL) {
        return out_of_memory(reader);
    }
    for (int32_t i = 0; i < people && code == ERROR_NONE; i++) {
        const struct path here = {.up = at, .index = i};
        int64_t value = 0;
        code = read_integer_within(reader, &list->as.items[i], &here, 0,
                                   (int64_t)choice_model_choice_count(model, i) - 1, &value);
        choice[i] = (int32_t)value;
    }
    *out = choice;
    return code;
}

static enum error_code read_prices(struct reader *reader, const struct node *list, const struct path *at,
                                   const struct choice_model *model, const int64_t **out)
{
    int32_t rows = choice_model_row_count(model);
    enum error_code code = check_length(reader, list, at, rows);
    int64_t *prices = arena_alloc(reader->arena, (size_t)rows, sizeof *prices);
    if (prices == NULL) {
        return out_of_memory(reader);
    }
    for (int32_t r = 0; r < rows && code == ERROR_NONE; r++) {
        const struct path here = {.up = at, .index = r};
        code = read_integer_within(reader, &list->as.items[r], &here, -INTEGER_MAX_2P53, INTEGER_MAX_2P53,
                                   &prices[r]);
    }
    *out = prices;
    return code;
}

enum error_code job_state_read(struct arena *arena, const void *bytes, size_t length,
                               const struct choice_model *model, struct job_search_state *out,
                               struct error *error)
{
    struct reader reader = {.arena = arena, .error = error};
    struct state_parts parts = {0};
    const struct node *root = NULL;
    const struct path at = {.key = "state"}, choices = {.up = &at, .key = "choices"},
                      prices = {.up = &at, .key = "prices"};
    enum error_code code;
    *out = (struct job_search_state){0};
    if ((code = tree_read_msgpack(arena, bytes, length, NULL, &root, error)) != ERROR_NONE ||
        (code = read_fields(&reader, state_fields, COUNT_OF(state_fields), root, &at, &parts)) !=
            ERROR_NONE) {
        return code;
    }
    if (parts.choices->kind != NODE_NULL &&
        (code = read_choices(&reader, parts.choices, &choices, model, &out->choice)) != ERROR_NONE) {
        return code;
    }
    out->effort = parts.effort;
    return read_prices(&reader, parts.prices, &prices, model, &out->prices_ppt);
}
