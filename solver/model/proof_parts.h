/* SPDX-License-Identifier: MIT */
/* Between the files that check a proof: the model written out, a path's state, and the staff of one place.
 * Not used outside solver/model/proof*.c. All values in pico-points. */
#ifndef MUTASI_SOLVER_MODEL_PROOF_PARTS_H
#define MUTASI_SOLVER_MODEL_PROOF_PARTS_H

#include "solver/model/proof.h"
#include "solver/model/row_least.h"

/* Terms beyond this are refused as overflow: sums of 2^26 of them still fit. */
#define MODERATE_PPT ((int128)1 << 100)

static inline bool is_moderate(int128 value)
{
    return value <= MODERATE_PPT && value >= -MODERATE_PPT;
}

/* --- the model written out (proof_store.c) -------------------------------------------------------------- */

struct own_rows {
    int32_t count;
    int32_t row[PROOF_OWN_ROWS_MOST];
};

struct proof_store {
    const struct choice_model *model;
    int32_t people, rows, places; /* places: units, and one more for "no unit" */
    int64_t choices;
    int64_t *first_choice; /* per person, and the end */
    int32_t *person;       /* per choice */
    int32_t *place;        /* per choice */
    int64_t *cost_upt;     /* per choice */
    int64_t *first_entry;  /* per choice, and the end */
    struct entry *entries;
    int64_t *first_at; /* per place, and the end: where its choices are listed */
    int64_t *at;       /* choices by place */
    int32_t *owner;    /* per row: the place whose own it is, NONE: priced */
    int32_t *slot;     /* per row: its index among the place's own */
    struct own_rows *own;
    int64_t grain_upt; /* every objective is a multiple */
    int32_t rounded_rows;
    int64_t widest; /* choices at one place, at most */
};

/* errors: ERROR_MEMORY. proof_store_free takes what proof_store_init left, also after an error. */
enum error_code proof_store_init(struct proof_store *store, const struct choice_model *model,
                                 struct error *error);
void proof_store_free(struct proof_store *store);

/* --- the staff of one place (proof_staff.c, proof_states.c) ----------------------------------------------
 */

enum { NO_ITEM = -1 };

struct staff_item {
    int128 cost;    /* c - mu - the priced rows */
    int128 reduced; /* cost less the own rows at their present prices */
    int64_t amount[PROOF_OWN_ROWS_MOST];
    bool forced;      /* then the person's only one */
    bool same_person; /* as the item before: a staff has at most one of a person's */
    bool starts;      /* in the start: forced, or the person's least, where that is negative */
    bool taken;       /* out, when the answer is exact: a best staff */
    int32_t person;   /* the first item of its person */
    int32_t replaced; /* the item that starts and gives way to this one, or NO_ITEM */
};

/* An item that a better staff may have otherwise. A person's stand together. */
struct staff_open {
    uint64_t weight;  /* what that costs: its staff_difference */
    uint64_t dearest; /* of the person's */
    int32_t item;
};

/* A staff while it is searched: how its items differ from the start, as far as the rows can tell. */
struct staff_label {
    uint64_t key;    /* activities of the own rows, packed */
    uint64_t excess; /* sum of the differences */
    int64_t trace;   /* the last of them, or NO_ITEM */
};

/* The labels with one item decided otherwise: the list shifted, and which of it comes next. */
struct staff_head {
    uint64_t shift;
    int64_t next;
};

struct staff_trace {
    int64_t before;
    int32_t item;
};

/* What the search for the staff of a place works on, reused from place to place. */
struct staff {
    const struct row *rows[PROOF_OWN_ROWS_MOST];
    int64_t price[PROOF_OWN_ROWS_MOST], limit[PROOF_OWN_ROWS_MOST]; /* |price| <= limit: products fit */
    int64_t lower[PROOF_OWN_ROWS_MOST],
        upper[PROOF_OWN_ROWS_MOST];              /* hard interval cut to what is in reach */
    struct row_least least[PROOF_OWN_ROWS_MOST]; /* of phi + price s over that interval */
    int64_t start[PROOF_OWN_ROWS_MOST];          /* activity of the start */
    bool keeps_reach; /* staffs beyond what all people together can reach in a row do not count */
    int32_t row_count, count;
    struct staff_item *items;
    struct staff_open *open;
    struct staff_head *heads; /* scratch: of the open items of one person */
    struct staff_label *labels, *next;
    struct staff_trace *traces;
    int64_t label_room, trace_room;
    int64_t states_left; /* of PROOF_STATES_MOST */
    int64_t states_here; /* of PROOF_STATES_PER_STAFF */
    int64_t steps;       /* items read so far */
};

