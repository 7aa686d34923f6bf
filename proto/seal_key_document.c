/* SPDX-License-Identifier: MIT */
/* Keys as documents. The secret never reaches the tree, whose memory nobody wipes: the text's base64 is
 * decoded where it stands and painted over before the document is read, and put over the paint after it was
 * written. */
#include "proto/instant.h"
#include "proto/read.h"
#include "proto/seal_key.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { MIB = 1 << 20 };

#define PAINT "********************************************"
_Static_assert(sizeof PAINT == sodium_base64_ENCODED_LEN(SEAL_SECRET_BYTES, sodium_base64_VARIANT_ORIGINAL),
               "the paint covers a secret");
enum { PAINT_BYTES = sizeof PAINT - 1 };

static enum error_code no_memory(struct error *error)
{
    return error_set(error, ERROR_MEMORY, "", "out of memory for a key");
}

/* --- read ----------------------------------------------------------------------------------------------- */

struct key_document {
    const char *id, *client, *secret, *not_before, *not_after;
    int role;
    int64_t jobs, mb, rate_micro;
};

static value_reader read_limits;

static const char *const role_words[] = {
#define WORD(name, word) word,
    ROLE_LIST(WORD)
#undef WORD
        NULL};

static const struct field fields[] = {
    FIELD("client", REQUIRED, read_text, struct key_document, client),
    WHOLE("format", REQUIRED, read_format),
    FIELD("id", REQUIRED, read_text, struct key_document, id),
    WHOLE("limits", OPTIONAL, read_limits),
    FIELD("not_after", OPTIONAL, read_text, struct key_document, not_after),
    FIELD("not_before", OPTIONAL, read_text, struct key_document, not_before),
    FIELD("role", REQUIRED, read_word, struct key_document, role, .words = role_words),
    FIELD("secret", REQUIRED, read_text, struct key_document, secret),
};

static const struct field limit_fields[] = {
    FIELD("jobs", OPTIONAL, read_integer, struct key_document, jobs, RANGE(1, 1000000)),
    FIELD("mb", OPTIONAL, read_integer, struct key_document, mb, RANGE(1, 1 << 20)),
    FIELD("rate", OPTIONAL, read_micro, struct key_document, rate_micro, RANGE(1000, 1000000 * MICRO)),
};

static enum error_code read_limits(struct reader *reader, const struct field *field, const struct node *value,
                                   const struct path *at, void *record)
{
    (void)field;
    return read_fields(reader, limit_fields, COUNT_OF(limit_fields), value, at, record);
}

static enum error_code refuse(struct error *error, const char *field, const char *expected)
{
    return error_set(error, ERROR_BAD_VALUE, field, "expected %s", expected);
}

static enum error_code take_times(const struct key_document *document, struct seal_key *key,
                                  struct error *error)
{
    static const char expected[] = "a time in UTC: 2026-07-01 or 2026-07-01T08:00:00Z";
    if (document->not_before != NULL && !instant_parse(document->not_before, &key->not_before_ms))
        return refuse(error, "not_before", expected);
    if (document->not_after != NULL && !instant_parse(document->not_after, &key->not_after_ms))
        return refuse(error, "not_after", expected);
    if (key->not_before_ms >= key->not_after_ms)
        return error_set(error, ERROR_CONTRADICTION, "not_after", "expected a time after not_before");
    return ERROR_NONE;
}

static enum error_code take_document(const struct key_document *document, struct seal_key *key,
                                     struct error *error)
{
    static const char expected[] = "1 to 64 of a-z 0-9 . _ -";
    if (!client_name_valid(document->id))
        return refuse(error, "id", expected);
    if (!client_name_valid(document->client))
        return refuse(error, "client", expected);
    snprintf(key->id, sizeof key->id, "%s", document->id);
    snprintf(key->identity.name, sizeof key->identity.name, "%s", document->client);
    key->identity.role = (enum role)document->role;
    key->identity.limits = (struct client_limits){
        .jobs = (size_t)document->jobs,
        .bytes = (size_t)document->mb * MIB,
        .per_second = (double)document->rate_micro / MICRO,
    };
    return take_times(document, key, error);
}

