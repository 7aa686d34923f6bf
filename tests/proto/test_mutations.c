/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A valid document, changed in one place, in every place: whatever the place, the change is refused. Then
 * many changes at random: whatever they make, reading ends with a document or with an error that says where.
 */
#include "proto/problem.h"
#include "tests/support/complete.h"

#include <criterion/criterion.h>
#include <string.h>

/* --- documents that can be changed -------------------------------------------------------------------------
 */

static struct node copy(struct arena *arena, const struct node *from)
{
    struct node to = *from;
    size_t count = from->kind == NODE_MAP ? 2 * (size_t)from->count : from->count;
    if (from->kind != NODE_MAP && from->kind != NODE_ARRAY)
        return to;
    to.as.items = arena_alloc(arena, count + 2, sizeof to); /* room for one more element or pair */
    for (size_t i = 0; i < count; i++)
        to.as.items[i] = copy(arena, &from->as.items[i]);
    return to;
}

/* A value and the container it stands in (NULL: the root), at position `index` of its items. */
struct spot {
    struct node *value, *parent;
    size_t index;
    const char *key; /* NULL in an array */
};

enum { SPOTS_MAX = 1000 };

struct spots {
    struct spot spot[SPOTS_MAX];
    size_t count;
};

static void collect(struct spots *spots, struct spot here)
{
    cr_assert_lt(spots->count, SPOTS_MAX);
    spots->spot[spots->count++] = here;
    struct node *value = here.value;
    for (size_t i = 0; value->kind == NODE_ARRAY && i < value->count; i++)
        collect(spots, (struct spot){&value->as.items[i], value, i, NULL});
    for (size_t i = 0; value->kind == NODE_MAP && i < value->count; i++)
        collect(spots, (struct spot){&value->as.items[2 * i + 1], value, i, value->as.items[2 * i].as.text});
}

/* --- changes: false where they do not apply
 * ------------------------------------------------------------------ */

typedef bool change(const struct spot *spot);

/* No field is both a boolean and something else. */
static bool change_type(const struct spot *spot)
{
    *spot->value = spot->value->kind == NODE_BOOLEAN ? node_integer(0) : node_boolean(true);
    return true;
}

static bool add_field(const struct spot *spot)
{
    if (spot->value->kind != NODE_MAP)
        return false;
    struct node *pair = &spot->value->as.items[2 * spot->value->count++];
    pair[0] = node_borrowed("zz");
    pair[1] = node_boolean(true);
    return true;
}

static bool is_one_of(const char *word, const char *const *list)
{
    for (size_t i = 0; word != NULL && list[i] != NULL; i++) {
        if (strcmp(word, list[i]) == 0)
            return true;
    }
    return false;
}

static void remove_pair(const struct spot *spot)
{
    struct node *pair = &spot->parent->as.items[2 * spot->index];
    size_t behind = spot->parent->count - spot->index - 1;
    memmove(pair, pair + 2, behind * 2 * sizeof *pair);
    spot->parent->count--;
}

static bool remove_required(const struct spot *spot)
{
    static const char *const required[] = {
        "format", "date",     "units",  "employees", "id",       "unit",       "km",    "min",    "kind",
        "cost",   "scope",    "volume", "rule",      "minutes",  "cite",       "years", "status", "under",
        "over",   "shortage", "move",   "per_km",    "employee", "preference", NULL};
    /* an employee's own status is optional, a rule's is a list */
    if (!is_one_of(spot->key, required) ||
        (strcmp(spot->key, "status") == 0 && spot->value->kind == NODE_STRING))
        return false;
    remove_pair(spot);
    return true;
}

static bool repeat_element(const struct spot *spot)
{
    static const char *const unique[] = {"units",    "employees", "groups", "relocation",
                                         "supplies", "consent",   NULL};
    struct node *list = spot->value;
    if (!is_one_of(spot->key, unique) || list->kind != NODE_ARRAY || list->count == 0)
        return false;
    list->as.items[list->count] = list->as.items[0];
    list->count++;
    return true;
}

static bool dangle(const struct spot *spot)
{
    static const char *const references[] = {"unit", "group", "employee", NULL};
    static const char *const reference_maps[] = {"prefers", "previous", NULL};
    struct node *value = spot->value;
    if (is_one_of(spot->key, references) && value->kind == NODE_STRING) {
        *value = node_borrowed("nobody");
        return true;
    }
    if (is_one_of(spot->key, reference_maps)) {
        value->as.items[0] = node_borrowed("nobody");
        return true;
    }
    bool is_list = is_one_of(spot->key, (const char *const[]){"consent", "units", "employees", NULL});
    if (is_list && value->kind == NODE_ARRAY && value->as.items[0].kind == NODE_STRING) {
        value->as.items[0] = node_borrowed("nobody");
        return true;
    }
    return false;
}

/* --- reading
 * ------------------------------------------------------------------------------------------------- */

static enum error_code read_any(struct arena *arena, const struct node *document, bool is_policy,
                                struct error *error)
{
    const struct policy *policy = NULL;
    const struct instance *instance = NULL;
    enum error_code code = is_policy ? policy_read(arena, document, NULL, &policy, error)
                                     : instance_read(arena, document, NULL, &instance, error);
    bool has_output = policy != NULL || instance != NULL;
    cr_assert_eq(has_output, code == ERROR_NONE, "an output exactly when there is no error");
    return code;
}

