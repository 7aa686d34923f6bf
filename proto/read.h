/* SPDX-License-Identifier: MIT */
/* The vocabulary in which the contract's documents are read: a map is a table of fields, one line each (name,
 * required or not, reader, where the value goes, its range). What the table does not say is refused.
 *
 *     struct point { int64_t x_micro; const char *name; };
 *     static const struct field point_fields[] = {
 *         FIELD("name", OPTIONAL, read_text, struct point, name),
 *         FIELD("x", REQUIRED, read_micro, struct point, x_micro, RANGE(0, 10 * MICRO)),
 *     };
 *     struct point point = {0};    (absent fields keep what the record held before: the defaults)
 *     code = read_fields(reader, point_fields, COUNT_OF(point_fields), node, at, &point);
 *
 * Tables are in bytewise order of their names, like the keys of a canonical map, so that reading is one
 * merge. Errors carry the path of the value (of a missing or unknown field: its own path), what was seen and
 * what was expected. */
#ifndef MUTASI_PROTO_READ_H
#define MUTASI_PROTO_READ_H

#include "proto/instance.h"

#include <stddef.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Largest magnitude of any number, as read_micro's range. */
#define MICRO_MAX (INT64_C(1000000000) * MICRO)
#define COUNT_MAX INT64_C(1000000000)
#define ID_MAX    128

/* What every reader needs. A document's own reader has it as first member and adds its tables. */
struct reader {
    struct arena *arena;
    struct error *error;
};

struct field;

/* Reads `value`, which stands at `at`, into the member of *record that the field names. */
typedef enum error_code value_reader(struct reader *reader, const struct field *field,
                                     const struct node *value, const struct path *at, void *record);

enum presence { OPTIONAL, REQUIRED };

struct field {
    const char *name; /* NULL for the element of a list */
    enum presence presence;
    value_reader *read;
    size_t offset;            /* of the member in the record */
    int64_t min, max;         /* numbers: the range, in the member's unit. texts: bytes, max 0: no limit */
    const char *const *words; /* read_word: the words allowed, NULL at the end */
    /* read_list: the member is a pointer, its length (int32_t) stands at count_offset. */
    size_t count_offset;
    const struct field *element;
    size_t element_size;
};

/* A field that goes into one member; further initialisers may follow. */
#define FIELD(its_name, its_presence, reader, record, member, ...)                                           \
    {                                                                                                        \
        .name = its_name, .presence = its_presence, .read = reader, .offset = offsetof(record, member),      \
        __VA_ARGS__                                                                                          \
    }
/* A field whose reader is given the whole record. */
#define WHOLE(its_name, its_presence, reader)                                                                \
    {                                                                                                        \
        .name = its_name, .presence = its_presence, .read = reader                                           \
    }
#define RANGE(lowest, highest) .min = (lowest), .max = (highest)
/* A list whose elements are of `type`, counted in the record's member `counter`. */
#define LIST_OF(type, its_element, record, counter)                                                          \
    .element = (its_element), .element_size = sizeof(type), .count_offset = offsetof(record, counter)

/* --- containers ---------------------------------------------------------------------------------------- */

/* Reads a map by its table. */
enum error_code read_fields(struct reader *reader, const struct field *fields, size_t field_count,
                            const struct node *map, const struct path *at, void *record);

/* Refuses a document that is not a map or whose `format` is another. Call before read_fields: whoever sends
 * the wrong kind of document hears that first. The table still names `format`, with read_format. */
enum error_code read_format_first(struct reader *reader, const struct node *document, const struct path *at,
                                  const char *format);

/* The elements of a list, or the pairs of a map, go into a zeroed array in the arena. */
struct list {
    void *items;
    int32_t count;
};

/* Every element is read by element->read into its place in the array. */
enum error_code read_elements(struct reader *reader, const struct field *element, size_t element_size,
                              const struct node *list, const struct path *at, struct list *out);

typedef enum error_code pair_reader(struct reader *reader, const struct node *key, const struct node *value,
                                    const struct path *at, void *element);
enum error_code read_pairs(struct reader *reader, pair_reader *read, size_t element_size,
                           const struct node *map, const struct path *at, struct list *out);

/* --- values: each says which type its member has ------------------------------------------------------- */

value_reader read_list;    /* const T *, and int32_t at count_offset */
value_reader read_node;    /* const struct node *: taken as it is, to be read later */
value_reader read_format;  /* nothing: checked by read_format_first */
value_reader read_text;    /* const char *, borrowed from the tree */
value_reader read_id;      /* const char *; 1 to ID_MAX bytes, no control characters */
value_reader read_word;    /* an enum: the index into field->words */
value_reader read_boolean; /* bool */
value_reader read_integer; /* int64_t */
value_reader read_int32;   /* int32_t, an integer */
value_reader read_micro;   /* int64_t, the number x 10^6 (points, shares as ppm, degrees); range in micro */
value_reader read_milli;   /* int64_t, the number x 10^3 (FTE, km as metres); range in milli */
value_reader read_day;     /* day */

/* The same without a table: the value of a number x 10^6 within [min, max]. */
enum error_code read_micro_within(struct reader *reader, const struct node *value, const struct path *at,
                                  int64_t min, int64_t max, int64_t *out);
/* The same x 10^3; min and max in milli. */
enum error_code read_milli_within(struct reader *reader, const struct node *value, const struct path *at,
                                  int64_t min, int64_t max, int64_t *out);
enum error_code read_integer_within(struct reader *reader, const struct node *value, const struct path *at,
                                    int64_t min, int64_t max, int64_t *out);

/* A list of exactly two. */
enum error_code read_two(struct reader *reader, const struct node *value, const struct path *at,
                         const struct node *out[2]);

/* A string that may serve as an id (also as the key of a map): ERROR_WRONG_TYPE or ERROR_BAD_VALUE if not. */
enum error_code id_check(struct reader *reader, const struct node *value, const struct path *at);

/* --- refusals ------------------------------------------------------------------------------------------- */

enum error_code refuse_type(struct reader *reader, const struct node *seen, const struct path *at,
                            const char *expected); /* "a list of two numbers" */
enum error_code refuse_value(struct reader *reader, const struct node *seen, const struct path *at,
                             const char *expected);
enum error_code out_of_memory(struct reader *reader);

/* The value as error texts show it: a short string in quotes, a number, or its kind. */
enum { SHOWN_BYTES = 80 };
const char *node_shown(const struct node *node, char out[SHOWN_BYTES]);

/* --- targets, for readers of one's own ------------------------------------------------------------------ */

static inline void *member_of(const struct field *field, void *record)
{
    return (char *)record + field->offset;
}

#endif
