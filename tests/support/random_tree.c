/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/random_tree.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

uint64_t random_next(struct random_source *source)
{
    uint64_t value = source->state += UINT64_C(0x9e3779b97f4a7c15);
    value = (value ^ (value >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    value = (value ^ (value >> 27)) * UINT64_C(0x94d049bb133111eb);
    return value ^ (value >> 31);
}

uint64_t random_below(struct random_source *source, uint64_t bound)
{
    return random_next(source) % bound;
}

/* Characters of one to four bytes, those that JSON escapes, and both ends of every UTF-8 length. */
static const char *const characters[] = {"a",
                                         "Z",
                                         "0",
                                         " ",
                                         "\"",
                                         "\\",
                                         "/",
                                         "\b",
                                         "\n",
                                         "\x01",
                                         "\x1f",
                                         "\x7f",
                                         "\xc2\x80",
                                         "\xc3\xa9",
                                         "\xdf\xbf",
                                         "\xe0\xa0\x80",
                                         "\xe2\x82\xac",
                                         "\xed\x9f\xbf",
                                         "\xee\x80\x80",
                                         "\xef\xbf\xbf",
                                         "\xf0\x90\x80\x80",
                                         "\xf4\x8f\xbf\xbf"};

static const char *random_text(struct arena *arena, struct random_source *source, size_t most)
{
    char *text = arena_alloc(arena, 4 * most + 1, 1);
    size_t length = 0, count = random_below(source, most + 1);
    for (size_t i = 0; i < count; i++) {
        const char *character = characters[random_below(source, sizeof characters / sizeof characters[0])];
        memcpy(text + length, character, strlen(character));
        length += strlen(character);
    }
    return text;
}

static int64_t random_integer(struct random_source *source)
{
    int64_t value = (int64_t)(random_next(source) >> (11 + random_below(source, 53)));
    return random_below(source, 2) == 0 ? value : -value;
}

static double random_real(struct random_source *source)
{
    static const double corners[] = {0.1, 0.5, 1e-6, 1e-4, 9.99e-5, 1e20, -1e300, 5e-324, 0.95, 1e15 + 0.5};
    uint64_t bits = random_next(source);
    double any;
    switch (random_below(source, 4)) {
    case 0:
        return corners[random_below(source, sizeof corners / sizeof corners[0])];
    case 1:
        return (double)random_integer(source) / 1e6;
    case 2:
        return (double)(random_next(source) >> 40) / 1000;
    default:
        memcpy(&any, &bits, sizeof any);
        return isfinite(any) ? any : 0.25;
    }
}

static struct node random_map(struct arena *arena, struct random_source *source, unsigned depth, size_t count)
{
    struct node map = node_map(arena, count);
    for (size_t i = 0; i < count; i++) { /* the number makes the key unique, the tail makes it odd */
        const char *tail = random_text(arena, source, 6);
        const char *key = arena_format(arena, "%s%zu%s", i % 2 == 0 ? "" : "k", (i * 7) % 1000, tail);
        map_add(&map, key, random_tree(arena, source, depth));
    }
    return map;
}

/* Digits first or last, a key may still come twice ("1" + "0", "10" + ""): then the map stays empty. */
static struct node distinct(struct arena *arena, struct node map)
{
    return tree_canonicalise(&map, NULL) == ERROR_NONE ? map : node_map(arena, 0);
}

struct node random_tree(struct arena *arena, struct random_source *source, unsigned depth)
{
    static const size_t sizes[] = {0, 1, 2, 3, 5, 15, 16, 40};
    uint64_t kind = random_below(source, depth > 0 ? 9 : 6);
    size_t count = sizes[random_below(source, depth > 2 ? 5 : sizeof sizes / sizeof sizes[0])];
    switch (kind) {
    case 0:
        return node_null();
    case 1:
        return node_boolean(random_below(source, 2) == 1);
    case 2:
        return node_integer(random_integer(source));
    case 3:
        return node_real(random_real(source));
    case 4:
        return node_borrowed(random_text(arena, source, 8));
    case 5:
        return node_borrowed(random_text(arena, source, 90));
    case 6:
    case 7:
        return distinct(arena, random_map(arena, source, depth - 1, count));
    default:
        break;
    }
    struct node array = node_array(arena, count);
    for (size_t i = 0; i < count; i++) {
        array_add(&array, random_tree(arena, source, depth - 1));
    }
    return array;
}

const unsigned char *bytes_of(struct arena *arena, const char *hex, size_t *length)
{
    unsigned char *bytes = arena_alloc(arena, strlen(hex) / 2 + 1, 1);
    unsigned value;
    *length = 0;
    for (const char *at = hex; *at != '\0'; at += *at == ' ' || at[1] == '\0' ? 1 : 2) {
        if (*at != ' ' && sscanf(at, "%2x", &value) == 1) {
            bytes[(*length)++] = (unsigned char)value;
        }
    }
    return bytes;
}

const char *hex_of(struct arena *arena, const void *bytes, size_t length)
{
    char *hex = arena_alloc(arena, 2 * length + 1, 1);
    for (size_t i = 0; i < length; i++) {
        snprintf(hex + 2 * i, 3, "%02x", ((const unsigned char *)bytes)[i]);
    }
    return hex;
}
