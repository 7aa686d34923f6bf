/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/id_table.h"
#include "proto/read.h"
#include "solver/explain/reasons.h"
#include "solver/explain/secondments.h"
#include "solver/worker/job_parts.h"

#include <string.h>

enum { CLAIMS_MAX = 100 };

struct checking {
    struct arena *arena;
    struct error *error;
    struct job_model job;
    const struct plan *plan; /* NULL when only a placement is checked */
    struct placed *placement;
    const struct evaluation *evaluation;
    struct node claims;
    bool has_bound;
    int64_t bound_verified_upt;
};

/* --- claims: where the given plan says something else than what was found ---------------------------------
 */

static struct node value_or_null(const struct node *value)
{
    return value == NULL ? node_null() : *value;
}

static void claim(struct checking *check, const struct path *at, struct node claimed, struct node found)
{
    struct error rendered;
    struct node map = node_map(check->arena, 3);
    if (check->claims.count >= CLAIMS_MAX) {
        return;
    }
    error_at(&rendered, ERROR_NONE, at, "%s", "");
    map_add(&map, "claimed", claimed);
    map_add(&map, "field", node_string(check->arena, rendered.path));
    map_add(&map, "found", found);
    array_add(&check->claims, map);
}

static void compare(struct checking *check, const struct path *at, const struct node *claimed,
                    const struct node *found);

static void compare_maps(struct checking *check, const struct path *at, const struct node *claimed,
                         const struct node *found)
{
    for (uint32_t i = 0; i < found->count; i++) {
        const char *key = found->as.items[2 * i].as.text;
        const struct path here = {.up = at, .key = key};
        if (strcmp(key, "reasons") != 0) {
            compare(check, &here, map_get(claimed, key), &found->as.items[2 * i + 1]);
        }
    }
    for (uint32_t i = 0; i < claimed->count; i++) {
        const char *key = claimed->as.items[2 * i].as.text;
        const struct path here = {.up = at, .key = key};
        if (map_get(found, key) == NULL) {
            compare(check, &here, &claimed->as.items[2 * i + 1], NULL);
        }
    }
}

/* Lists of different length differ as a whole, and only their lengths are told. */
static void compare(struct checking *check, const struct path *at, const struct node *claimed,
                    const struct node *found)
{
    if (claimed == NULL && found == NULL) {
        return;
    }
    if (claimed == NULL || found == NULL || claimed->kind != found->kind) {
        claim(check, at, value_or_null(claimed), value_or_null(found));
    } else if (claimed->kind == NODE_MAP) {
        compare_maps(check, at, claimed, found);
    } else if (claimed->kind == NODE_ARRAY && claimed->count == found->count) {
        for (uint32_t i = 0; i < claimed->count; i++) {
            const struct path here = {.up = at, .index = i};
            compare(check, &here, &claimed->as.items[i], &found->as.items[i]);
        }
    } else if (claimed->kind == NODE_ARRAY) {
        claim(check, at, node_integer(claimed->count), node_integer(found->count));
    } else if (!node_equal(claimed, found)) {
        claim(check, at, *claimed, *found);
    }
}

/* --- what is found ---------------------------------------------------------------------------------------
 */

static enum error_code read_prices(struct checking *check, int64_t **out)
{
    const struct choice_model *model = check->job.model;
    const struct proof *proof = &check->plan->proof;
    int32_t rows = choice_model_row_count(model);
    int64_t *prices = arena_alloc(check->arena, (size_t)rows, sizeof *prices);
    struct id_table names;
    bool fresh, complete = prices != NULL && id_table_init(&names, check->arena, (size_t)rows);
    for (int32_t r = 0; complete && r < rows; r++) {
        const char *name = choice_model_row(model, r)->name;
        complete = id_table_add(&names, name, (uint32_t)strlen(name), &fresh) != NONE;
    }
    if (!complete) {
        return error_set(check->error, ERROR_MEMORY, NULL, "no memory for the prices");
    }
    for (int32_t i = 0; i < proof->price_count; i++) {
        const char *name = proof->prices[i].row;
        int32_t r = id_table_find(&names, name, (uint32_t)strlen(name));
        if (r != NONE) {
            prices[r] = proof->prices[i].price_ppt;
            continue;
        }
        const struct path plan = {.key = "plan"}, part = {.up = &plan, .key = "proof"},
                          certificate = {.up = &part, .key = "certificate"},
                          list = {.up = &certificate, .key = "prices"}, here = {.up = &list, .key = name};
        claim(check, &here, node_integer(proof->prices[i].price_ppt), node_null());
    }
    *out = prices;
    return ERROR_NONE;
}

