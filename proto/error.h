/* SPDX-License-Identifier: MIT */
/* The one list of everything that can go wrong: enum, wire word and meaning.
 *
 * A function that can fail returns its `enum error_code` (ERROR_NONE on success) and fills the caller's
 * `struct error` once, where it happens. Nothing below `main` prints. Limits and infeasibility are results
 * of a solve, not errors. */
#ifndef MUTASI_PROTO_ERROR_H
#define MUTASI_PROTO_ERROR_H

#include <stdint.h>

/* X(NAME, wire word, meaning) */
#define ERROR_LIST(X)                                                                                        \
    X(NONE, "ok", "no error")                                                                                \
    /* bytes that are not a document */                                                                      \
    X(MALFORMED, "malformed", "the bytes are not one complete MessagePack or JSON document")                 \
    X(TOO_LARGE, "too_large", "the message, or a part of it, is larger than the limit")                      \
    X(TOO_DEEP, "too_deep", "containers are nested deeper than the limit")                                   \
    X(NOT_CANONICAL_TYPE, "bad_type", "a type that no document may hold (bin, ext, non-string key)")         \
    X(BAD_STRING, "bad_string", "a string is not UTF-8 or holds a NUL")                                      \
    X(BAD_NUMBER, "bad_number", "a number is NaN, infinite, or not exact as sent")                           \
    X(DUPLICATE_KEY, "duplicate_key", "a map names a key twice")                                             \
    /* documents that do not say what the contract asks */                                                   \
    X(UNKNOWN_FIELD, "unknown_field", "a field that the contract does not name")                             \
    X(MISSING_FIELD, "missing_field", "a required field is absent")                                          \
    X(WRONG_TYPE, "wrong_type", "a value has another type than the contract asks")                           \
    X(OUT_OF_RANGE, "out_of_range", "a number is outside its range")                                         \
    X(BAD_VALUE, "bad_value", "a value is not one of those allowed")                                         \
    X(DUPLICATE_ID, "duplicate_id", "an id is used twice")                                                   \
    X(UNKNOWN_ID, "unknown_id", "a reference to an id that does not exist")                                  \
    X(CONTRADICTION, "contradiction", "two statements of the document exclude each other")                   \
    X(UNSUPPORTED, "unsupported", "the contract names this, this version does not solve it yet")             \
    X(OVERFLOW, "overflow", "exact arithmetic left its range")                                               \
    /* requests */                                                                                           \
    X(BAD_VERSION, "bad_version", "the request speaks another protocol version")                             \
    X(UNKNOWN_OP, "unknown_op", "the request asks for an operation that does not exist")                     \
    X(KEY_CONFLICT, "key_conflict", "the key was used before with other content")                            \
    X(UNKNOWN_JOB, "unknown_job", "the client has no such job")                                              \
    X(NOT_DONE, "not_done", "the job has not ended yet")                                                     \
    X(CANCELLED, "cancelled", "the job was cancelled and has no result")                                     \
    X(UNKNOWN_INSTANCE, "unknown_instance", "the client has stored no instance of this hash")                \
    X(BUSY, "busy", "a limit of the service or of the client is reached; ask again after retry_after_s")     \
    X(DRAINING, "draining", "the service is stopping and accepts nothing new")                               \
    X(REFUSED, "refused", "not allowed")                                                                     \
    /* faults */                                                                                             \
    X(UNREACHABLE, "unreachable", "no service answers at this address")                                      \
    X(WORKER_LOST, "worker_lost", "the worker process died on this job, repeatedly")                         \
    X(UNVERIFIED, "unverified", "the engine's answer did not pass the independent check")                    \
    X(MEMORY, "memory", "out of memory")                                                                     \
    X(IO, "io", "a file or a pipe failed")                                                                   \
    X(ENGINE, "engine", "the LP or MIP library reported an error")                                           \
    X(INTERNAL, "internal", "a defect of mutasi")

enum error_code {
#define ERROR_ENUM(name, word, text) ERROR_##name,
    ERROR_LIST(ERROR_ENUM)
#undef ERROR_ENUM
        ERROR_COUNT
};

struct error {
    enum error_code code;
    char path[200]; /* where in the document, "employees[17].unit"; "" when it concerns no document */
    char text[400]; /* what was seen and what was expected, one sentence in English */
};

/* Where a reader stands in a document. Lives on the reader's stack; rendered only when something fails.
 * One of key (a map's field) or index (an array's element, key NULL) extends `up`; NULL is the root. */
struct path {
    const struct path *up;
    const char *key;
    int64_t index;
};

const char *error_word(enum error_code code);      /* static storage; never NULL */
const char *error_meaning(enum error_code code);   /* static storage; never NULL */
enum error_code error_from_word(const char *word); /* ERROR_INTERNAL when unknown */

/* Fills *error (ignored when NULL) and returns code. `path` may be NULL. */
enum error_code error_set(struct error *error, enum error_code code, const char *path, const char *format,
                          ...) __attribute__((format(printf, 4, 5)));
enum error_code error_at(struct error *error, enum error_code code, const struct path *at, const char *format,
                         ...) __attribute__((format(printf, 4, 5)));

/* An error found in a part that was read on its own: its path moves below the part's key. Returns its code.
 */
enum error_code error_within(struct error *error, const char *key);

#endif
