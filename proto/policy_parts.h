/* SPDX-License-Identifier: MIT */
/* Inside policy_read only. */
#ifndef MUTASI_PROTO_POLICY_PARTS_H
#define MUTASI_PROTO_POLICY_PARTS_H

#include "proto/policy.h"
#include "proto/read.h"

/* Shares of a need may be large (a unit overstaffed a hundredfold), shares of a whole not beyond it. */
#define SHARE_MAX (1000 * MICRO)
#define WHOLE_MAX MICRO

value_reader read_rule; /* the element is a struct rule; policy_rules.c */

#endif
