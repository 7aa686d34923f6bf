/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/chain.h"

#include "solver/engine/company.h"
#include "solver/engine/ties.h"

#include <math.h>

enum { MOST_LINKS = 6, MOST_LOOKS = 12 };

/* A person may fit a row by more or less than it needs, up to what this many temperatures pay for. */
static const double LOOSENESS = 100;

struct chain {
    struct selection *selection;
    struct random *random;
    int32_t level; /* how far from the nearest decisions this chain goes */
    double temperature;
};

/* Any option of the person within the level, or -1 when the draw hit the present one. */
static int32_t other_option(const struct chain *chain, int32_t person)
{
    const struct candidates *c = chain->selection->candidates;
    bool is_free = chain->level == CANDIDATE_LEVELS - 1 && ties_has(c->store->ties, person);
    int32_t count = is_free ? c->first_option[person + 1] - c->first_option[person]
                            : c->level_options[person * CANDIDATE_LEVELS + chain->level];
    int32_t option = c->first_option[person] + random_below(chain->random, count);
    return option == chain->selection->at[person] ? -1 : option;
}

/* The first user of the row from `from` on, up to `end`, with at least this amount. */
static int32_t first_with(const struct candidates *c, int32_t from, int32_t end, double amount)
{
    while (from < end) {
        int32_t middle = from + (end - from) / 2;
        if (c->users[middle].amount < amount)
            from = middle + 1;
        else
            end = middle;
    }
    return from;
}

static bool is_usable(const struct chain *chain, const struct user *user, bool leaving)
{
    const struct selection *s = chain->selection;
    return (s->at[user->person] == user->option) == leaving &&
           (leaving || ties_has(s->candidates->store->ties, user->person) ||
            s->candidates->options[user->option].excess <= s->candidates->level_excess[chain->level]) &&
           !selection_has_changed(s, user->person);
}

/* An option that enters the row with about `amount`: one that somebody has (leaving), or one that nobody has
 * yet. Looks outward from a random place among those that fit. -1 when there is none near. */
static int32_t fitting_option(const struct chain *chain, int32_t row, double amount, bool leaving)
{
    const struct candidates *c = chain->selection->candidates;
    int32_t first = c->first_user[row], end = c->first_user[row + 1];
    double margin = LOOSENESS * chain->temperature / chain->selection->lanes[row].steepness;
    int32_t low = first_with(c, first, end, amount - margin);
    int32_t high = first_with(c, low, end, amount + margin);
    if (high == low && c->store->ties != NULL && end > first) { /* nobody alone: perhaps with company */
        low = first;
        high = end;
    }
    int32_t middle = high > low ? low + random_below(chain->random, high - low) : low;
    for (int32_t look = 0; look < MOST_LOOKS; look++) {
        int32_t i = middle + (look % 2 == 1 ? -(look + 1) / 2 : look / 2);
        if (i >= first && i < end && is_usable(chain, &c->users[i], leaving))
            return c->users[i].option;
    }
    return -1;
}

static double amount_in(const struct candidates *c, int32_t option, int32_t row)
{
    for (int32_t e = c->options[option].first; e < c->options[option].end; e++)
        if (c->entries[e].row == row)
            return c->entries[e].amount;
    return 0;
}

/* The next link: what brings the row back to its ideal, or -1. */
static int32_t repair(const struct chain *chain, int32_t row)
{
    const struct candidates *c = chain->selection->candidates;
    const struct lane *lane = &chain->selection->lanes[row];
    double activity = lane->activity + lane->shift;
    if (activity < lane->ideal_lower)
        return fitting_option(chain, row, lane->ideal_lower - activity, false);
    if (activity <= lane->ideal_upper)
        return -1;
    int32_t from = fitting_option(chain, row, activity - lane->ideal_upper, true);
    int32_t to = from < 0 ? -1 : other_option(chain, c->options[from].person);
    return to < 0 || amount_in(c, to, row) >= amount_in(c, from, row) ? -1 : to;
}

bool chain_draw(struct selection *s, struct random *random, double temperature, int64_t *links)
{
    const struct candidates *c = s->candidates;
    struct chain chain = {s, random, random_below(random, CANDIDATE_LEVELS), temperature};
    double threshold = -temperature * log(1 - random_unit(random));
    int32_t to = other_option(&chain, c->mobile[random_below(random, c->level_people[chain.level])]);
    selection_begin(s);
    for (int32_t link = 0; link < MOST_LINKS && to >= 0; link++) {
        int32_t before = s->changed_count;
        selection_replace(s, to);
        bool is_whole = company_follow(s, before);
        *links += s->changed_count - before;
        if (!is_whole)
            return false;
        if (selection_delta(s) <= threshold)
            return true;
        if (s->hurt_count == 0)
            return false;
        to = repair(&chain, s->hurt[random_below(random, s->hurt_count)]);
    }
    return false;
}
