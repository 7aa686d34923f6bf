/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Solves small models again and again while memory runs out at the n-th call, for every n in turn: the engine
 * must end with ERROR_MEMORY, ERROR_ENGINE or a valid result, and give back every byte.
 *
 *     program_engine_faults [MOST]      at most so many n per model and way of failing (default 400)
 *
 * malloc and its kin are this program's own, so that GLPK's and libc's calls fail as well; behind them stand
 * those of the next library, which under a sanitizer are the sanitizer's. */
#define _GNU_SOURCE
#include "solver/engine/core.h"
#include "solver/engine/lp.h"
#include "tests/support/models.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct {
    void *(*malloc)(size_t);
    void *(*calloc)(size_t, size_t);
    void *(*realloc)(void *, size_t);
    void (*free)(void *);
} next;

static struct {
    bool armed, keeps_failing;
    int64_t calls, fails_at; /* counted while armed, from 1; 0: never */
    int64_t live;            /* allocations not freed yet */
    int64_t lost;            /* by GLPK: it forgets a block before it asks for a larger one */
} faults;

static void find_next(void)
{
    *(void **)&next.malloc = dlsym(RTLD_NEXT, "malloc");
    *(void **)&next.calloc = dlsym(RTLD_NEXT, "calloc");
    *(void **)&next.realloc = dlsym(RTLD_NEXT, "realloc");
    *(void **)&next.free = dlsym(RTLD_NEXT, "free");
}

static bool must_fail(void)
{
    if (next.malloc == NULL)
        find_next();
    if (!faults.armed)
        return false;
    faults.calls++;
    return faults.fails_at > 0 &&
           (faults.keeps_failing ? faults.calls >= faults.fails_at : faults.calls == faults.fails_at);
}

static void *counted(void *memory)
{
    faults.live += memory != NULL;
    return memory;
}

static bool is_glpk(const void *address)
{
    Dl_info info;
    return dladdr(address, &info) != 0 && info.dli_fname != NULL && strstr(info.dli_fname, "libglpk") != NULL;
}

void *malloc(size_t size)
{
    return must_fail() ? NULL : counted(next.malloc(size));
}

void *calloc(size_t count, size_t size)
{
    return must_fail() ? NULL : counted(next.calloc(count, size));
}

void *realloc(void *memory, size_t size)
{
    if (must_fail()) {
        faults.lost += memory != NULL && is_glpk(__builtin_return_address(0));
        return NULL;
    }
    void *moved = next.realloc(memory, size);
    faults.live += memory == NULL && moved != NULL;
    return moved;
}

void free(void *memory)
{
    if (next.free == NULL)
        find_next();
    faults.live -= memory != NULL;
    next.free(memory);
}

/* --- runs
 * --------------------------------------------------------------------------------------------------- */

struct subject {
    const char *name;
    struct small_model model;
    int64_t effort;
    enum error_code (*run)(struct arena *arena, const struct choice_model *model,
                           const struct engine_options *options, struct engine_result *out,
                           struct error *error);
};

struct tally {
    int64_t runs, solved, memory, engine, wrong;
};

static void complain(struct tally *tally, const struct subject *subject, const char *what, int64_t seen)
{
    fprintf(stderr, "%s, memory gone %s call %lld: %s (%lld)\n", subject->name,
            faults.keeps_failing ? "from" : "at", (long long)faults.fails_at, what, (long long)seen);
    tally->wrong++;
}

/* The placement costs what the result says and keeps every hard row. */
static bool is_valid(const struct subject *subject, const struct engine_result *result)
{
    struct store store;
    struct error error;
    int64_t objective = 0;
    if (result->choice == NULL)
        return result->status == ENGINE_NO_PLAN || result->status == ENGINE_INFEASIBLE;
    bool valid = store_init(&store, subject->model.model, &error) == ERROR_NONE &&
                 store_objective(&store, result->choice, &objective) && objective == result->objective_upt &&
                 (!result->has_bound || result->bound_upt <= objective);
    store_free(&store);
    return valid;
}

static void judge(struct tally *tally, const struct subject *subject, enum error_code code,
                  const struct engine_result *result, int64_t optimum)
{
    tally->runs++;
    tally->solved += code == ERROR_NONE;
    tally->memory += code == ERROR_MEMORY;
    tally->engine += code == ERROR_ENGINE;
    if (code != ERROR_NONE && code != ERROR_MEMORY && code != ERROR_ENGINE)
        complain(tally, subject, "another error", code);
    else if (code == ERROR_NONE && !is_valid(subject, result))
        complain(tally, subject, "the result is not valid", result->objective_upt);
    else if (code == ERROR_NONE && result->status == ENGINE_OPTIMAL && result->objective_upt != optimum)
        complain(tally, subject, "called optimal", result->objective_upt);
    else if (code == ERROR_NONE && result->status == ENGINE_INFEASIBLE)
        complain(tally, subject, "called infeasible", 0);
}

/* Nobody moves, newcomers take their first choice. */
static void offer_start(struct solve *solve, int32_t *choice)
{
    for (int32_t k = 0; k < solve->store.people; k++) {
        int32_t staying = choice_model_staying(solve->store.model, k);
        choice[k] = staying == NONE ? 0 : staying;
    }
    solve_offer_choice(solve, choice);
}

