/* SPDX-License-Identifier: MIT */
/* A case as one page to look at: self-contained HTML that asks no network for anything, reads without scripts
 * and prints on A4. Its parts stand in client/report/, charts are drawn here as SVG, and what recomputes a
 * plan (verify) recomputes this one before the page says a word about it. */
#ifndef MUTASI_CLIENT_REPORT_H
#define MUTASI_CLIENT_REPORT_H

#include "client/case_file.h"
#include "client/verify.h"
#include "proto/frontier.h"

#include <stdio.h>

struct unknowns;

/* People who go from one unit to another; from NONE: first placements. */
struct report_flow {
    int32_t from, to, people;
};

/* A competency minimum that somebody is missing from, before or after. */
struct report_gap {
    int32_t unit, group; /* one is NONE */
    const struct minimum *minimum;
    int32_t have[2];
    bool closed; /* the unit is: it asks for nobody afterwards */
};

/* A case it is compared with. */
struct report_rival {
    const char *label;
    struct case_file from;
};

struct report {
    struct arena *arena;
    FILE *out;
    const char *case_file;
    struct verification verification;
    const struct problem *problem; /* of the verification, as the plan is */
    const struct plan *plan;
    struct standing standing;         /* with a placement: what units hold before and after */
    const struct evaluation *staying; /* what it costs that nobody moves; NULL without a placement */
    const struct report_flow *flows;  /* most people first */
    int32_t flow_count;
    const int32_t *people_in, *people_out; /* per unit */
    const struct report_gap *gaps;         /* worst first */
    int32_t gap_count;
    const struct report_rival *rivals;
    int32_t rival_count;
    const struct frontier *frontier; /* of the same instance and policy, set by the caller; NULL: none */
    const struct unknowns *unknowns; /* of the same plan, set by the caller; NULL: none */
    char nonce[65];                  /* the hash of the instance: no text in it can know it */
};

/* What the page shows, computed. case_document: as in the file. rivals: set by the caller. errors: those of
 * verify_case. */
enum error_code report_prepare(struct report *report, const struct node *case_document, struct error *error);

/* The page into report->out, in the message language. */
enum error_code report_write(struct report *report, struct error *error);

/* --- what its parts share --- */

const char *report_unit_name(const struct report *report, int32_t unit); /* NONE: "no unit" */

enum staffing { STAFFING_NONE, STAFFING_UNDER, STAFFING_WITHIN, STAFFING_OVER };
/* Where the unit stands (0 before, 1 after) against the policy's target, give or take one per cent of the
 * need; NONE without need or target, and for closed units. */
enum staffing report_staffing(const struct report *report, int32_t unit, int when);
const char *report_staffing_class(enum staffing staffing);
/* Supply as parts per million of need; -1 without need. */
int64_t report_coverage_ppm(const struct report *report, int32_t unit, int when);
int32_t report_units_within(const struct report *report, int when);
int32_t report_units_with_target(const struct report *report);

/* The parts, in report_*.c; each writes to report->out. */
void report_headline(struct report *report);
void report_figures(struct report *report);
void report_units(struct report *report);
void report_map(struct report *report);
void report_ribbons(struct report *report);
void report_flow_table(struct report *report);
void report_shortages(struct report *report);
void report_unknowns(struct report *report);
void report_groups(struct report *report);
void report_offers(struct report *report);
void report_surges(struct report *report);
void report_ties(struct report *report);
void report_cost(struct report *report);
void report_gap_sentences(struct report *report);
void report_moves(struct report *report);
void report_comparison(struct report *report);
void report_frontier(struct report *report);
void report_frontier_link(struct report *report);
void report_curve(struct report *report); /* its chart */
void report_policy(struct report *report);
void report_warnings(struct report *report);
void report_conflicts(struct report *report);
void report_verification(struct report *report);

#endif
