/* SPDX-License-Identifier: MIT */
/* The files a command works on, read and validated before anything is sent. */
#ifndef MUTASI_CLIENT_INPUTS_H
#define MUTASI_CLIENT_INPUTS_H

#include "client/file.h"
#include "proto/problem.h"

struct inputs {
    const char *instance_file, *policy_file, *scenario_file; /* NULL: not given */
    const struct node *instance, *policy, *scenario;         /* as in the files; NULL: not given */
    const struct problem *problem;
};

/* The file names are set; fills the rest. Documents that are there already are not read again. The error's
 * path names the file. */
enum error_code inputs_read(struct arena *arena, struct inputs *inputs, struct error *error);

/* Puts the file's name in place of "instance", "policy" or "scenario" at the beginning of the error's path.
 */
void inputs_name_files(const struct inputs *inputs, struct error *error);

#endif
