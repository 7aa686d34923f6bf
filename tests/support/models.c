/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/models.h"

#include "solver/model/formulate.h"
#include "tests/support/problems.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static _Noreturn void give_up(const char *what, const struct error *error)
{
    fprintf(stderr, "the test's own model: %s: %s %s\n", what, error->path, error->text);
    abort();
}

static struct arena *new_arena(void)
{
    struct arena *arena = arena_new();
    if (arena == NULL)
        abort();
    return arena;
}

/* model stays NULL where somebody has no choice. */
static void formulate_model(struct small_model *out)
{
    struct error error = {0};
    const int32_t *stuck = NULL;
    int32_t stuck_count = 0;
    if (formulate(out->arena, out->problem, &out->model, &stuck, &stuck_count, &error) != ERROR_NONE)
        give_up("formulate", &error);
}

struct small_model model_of(const char *instance, const char *policy)
{
    struct error error = {0};
    struct small_model out = {.arena = new_arena()};
    out.problem = problem_of(out.arena, instance, policy, NULL, &error);
    if (out.problem == NULL)
        give_up(instance, &error);
    formulate_model(&out);
    if (out.model == NULL)
        give_up("somebody has no choice", &error);
    return out;
}

struct small_model model_tiny(uint64_t seed, const struct tiny_size *size)
{
    struct tiny tiny;
    struct error error = {0};
    struct small_model out = {.arena = new_arena()};
    if (tiny_make(out.arena, seed, size, &tiny, &error) != ERROR_NONE ||
        tiny_problem(out.arena, &tiny, &out.problem, &error) != ERROR_NONE)
        give_up("the generator", &error);
    formulate_model(&out);
    return out;
}

struct small_model model_next_tiny(uint64_t *seed, const struct tiny_size *size)
{
    for (;;) {
        struct small_model out = model_tiny((*seed)++, size);
        if (out.model != NULL)
            return out;
        model_free(&out);
    }
}

struct small_model model_city(int people, int units, enum flavour flavour, uint64_t seed)
{
    struct error error = {0};
    struct small_model out = {.arena = new_arena()};
    struct city_options options = {.people = people,
                                   .units = units,
                                   .flavour = flavour,
                                   .seed = seed,
                                   .choices = 10,
                                   .need_percent = flavour == FLAVOUR_UNIT ? 100 : 107};
    const struct node *instance = NULL, *policy = NULL;
    struct city *city = city_new(out.arena, &options);
    if (city == NULL || city_write(city, out.arena, &instance, &error) != ERROR_NONE ||
        city_write_policy(city, out.arena, &policy, &error) != ERROR_NONE ||
        problem_read(out.arena, instance, policy, NULL, &out.problem, &error) != ERROR_NONE)
        give_up("the city", &error);
    formulate_model(&out);
    if (out.model == NULL)
        give_up("the city has people without a choice", &error);
    return out;
}

void model_free(struct small_model *model)
{
    arena_free(model->arena);
    *model = (struct small_model){0};
}

int32_t model_row(const struct small_model *model, const char *name)
{
    for (int32_t r = 0; r < choice_model_row_count(model->model); r++)
        if (strcmp(choice_model_row(model->model, r)->name, name) == 0)
            return r;
    give_up(name, &(struct error){.path = "no such row"});
}

void model_choice_of_placement(const struct small_model *model, const struct placed *placement,
                               int32_t *choice)
{
    for (int32_t k = 0; k < choice_model_person_count(model->model); k++) {
        choice[k] = choice_model_choice_of(model->model, k, placement[k].unit, placement[k].offer,
                                           placement[k].surge);
        if (choice[k] == NONE)
            give_up(model->problem->instance->employees[k].id, &(struct error){.path = "no such choice"});
    }
}

void model_choose(const struct small_model *model, const char *map, int32_t *choice)
{
    const struct placed *placement = placement_of(model->arena, model->problem, map);
    if (placement == NULL)
        give_up(map, &(struct error){.path = "no placement"});
    model_choice_of_placement(model, placement, choice);
}

const struct placed *model_placement(const struct small_model *model, const int32_t *choice)
{
    size_t people = (size_t)choice_model_person_count(model->model);
    struct placed *placement = arena_alloc(model->arena, people, sizeof *placement);
    if (placement == NULL)
        abort();
    for (size_t k = 0; k < people; k++)
        choice_model_choice_end(model->model, (int32_t)k, choice[k], &placement[k].unit, &placement[k].offer,
                                &placement[k].surge);
    return placement;
}

void model_random_choice(const struct small_model *model, struct tiny_random *random, int32_t *choice)
{
    for (int32_t k = 0; k < choice_model_person_count(model->model); k++)
        choice[k] = tiny_below(random, choice_model_choice_count(model->model, k));
}

void model_random_prices(const struct small_model *model, struct tiny_random *random, int64_t *prices_ppt)
{
    for (int32_t r = 0; r < choice_model_row_count(model->model); r++) {
        const char *name = choice_model_row(model->model, r)->name;
        bool work = strstr(name, "supply/") != NULL, points = strncmp(name, "budget", 6) == 0;
        int64_t most = points ? 2 * MICRO : (work ? 200 * MICRO / 1000 : 200 * MICRO) * PPT_PER_UPT;
        int64_t price = tiny_between(random, -most, most) >> tiny_below(random, 8);
        prices_ppt[r] = tiny_chance(random, 50) ? 0 : price;
    }
}

int32_t model_rounded_rows(const struct small_model *model)
{
    int32_t count = 0;
    for (int32_t r = 0; r < choice_model_row_count(model->model); r++)
        count += choice_model_row(model->model, r)->rounded;
    return count;
}

double model_clock_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

struct engine_options model_options(double seconds)
{
    return (struct engine_options){.deadline_s = model_clock_s() + seconds, .seed = 1, .threads = 1};
}
