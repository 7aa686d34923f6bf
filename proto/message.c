/* SPDX-License-Identifier: MIT */
#include "proto/message.h"

#include <string.h>

const char *op_word(enum op op)
{
    static const char *const words[] = {
#define OP_WORD(name, word) word,
        OP_LIST(OP_WORD)
#undef OP_WORD
    };
    return (unsigned)op < OP_COUNT ? words[op] : "";
}

static const char *const state_words[] = {
#define STATE_WORD(name, word) word,
    JOB_STATE_LIST(STATE_WORD)
#undef STATE_WORD
};
enum { STATES = sizeof state_words / sizeof *state_words };

const char *job_state_word(enum job_state state)
{
    return (unsigned)state < STATES ? state_words[state] : "";
}

bool job_state_from_word(const char *word, enum job_state *out)
{
    for (int i = 0; i < STATES; i++) {
        if (strcmp(state_words[i], word) == 0) {
            *out = (enum job_state)i;
            return true;
        }
    }
    return false;
}
