/* SPDX-License-Identifier: MIT */
/* The documented default policy. Plans echo it, so a reader of a plan always sees what was assumed. */
#include "proto/policy.h"

static struct node balance(struct arena *arena)
{
    struct node target = node_array(arena, 2);
    array_add(&target, node_micro(950000));
    array_add(&target, node_micro(1050000));
    struct node map = node_map(arena, 3);
    map_add(&map, "target", target);
    map_add(&map, "under", node_integer(100));
    map_add(&map, "over", node_integer(60));
    return map;
}

static struct node competency(struct arena *arena)
{
    struct node map = node_map(arena, 2);
    map_add(&map, "shortage", node_integer(80));
    map_add(&map, "unknown", node_borrowed("unqualified"));
    return map;
}

static struct node relocation(struct arena *arena)
{
    struct node map = node_map(arena, 4);
    map_add(&map, "move", node_integer(10));
    map_add(&map, "per_km", node_micro(200000));
    map_add(&map, "reluctance", node_integer(10));
    map_add(&map, "preference", node_integer(10));
    return map;
}

static struct node status_fixed(struct arena *arena)
{
    struct node status = node_array(arena, 1);
    array_add(&status, node_borrowed("PPPK"));
    struct node map = node_map(arena, 3);
    map_add(&map, "rule", node_borrowed("status_fixed"));
    map_add(&map, "status", status);
    map_add(&map, "cite", node_borrowed("PP 49/2018"));
    return map;
}

static struct node min_tenure(struct arena *arena)
{
    struct node map = node_map(arena, 3);
    map_add(&map, "rule", node_borrowed("min_tenure"));
    map_add(&map, "years", node_integer(2));
    map_add(&map, "cite", node_borrowed("PP 11/2017 art. 190(3); Peraturan BKN 5/2019 art. 2"));
    return map;
}

const struct node *policy_default_document(struct arena *arena)
{
    struct node *policy = arena_alloc(arena, 1, sizeof *policy);
    if (policy == NULL)
        return NULL;
    struct node rules = node_array(arena, 2);
    array_add(&rules, status_fixed(arena));
    array_add(&rules, min_tenure(arena));
    *policy = node_map(arena, 6);
    map_add(policy, "format", node_borrowed("mutasi-policy/1"));
    map_add(policy, "balance", balance(arena));
    map_add(policy, "competency", competency(arena));
    map_add(policy, "relocation", relocation(arena));
    map_add(policy, "unplaced", node_integer(500));
    map_add(policy, "rules", rules);
    return tree_canonicalise(policy, NULL) == ERROR_NONE ? policy : NULL;
}
