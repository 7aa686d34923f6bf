/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order of a solve: prices by dual ascent, a first plan by annealing, the relaxation by sifting; tiny
 * models are then enumerated. After that the unit side (prover.h) raises the bound and branches below it,
 * dives and searches near the incumbent, and annealing follows its prices, all in turn, until the gap closes
 * or a limit is reached. ENGINE.md tells more. */
#include "solver/engine/engine.h"

#include "solver/engine/anneal.h"
#include "solver/engine/ascent.h"
#include "solver/engine/columns.h"
#include "solver/engine/core.h"
#include "solver/engine/core_width.h"
#include "solver/engine/enumeration.h"
#include "solver/engine/lp.h"
#include "solver/engine/prover.h"
#include "solver/engine/rounding.h"
#include "solver/engine/sifting.h"
#include "solver/engine/start.h"
#include "solver/engine/ties.h"
#include "solver/engine/tree_proof.h"
#include "solver/engine/turns.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_PASSES = 100, MORE_PASSES = 300 };
enum { WARM_PASSES = 100, WARM_MOVES = 100, MORE_WARM_MOVES = 200 /* per person of the core */ };
enum { WARM_ROUNDS = 8 };
enum {
    WHOLE_CORE_CHOICES = 1500,
    DESPERATE_CORE_CHOICES = 30000 /* while there is no plan at all, or a poor one of people who are tied */,
    MAX_PENALTY_ROUNDS = 12
};
enum {
    SMALL_CHOICES = 5000,
    FIRST_MOVES = 400,
    QUICK_MOVES = 8000000,
    LEAST_QUICK_MOVES = 20,
    MORE_MOVES = 1000, /* moves per person of the core */
    LEAST_MOVES = 100000 /* of a later round, however small the core */,
    FIRST_PENALTY_ROUNDS = 4
};
enum { MOST_SIFTED_ROWS = 5000 /* beyond, the simplex takes longer */ };
static const double COLD_WIDTHS = 0.03;
enum { PROOF_TURN_PASSES = 200, NEAR_TURN_PASSES = 4000 };

/* How wide a core and how hot a start, in widths of the core. No single one serves every city: rounds take
 * turns. */
static const struct schedule {
    double core, hot;
    bool from_incumbent;
} schedules[] = {{3, 2, false}, {5, 0.3, true}, {8, 2, false}, {5, 0.3, true}};
/* About a start that is nearly right, and about an incumbent at good prices. */
static const struct schedule warm_schedule = {3, 0.3, true}, near_schedule = {1.5, 0.3, true};
enum { SCHEDULES = sizeof schedules / sizeof schedules[0] };

static const int64_t FIRST_NODES = 500;
static const int64_t MOST_WORK = INT64_C(1) << 50; /* nodes grow no further */
static const int64_t MOST_MOVES_PER_PERSON = 1000000;
static const int64_t FIRST_ENUMERATED = 5000;
static const int64_t NODES_ENUMERATED_PER_BRANCHED = 100;

struct search {
    struct solve *solve;
    double *prices;        /* per row, micro-points */
    double *reduced;       /* per choice */
    double *least;         /* per person */
    double *x;             /* per choice: the relaxation */
    int64_t *fixed;        /* per person */
    uint8_t *free;         /* per choice */
    int32_t *choice;       /* per person */
    int32_t *start;        /* per person: where a warm search begins */
    bool is_warm;          /* prices and a placement were given, of a problem much like this one */
    double *excess;        /* per person, scratch: of the second choice */
    int64_t nodes;         /* of the next branch-and-bound */
    struct prover *prover; /* NULL until the relaxation is done */
    bool infeasible;
};

