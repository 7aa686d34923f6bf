/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-chaos: a real service under load is killed at random moments, again and again, while its clients ask
 * on under their keys. What each was told goes into the ledger, and is held against every later word:
 *
 *   accepted   a reply told of the job: from then on it may never be unknown, and must end
 *   result     shown once, it is the same for ever: plan, number and moment of its end
 *   cancelled  told once, it never has a result
 *
 * chaos.c the loop and who is killed; chaos_client.c what a client asks and makes of the answer;
 * chaos_bodies.c what is to be solved; chaos_ledger.c the books. */
#ifndef MUTASI_BENCH_CHAOS_H
#define MUTASI_BENCH_CHAOS_H

#include "bench/dice.h"
#include "bench/sp_client.h"
#include "proto/tree.h"

/* --- chaos_ledger.c ----------------------------------------------------------------------------------- */

enum { LEDGER_KEY_BYTES = 24, FINGERPRINT_BYTES = 128 };

struct ledger_job {
    char key[LEDGER_KEY_BYTES];
    unsigned number; /* which body */
    bool accepted, cancelled, cancel_asked, has_result;
    int64_t id;                          /* last told */
    char fingerprint[FINGERPRINT_BYTES]; /* of the result */
    int shown;                           /* times */
};

struct ledger {
    struct ledger_job **jobs;
    size_t count, capacity;
    unsigned accepted, results, shown_again, cancelled, losses, lost, twice, strange; /* the last three: 0 */
};

struct ledger_job *ledger_new_job(struct ledger *ledger);
void ledger_accepted(struct ledger *ledger, struct ledger_job *job, int64_t id);
void ledger_cancelled(struct ledger *ledger, struct ledger_job *job);
/* reply: of a job that is done. */
void ledger_result(struct ledger *ledger, struct ledger_job *job, const struct node *reply);
void ledger_lost(struct ledger *ledger, const struct ledger_job *job);
void ledger_strange(struct ledger *ledger, const struct ledger_job *job, const struct node *reply);
void ledger_free(struct ledger *ledger);

/* --- chaos_bodies.c ----------------------------------------------------------------------------------- */

/* The request of this number but for its key: solve or check, or submit of one; the same every time. */
struct node chaos_submission(struct arena *arena, unsigned number, bool submit);

/* --- chaos_client.c ----------------------------------------------------------------------------------- */

enum chaos_ask { ASK_NOTHING, ASK_SOLVE, ASK_SUBMIT, ASK_WAIT, ASK_RESULT, ASK_CANCEL };

struct chaos_client {
    struct sp_client sp;
    struct dice dice;
    struct ledger_job *job; /* NULL: to choose one */
    enum chaos_ask ask;
    bool to_send;        /* the ask has no request under way */
    double not_before_s; /* for the next step */
    double asked_at_s;
};

struct chaos {
    const char *socket;
    struct ledger ledger;
    double now_s;
    bool closing;   /* no new jobs */
    size_t audited; /* closing: jobs whose result was asked for once more */
    unsigned long replies, reconnects;
};

void chaos_client_start(struct chaos_client *client, unsigned seed, unsigned number);
/* Connects, chooses and sends, as far as it can. */
void chaos_client_step(struct chaos *chaos, struct chaos_client *client);
/* Something has happened on its connection. */
void chaos_client_advance(struct chaos *chaos, struct chaos_client *client);
/* Has nothing more to ask: closing, and all of the ledger audited. */
bool chaos_client_is_done(const struct chaos *chaos, const struct chaos_client *client);

#endif
