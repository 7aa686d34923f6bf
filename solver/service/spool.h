/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Large messages lie in files, not in the dispatcher's memory: a queue of them would otherwise be as large as
 * --pending-mb. A file has no name once it is open, so that nothing is left whatever dies, and is mapped: it
 * is used like memory, written to disk by the kernel and not by the loop, and its pages are given back as
 * soon as it only waits. */
#ifndef MUTASI_SOLVER_SERVICE_SPOOL_H
#define MUTASI_SOLVER_SERVICE_SPOOL_H

#include "proto/blob.h"
#include "proto/error.h"

#include <stddef.h>

enum { SPOOL_LEAST_BYTES = 1 << 20 };

/* Whether files can be made in the folder. errors: ERROR_REFUSED */
enum error_code spool_check(const char *folder, struct error *error);

/* A blob in a file of the folder, its space on disk reserved; NULL when there is none. */
struct blob *spool_blob(const char *folder, size_t length);

/* The blob is not needed for a while. Nothing happens to blobs in memory. */
void spool_rest(const struct blob *blob);

#endif