static bool search_init(struct search *search, struct solve *solve)
{
    const struct store *store = &solve->store;
    size_t people = (size_t)store->people + 1, choices = (size_t)store->choices + 1;
    *search = (struct search){
        .solve = solve,
        .reduced = calloc(choices, sizeof(double)),
        .least = calloc(people, sizeof(double)),
        .x = calloc(choices, sizeof(double)),
        .excess = calloc(people, sizeof(double)),
        .fixed = calloc(people, sizeof(int64_t)),
        .free = calloc(choices, 1),
        .choice = calloc(people, sizeof(int32_t)),
        .start = calloc(people, sizeof(int32_t)),
        .nodes = FIRST_NODES,
    };
    return search->reduced && search->least && search->excess && search->x && search->fixed && search->free &&
           search->choice && search->start;
}

static void search_free(struct search *search)
{
    free(search->reduced);
    free(search->least);
    free(search->excess);
    free(search->x);
    free(search->fixed);
    free(search->free);
    free(search->choice);
    free(search->start);
    prover_free(search->prover);
}

/* Everybody at the choice of least reduced cost: the placement the prices alone would make. */
static void choose_by_price(struct search *search)
{
    const struct store *store = &search->solve->store;
    for (int32_t k = 0; k < store->people; k++)
        for (int64_t q = store->first_choice[k + 1] - 1; q >= store->first_choice[k]; q--)
            if (search->reduced[q] <= search->least[k])
                search->choice[k] = (int32_t)(q - store->first_choice[k]);
}

/* Of a later round: a large core gets no more than a quick plan of everybody would. */
static int64_t moves_of_round(const struct solve *solve, int64_t moves_per_person, int64_t mobile)
{
    int64_t moves = moves_per_person * mobile;
    if (moves_per_person < MORE_MOVES)
        return moves;
    int64_t first = (int64_t)FIRST_MOVES * solve->store.people;
    int64_t most = (first > QUICK_MOVES ? first : QUICK_MOVES) * (moves_per_person / MORE_MOVES);
    return moves < LEAST_MOVES ? LEAST_MOVES : moves < most ? moves : most;
}

/* Starts everybody at `from` (NULL: as the schedule says, the incumbent or the choice of least reduced cost)
 * and anneals; while hard rows stay broken, dearer penalties and again. */
static void anneal_at_prices(struct search *search, const struct schedule *schedule, const int32_t *from,
                             int64_t moves_per_person, int penalty_rounds)
{
    if (!solve_uses(search->solve, SWITCH_ANNEALING))
        return;
    if (search->prover != NULL)
        prover_reduced_costs(search->prover, search->reduced, search->least);
    else
        ascent_reduced_costs(&search->solve->store, search->prices, search->reduced, search->least);
    choose_by_price(search);
    double width =
        core_width(&search->solve->store, search->reduced, search->least, search->choice, search->excess);
    struct anneal_core core = {.prices = search->prices,
                               .reduced = search->reduced,
                               .least = search->least,
                               .width = width,
                               .margin = schedule->core};
    struct anneal *anneal = anneal_new(search->solve, &core);
    if (anneal == NULL)
        return;
    enum engine_part outer = meter_enter(&search->solve->meter, ENGINE_ANNEAL);
    bool again = schedule->from_incumbent && search->solve->has_incumbent;
    anneal_start(anneal, from != NULL ? from : again ? search->solve->incumbent : search->choice);
    int64_t moves = moves_of_round(search->solve, moves_per_person, anneal_mobile_people(anneal));
    for (int raise = 0; raise < penalty_rounds && !search->solve->stopped; raise++) {
        if (anneal_run(anneal, moves, schedule->hot * width, COLD_WIDTHS * width))
            break;
        anneal_raise_penalties(anneal, 3);
    }
    anneal_free(anneal);
    meter_enter(&search->solve->meter, outer);
}

/* Marks the choices that a plan better than the incumbent could hold, by reduced costs; everybody who is left
 * with one is fixed there. Returns the choices of people who still have a rival. */
