/* SPDX-License-Identifier: MIT */
/* Between the files of the envelope: its fields, and what reads the value of one. */
#ifndef MUTASI_PROTO_ENVELOPE_PARTS_H
#define MUTASI_PROTO_ENVELOPE_PARTS_H

#include "proto/message.h"

/* X(NAME, word), in bytewise order */
#define FIELD_LIST(X)                                                                                        \
    X(BEFORE, "before")                                                                                      \
    X(BODY, "body")                                                                                          \
    X(CLIENT, "client")                                                                                      \
    X(FRESH, "fresh")                                                                                        \
    X(JOB, "job")                                                                                            \
    X(KEY, "key")                                                                                            \
    X(LIMIT, "limit")                                                                                        \
    X(LIMITS, "limits")                                                                                      \
    X(OP, "op")                                                                                              \
    X(PRIORITY, "priority")                                                                                  \
    X(STATE, "state")                                                                                        \
    X(V, "v")                                                                                                \
    X(WAIT_S, "wait_s")                                                                                      \
    X(WHAT, "what")
enum field {
#define FIELD_ENUM(name, word) FIELD_##name,
    FIELD_LIST(FIELD_ENUM)
#undef FIELD_ENUM
        FIELDS
};
const char *field_word(enum field field);
/* FIELDS when there is none of this name. */
enum field field_named(const char *text, size_t length);

/* Puts the value of a field into the envelope; of v it only checks that it is this protocol's. Not for the
 * body, which stays bytes. */
enum error_code envelope_take(enum field field, const struct node *value, struct envelope *out,
                              struct error *error);

/* What the operation takes, `given` being the fields that are there (a bit each).
 * errors  ERROR_CONTRADICTION at what it does not take, ERROR_MISSING_FIELD at what it needs */
enum error_code envelope_check_fields(enum op op, unsigned given, struct error *error);

#endif
