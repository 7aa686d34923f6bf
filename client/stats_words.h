/* SPDX-License-Identifier: MIT */
/* What the words of a service's stats mean, for tables and for monitors alike. */
#ifndef MUTASI_CLIENT_STATS_WORDS_H
#define MUTASI_CLIENT_STATS_WORDS_H

#include <stddef.h>

/* section  the map that holds the word: "events", "jobs", "client", "latency"; "" for the stats themselves
 * Result in English, to be translated where people read it; NULL for a word this version does not know. */
const char *stats_meaning(const char *section, const char *word);

/* The n-th word (from 0) of a section, in the order in which people want them; NULL behind the last. */
const char *stats_word(const char *section, size_t n);

#endif