static int64_t fix_by_reduced_cost(struct search *search)
{
    const struct solve *solve = search->solve;
    const struct store *store = &solve->store;
    double bound = ascent_reduced_costs(store, search->prices, search->reduced, search->least);
    double allowance = 1e-6 * fabs(bound) + 1 + store_rounding_upt(store);
    bool may_fix = solve->has_incumbent && solve_uses(solve, SWITCH_FIXING);
    double slack = may_fix ? (double)solve->incumbent_upt - bound + allowance : INFINITY;
    int64_t count = 0;
    for (int32_t k = 0; k < store->people; k++) {
        int64_t mine = 0;
        for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++) {
            search->free[q] = search->reduced[q] <= search->least[k] + slack;
            mine += search->free[q];
        }
        count += mine > 1 ? mine : 0;
    }
    return count;
}

/* People who are left with one choice stand there; the others where the incumbent has them, which stays free
 * too. */
static void place_fixed(struct search *search)
{
    const struct solve *solve = search->solve;
    const struct store *store = &solve->store;
    for (int32_t k = 0; k < store->people; k++) {
        int64_t mine = 0, last = store->first_choice[k];
        for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++)
            if (search->free[q]) {
                mine++;
                last = q;
            }
        search->fixed[k] = last;
        if (mine > 1 && solve->has_incumbent) {
            search->fixed[k] = store->first_choice[k] + solve->incumbent[k];
            search->free[search->fixed[k]] = 1;
        }
    }
}

static void note(struct search *search, enum core_status status)
{
    if (status == CORE_EMPTY && !search->solve->has_incumbent)
        search->infeasible = true;
}

/* Where all choices hold no plan there is none; a pool of them proves nothing. */
static bool enumerate(struct search *search, int64_t nodes)
{
    bool is_finished = enumeration_run(search->solve, nodes);
    if (is_finished && !search->solve->has_incumbent && store_is_complete(&search->solve->store))
        search->infeasible = true;
    return is_finished;
}

/* Proves, when what the reduced costs leave is small enough. */
static void try_whole_core(struct search *search)
{
    if (enumerate(search, search->nodes * NODES_ENUMERATED_PER_BRANCHED))
        return;
    const struct solve *solve = search->solve;
    bool is_desperate =
        !solve->has_incumbent || (ties_are_many(solve->store.ties) && turns_want_a_plan(solve));
    int64_t most = is_desperate ? DESPERATE_CORE_CHOICES : WHOLE_CORE_CHOICES;
    int64_t count = search->prover != NULL ? prover_fix(search->prover, search->free) : INT64_MAX;
    if (count > most)
        count = fix_by_reduced_cost(search);
    if (count > most)
        return;
    place_fixed(search);
    struct core core = {
        .fixed = search->fixed, .free = search->free, .is_whole = true, .cuts = true, .nodes = search->nodes};
    note(search, core_solve(search->solve, &core));
    search->nodes = search->nodes < MOST_WORK ? 4 * search->nodes : search->nodes;
}

static bool go_on(const struct search *search)
{
    return !search->solve->stopped && !search->infeasible && !solve_proves_infeasible(search->solve);
}

/* About what looking at all choices once takes; where they enter no row, at everybody. */
static int64_t pass_work(const struct store *store)
{
    return store->entries > store->people ? store->entries : store->people + 1;
}

static bool is_small(const struct solve *solve)
{
    return solve->store.choices <= SMALL_CHOICES;
}

/* Moves per person of the first plan: fewer in a small city, which the unit side solves anyway, and in a
 * large one, which better prices serve better. */
static int64_t quick_moves(const struct solve *solve)
{
    int64_t each = QUICK_MOVES / (solve->store.people + 1);
    int64_t most = solve->store.people / 2 > 100 ? solve->store.people / 2 : 100;
    return each < LEAST_QUICK_MOVES ? LEAST_QUICK_MOVES : each < most ? each : most;
}

static void relax(struct search *search)
{
    enum sifting_status status = sifting_run(search->solve, search->prices, search->x);
    search->infeasible = status == SIFTING_INFEASIBLE;
    if (status == SIFTING_OPTIMAL)
        rounding_offer(search->solve, search->prices, search->x);
}

