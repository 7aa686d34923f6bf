/* SPDX-License-Identifier: MIT */
#include "solver/model/proof_document.h"

#include "proto/id_table.h"

#include <string.h>

static enum error_code no_memory(struct error *error)
{
    return error_set(error, ERROR_MEMORY, NULL, "no memory for the proof");
}

/* --- from a plan ---------------------------------------------------------------------------------------- */

struct reading {
    struct arena *arena;
    const struct choice_model *model;
    const struct certificate_tree *from;
    struct error *error;
};

static enum error_code find_rows(const struct reading *reading, int32_t *row_of)
{
    int32_t rows = choice_model_row_count(reading->model);
    struct id_table names;
    bool fresh, complete = id_table_init(&names, reading->arena, (size_t)rows);
    for (int32_t r = 0; complete && r < rows; r++) {
        const char *name = choice_model_row(reading->model, r)->name;
        complete = id_table_add(&names, name, (uint32_t)strlen(name), &fresh) >= 0;
    }
    if (!complete)
        return no_memory(reading->error);
    for (int32_t i = 0; i < reading->from->row_count; i++) {
        const char *name = reading->from->rows[i];
        row_of[i] = id_table_find(&names, name, (uint32_t)strlen(name));
        if (row_of[i] < 0)
            return error_set(reading->error, ERROR_UNKNOWN_ID, "plan.proof.certificate.rows",
                             "no row is named '%s'", name);
    }
    return ERROR_NONE;
}

static int64_t *spread(const struct reading *reading, const int64_t *values, const int32_t *index,
                       int32_t count, int32_t size)
{
    int64_t *out = arena_alloc(reading->arena, (size_t)size, sizeof *out);
    for (int32_t i = 0; out != NULL && i < count; i++)
        out[index[i]] = values[i];
    return out;
}

static bool read_points(const struct reading *reading, const int32_t *row_of, struct proof_point *points)
{
    const struct certificate_tree *from = reading->from;
    for (int32_t p = 0; p < from->point_count; p++) {
        const struct certificate_point *point = &from->points[p];
        points[p].row_prices_ppt = spread(reading, point->row_prices_ppt, row_of, from->row_count,
                                          choice_model_row_count(reading->model));
        if (point->person_prices_ppt != NULL)
            points[p].person_prices_ppt =
                spread(reading, point->person_prices_ppt, from->people, from->person_count,
                       choice_model_person_count(reading->model));
        if (points[p].row_prices_ppt == NULL ||
            (point->person_prices_ppt != NULL && points[p].person_prices_ppt == NULL))
            return false;
    }
    return true;
}

static enum error_code read_nodes(const struct reading *reading, struct proof_node *nodes)
{
    for (int32_t n = 0; n < reading->from->node_count; n++) {
        const struct certificate_node *node = &reading->from->nodes[n];
        nodes[n] = (struct proof_node){.point = node->point};
        if (node->point >= 0)
            continue;
        nodes[n].person = node->employee;
        nodes[n].choice =
            choice_model_choice_of(reading->model, node->employee, node->unit, node->offer, node->surge);
        nodes[n].in = node->in;
        nodes[n].out = node->out;
        if (nodes[n].choice >= 0)
            continue;
        const struct path plan = {.key = "plan"}, proof = {.up = &plan, .key = "proof"},
                          certificate = {.up = &proof, .key = "certificate"},
                          list = {.up = &certificate, .key = "nodes"}, here = {.up = &list, .index = n};
        return error_at(reading->error, ERROR_UNKNOWN_ID, &here, "the employee has no such choice");
    }
    return ERROR_NONE;
}

static enum error_code check_size(const struct reading *reading)
{
    int64_t prices = 0;
    for (int32_t p = 0; p < reading->from->point_count; p++)
        prices += choice_model_row_count(reading->model) + (reading->from->points[p].person_prices_ppt != NULL
                                                                ? choice_model_person_count(reading->model)
                                                                : 0);
    return prices <= PROOF_PRICES_MOST
               ? ERROR_NONE
               : error_set(reading->error, ERROR_TOO_LARGE, "plan.proof.certificate.points",
                           "%lld prices, at most %lld", (long long)prices, (long long)PROOF_PRICES_MOST);
}

