/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the service keeps what must outlive it, when nobody says where. */
#ifndef MUTASI_SOLVER_SERVICE_STATE_PATH_H
#define MUTASI_SOLVER_SERVICE_STATE_PATH_H

#include "proto/error.h"

#include <stddef.h>

/* journal.db in the first that is set of $STATE_DIRECTORY (systemd's), $XDG_STATE_HOME/mutasi,
 * $HOME/.local/state/mutasi. Missing folders are made, for this user alone.
 * errors  ERROR_REFUSED when none is set or the path is too long, ERROR_IO */
enum error_code state_path_journal(char *path, size_t size, struct error *error);

#endif
