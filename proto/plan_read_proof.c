/* SPDX-License-Identifier: MIT */
/* Where a plan comes from and what proves its bound. */
#include "proto/plan_parts.h"

#include <string.h>

/* --- proof -----------------------------------------------------------------------------------------------
 */

enum error_code plan_read_sha256(struct reader *reader, const struct field *field, const struct node *value,
                                 const struct path *at, void *record)
{
    if (value->kind != NODE_STRING)
        return refuse_type(reader, value, at, "a string");
    if (value->count != 64 || strspn(value->as.text, "0123456789abcdef") != 64)
        return refuse_value(reader, value, at, "64 lower-case hexadecimal digits");
    memcpy(member_of(field, record), value->as.text, 65);
    return ERROR_NONE;
}

static enum error_code price_read(struct reader *reader, const struct node *key, const struct node *value,
                                  const struct path *at, void *element)
{
    struct row_price *price = element;
    price->row = key->as.text;
    return read_integer_within(reader, value, at, -INTEGER_MAX_2P53, INTEGER_MAX_2P53, &price->price_ppt);
}

static enum error_code read_prices(struct reader *reader, const struct field *field, const struct node *value,
                                   const struct path *at, void *record)
{
    struct list list;
    struct proof *proof = (struct proof *)member_of(field, record);
    enum error_code code = read_pairs(reader, price_read, sizeof(struct row_price), value, at, &list);
    proof->prices = code ? NULL : list.items;
    proof->price_count = code ? 0 : list.count;
    return code;
}

enum { KIND_LAGRANGIAN, KIND_TREE };
static const char *const certificate_kinds[] = {"lagrangian", "tree", NULL};

struct certificate {
    struct proof prices;
    int kind;
    struct certificate_parts parts;
};

static const struct field certificate_fields[] = {
    FIELD("kind", REQUIRED, read_word, struct certificate, kind, .words = certificate_kinds),
    FIELD("nodes", OPTIONAL, read_node, struct certificate, parts.nodes),
    FIELD("people", OPTIONAL, read_node, struct certificate, parts.people),
    FIELD("points", OPTIONAL, read_node, struct certificate, parts.points),
    FIELD("prices", REQUIRED, read_prices, struct certificate, prices),
    FIELD("rows", OPTIONAL, read_node, struct certificate, parts.rows),
};

/* A tree has all of its parts, prices alone have none of them. */
static enum error_code check_parts(struct reader *reader, const struct certificate *certificate,
                                   const struct path *at)
{
    const struct certificate_parts *parts = &certificate->parts;
    const struct {
        const char *key;
        const struct node *value;
    } all[] = {
        {"nodes", parts->nodes}, {"people", parts->people}, {"points", parts->points}, {"rows", parts->rows}};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        const struct path here = {.up = at, .key = all[i].key};
        if (certificate->kind == KIND_TREE && all[i].value == NULL)
            return error_at(reader->error, ERROR_MISSING_FIELD, &here, "a certificate of kind tree needs it");
        if (certificate->kind != KIND_TREE && all[i].value != NULL)
            return error_at(reader->error, ERROR_CONTRADICTION, &here,
                            "only a certificate of kind tree has it");
    }
    return ERROR_NONE;
}

static enum error_code read_certificate(struct reader *reader, const struct field *field,
                                        const struct node *value, const struct path *at, void *record)
{
    (void)field;
    struct certificate certificate = {.kind = KIND_LAGRANGIAN};
    struct proof *proof = record;
    enum error_code code =
        read_fields(reader, certificate_fields, COUNT_OF(certificate_fields), value, at, &certificate);
    if (code == ERROR_NONE)
        code = check_parts(reader, &certificate, at);
    proof->prices = certificate.prices.prices;
    proof->price_count = certificate.prices.price_count;
    if (code == ERROR_NONE && certificate.kind == KIND_TREE)
        code = plan_read_tree(reader, &certificate.parts, at, &proof->tree);
    return code;
}

static const struct field proof_fields[] = {
    WHOLE("certificate", REQUIRED, read_certificate),
    FIELD("effort", REQUIRED, read_integer, struct proof, effort, RANGE(0, INTEGER_MAX_2P53)),
    FIELD("engine", REQUIRED, read_text, struct proof, engine, .min = 1),
    FIELD("instance_sha256", REQUIRED, plan_read_sha256, struct proof, instance_sha256),
    FIELD("policy_sha256", REQUIRED, plan_read_sha256, struct proof, policy_sha256),
    FIELD("seed", REQUIRED, read_integer, struct proof, seed, RANGE(0, INTEGER_MAX_2P53)),
};

enum error_code plan_read_proof(struct reader *reader, const struct field *field, const struct node *value,
                                const struct path *at, void *record)
{
    return read_fields(reader, proof_fields, COUNT_OF(proof_fields), value, at, member_of(field, record));
}
