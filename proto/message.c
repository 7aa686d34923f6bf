/* SPDX-License-Identifier: MIT */
#include "proto/message.h"

const char *op_word(enum op op)
{
    static const char *const words[] = {
#define OP_WORD(name, word) word,
        OP_LIST(OP_WORD)
#undef OP_WORD
    };
    return (unsigned)op < OP_COUNT ? words[op] : "";
}
