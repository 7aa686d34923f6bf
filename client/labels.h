/* SPDX-License-Identifier: MIT */
/* Short names for files that are compared, and the names of what is written for each. */
#ifndef MUTASI_CLIENT_LABELS_H
#define MUTASI_CLIENT_LABELS_H

#include "proto/arena.h"

/* "plans/strict.json" -> "strict"; a label that is taken gets "-2", "-3" ... behind it. NULL stands for the
 * default policy: "default". Array of count in the arena; NULL when out of memory. */
const char *const *labels_of_files(struct arena *arena, const char *const *files, int count);

/* "out/case.json" and "strict" -> "out/case-strict.json". NULL when out of memory. */
const char *label_file(struct arena *arena, const char *file, const char *label);

#endif
