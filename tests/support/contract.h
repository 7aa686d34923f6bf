/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tests of the contract share: the page, open for the length of one test, and ways into the code. */
#ifndef MUTASI_TESTS_SUPPORT_CONTRACT_H
#define MUTASI_TESTS_SUPPORT_CONTRACT_H

#include "proto/message.h"
#include "proto/problem.h"
#include "tests/support/protocol_page.h"

extern struct arena *arena;
extern struct page page;
void contract_open(const char *path); /* page.examples NULL when it cannot be read */
void contract_close(void);

/* The nth JSON example of a kind; NULL when there are fewer, or it is not JSON. */
const struct node *example(const char *kind, int n);

/* NULL when it is not valid: *error says why. */
const struct problem *contract_problem(const struct node *instance, const struct node *policy,
                                       const struct node *scenario, struct error *error);
const struct node *decoded(const void *bytes, size_t length); /* NULL when it is no document */
enum error_code request_read(const struct node *request, struct envelope *out, struct error *error);

/* Does what a solve or check request asks; the reply's plan, or check, as a document. */
enum error_code request_run(const struct node *request, const struct node **out, struct error *error);

#endif
