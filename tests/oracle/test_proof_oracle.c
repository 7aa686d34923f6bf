/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any tree with any prices proves a bound, and none above what trying everything finds; no leaf's bound is
 * above the best plan on its path; on the unit side it is what trying all staffs gives. */
#include "solver/model/proof.h"
#include "solver/model/proof_parts.h"
#include "tests/support/models.h"

#include <criterion/criterion.h>

#include <string.h>

enum { CHOICES_MOST = 64, ROWS_MOST = 256, NODES_MOST = 15, POINTS_MOST = 4 };

/* --- all plans ------------------------------------------------------------------------------------------ */

/* The choices that a path leaves, and the best plan within them. */
struct search {
    const struct choice_model *model;
    bool gone[16][CHOICES_MOST];
    int64_t activity[ROWS_MOST];
    bool found;
    int64_t best_upt;
};

static int64_t whole_upt(const struct row *row, int128 price)
{
    return row->rounded ? divide_rounded(price, PPT_PER_UPT) : (int64_t)(price / PPT_PER_UPT);
}

static void weigh(struct search *search, int64_t cost)
{
    for (int32_t r = 0; r < choice_model_row_count(search->model); r++) {
        const struct row *row = choice_model_row(search->model, r);
        if (search->activity[r] < row->lower || search->activity[r] > row->upper)
            return;
        cost += whole_upt(row, row_price_ppt(row, search->activity[r]));
    }
    search->best_upt = !search->found || cost < search->best_upt ? cost : search->best_upt;
    search->found = true;
}

static void enter(struct search *search, const struct person_view *view, int32_t q, int64_t sign)
{
    for (int32_t e = view->first[q]; e < view->first[q + 1]; e++)
        search->activity[view->entries[e].row] += sign * view->entries[e].amount;
}

static void try_all(struct search *search, int32_t person, int64_t cost)
{
    if (person == choice_model_person_count(search->model)) {
        weigh(search, cost);
        return;
    }
    struct person_room *room = person_room_new(search->model);
    struct person_view view;
    choice_model_person(search->model, person, room, &view);
    for (int32_t q = 0; q < view.count; q++) {
        if (search->gone[person][q])
            continue;
        enter(search, &view, q, 1);
        try_all(search, person + 1, cost + view.cost_upt[q]);
        enter(search, &view, q, -1);
    }
    person_room_free(room);
}

/* --- random trees --------------------------------------------------------------------------------------- */

struct random_proof {
    struct proof_tree tree;
    struct proof_point points[POINTS_MOST];
    struct proof_node nodes[NODES_MOST];
    int64_t rows[POINTS_MOST][ROWS_MOST], people[POINTS_MOST][16];
};

/* Least reduced cost at the point's row prices, as an engine would start; half of them disturbed. */
static void random_people(struct tiny_random *random, const struct choice_model *model, const int64_t *rows,
                          int64_t *people)
{
    struct person_room *room = person_room_new(model);
    for (int32_t k = 0; k < choice_model_person_count(model); k++) {
        struct person_view view;
        choice_model_person(model, k, room, &view);
        for (int32_t q = 0; q < view.count; q++) {
            int64_t reduced = view.cost_upt[q] * PPT_PER_UPT;
            for (int32_t e = view.first[q]; e < view.first[q + 1]; e++)
                reduced -= rows[view.entries[e].row] * view.entries[e].amount;
            people[k] = q == 0 || reduced < people[k] ? reduced : people[k];
        }
        if (tiny_chance(random, 50))
            people[k] += tiny_between(random, -20000000000000, 20000000000000);
    }
    person_room_free(room);
}

static void random_points(struct tiny_random *random, const struct small_model *model,
                          struct random_proof *out)
{
    out->tree.point_count = 1 + tiny_below(random, POINTS_MOST);
    for (int32_t p = 0; p < out->tree.point_count; p++) {
        bool is_unit_side = tiny_chance(random, 65);
        model_random_prices(model, random, out->rows[p]);
        random_people(random, model->model, out->rows[p], out->people[p]);
        out->points[p] = (struct proof_point){out->rows[p], is_unit_side ? out->people[p] : NULL};
    }
}

