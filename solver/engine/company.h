/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is tied to somebody that moves goes along, and who is tied to those, until everybody's ties hold. */
#ifndef MUTASI_SOLVER_ENGINE_COMPANY_H
#define MUTASI_SOLVER_ENGINE_COMPANY_H

#include "solver/engine/selection.h"

/* Of the change being tried: from its person number `from` on, adds those whom ties (of the store) make
 * follow, each at the option of least reduced cost that agrees with whom they follow, or where they are if
 * that agrees. False when somebody has no such option, or two ties disagree: the change is then good for
 * nothing. Nothing is added where nobody is tied.
 * cost  the options of all who follow, with their entries */
bool company_follow(struct selection *selection, int32_t from);

/* Brings everybody who is tied to where all their ties hold, company by company, each to the place that is
 * cheapest when its turn comes. Where a company has no such place, it stays torn.
 * returns  counted work: people moved, also in vain */
int64_t company_gather(struct selection *selection);

#endif
