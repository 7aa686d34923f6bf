/* SPDX-License-Identifier: MIT */
/* What a plan's points are paid for, in the order and the colours of the whole page: part p has the class
 * fill-<p + 1>. */
#ifndef MUTASI_CLIENT_REPORT_PARTS_H
#define MUTASI_CLIENT_REPORT_PARTS_H

#include "proto/plan.h"

enum { REPORT_PARTS = 8, REPORT_PART_RELOCATION = 0, REPORT_PART_BALANCE, REPORT_PART_COMPETENCY };

const char *report_part_name(int part); /* in the message language */
int64_t report_part_upt(const struct objective *objective, int part);

#endif