/* Grows the tree by turning a random leaf into a branching, a few times. */
static void random_nodes(struct tiny_random *random, const struct choice_model *model,
                         struct random_proof *out)
{
    int32_t count = 1;
    for (int32_t turns = tiny_below(random, NODES_MOST / 2 + 1); turns > 0; turns--) {
        int32_t n = tiny_below(random, count);
        if (out->nodes[n].point == -1)
            continue;
        int32_t person = tiny_below(random, choice_model_person_count(model));
        int32_t choice = tiny_below(random, choice_model_choice_count(model, person));
        bool in_first = tiny_chance(random, 50);
        out->nodes[n] = (struct proof_node){-1, person, choice, in_first ? count : count + 1,
                                            in_first ? count + 1 : count};
        for (int32_t i = 0; i < 2; i++)
            out->nodes[count++] = (struct proof_node){.point = tiny_below(random, out->tree.point_count)};
    }
    out->tree.node_count = count;
}

static void random_tree(struct tiny_random *random, const struct small_model *model, struct random_proof *out)
{
    memset(out, 0, sizeof *out);
    out->tree.points = out->points;
    out->tree.nodes = out->nodes;
    random_points(random, model, out);
    random_nodes(random, model->model, out);
}

/* --- what must hold ------------------------------------------------------------------------------------- */

struct tally {
    int32_t positive, proven, infeasible, tight;
};

static void check_bound(uint64_t seed, const struct small_model *model, const struct random_proof *proof,
                        const struct search *all, struct tally *tally)
{
    struct error error = {0};
    int64_t bound = 0;
    bool infeasible = false;
    enum error_code code = proof_bound(model->model, &proof->tree, &bound, &infeasible, &error);
    cr_assert_eq(code, ERROR_NONE, "seed %llu: %s", (unsigned long long)seed, error.text);
    cr_assert(!infeasible || !all->found, "seed %llu: called infeasible, there is a plan",
              (unsigned long long)seed);
    cr_assert(infeasible || !all->found || bound <= all->best_upt, "seed %llu: bound %lld above %lld",
              (unsigned long long)seed, (long long)bound, (long long)all->best_upt);
    tally->infeasible += infeasible ? 1 : 0;
    tally->positive += !infeasible && all->found && bound > 0 ? 1 : 0;
    tally->tight += !infeasible && all->found && bound == all->best_upt ? 1 : 0;
}

static int32_t parent_of(const struct proof_tree *tree, int32_t node)
{
    for (int32_t n = 0; n < node; n++)
        if (tree->nodes[n].point == -1 && (tree->nodes[n].in == node || tree->nodes[n].out == node))
            return n;
    return -1;
}

static void turn(struct search *search, struct proof_checker *checker, const struct proof_node *branching,
                 bool is_in)
{
    for (int32_t q = 0; q < choice_model_choice_count(search->model, branching->person); q++)
        search->gone[branching->person][q] |= (q == branching->choice) != is_in;
    proof_path_turn(checker, branching->person, branching->choice, is_in);
}

/* --- the unit side by trying all staffs ----------------------------------------------------------------- */

enum { PLACES_MOST = 16, STAFF_MOST = 20 };

/* The allowed choices of one place, and its rows. */
struct crew {
    int32_t count;
    int32_t person[STAFF_MOST];
    bool forced[STAFF_MOST];
    int128 cost[STAFF_MOST];
    int64_t amount[STAFF_MOST][ROWS_MOST];
};

struct unit_side {
    const struct choice_model *model;
    const struct proof_point *point;
    struct crew crews[PLACES_MOST];
    int32_t owner[ROWS_MOST]; /* -2: nobody enters, -1: priced */
    int64_t lower[ROWS_MOST], upper[ROWS_MOST];
};

static int32_t place_of(const struct person_view *view, int32_t q)
{
    return view->unit[q] < 0 ? PLACES_MOST - 1 : view->unit[q];
}

static int64_t amount_in(const struct person_view *view, int32_t q, int32_t row)
{
    for (int32_t e = view->first[q]; e < view->first[q + 1]; e++)
        if (view->entries[e].row == row)
            return view->entries[e].amount;
    return 0;
}

static void find_owners(struct unit_side *side, const struct person_view *view)
{
    for (int32_t q = 0; q < view->count; q++)
        for (int32_t e = view->first[q]; e < view->first[q + 1]; e++) {
            int32_t *owner = &side->owner[view->entries[e].row];
            bool fits = *owner == -2 || *owner == place_of(view, q);
            *owner = fits && view->entries[e].amount >= 0 ? place_of(view, q) : -1;
        }
}

/* A place owns no more than the first twelve of its rows. */
static void disown_further_rows(struct unit_side *side)
{
    int32_t owned[PLACES_MOST] = {0};
    for (int32_t r = 0; r < choice_model_row_count(side->model); r++)
        if (side->owner[r] >= 0 && ++owned[side->owner[r]] > 12)
            side->owner[r] = -1;
}

