/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options out of a file: `name = value` a line, names as on the command line without dashes, flags yes or no.
 * A line that begins with # or ; is a comment, and so is the rest of a line after a ; that follows a space.
 */
#ifndef MUTASI_SOLVER_SERVICE_OPTION_FILE_H
#define MUTASI_SOLVER_SERVICE_OPTION_FILE_H

#include "proto/arena.h"
#include "solver/service/options.h"

/* Sets what the file says. Texts are kept in the arena.
 * errors  ERROR_BAD_VALUE, ERROR_IO, ERROR_MEMORY; the text names file and line */
enum error_code option_file_read(const char *path, struct options *options, struct arena *arena,
                                 struct error *error);

#endif
