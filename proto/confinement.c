/* SPDX-License-Identifier: MIT */
#include "proto/confinement.h"

const char *confinement_word(enum confinement measure)
{
    static const char *const words[] = {
#define CONFINEMENT_WORD(name, word) [CONFINED_##name] = word,
        CONFINEMENT_LIST(CONFINEMENT_WORD)
#undef CONFINEMENT_WORD
    };
    return words[measure];
}