static void expect_refusal(struct arena *arena, struct node *document, bool is_policy,
                           const struct spot *spot)
{
    struct error error = {0};
    cr_assert_eq(tree_canonicalise(document, NULL), ERROR_NONE);
    enum error_code code = read_any(arena, document, is_policy, &error);
    cr_expect_neq(code, ERROR_NONE, "changed at \"%s\"", spot->key ? spot->key : "an element");
    cr_expect_eq(error.code, code);
    cr_expect(strstr(error.text, "expected") != NULL, "%s: %s", error.path, error.text);
}

/* Applies the change everywhere it applies, to a fresh copy each time; returns how often that was. */
static size_t change_everywhere(const struct node *(*make)(struct arena *), change *apply)
{
    size_t applied = 0, count = 1;
    bool is_policy = make == complete_policy;
    static struct spots spots;
    for (size_t i = 0; i < count; i++) {
        struct arena *arena = arena_new();
        struct node document = copy(arena, make(arena));
        spots.count = 0;
        collect(&spots, (struct spot){&document, NULL, 0, NULL});
        count = spots.count;
        struct spot spot = spots.spot[i];
        if (apply(&spot)) {
            applied++;
            expect_refusal(arena, &document, is_policy, &spot);
        }
        arena_free(arena);
    }
    return applied;
}

Test(mutations, a_value_of_another_type_is_refused_everywhere)
{
    cr_assert_gt(change_everywhere(complete_instance, change_type), 150);
    cr_assert_gt(change_everywhere(complete_policy, change_type), 60);
}

Test(mutations, a_field_too_many_is_refused_everywhere)
{
    cr_assert_gt(change_everywhere(complete_instance, add_field), 20);
    cr_assert_geq(change_everywhere(complete_policy, add_field), 9);
}

Test(mutations, a_required_field_is_missed_everywhere)
{
    cr_assert_gt(change_everywhere(complete_instance, remove_required), 30);
    cr_assert_gt(change_everywhere(complete_policy, remove_required), 15);
}

/* groups, units, employees, relocation, supplies, one consent list, distances.units, two pairs' employees */
Test(mutations, a_repeated_id_is_refused_everywhere)
{
    cr_assert_eq(change_everywhere(complete_instance, repeat_element), 9);
}

/* unit of 2 employees, 3 relocations, 1 supply, 1 surge; employee of 3 + 1; group of 2 units; prefers,
 * previous; consent, distances.units, two pairs */
Test(mutations, a_dangling_reference_is_refused_everywhere)
{
    cr_assert_eq(change_everywhere(complete_instance, dangle), 7 + 4 + 2 + 2 + 4);
}

/* --- at random
 * ------------------------------------------------------------------------------------------------ */

static uint64_t next_random(uint64_t *state) /* xorshift64* (Vigna 2016) */
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(2685821657736338717);
}

static void change_at_random(struct spots *spots, uint64_t *state)
{
    struct spot *spot = &spots->spot[next_random(state) % spots->count];
    struct spot *other = &spots->spot[next_random(state) % spots->count];
    static const double numbers[] = {-1, 0, 0.5, 1e9, 1e300, 9007199254740992.0, 1e-7};
    switch (next_random(state) % 5) {
    case 0:
        if (spot->key != NULL && spot->parent->count > spot->index)
            remove_pair(spot);
        break;
    case 1: /* a value from elsewhere; scalars only, so that the tree stays a tree */
        if (other->value->kind < NODE_ARRAY)
            *spot->value = *other->value;
        break;
    case 2:
        *spot->value = node_real(numbers[next_random(state) % (sizeof numbers / sizeof numbers[0])]);
        break;
    case 3:
        *spot->value = node_null();
        break;
    default:
        if (spot->value->kind == NODE_ARRAY && spot->value->count > 0)
            spot->value->count--;
        break;
    }
}

Test(mutations, any_changes_end_in_a_document_or_an_error_that_says_where)
{
    static struct spots spots;
    uint64_t state = 1;
    int accepted = 0, refused = 0;
    for (int i = 0; i < 4000; i++) {
        struct arena *arena = arena_new();
        bool is_policy = i % 4 == 0;
        struct node document = copy(arena, is_policy ? complete_policy(arena) : complete_instance(arena));
        spots.count = 0;
        collect(&spots, (struct spot){&document, NULL, 0, NULL});
        for (uint64_t changes = 1 + next_random(&state) % 3; changes > 0; changes--)
            change_at_random(&spots, &state);
        struct error error = {0};
        if (tree_canonicalise(&document, NULL) == ERROR_NONE) {
            enum error_code code = read_any(arena, &document, is_policy, &error);
            accepted += code == ERROR_NONE;
            refused += code != ERROR_NONE;
            cr_assert(code == ERROR_NONE || error.text[0] != '\0');
        }
        arena_free(arena);
    }
    cr_assert_gt(accepted, 200, "changes to optional fields are accepted");
    cr_assert_gt(refused, 2000);
}