static void reach(struct unit_side *side, const struct person_view *view, const bool *gone)
{
    for (int32_t r = 0; r < choice_model_row_count(side->model); r++) {
        int64_t least = INT64_MAX, most = INT64_MIN;
        for (int32_t q = 0; q < view->count; q++) {
            int64_t amount = amount_in(view, q, r);
            least = !gone[q] && amount < least ? amount : least;
            most = !gone[q] && amount > most ? amount : most;
        }
        side->lower[r] += least;
        side->upper[r] += most;
    }
}

static void join_crews(struct unit_side *side, const struct person_view *view, int32_t person,
                       const bool *gone)
{
    int32_t left = 0;
    for (int32_t q = 0; q < view->count; q++)
        left += gone[q] ? 0 : 1;
    for (int32_t q = 0; q < view->count; q++) {
        struct crew *crew = &side->crews[place_of(view, q)];
        int32_t i = crew->count;
        if (gone[q])
            continue;
        cr_assert_lt(i, STAFF_MOST);
        crew->count++;
        crew->person[i] = person;
        crew->forced[i] = left == 1;
        crew->cost[i] = (int128)view->cost_upt[q] * PPT_PER_UPT - side->point->person_prices_ppt[person];
        for (int32_t r = 0; r < choice_model_row_count(side->model); r++) {
            crew->amount[i][r] = amount_in(view, q, r);
            if (side->owner[r] < 0)
                crew->cost[i] -= (int128)side->point->row_prices_ppt[r] * crew->amount[i][r];
        }
    }
}

static bool has_somebody_twice(const struct crew *crew, uint32_t staff)
{
    for (int32_t i = 0; i < crew->count; i++)
        for (int32_t k = 0; k < i; k++)
            if (crew->person[i] == crew->person[k] && (staff >> i & 1) != 0 && (staff >> k & 1) != 0)
                return true;
    return false;
}

static bool staff_value(const struct unit_side *side, int32_t place, uint32_t staff, int128 *value)
{
    const struct crew *crew = &side->crews[place];
    *value = 0;
    if (has_somebody_twice(crew, staff))
        return false;
    for (int32_t i = 0; i < crew->count; i++) {
        if (crew->forced[i] && (staff >> i & 1) == 0)
            return false;
        *value += (staff >> i & 1) != 0 ? crew->cost[i] : 0;
    }
    for (int32_t r = 0; r < choice_model_row_count(side->model); r++) {
        const struct row *row = choice_model_row(side->model, r);
        int64_t activity = 0;
        for (int32_t i = 0; i < crew->count; i++)
            activity += (staff >> i & 1) != 0 ? crew->amount[i][r] : 0;
        if (side->owner[r] != place)
            continue;
        if (activity < row->lower || activity > row->upper || activity < row->reach_lower ||
            activity > row->reach_upper)
            return false;
        *value += row_price_ppt(row, activity);
    }
    return true;
}

static bool add_crews(const struct unit_side *side, int128 *bound)
{
    for (int32_t p = 0; p < PLACES_MOST; p++) {
        bool found = false;
        int128 best = 0, value;
        for (uint32_t staff = 0; staff < UINT32_C(1) << side->crews[p].count; staff++)
            if (staff_value(side, p, staff, &value) && (!found || value < best)) {
                best = value;
                found = true;
            }
        *bound += best;
        if (!found)
            return false;
    }
    return true;
}

static bool add_rows(const struct unit_side *side, int128 *bound)
{
    for (int32_t r = 0; r < choice_model_row_count(side->model); r++) {
        const struct row *row = choice_model_row(side->model, r);
        int64_t lower = row->lower > side->lower[r] ? row->lower : side->lower[r];
        int64_t upper = row->upper < side->upper[r] ? row->upper : side->upper[r];
        struct row_least least;
        if (lower > upper)
            return false;
        cr_assert(row_least_ppt(row, side->point->row_prices_ppt[r], lower, upper, &least));
        *bound += side->owner[r] < 0 ? least.value_ppt : 0;
    }
    return true;
}

