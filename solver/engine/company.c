/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/company.h"

#include "solver/engine/ties.h"

#include <math.h>
#include <stdlib.h>

/* How many rows the option enters that tie its person to `other`; -1 when the leader's option does not enter
 * one of them. The leader's rows are those whose lane carries the mark. */
static int32_t rows_shared(const struct selection *s, int32_t option, int32_t other, uint32_t mark)
{
    const struct candidates *c = s->candidates;
    const struct option *o = &c->options[option];
    int32_t count = 0;
    for (int32_t e = o->first; e < o->end; e++) {
        int32_t row = c->entries[e].row;
        if (ties_other(c->store->ties, row, o->person) != other)
            continue;
        if (mark != 0 && s->lanes[row].mark != mark)
            return -1;
        count++;
    }
    return count;
}

/* Gives the rows of the leader's option a mark of their own. */
static uint32_t mark_rows(struct selection *s, int32_t option)
{
    const struct option *o = &s->candidates->options[option];
    s->mark = s->mark == UINT32_MAX ? 1 : s->mark + 1;
    for (int32_t e = o->first; e < o->end; e++)
        s->lanes[s->candidates->entries[e].row].mark = s->mark;
    return s->mark;
}

static bool agrees(const struct selection *s, int32_t option, int32_t leader, uint32_t mark, int32_t rows)
{
    return rows_shared(s, option, leader, mark) == rows;
}

/* Where this person can follow the leader to; -1: nowhere. */
static int32_t option_beside(const struct selection *s, int32_t person, int32_t leader, uint32_t mark,
                             int32_t rows)
{
    const struct candidates *c = s->candidates;
    if (agrees(s, s->at[person], leader, mark, rows))
        return s->at[person];
    for (int32_t o = c->first_option[person]; o < c->first_option[person + 1]; o++)
        if (agrees(s, o, leader, mark, rows))
            return o;
    return -1;
}

static bool lead(struct selection *s, int32_t option)
{
    const struct ties *ties = s->candidates->store->ties;
    int32_t leader = s->candidates->options[option].person;
    uint32_t mark = mark_rows(s, option);
    for (int32_t i = ties->first_partner[leader]; i < ties->first_partner[leader + 1]; i++) {
        int32_t person = ties->partner[i], rows = rows_shared(s, option, person, 0);
        if (selection_has_changed(s, person)) {
            if (!agrees(s, s->changes[person].option, leader, mark, rows))
                return false;
            continue;
        }
        int32_t to = option_beside(s, person, leader, mark, rows);
        if (to < 0)
            return false;
        selection_replace(s, to);
    }
    return true;
}

bool company_follow(struct selection *s, int32_t from)
{
    const struct ties *ties = s->candidates->store->ties;
    for (int32_t i = from; ties != NULL && i < s->changed_count; i++)
        if (!lead(s, s->changed_to[i]))
            return false;
    return true;
}

static bool try_option(struct selection *s, int32_t option, int64_t *work)
{
    selection_begin(s);
    selection_replace(s, option);
    bool is_whole = company_follow(s, 0);
    *work += s->changed_count;
    return is_whole;
}

/* The leader's option that leaves the least total with everybody tied along; -1: none. */
static int32_t best_option(struct selection *s, int32_t leader, int64_t *work)
{
    const struct candidates *c = s->candidates;
    double least = INFINITY;
    int32_t best = -1;
    for (int32_t o = c->first_option[leader]; o < c->first_option[leader + 1]; o++) {
        double delta = try_option(s, o, work) ? selection_delta(s) : INFINITY;
        if (delta < least) {
            least = delta;
            best = o;
        }
    }
    return best;
}

int64_t company_gather(struct selection *s)
{
    const struct candidates *c = s->candidates;
    int64_t work = 0;
    bool *gathered = calloc((size_t)c->store->people + 1, sizeof *gathered);
    for (int32_t k = 0; gathered != NULL && k < c->store->people; k++) {
        if (gathered[k] || !ties_has(c->store->ties, k))
            continue;
        int32_t option = best_option(s, k, &work);
        if (option < 0 || !try_option(s, option, &work))
            continue;
        for (int32_t i = 0; i < s->changed_count; i++)
            gathered[c->options[s->changed_to[i]].person] = true;
        selection_commit(s);
    }
    free(gathered);
    return work;
}
