/* SPDX-License-Identifier: MIT */
#include "proto/utf8.h"

#include <stdint.h>
#include <string.h>

/* Length of the character at text, 0 when it is not one. Table 3-7 of the Unicode standard. */
static size_t character_length(const unsigned char *text, size_t left)
{
    unsigned char first = text[0];
    if (first < 0x80) {
        return 1;
    }
    if (first < 0xc2 || first > 0xf4) {
        return 0;
    }
    size_t length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (left < length) {
        return 0;
    }
    unsigned char lowest = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    unsigned char highest = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (text[1] < lowest || text[1] > highest) {
        return 0;
    }
    for (size_t i = 2; i < length; i++) {
        if ((text[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    return length;
}

/* Eight bytes at once: whether each is 0x01..0x7f. */
static bool plain_word(const char *text)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = UINT64_C(0x8080808080808080);
    uint64_t word;
    memcpy(&word, text, sizeof word);
    return ((word | (word - ones)) & tops) == 0;
}

bool utf8_valid(const char *text, size_t length)
{
    size_t at = 0;
    while (at < length) {
        if (length - at >= 8 && plain_word(text + at)) {
            at += 8;
            continue;
        }
        if (text[at] == '\0') {
            return false;
        }
        size_t step = character_length((const unsigned char *)text + at, length - at);
        if (step == 0) {
            return false;
        }
        at += step;
    }
    return true;
}

/* Whether the bytes are the beginning of a character that ends too early. */
static bool cut_character(const unsigned char *text, size_t left)
{
    unsigned char whole[4] = {0x80, 0x80, 0x80, 0x80};
    if (left >= 4) {
        return false;
    }
    memcpy(whole, text, left);
    if (left == 1) { /* any continuation will do: one that every first byte allows */
        whole[1] = text[0] == 0xe0 || text[0] == 0xf0 ? 0xa0 : 0x80;
    }
    return character_length(whole, 4) > left;
}

void utf8_clean(char *text)
{
    size_t length = strlen(text);
    for (size_t at = 0; at < length;) {
        const unsigned char *here = (const unsigned char *)text + at;
        size_t step = character_length(here, length - at);
        if (step == 0 && cut_character(here, length - at)) {
            text[at] = '\0';
            return;
        }
        if (step == 0 || here[0] < 0x20 || here[0] == 0x7f) {
            text[at] = '?';
        }
        at += step == 0 ? 1 : step;
    }
}
