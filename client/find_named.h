/* SPDX-License-Identifier: MIT */
/* Who, or which unit, is meant on a command line: an id, or a name that only one has, in any case of letters.
 */
#ifndef MUTASI_CLIENT_FIND_NAMED_H
#define MUTASI_CLIENT_FIND_NAMED_H

#include "proto/instance.h"

/* errors  ERROR_UNKNOWN_ID, with those whose names hold the text, a few of them; ERROR_CONTRADICTION when
 *         several have the name, with their ids; ERROR_MEMORY */
enum error_code find_employee(struct arena *arena, const struct instance *instance, const char *text,
                              int32_t *out, struct error *error);
enum error_code find_unit(struct arena *arena, const struct instance *instance, const char *text,
                          int32_t *out, struct error *error);

#endif