static enum error_code read_painted(const char *text, size_t length, bool has_secret, struct seal_key *key,
                                    struct error *error)
{
    struct arena *arena = arena_new();
    struct reader reader = {arena, error};
    struct key_document document = {0};
    const struct node *tree;
    if (arena == NULL)
        return no_memory(error);
    enum error_code code = tree_read_json(arena, text, length, NULL, &tree, error);
    if (code == ERROR_NONE)
        code = read_format_first(&reader, tree, NULL, SEAL_KEY_FORMAT);
    if (code == ERROR_NONE)
        code = read_fields(&reader, fields, COUNT_OF(fields), tree, NULL, &document);
    if (code == ERROR_NONE)
        code = take_document(&document, key, error);
    if (code == ERROR_NONE && (!has_secret || strcmp(document.secret, PAINT) != 0))
        code = refuse(error, "secret", "32 bytes as base64, 44 characters");
    arena_free(arena);
    return code;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Where the value of "secret" begins, behind its quote; NULL: nowhere with room for one. */
static char *find_secret(char *text, size_t length)
{
    static const char name[] = "\"secret\"";
    const char *end = text + length;
    for (char *at = text; end - at > (ptrdiff_t)(sizeof name - 1 + PAINT_BYTES); at++) {
        if (memcmp(at, name, sizeof name - 1) != 0)
            continue;
        char *value = at + sizeof name - 1;
        while (value < end && is_blank(*value))
            value++;
        if (value == end || *value++ != ':')
            continue;
        while (value < end && is_blank(*value))
            value++;
        if (end - value > PAINT_BYTES + 1 && value[0] == '"' && value[PAINT_BYTES + 1] == '"')
            return value + 1;
    }
    return NULL;
}

enum error_code seal_key_read(char *text, size_t length, struct seal_key **out, struct error *error)
{
    size_t decoded = 0;
    struct seal_key *key = seal_key_alloc();
    char *secret = find_secret(text, length);
    *out = NULL;
    bool has_secret = key != NULL && secret != NULL &&
                      sodium_base642bin(key->secret, SEAL_SECRET_BYTES, secret, PAINT_BYTES, NULL, &decoded,
                                        NULL, sodium_base64_VARIANT_ORIGINAL) == 0 &&
                      decoded == SEAL_SECRET_BYTES;
    if (secret != NULL)
        memcpy(secret, PAINT, PAINT_BYTES);
    enum error_code code =
        key == NULL ? no_memory(error) : read_painted(text, length, has_secret, key, error);
    sodium_memzero(text, length);
    if (code == ERROR_NONE)
        *out = key;
    else
        seal_key_drop(key);
    return code;
}

/* --- written -------------------------------------------------------------------------------------------- */

static void add_time(struct arena *arena, struct node *map, const char *key, int64_t ms)
{
    char text[INSTANT_BYTES];
    instant_format(ms, text);
    if (ms != INT64_MIN && ms != INT64_MAX)
        map_add(map, key, node_string(arena, text));
}

static void add_limits(struct arena *arena, struct node *map, const struct client_limits *limits)
{
    struct node inner = node_map(arena, 3);
    if (limits->jobs > 0)
        map_add(&inner, "jobs", node_integer((int64_t)limits->jobs));
    if (limits->bytes > 0)
        map_add(&inner, "mb", node_integer((int64_t)(limits->bytes / MIB)));
    if (limits->per_second > 0)
        map_add(&inner, "rate", node_real(limits->per_second));
    if (inner.count > 0)
        map_add(map, "limits", inner);
}

struct node seal_key_node(struct arena *arena, const struct seal_key *key)
{
    struct node map = node_map(arena, 8);
    map_add(&map, "format", node_borrowed(SEAL_KEY_FORMAT));
    map_add(&map, "id", node_borrowed(key->id));
    map_add(&map, "client", node_borrowed(key->identity.name));
    map_add(&map, "role", node_borrowed(role_word(key->identity.role)));
    add_time(arena, &map, "not_before", key->not_before_ms);
    add_time(arena, &map, "not_after", key->not_after_ms);
    add_limits(arena, &map, &key->identity.limits);
    return map;
}

static enum error_code write_painted(struct arena *arena, const struct seal_key *key, char *out, size_t size,
                                     size_t *length, struct error *error)
{
    const char *text;
    struct node map = seal_key_node(arena, key);
    map_add(&map, "secret", node_borrowed(PAINT));
    enum error_code code = tree_canonicalise(&map, error);
    if (code == ERROR_NONE)
        code = tree_write_json(arena, &map, JSON_INDENTED, &text, length, error);
    if (code == ERROR_NONE && *length >= size)
        code = error_set(error, ERROR_INTERNAL, "", "a key of %zu bytes", *length);
    if (code == ERROR_NONE)
        memcpy(out, text, *length + 1);
    return code;
}

enum error_code seal_key_write(const struct seal_key *key, char *out, size_t size, size_t *length,
                               struct error *error)
{
    char base64[PAINT_BYTES + 1];
    struct arena *arena = arena_new();
    enum error_code code =
        arena == NULL ? no_memory(error) : write_painted(arena, key, out, size, length, error);
    arena_free(arena);
    if (code != ERROR_NONE)
        return code;
    sodium_bin2base64(base64, sizeof base64, key->secret, SEAL_SECRET_BYTES, sodium_base64_VARIANT_ORIGINAL);
    memcpy(strstr(out, PAINT), base64, PAINT_BYTES); /* no other field can hold asterisks */
    sodium_memzero(base64, sizeof base64);
    return ERROR_NONE;
}