/* The start is of a problem much like this one: it wants little more than a look around. */
static void adjust(struct search *search)
{
    if (store_is_complete(&search->solve->store))
        ascent_refine(search->solve, search->prices, WARM_PASSES);
    if (go_on(search))
        anneal_at_prices(search, &warm_schedule, search->start, WARM_MOVES, FIRST_PENALTY_ROUNDS);
}

static void run_cold(struct search *search)
{
    struct solve *solve = search->solve;
    if (store_is_complete(&solve->store))
        ascent_run(solve, search->prices, FIRST_PASSES);
    if (go_on(search))
        anneal_at_prices(search, &schedules[0], NULL, quick_moves(solve), FIRST_PENALTY_ROUNDS);
    if (go_on(search) && store_is_complete(&solve->store))
        ascent_refine(solve, search->prices, MORE_PASSES);
}

static void open_prover(struct search *search)
{
    struct solve *solve = search->solve;
    ascent_reduced_costs(&solve->store, search->prices, search->reduced, search->least);
    choose_by_price(search);
    if (store_is_complete(&solve->store) || solve->store.choices <= TURNS_QUICKLY_SETTLED_CHOICES)
        search->prover = prover_new(
            solve, search->prices, search->is_warm,
            core_width(&solve->store, search->reduced, search->least, search->choice, search->excess));
}

/* Near a good start the gap closes from both sides in short rounds: the unit side's bound a little up, then a
 * plan at its prices, by annealing and by diving in turn. */
static void close_in(struct search *search, int64_t effort)
{
    int64_t moves = MORE_WARM_MOVES;
    for (int round = 0; round < WARM_ROUNDS && go_on(search); round++, moves += moves / 2) {
        prover_advance(search->prover, effort);
        if (go_on(search) && round % 2 == 0)
            anneal_at_prices(search, &near_schedule, NULL, moves, 1);
        else if (go_on(search) && solve_uses(search->solve, SWITCH_DIVES))
            prover_dive_quickly(search->prover);
    }
}

/* Raises the unit-side bound, then searches below it, anneals at its prices and tries the core in turn. */
static void alternate(struct search *search)
{
    struct solve *solve = search->solve;
    int64_t spent[TURNS] = {0}, moves = MORE_MOVES, pass = pass_work(&solve->store);
    if (!is_small(solve)) /* the core's first try takes so long that it waits as if it had been */
        spent[TURN_CORE] = search->nodes * pass;
    open_prover(search);
    if (search->is_warm && search->prover != NULL)
        close_in(search, PROOF_TURN_PASSES * pass);
    for (int round = 0; go_on(search);) {
        struct turns turns = {solve, search->prover, search->is_warm};
        enum turn turn = turns_next(&turns, spent);
        if (turn == TURNS) {
            solve_give_up(solve);
            break;
        }
        spent[turn] -= solve->effort;
        solve_spend(solve, pass);
        if (turn == TURN_PROOF)
            prover_advance(search->prover, PROOF_TURN_PASSES * pass);
        else if (turn == TURN_DIVE)
            prover_dive(search->prover);
        else if (turn == TURN_NEAR)
            prover_search_near(search->prover, NEAR_TURN_PASSES * pass);
        else if (turn == TURN_CORE)
            try_whole_core(search);
        else {
            anneal_at_prices(search, &schedules[round++ % SCHEDULES], NULL, moves, MAX_PENALTY_ROUNDS);
            if (round % SCHEDULES == 0 && moves < MOST_MOVES_PER_PERSON)
                moves *= 2;
        }
        spent[turn] += solve->effort;
    }
}

