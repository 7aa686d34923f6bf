/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a test and the mutasid that it makes fail (program_failing_mutasid.c) say to each other, in a file
 * that both map. The test arms; the nth call from then on of that kind fails, once. */
#ifndef MUTASI_TESTS_SUPPORT_FAULT_CONTROL_H
#define MUTASI_TESTS_SUPPORT_FAULT_CONTROL_H

#include <stdatomic.h>

#define FAULT_CONTROL_VARIABLE "MUTASI_FAULT_CONTROL" /* environment: the file's path */

/* X(NAME, what fails) */
#define FAULT_LIST(X)                                                                                        \
    X(NONE, "nothing")                                                                                       \
    X(MEMORY, "malloc, calloc, realloc")                                                                     \
    X(WRITE, "write, pwrite, sendmsg, ftruncate")                                                            \
    X(SYNC, "fsync, fdatasync")                                                                              \
    X(SPAWN, "posix_spawn")

enum fault_kind {
#define FAULT_ENUM(name, what) FAULT_##name,
    FAULT_LIST(FAULT_ENUM)
#undef FAULT_ENUM
        FAULT_COUNT
};

struct fault_control {
    atomic_int kind;      /* enum fault_kind */
    atomic_int countdown; /* calls until it fails; 0: it has */
};

#endif
