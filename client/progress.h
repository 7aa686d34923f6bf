/* SPDX-License-Identifier: MIT */
/* One line on a terminal that tells how the solve stands. */
#ifndef MUTASI_CLIENT_PROGRESS_H
#define MUTASI_CLIENT_PROGRESS_H

#include "client/mutasi.h"

bool progress_is_wanted(void); /* standard error is a terminal */
void progress_show(const struct mutasi_progress *progress);
void progress_clear(void);

#endif