static void run_phases(struct search *search)
{
    struct solve *solve = search->solve;
    if (search->is_warm)
        adjust(search);
    if (!search->is_warm || turns_want_a_plan(solve))
        run_cold(search);
    bool has_units = search->is_warm && solve->options->start_people_ppt != NULL;
    if (go_on(search) && !has_units && solve->store.rows <= MOST_SIFTED_ROWS &&
        store_is_complete(&solve->store))
        relax(search);
    if (go_on(search) && is_small(solve))
        enumerate(search, FIRST_ENUMERATED);
    if (go_on(search))
        alternate(search);
}

static void start_from(struct search *search)
{
    const struct engine_options *options = search->solve->options;
    if (options->start_prices_ppt != NULL)
        solve_offer_prices(search->solve, search->prices);
    if (options->start_choice != NULL) {
        start_placement(search->solve, search->prices, search->start);
        solve_offer_choice(search->solve, search->start);
    }
    start_status_quo(search->solve, search->choice);
}

static enum error_code write_result(struct arena *arena, const struct search *search,
                                    struct engine_result *out, struct error *error)
{
    struct solve *solve = search->solve;
    size_t people = (size_t)solve->store.people, rows = (size_t)solve->store.rows;
    *out = (struct engine_result){
        .stop = solve->stopped ? solve->stop : ENGINE_STOP_GAP,
        .status = search->infeasible || solve_proves_infeasible(solve) ? ENGINE_INFEASIBLE
                  : !solve->has_incumbent                              ? ENGINE_NO_PLAN
                  : solve_is_closed(solve)                             ? ENGINE_OPTIMAL
                                                                       : ENGINE_FEASIBLE,
        .choice = solve->has_incumbent ? arena_alloc(arena, people, sizeof *out->choice) : NULL,
        .prices_ppt = arena_alloc(arena, rows, sizeof *out->prices_ppt),
        .has_bound = solve->has_bound,
        .bound_upt = solve->bound_upt,
        .objective_upt = solve->incumbent_upt,
        .effort = solve->effort,
    };
    if (out->prices_ppt == NULL || (solve->has_incumbent && out->choice == NULL))
        return error_set(error, ERROR_MEMORY, NULL, "no memory for the result of the engine");
    if (solve->has_incumbent)
        solve_read_incumbent(solve, out->choice);
    memcpy(out->prices_ppt, solve->prices_ppt, rows * sizeof *out->prices_ppt);
    meter_enter(&solve->meter, ENGINE_PREPARE);
    memcpy(out->work, solve->meter.work, sizeof out->work);
    return ERROR_NONE;
}

enum error_code engine_solve(struct arena *arena, const struct choice_model *model,
                             const struct engine_options *options, struct engine_result *out,
                             struct error *error)
{
    struct solve solve;
    struct search search = {0};
    enum error_code code = solve_init(&solve, model, options, error);
    bool is_warm = code == ERROR_NONE && start_is_near(&solve);
    if (code == ERROR_NONE && !is_warm) /* a warm search keeps all that a checker counts: see prover.h */
        solve_presolve(&solve);
    if (code == ERROR_NONE)
        solve_find_ties(&solve);
    double *prices = code == ERROR_NONE ? start_prices(arena, &solve) : NULL;
    if (code == ERROR_NONE && prices == NULL)
        code = error_set(error, ERROR_MEMORY, NULL, "no memory for prices");
    if (code == ERROR_NONE && !store_is_complete(&solve.store))
        code = columns_run(&solve, prices, error);
    if (code == ERROR_NONE && !search_init(&search, &solve))
        code = error_set(error, ERROR_MEMORY, NULL, "no memory for the search");
    if (code == ERROR_NONE) {
        search.prices = prices;
        search.is_warm = is_warm;
        start_from(&search);
        solve_look_around(&solve);
        if (go_on(&search))
            run_phases(&search);
        code = write_result(arena, &search, out, error);
        if (code == ERROR_NONE && !search.infeasible && solve_uses(&solve, SWITCH_UNITS))
            tree_proof_add(arena, &solve, search.prover, out);
    }
    search_free(&search);
    solve_free(&solve);
    lp_free_thread();
    return code;
}
