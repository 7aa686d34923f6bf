/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/engine_switches.h"

#include "solver/engine/engine.h"

#include <stdio.h>
#include <string.h>

#define SWITCH_WORD(name, word) word,
static const char *const words[] = {ENGINE_SWITCH_LIST(SWITCH_WORD)};

/* ENGINE_SWITCHES: none of that name. */
static int find(const char *word, size_t length)
{
    int part = 0;
    while (part < ENGINE_SWITCHES &&
           (strlen(words[part]) != length || strncmp(words[part], word, length) != 0))
        part++;
    return part;
}

bool engine_switches_parse(const char *text, uint32_t *without)
{
    *without = 0;
    for (;;) {
        size_t length = strcspn(text, ",");
        int part = find(text, length);
        if (part == ENGINE_SWITCHES)
            return false;
        *without |= engine_without((enum engine_switch)part);
        if (text[length] == '\0')
            return true;
        text += length + 1;
    }
}

void engine_switches_print(void)
{
    for (int part = 0; part < ENGINE_SWITCHES; part++)
        printf("%s\n", words[part]);
}
