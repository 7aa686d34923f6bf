/* SPDX-License-Identifier: MIT */
#include "proto/identity.h"

#include <string.h>

static const char *const words[ROLE_COUNT] = {
#define ROLE_WORD(name, word) [ROLE_##name] = word,
    ROLE_LIST(ROLE_WORD)
#undef ROLE_WORD
};

const char *role_word(enum role role)
{
    return words[role];
}

bool role_from_word(const char *word, enum role *role)
{
    for (int i = 0; i < ROLE_COUNT; i++)
        if (strcmp(words[i], word) == 0) {
            *role = (enum role)i;
            return true;
        }
    return false;
}

bool client_name_valid(const char *name)
{
    size_t length = strlen(name);
    return length >= 1 && length <= CLIENT_NAME_MAX &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789._-") == length;
}
