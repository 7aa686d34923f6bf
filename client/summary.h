/* SPDX-License-Identifier: MIT */
/* A plan for people to read. */
#ifndef MUTASI_CLIENT_SUMMARY_H
#define MUTASI_CLIENT_SUMMARY_H

#include "proto/plan.h"

#include <stdio.h>

struct summary {
    const struct problem *problem;
    const struct plan *plan;
    const char *case_file; /* where the rest can be read; NULL: nowhere */
    bool all;              /* every unit and every move, however many */
};

/* The status as a sentence. */
const char *summary_verdict(enum plan_status status);

/* Verdict, objective, units before and after, moves with reasons, people left unplaced, warnings. */
void summary_print(struct arena *arena, const struct summary *summary, FILE *out);

/* Its two longer parts. */
void summary_print_units(struct arena *arena, const struct summary *summary, FILE *out);
void summary_print_moves(struct arena *arena, const struct summary *summary, FILE *out);
void summary_print_secondments(struct arena *arena, const struct summary *summary, FILE *out);

#endif