/* False: the leaf is empty. */
static bool unit_side_by_trial(const struct search *search, const struct proof_point *point, int128 *bound)
{
    static struct unit_side side;
    struct person_room *room = person_room_new(search->model);
    struct person_view view;
    int32_t people = choice_model_person_count(search->model);
    memset(&side, 0, sizeof side);
    side.model = search->model;
    side.point = point;
    *bound = 0;
    for (int32_t r = 0; r < ROWS_MOST; r++)
        side.owner[r] = -2;
    for (int32_t k = 0; k < people; k++) {
        choice_model_person(search->model, k, room, &view);
        find_owners(&side, &view);
    }
    disown_further_rows(&side);
    bool is_empty = false;
    for (int32_t k = 0; k < people; k++) {
        int32_t left = 0;
        choice_model_person(search->model, k, room, &view);
        for (int32_t q = 0; q < view.count; q++)
            left += search->gone[k][q] ? 0 : 1;
        is_empty = is_empty || left == 0;
        if (left > 0) {
            reach(&side, &view, search->gone[k]);
            join_crews(&side, &view, k, search->gone[k]);
        }
        *bound += point->person_prices_ppt[k];
    }
    person_room_free(room);
    return !is_empty && add_rows(&side, bound) && add_crews(&side, bound);
}

static void check_leaf(uint64_t seed, const struct small_model *model, struct proof_checker *checker,
                       const struct proof_tree *tree, int32_t leaf)
{
    struct error error = {0};
    struct search search = {.model = model->model};
    int128 bound = 0;
    bool is_empty = false;
    proof_path_begin(checker);
    for (int32_t n = leaf, up; (up = parent_of(tree, n)) != -1; n = up)
        turn(&search, checker, &tree->nodes[up], tree->nodes[up].in == n);
    cr_assert_eq(proof_leaf_bound(checker, &bound, &is_empty, &error), ERROR_NONE);
    if (checker->point->person_prices_ppt != NULL) {
        int128 expected = 0;
        cr_assert_eq(unit_side_by_trial(&search, checker->point, &expected), !is_empty, "seed %llu leaf %d",
                     (unsigned long long)seed, (int)leaf);
        /* rows of lending count the same FTE again and again: keys of activities may leave 63 bits */
        bool is_exact = model->problem->instance->surge_count == 0;
        cr_assert(is_empty || (is_exact ? bound == expected : bound <= expected),
                  "seed %llu leaf %d: %lld, all staffs say %lld", (unsigned long long)seed, (int)leaf,
                  (long long)bound, (long long)expected);
    }
    try_all(&search, 0, 0);
    int128 least = (int128)search.best_upt * PPT_PER_UPT + model_rounded_rows(model) * (PPT_PER_UPT / 2);
    cr_assert(!search.found || !is_empty, "seed %llu leaf %d: called empty", (unsigned long long)seed,
              (int)leaf);
    cr_assert(!search.found || bound <= least, "seed %llu leaf %d: %lld above %lld", (unsigned long long)seed,
              (int)leaf, (long long)bound, (long long)least);
}

static void check_leaves(uint64_t seed, const struct small_model *model, const struct random_proof *proof)
{
    struct error error = {0};
    struct proof_checker checker = {0};
    cr_assert_eq(proof_checker_init(&checker, model->model, &error), ERROR_NONE);
    for (int32_t p = 0; p < proof->tree.point_count; p++) {
        cr_assert_eq(proof_point_enter(&checker, &proof->points[p], p % 2 == 0, &error), ERROR_NONE);
        for (int32_t n = 0; n < proof->tree.node_count; n++)
            if (proof->nodes[n].point == p)
                check_leaf(seed, model, &checker, &proof->tree, n);
    }
    proof_checker_free(&checker);
}

Test(proof, of_any_tree_never_exceeds_the_optimum_nor_a_leaf_its_own)
{
    struct tally tally = {0};
    uint64_t seed = 1;
    for (int32_t model_number = 0; model_number < 300; model_number++) {
        struct small_model model = model_next_tiny(&seed, &tiny_size_oracle);
        struct tiny_random random = {seed};
        struct search all = {.model = model.model};
        struct random_proof proof;
        cr_assert_leq(choice_model_row_count(model.model), ROWS_MOST);
        try_all(&all, 0, 0);
        for (int32_t round = 0; round < 8; round++) {
            random_tree(&random, &model, &proof);
            check_bound(seed, &model, &proof, &all, &tally);
            if (round < 3)
                check_leaves(seed, &model, &proof);
        }
        model_free(&model);
    }
    cr_assert_gt(tally.positive, 300, "only %d bounds say anything", (int)tally.positive);
    cr_assert_gt(tally.infeasible, 10, "only %d trees prove that there is no plan", (int)tally.infeasible);
    cr_assert_gt(tally.tight, 20, "only %d bounds meet the optimum", (int)tally.tight);
}