static enum error_code certify_tree(struct checking *check)
{
    int64_t bound = check->bound_verified_upt;
    bool infeasible = false;
    const struct certificate_tree *tree = check->plan->proof.tree;
    enum error_code code =
        tree == NULL ? ERROR_NONE
                     : job_prove(check->arena, check->job.model, tree, 0, &bound, &infeasible, check->error);
    check->has_bound = code == ERROR_NONE && !infeasible;
    check->bound_verified_upt = bound > check->bound_verified_upt ? bound : check->bound_verified_upt;
    return code;
}

static enum error_code certify(struct checking *check)
{
    int64_t *prices = NULL;
    const int64_t *used = NULL;
    bool infeasible = false;
    if (check->job.model == NULL || !check->plan->has_bound) {
        return ERROR_NONE;
    }
    enum error_code code = read_prices(check, &prices);
    if (code == ERROR_NONE) {
        code = job_certify(check->arena, check->job.model, prices, &check->bound_verified_upt, &infeasible,
                           &used, check->error);
    }
    check->has_bound = code == ERROR_NONE && !infeasible;
    return code == ERROR_NONE && check->has_bound ? certify_tree(check) : code;
}

static enum error_code list_unplaced(struct checking *check, struct plan *found)
{
    int32_t people = check->job.problem->instance->employee_count;
    int32_t *list = arena_alloc(check->arena, (size_t)people, sizeof *list);
    if (list == NULL) {
        return error_set(check->error, ERROR_MEMORY, NULL, "no memory for the check");
    }
    found->unplaced = list;
    found->unplaced_count = 0;
    for (int32_t i = 0; i < people; i++) {
        if (check->placement[i].unit == NONE) {
            list[found->unplaced_count++] = i;
        }
    }
    return ERROR_NONE;
}

/* The plan as it should read: the given one with everything replaced that can be recomputed. */
static enum error_code recompute(struct checking *check, const struct node **document)
{
    enum error_code code;
    struct plan found = {.status = PLAN_FEASIBLE, .proof.engine = ENGINE_VERSION};
    if (check->plan != NULL) {
        found = *check->plan;
        found.has_bound = check->has_bound;
        found.bound_verified_upt = check->bound_verified_upt;
        code = reasons_of_moves(check->arena, check->job.problem, check->placement, &found.moves,
                                &found.move_count, check->error);
        if (code != ERROR_NONE ||
            (code = reasons_of_secondments(check->arena, check->job.problem, check->placement,
                                           &found.secondments, &found.secondment_count, check->error)) !=
                ERROR_NONE ||
            (code = list_unplaced(check, &found)) != ERROR_NONE) {
            return code;
        }
    }
    found.objective = check->evaluation->objective;
    found.units = check->evaluation->units;
    found.kpis = check->evaluation->kpis;
    memcpy(found.proof.instance_sha256, check->job.instance_sha256, sizeof found.proof.instance_sha256);
    memcpy(found.proof.policy_sha256, check->job.policy_sha256, sizeof found.proof.policy_sha256);
    return plan_write(check->arena, &found, check->job.problem, document, check->error);
}

/* Only prices prove a bound; a better one from cuts and branching must still lie between what they prove and
 * what the plan costs. */
static void compare_bound(struct checking *check, const struct path *plan)
{
    const struct path here = {.up = plan, .key = "bound"};
    int64_t bound = check->plan->bound_upt;
    if (!check->has_bound) {
        return;
    }
    if (bound > check->evaluation->objective.total && check->evaluation->breach_count == 0) {
        claim(check, &here, node_micro(bound), node_micro(check->evaluation->objective.total));
    } else if (bound < check->bound_verified_upt) {
        claim(check, &here, node_micro(bound), node_micro(check->bound_verified_upt));
    }
}

static void compare_plans(struct checking *check, const struct node *given, const struct node *found)
{
    static const char *const parts[] = {"bound_verified", "gap",   "kpis",     "moves",
                                        "objective",      "units", "unplaced", "secondments"};
    const struct path plan = {.key = "plan"}, proof = {.up = &plan, .key = "proof"};
    const struct path instance_hash = {.up = &proof, .key = "instance_sha256"};
    const struct path policy_hash = {.up = &proof, .key = "policy_sha256"};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        const struct path here = {.up = &plan, .key = parts[i]};
        compare(check, &here, map_get(given, parts[i]), map_get(found, parts[i]));
    }
    const struct node *given_proof = map_get(given, "proof"), *found_proof = map_get(found, "proof");
    compare(check, &instance_hash, map_get(given_proof, "instance_sha256"),
            map_get(found_proof, "instance_sha256"));
    compare(check, &policy_hash, map_get(given_proof, "policy_sha256"),
            map_get(found_proof, "policy_sha256"));
    compare_bound(check, &plan);
}

