/* SPDX-License-Identifier: MIT */
/* The parts of office_import: each turns one or two sheets into a piece of the document. A part returns false
 * only when memory is out; what is wrong with a cell is an issue, and the cell is left out. */
#ifndef MUTASI_CLIENT_OFFICE_PARTS_H
#define MUTASI_CLIENT_OFFICE_PARTS_H

#include "client/registry.h"

struct office {
    struct arena *arena;
    struct issues *issues;
    const char *date;
    struct sheet sheets[SHEET_COUNT];
    struct registry units, agencies, employees;
    bool *unit_is_closed, *unit_has_need; /* per unit */
    int32_t without_unit;
};

#define FTE_MOST (INT64_C(1000000) * MICRO)

bool office_units(struct office *office);       /* declares units and agencies, fills their own cells */
bool office_employees(struct office *office);   /* declares the people; after the units */
bool office_work(struct office *office);        /* into the units */
bool office_minimums(struct office *office);    /* into units and agencies; after office_holdings' sheet */
bool office_holdings(struct office *office);    /* into the people */
bool office_preferences(struct office *office); /* into the people */
bool office_offers(struct office *office);      /* into the people */
bool office_pairs(struct office *office, struct node *root);
bool office_distances(struct office *office, struct node *root);

#endif