enum error_code proof_from_certificate(struct arena *arena, const struct choice_model *model,
                                       const struct certificate_tree *certificate,
                                       const struct proof_tree **out, struct error *error)
{
    const struct reading reading = {arena, model, certificate, error};
    struct proof_tree *tree = arena_alloc(arena, 1, sizeof *tree);
    int32_t *row_of = arena_alloc(arena, (size_t)certificate->row_count, sizeof *row_of);
    struct proof_point *points = arena_alloc(arena, (size_t)certificate->point_count, sizeof *points);
    struct proof_node *nodes = arena_alloc(arena, (size_t)certificate->node_count, sizeof *nodes);
    enum error_code code;
    *out = NULL;
    if (tree == NULL || row_of == NULL || points == NULL || nodes == NULL)
        return no_memory(error);
    if ((code = check_size(&reading)) != ERROR_NONE || (code = find_rows(&reading, row_of)) != ERROR_NONE ||
        (code = read_nodes(&reading, nodes)) != ERROR_NONE)
        return code;
    if (!read_points(&reading, row_of, points))
        return no_memory(error);
    *tree = (struct proof_tree){points, nodes, certificate->point_count, certificate->node_count};
    *out = tree;
    return ERROR_NONE;
}

/* --- to a plan ------------------------------------------------------------------------------------------ */

/* Which of `size` prices some point has not 0; index: their places in order. */
static int32_t used(const struct proof_tree *tree, bool of_people, int32_t size, int32_t *index)
{
    int32_t count = 0;
    for (int32_t i = 0; i < size; i++) {
        bool is_used = false;
        for (int32_t p = 0; !is_used && p < tree->point_count; p++) {
            const int64_t *prices =
                of_people ? tree->points[p].person_prices_ppt : tree->points[p].row_prices_ppt;
            is_used = prices != NULL && prices[i] != 0;
        }
        if (is_used)
            index[count++] = i;
    }
    return count;
}

static int64_t *gather(struct arena *arena, const int64_t *prices, const int32_t *index, int32_t count)
{
    int64_t *out = arena_alloc(arena, (size_t)count, sizeof *out);
    for (int32_t i = 0; out != NULL && i < count; i++) {
        int64_t price = prices[index[i]];
        out[i] = price > INTEGER_MAX_2P53    ? INTEGER_MAX_2P53
                 : price < -INTEGER_MAX_2P53 ? -INTEGER_MAX_2P53
                                             : price;
    }
    return out;
}

static void write_node(const struct choice_model *model, const struct proof_node *node,
                       struct certificate_node *out)
{
    *out = (struct certificate_node){.point = node->point};
    if (node->point >= 0)
        return;
    out->employee = node->person;
    choice_model_choice_end(model, node->person, node->choice, &out->unit, &out->offer, &out->surge);
    out->in = node->in;
    out->out = node->out;
}

static bool write_points(struct arena *arena, const struct proof_tree *tree, const int32_t *row_index,
                         struct certificate_tree *out, struct certificate_point *points)
{
    bool complete = true;
    for (int32_t p = 0; complete && p < tree->point_count; p++) {
        const struct proof_point *point = &tree->points[p];
        points[p].row_prices_ppt = gather(arena, point->row_prices_ppt, row_index, out->row_count);
        complete = points[p].row_prices_ppt != NULL;
        if (complete && point->person_prices_ppt != NULL) {
            points[p].person_prices_ppt =
                gather(arena, point->person_prices_ppt, out->people, out->person_count);
            complete = points[p].person_prices_ppt != NULL;
        }
    }
    return complete;
}

enum error_code proof_to_certificate(struct arena *arena, const struct choice_model *model,
                                     const struct proof_tree *tree, const struct certificate_tree **out,
                                     struct error *error)
{
    int32_t row_total = choice_model_row_count(model), person_total = choice_model_person_count(model);
    *out = NULL;
    enum error_code code = proof_check_shape(model, tree, error);
    if (code != ERROR_NONE)
        return code;
    struct certificate_tree *to = arena_alloc(arena, 1, sizeof *to);
    int32_t *row_index = arena_alloc(arena, (size_t)row_total, sizeof *row_index);
    int32_t *people = arena_alloc(arena, (size_t)person_total, sizeof *people);
    const char **rows = arena_alloc(arena, (size_t)row_total, sizeof *rows);
    struct certificate_point *points = arena_alloc(arena, (size_t)tree->point_count, sizeof *points);
    struct certificate_node *nodes = arena_alloc(arena, (size_t)tree->node_count, sizeof *nodes);
    if (!to || !row_index || !people || !rows || !points || !nodes)
        return no_memory(error);
    to->row_count = used(tree, false, row_total, row_index);
    to->person_count = used(tree, true, person_total, people);
    for (int32_t i = 0; i < to->row_count; i++)
        rows[i] = choice_model_row(model, row_index[i])->name;
    for (int32_t n = 0; n < tree->node_count; n++)
        write_node(model, &tree->nodes[n], &nodes[n]);
    to->rows = rows;
    to->people = people;
    to->points = points;
    to->nodes = nodes;
    to->point_count = tree->point_count;
    to->node_count = tree->node_count;
    *out = to;
    return write_points(arena, tree, row_index, to, points) ? ERROR_NONE : no_memory(error);
}