/* --- the report ------------------------------------------------------------------------------------------
 */

static struct node scaled(int64_t value, int places)
{
    int64_t factor = places == 6 ? 1 : places == 3 ? 1000 : MICRO;
    int64_t limit = MICRO_MAX / factor;
    return node_micro((value > limit ? limit : value < -limit ? -limit : value) * factor);
}

static struct node breaches_node(struct checking *check)
{
    struct node list = node_array(check->arena, (size_t)check->evaluation->breach_count);
    for (int32_t i = 0; i < check->evaluation->breach_count; i++) {
        const struct breach *breach = &check->evaluation->breaches[i];
        struct node map = node_map(check->arena, 5);
        if (breach->lower != INT64_MIN) {
            map_add(&map, "lower", scaled(breach->lower, breach->places));
        }
        map_add(&map, "row", node_borrowed(breach->row));
        map_add(&map, "seen", scaled(breach->seen, breach->places));
        map_add(&map, "sentence", node_borrowed(breach->sentence));
        if (breach->upper != INT64_MAX) {
            map_add(&map, "upper", scaled(breach->upper, breach->places));
        }
        array_add(&list, map);
    }
    return list;
}

static enum error_code write_report(struct checking *check, const struct node *found, const void **report,
                                    size_t *length)
{
    struct node root = node_map(check->arena, 7);
    map_add(&root, "breaches", breaches_node(check));
    if (check->plan != NULL) {
        map_add(&root, "bound_verified",
                check->has_bound ? node_micro(check->bound_verified_upt) : node_null());
        map_add(&root, "claims", check->claims);
    }
    map_add(&root, "feasible", node_boolean(check->evaluation->breach_count == 0));
    map_add(&root, "kpis", *map_get(found, "kpis"));
    map_add(&root, "objective", *map_get(found, "objective"));
    map_add(&root, "units", *map_get(found, "units"));
    enum error_code code = tree_canonicalise(&root, check->error);
    return code != ERROR_NONE ? code : tree_write_msgpack(check->arena, &root, report, length, check->error);
}

static enum error_code read_subject(struct checking *check, const struct job_body *body)
{
    const struct path at_plan = {.key = "plan"}, at_placement = {.key = "placement"};
    const struct problem *problem = check->job.problem;
    if (body->plan == NULL) {
        return placement_read(check->arena, problem->instance, body->placement, &at_placement,
                              &check->placement, check->error);
    }
    enum error_code code = plan_read(check->arena, body->plan, &at_plan, problem, &check->plan, check->error);
    if (code != ERROR_NONE) {
        return code;
    }
    if (!plan_has_placement(check->plan)) {
        return error_set(check->error, ERROR_BAD_VALUE, "plan.status",
                         "seen %s, expected a plan that holds a placement to check",
                         plan_status_word(check->plan->status));
    }
    return plan_placement(check->arena, check->plan, problem, &check->placement, check->error);
}

enum error_code job_check(struct arena *arena, const struct job_input *input, const void **report,
                          size_t *report_length, struct error *error)
{
    struct checking check = {.arena = arena, .error = error, .claims = node_array(arena, CLAIMS_MAX)};
    struct job_body parts;
    const struct node *found = NULL;
    enum error_code code;
    if ((code = job_body_check(arena, input, &parts, error)) != ERROR_NONE ||
        (code = job_model_read(arena, &parts, &check.job, error)) != ERROR_NONE ||
        (code = read_subject(&check, &parts)) != ERROR_NONE ||
        (code = evaluate(arena, check.job.problem, check.placement, &check.evaluation, error)) !=
            ERROR_NONE) {
        return code;
    }
    if (check.plan != NULL && (code = certify(&check)) != ERROR_NONE) {
        return code;
    }
    if ((code = recompute(&check, &found)) != ERROR_NONE) {
        return code;
    }
    if (check.plan != NULL) {
        compare_plans(&check, parts.plan, found);
    }
    return write_report(&check, found, report, report_length);
}