enum staff_status {
    STAFF_EXACT, /* value is the minimum, taken tells a staff */
    STAFF_BOUND, /* the minimum is at least value */
    STAFF_NONE,  /* no staff satisfies the hard intervals */
    STAFF_OVERFLOW,
    STAFF_MEMORY
};

bool staff_init(struct staff *staff, int64_t widest);
void staff_free(struct staff *staff);

/* min over S of sum of cost + sum over rows of phi(sum of amounts), from rows, price (a hint), row_count,
 * count and the items' cost, amount, forced and same_person. */
enum staff_status staff_solve(struct staff *staff, int128 *value);

/* The end of a person's items, from the first of them. */
int32_t staff_person_end(const struct staff *staff, int32_t first);

/* What having the item otherwise than in the start costs (never less than 0), and does to a row. */
int128 staff_difference(const struct staff *staff, int32_t item);
int64_t staff_shift(const struct staff *staff, int32_t item, int32_t row);

/* A staff, and how far it is from what a staff must be. */
struct staff_merit {
    int128 outside; /* how far activities are outside their hard intervals */
    int128 excess;
};

/* Of the staff that is taken, whose items cost `spent` above the start's. */
struct staff_merit staff_merit_of(const struct staff *staff, const int64_t *activity, int128 spent);

/* From the start, has the item otherwise that helps most until none helps; what is left of that is taken. */
struct staff_merit staff_descend(struct staff *staff);

/* phi(s) + price s above its least; EXCESS_NONE outside the hard interval, at most EXCESS_MOST else. */
#define EXCESS_NONE UINT64_MAX
#define EXCESS_MOST (UINT64_C(1) << 62)
uint64_t staff_row_excess(const struct staff *staff, int32_t row, int64_t activity);

/* The least excess below *excess over all staffs that differ from the start in open items, which stand by
 * falling weight of their people's dearest. STAFF_EXACT: found, and taken is its staff, or there is none and
 * nothing changed. STAFF_BOUND: every excess is at least *excess. */
enum staff_status staff_states(struct staff *staff, int32_t open, uint64_t *excess);

/* --- a leaf (proof_leaf.c) ------------------------------------------------------------------------------ */

enum choice_state { CHOICE_ALLOWED, CHOICE_GONE, CHOICE_HELD };

/* What a place's staff costs where no path restricts it. */
struct place_answer {
    bool is_known, is_exact, is_empty;
    int128 value;
};

struct proof_checker {
    struct proof_store store;
    struct staff staff;
    uint8_t *state; /* per choice: enum choice_state, under the present path */
    int32_t *touched;
    bool *is_touched; /* per person: a branching of the path names this one */
    int32_t touched_count;
    int64_t *reach_lower, *reach_upper; /* per row, under the present path */
    struct row_span *spans;             /* per row, scratch */
    int32_t *span_rows;
    /* the present point */
    const struct proof_point *point;
    int128 *reduced; /* per choice: c - mu - lambda . a, own rows left out on the unit side */
    int128 *least;   /* per person, person side: of reduced over all choices */
    int128 sum;      /* of those, or of mu */
    bool is_shared;  /* more than one leaf has this point */
    struct place_answer *places;
    bool *taken;      /* per choice: in the staff of an exact answer */
    bool *is_changed; /* per place, scratch: its answer does not serve this leaf */
    int64_t steps;
    const struct proof_watch *watch; /* NULL: none */
};

/* Whether the check may go on: its steps, and the watch. errors: ERROR_TOO_LARGE */
enum error_code proof_may_go_on(const struct proof_checker *checker, struct error *error);

enum error_code proof_checker_init(struct proof_checker *checker, const struct choice_model *model,
                                   struct error *error);
void proof_checker_free(struct proof_checker *checker);

enum error_code proof_point_enter(struct proof_checker *checker, const struct proof_point *point,
                                  bool is_shared, struct error *error);

/* Restricts people along a path: begin, a turn per branching in any order, end. */
void proof_path_begin(struct proof_checker *checker);
void proof_path_turn(struct proof_checker *checker, int32_t person, int32_t choice, bool is_in);

/* The bound at the present point and path, without the half micro-points of rounded rows. */
enum error_code proof_leaf_bound(struct proof_checker *checker, int128 *bound, bool *is_empty,
                                 struct error *error);

#endif
