/* SPDX-License-Identifier: MIT */
/* Whether two documents are one, and if not, where they first differ. */
#ifndef MUTASI_CLIENT_SAME_INSTANCE_H
#define MUTASI_CLIENT_SAME_INSTANCE_H

#include "proto/tree.h"

/* ERROR_CONTRADICTION, with the place of the first difference, when the two canonical documents differ.
 * file, other_file  what the error calls them */
enum error_code same_instance(struct arena *arena, const struct node *document, const char *file,
                              const struct node *other, const char *other_file, struct error *error);

#endif
