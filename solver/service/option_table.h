/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every option, once. The command line, the configuration file and --help are made from this table; tests
 * hold the manual page and etc/mutasid.conf to it. */
#ifndef MUTASI_SOLVER_SERVICE_OPTION_TABLE_H
#define MUTASI_SOLVER_SERVICE_OPTION_TABLE_H

#include "solver/service/options.h"

/* X(NAME, heading of --help) */
#define OPTION_GROUP_LIST(X)                                                                                 \
    X(CONFIGURE, "Configuration")                                                                            \
    X(LISTEN, "Where to listen")                                                                             \
    X(LOAD, "How much to do")                                                                                \
    X(CLIENT, "How much for one client (a key may say otherwise)")                                           \
    X(KEEP, "What to keep")                                                                                  \
    X(STOP, "How to stop (SIGTERM, SIGINT)")                                                                 \
    X(UPKEEP, "Upkeep and development")

enum option_group {
#define OPTION_GROUP_ENUM(name, heading) OPTIONS_##name,
    OPTION_GROUP_LIST(OPTION_GROUP_ENUM)
#undef OPTION_GROUP_ENUM
        OPTION_GROUP_COUNT
};

/* What the member at `offset` is, and how its text is read. */
enum option_kind {
    OPTION_FLAG,      /* bool; yes or no, on the command line no value means yes */
    OPTION_INTEGER,   /* int32_t */
    OPTION_COUNT,     /* size_t */
    OPTION_MEBIBYTES, /* size_t, of bytes */
    OPTION_NUMBER,    /* double */
    OPTION_TEXT,      /* const char *, borrowed */
    OPTION_PROGRAM,   /* char[PROGRAM_PATH_MAX] */
    OPTION_OTHER,     /* `set` reads it */
    OPTION_OTHER_FLAG /* likewise, yes or no */
};

struct option_row {
    const char *name;  /* without dashes */
    const char *value; /* what help calls its value */
    const char *help;
    const char *initial; /* the default; NULL: help tells it */
    char letter;         /* short option; 0 for none */
    bool command_line;   /* only there, not in a file */
    bool of_endpoint;    /* says an endpoint, or something about the one said last */
    enum option_group group;
    enum option_kind kind;
    double least, most; /* of numbers */
    size_t offset;      /* in struct options */
    /* OTHER and OTHER_FLAG. The text is borrowed. Fills the error's text with how the value must be: "is a
     * ..." */
    enum error_code (*set)(struct options *options, const char *text, struct error *error);
};

extern const struct option_row option_rows[];
extern const size_t option_row_count;

const struct option_row *option_find(const char *name); /* NULL when there is none */

/* Sets the member. The error's text begins with a verb, "is a number ...": the caller says what and where.
 * text     borrowed for as long as the options are used
 * errors   ERROR_BAD_VALUE */
enum error_code option_set(const struct option_row *row, struct options *options, const char *text,
                           struct error *error);

#endif