static void conclude(const struct solve *solve, enum core_status status, struct engine_result *out)
{
    out->status = status == CORE_SOLVED || solve_is_closed(solve) ? ENGINE_OPTIMAL
                  : status == CORE_EMPTY                          ? ENGINE_INFEASIBLE
                  : solve->has_incumbent                          ? ENGINE_FEASIBLE
                                                                  : ENGINE_NO_PLAN;
    out->has_bound = solve->has_bound;
    out->bound_upt = solve->bound_upt;
    out->objective_upt = solve->incumbent_upt;
    if (solve->has_incumbent)
        memcpy(out->choice, solve->incumbent, (size_t)solve->store.people * sizeof *out->choice);
    else
        out->choice = NULL;
}

/* Branch-and-bound on everything, which engine_solve leaves to enumeration in models this small. */
static enum error_code branch(struct arena *arena, const struct choice_model *model,
                              const struct engine_options *options, struct engine_result *out,
                              struct error *error)
{
    struct solve solve;
    enum error_code code = solve_init(&solve, model, options, error);
    size_t people = (size_t)choice_model_person_count(model);
    size_t choices = (size_t)choice_model_total_choices(model);
    int64_t *fixed = arena_alloc(arena, people, sizeof *fixed);
    uint8_t *free_choices = arena_alloc(arena, choices, 1);
    out->choice = arena_alloc(arena, people, sizeof *out->choice);
    if (fixed == NULL || free_choices == NULL || out->choice == NULL)
        code = ERROR_MEMORY;
    if (code == ERROR_NONE) {
        offer_start(&solve, out->choice);
        memset(free_choices, 1, choices);
        memcpy(fixed, solve.store.first_choice, people * sizeof *fixed);
        struct core core = {
            .fixed = fixed, .free = free_choices, .is_whole = true, .cuts = true, .nodes = 100000};
        conclude(&solve, core_solve(&solve, &core), out);
    }
    solve_free(&solve);
    lp_free_thread();
    return code;
}

/* One solve with the faults set up; the result's choices live in the arena. */
static enum error_code solve(const struct subject *subject, struct arena *arena, struct engine_result *result)
{
    struct error error = {0};
    struct engine_options options = model_options(60);
    options.effort = subject->effort;
    memset(result, 0, sizeof *result);
    faults.calls = 0;
    faults.armed = true;
    enum error_code code = subject->run(arena, subject->model.model, &options, result, &error);
    faults.armed = false;
    return code;
}

/* The fault-free run tells how many calls there are, and what is right. */
static int64_t count_calls(struct tally *tally, const struct subject *subject, int64_t *optimum)
{
    struct engine_result result;
    struct arena *arena = arena_new();
    faults.fails_at = 0;
    enum error_code code = solve(subject, arena, &result);
    judge(tally, subject, code, &result, result.objective_upt);
    if (result.choice == NULL || result.status != ENGINE_OPTIMAL)
        complain(tally, subject, "not solved without a fault", result.status);
    *optimum = result.objective_upt;
    arena_free(arena);
    return faults.calls;
}

static void run_once(struct tally *tally, const struct subject *subject, int64_t optimum)
{
    struct engine_result result;
    int64_t live = faults.live;
    faults.lost = 0;
    struct arena *arena = arena_new();
    enum error_code code = solve(subject, arena, &result);
    judge(tally, subject, code, &result, optimum);
    arena_free(arena);
    if (faults.live != live + faults.lost)
        complain(tally, subject, "allocations never freed", faults.live - live - faults.lost);
    faults.live = live;
}

/* Every call up to half of `most`, then evenly spread over the rest. */
static void run_all(struct tally *tally, struct subject *subject, int64_t most)
{
    int64_t optimum = 0;
    count_calls(tally, subject, &optimum); /* once more: the first run fills what libc keeps */
    int64_t calls = count_calls(tally, subject, &optimum), dense = most / 2;
    int64_t stride = calls > most ? (calls - dense) / (most - dense) + 1 : 1;
    for (int64_t n = 1; n <= calls; n += n < dense ? 1 : stride) {
        faults.fails_at = n;
        for (int way = 0; way < 2; way++) {
            faults.keeps_failing = way == 1;
            run_once(tally, subject, optimum);
        }
    }
    printf("%s: %lld calls\n", subject->name, (long long)calls);
    model_free(&subject->model);
}

int main(int argc, char **argv)
{
    uint64_t seed = 4;
    struct tally tally = {0};
    struct subject subjects[] = {
        {.name = "tiny",
         .model = model_next_tiny(&seed, &tiny_size_property),
         .effort = 400000,
         .run = engine_solve},
        {.name = "city",
         .model = model_city(24, 4, FLAVOUR_MIXED, 1),
         .effort = 4000000,
         .run = engine_solve},
        {.name = "branching", .model = model_city(24, 4, FLAVOUR_MIXED, 1), .run = branch}};
    int64_t most = argc > 1 ? strtoll(argv[1], NULL, 10) : 400;
    for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++)
        run_all(&tally, &subjects[i], most > 1 ? most : 2);
    printf("%lld runs: %lld solved, %lld out of memory, %lld engine errors, %lld wrong\n",
           (long long)tally.runs, (long long)tally.solved, (long long)tally.memory, (long long)tally.engine,
           (long long)tally.wrong);
    return tally.wrong == 0 && tally.memory > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
