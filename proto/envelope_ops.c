/* SPDX-License-Identifier: MIT */
/* Which operation takes which fields. What an operation would ignore is refused: a client that sends it means
 * something by it. */
#include "proto/envelope_parts.h"

#include <stdio.h>

#define BIT(field) (1U << FIELD_##field)
#define SUBMITTED  (BIT(BODY) | BIT(KEY) | BIT(LIMITS) | BIT(PRIORITY) | BIT(FRESH))
#define NAMED      (BIT(JOB) | BIT(KEY))
#define ALWAYS     (BIT(OP) | BIT(V))

_Static_assert(FIELDS <= 8 * sizeof(unsigned), "a bit for every field");

/* Beside v and op. */
static unsigned taken_by(enum op op)
{
    switch (op) {
    case OP_SOLVE:
    case OP_CHECK:
        return SUBMITTED | BIT(WAIT_S);
    case OP_SUBMIT:
        return SUBMITTED | BIT(WHAT);
    case OP_STATUS:
    case OP_RESULT:
    case OP_CANCEL:
        return NAMED;
    case OP_WAIT:
        return NAMED | BIT(WAIT_S);
    case OP_LIST:
        return BIT(STATE) | BIT(BEFORE) | BIT(LIMIT) | BIT(CLIENT);
    case OP_PUT:
        return BIT(BODY);
    case OP_BATCH:
        return BIT(BODY) | BIT(KEY) | BIT(LIMITS) | BIT(PRIORITY);
    case OP_PING:
    case OP_STATS:
    case OP_COUNT:
        break;
    }
    return 0;
}

static enum error_code refuse(enum op op, enum field field, struct error *error)
{
    char taken[120] = "";
    size_t length = 0;
    for (int other = 0; other < FIELDS; other++) {
        if ((taken_by(op) & 1U << other) != 0 && length < sizeof taken) {
            length +=
                (size_t)snprintf(taken + length, sizeof taken - length, " %s", field_word((enum field)other));
        }
    }
    return length > 0 ? error_set(error, ERROR_CONTRADICTION, field_word(field),
                                  "%s takes none; beside v and op it takes:%s", op_word(op), taken)
                      : error_set(error, ERROR_CONTRADICTION, field_word(field), "%s takes v and op only",
                                  op_word(op));
}

/* A job is named by its number or by its key, and by one of them only. */
static enum error_code check_name(enum op op, unsigned given, struct error *error)
{
    if ((given & NAMED) == 0) {
        return error_set(error, ERROR_MISSING_FIELD, field_word(FIELD_JOB),
                         "%s names its job, by job or by key", op_word(op));
    }
    if ((given & NAMED) == NAMED) {
        return error_set(error, ERROR_CONTRADICTION, field_word(FIELD_KEY),
                         "%s names its job by job or by key, not by both", op_word(op));
    }
    return ERROR_NONE;
}

enum error_code envelope_check_fields(enum op op, unsigned given, struct error *error)
{
    unsigned taken = taken_by(op), odd = given & ~(taken | ALWAYS);
    for (int field = 0; field < FIELDS; field++) {
        if ((odd & 1U << field) != 0) {
            return refuse(op, (enum field)field, error);
        }
    }
    if ((taken & BIT(BODY)) != 0 && (given & BIT(BODY)) == 0) {
        return error_set(error, ERROR_MISSING_FIELD, field_word(FIELD_BODY), "%s needs a body", op_word(op));
    }
    return (taken & BIT(JOB)) != 0 ? check_name(op, given, error) : ERROR_NONE;
}
