/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One valid document of each kind that uses every field of the contract at least once. */
#ifndef MUTASI_TESTS_SUPPORT_COMPLETE_H
#define MUTASI_TESTS_SUPPORT_COMPLETE_H

#include "proto/tree.h"

const struct node *complete_instance(struct arena *arena);
const struct node *complete_policy(struct arena *arena);

#endif
