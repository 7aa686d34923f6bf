/* SPDX-License-Identifier: MIT */
/* How a worker process is shut in, as it tells the dispatcher. */
#ifndef MUTASI_PROTO_CONFINEMENT_H
#define MUTASI_PROTO_CONFINEMENT_H

#include <stdint.h>

/* X(NAME, word). Each may be missing: the kernel, a container or an administrator may not allow it. */
#define CONFINEMENT_LIST(X)                                                                                  \
    X(DESCRIPTORS, "descriptors")             /* nothing inherited but the pipe and standard error */        \
    X(USER_NAMESPACE, "user_namespace")       /* a user without rights to anything outside */                \
    X(NETWORK_NAMESPACE, "network_namespace") /* no network, not even loopback */                            \
    X(IPC_NAMESPACE, "ipc_namespace")         /* no System V or POSIX queues of others */                    \
    X(DIRECTORY, "directory")                 /* an empty working directory that is removed already */       \
    X(LIMITS, "limits")                       /* of memory, files, file sizes, core dumps */                 \
    X(NOT_DUMPABLE, "not_dumpable")           /* no core dump, no other process looks into its memory */     \
    X(NO_CAPABILITIES, "no_capabilities")     /* nor a way to get any */                                     \
    X(SYSTEM_CALLS, "system_calls")           /* a short list of calls; any other one kills the process */

enum confinement {
#define CONFINEMENT_ENUM(name, word) CONFINED_##name,
    CONFINEMENT_LIST(CONFINEMENT_ENUM)
#undef CONFINEMENT_ENUM
        CONFINEMENT_COUNT
};

const char *confinement_word(enum confinement measure);

/* The payload of FRAME_READY; a worker that sends none is not confined. */
struct ready_note {
    uint32_t in_force; /* bit 1 << enum confinement */
};

#endif
