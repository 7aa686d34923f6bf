/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words for the parts of the engine that can be left out. */
#ifndef MUTASI_BENCH_ENGINE_SWITCHES_H
#define MUTASI_BENCH_ENGINE_SWITCHES_H

#include <stdbool.h>
#include <stdint.h>

/* "word,word": engine_options.without; false where a word is none. */
bool engine_switches_parse(const char *text, uint32_t *without);

/* All words, one per line. */
void engine_switches_print(void);

#endif
