/* SPDX-License-Identifier: MIT */
/* What the words of a service's stats mean, for tables and for monitors alike. */
#ifndef MUTASI_CLIENT_STATS_WORDS_H
#define MUTASI_CLIENT_STATS_WORDS_H

/* section  the map that holds the word: "events", "jobs", "latency"; "" for the stats themselves
 * Result in English, to be translated where people read it; NULL for a word this version does not know. */
const char *stats_meaning(const char *section, const char *word);

#endif
