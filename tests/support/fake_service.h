/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A dispatcher without processes: the test is its front and its worker at the other ends of the pipes. It has
 * a real journal. Whatever it gets wrong (a reply that nobody waits for, two replies, none, one that is no
 * document; an order that its worker could not read) ends the program.
 *
 *     endpoints  0 admin, 1 submit, 2 read, of three clients in clear; 3 sealed, with fake_key's */
#ifndef MUTASI_TESTS_SUPPORT_FAKE_SERVICE_H
#define MUTASI_TESTS_SUPPORT_FAKE_SERVICE_H

#include "proto/frame.h"
#include "proto/seal.h"

enum fake_endpoint { FAKE_ADMIN, FAKE_SUBMIT, FAKE_READ, FAKE_SEALED, FAKE_ENDPOINTS };

struct fake_service;

/* NULL: out of memory. One at a time. */
struct fake_service *fake_start(void);
/* Answers everybody first. */
void fake_end(struct fake_service *fake);

const struct seal_key *fake_key(void);

/* One message of a client, then one turn of the loop. */
void fake_request(struct fake_service *fake, enum fake_endpoint endpoint, const void *bytes, size_t length);
/* The same through the sealed endpoint; its reply must open with the nonce. */
void fake_sealed_request(struct fake_service *fake, const void *bytes, size_t length);
/* The worker says something about its job, or dies with this wait status. */
void fake_answer(struct fake_service *fake, enum frame_type type, const void *bytes, size_t length);
void fake_death(struct fake_service *fake, int status);

void fake_settle(struct fake_service *fake);  /* waits for the disk */
void fake_restart(struct fake_service *fake); /* waits for the disk, then takes up what the journal holds */
void fake_pass(struct fake_service *fake, double seconds);

#endif
