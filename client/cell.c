/* SPDX-License-Identifier: MIT */
#include "client/cell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void cell_fold(const char *text, char *room, size_t size)
{
    size_t length = 0;
    for (; *text != '\0' && length + 1 < size; text++) {
        unsigned char byte = (unsigned char)*text;
        if (byte >= 'A' && byte <= 'Z')
            byte = (unsigned char)(byte + ('a' - 'A'));
        if ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte >= 0x80)
            room[length++] = (char)byte;
    }
    room[length] = '\0';
}

bool cell_is_one_of(const char *folded, const char *alternatives)
{
    while (*alternatives != '\0') {
        char one[64], own[64];
        size_t length = strcspn(alternatives, "/");
        snprintf(one, sizeof one, "%.*s", (int)length, alternatives);
        cell_fold(one, own, sizeof own);
        if (strcmp(own, folded) == 0)
            return true;
        alternatives += length + (alternatives[length] == '/');
    }
    return false;
}

bool cell_yes(const char *text, bool *out)
{
    char folded[16];
    cell_fold(text, folded, sizeof folded);
    *out = cell_is_one_of(folded, "yes/y/ya/true/benar/1/x");
    return *out || cell_is_one_of(folded, "no/n/tidak/t/tdk/false/salah/0");
}

/* --- numbers --- */

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* Digits in groups of three from the mark on: "52.000", "1.234.567". */
static bool is_grouped(const char *text, size_t length, char mark)
{
    size_t first = 0, at;
    while (first < length && is_digit(text[first]))
        first++;
    if (first == 0 || first > 3 || text[0] == '0')
        return false;
    for (at = first; at < length; at += 4) {
        if (at + 4 > length || text[at] != mark)
            return false;
        for (size_t i = 1; i <= 3; i++)
            if (!is_digit(text[at + i]))
                return false;
    }
    return at == length && length > first;
}

static bool is_plain(const char *text, size_t length)
{
    size_t digits = 0;
    while (digits < length && is_digit(text[digits]))
        digits++;
    return digits == length;
}

/* Where the decimal mark stands; the length of the text when there is none. Grouping marks are in what is
 * before it. */
static enum cell_result find_point(const char *text, enum decimal_mark mark, size_t *point, char *group)
{
    size_t length = strlen(text);
    const char *comma = strrchr(text, ','), *dot = strrchr(text, '.');
    const char *last = comma > dot ? comma : dot; /* NULL counts as before everything */
    *point = length;
    *group = '\0';
    if (last == NULL)
        return CELL_GOOD;
    char own = *last, other = own == ',' ? '.' : ',';
    bool is_sure = mark == (own == ',' ? DECIMAL_COMMA : DECIMAL_POINT);
    if (is_grouped(text, length, own) && !is_sure) {
        if (strchr(text, own) == last)
            return CELL_AMBIGUOUS;
        *group = own;
        return CELL_GOOD;
    }
    *point = (size_t)(last - text);
    *group = strchr(text, other) != NULL ? other : '\0';
    return CELL_GOOD;
}

static enum cell_result whole_part(const char *text, size_t length, char group, int64_t *micro)
{
    int64_t value = 0;
    if (group != '\0' ? !is_grouped(text, length, group) : !is_plain(text, length))
        return CELL_BAD;
    for (size_t i = 0; i < length; i++) {
        if (!is_digit(text[i]))
            continue;
        value = value * 10 + (text[i] - '0');
        if (value > (int64_t)NUMBER_MAX)
            return CELL_TOO_LARGE;
    }
    *micro = value * MICRO;
    return CELL_GOOD;
}

static enum cell_result fraction(const char *text, int64_t *micro)
{
    int64_t worth = MICRO / 10;
    if (!is_plain(text, strlen(text)))
        return CELL_BAD;
    for (; *text != '\0'; text++, worth /= 10) {
        if (worth == 0)
            return *text >= '5' ? (*micro += 1, CELL_GOOD) : CELL_GOOD;
        *micro += worth * (*text - '0');
    }
    return CELL_GOOD;
}

enum cell_result cell_number(const char *text, enum decimal_mark mark, int64_t *micro)
{
    size_t point;
    char group;
    bool is_negative = text[0] == '-';
    text += is_negative || text[0] == '+';
    size_t length = strlen(text);
    if (length == 0 || length > 40 || !(is_digit(text[0]) || (length > 1 && is_digit(text[1]))))
        return CELL_BAD;
    enum cell_result result = find_point(text, mark, &point, &group);
    if (result == CELL_GOOD)
        result = whole_part(text, point, group, micro);
    if (result == CELL_GOOD && point < length)
        result = point + 1 == length ? CELL_BAD : fraction(text + point + 1, micro);
    if (result == CELL_GOOD && *micro > (int64_t)NUMBER_MAX * MICRO)
        result = CELL_TOO_LARGE;
    if (is_negative)
        *micro = -*micro;
    return result;
}

/* --- dates --- */

/* "2024-01-31 00:00:00" -> "2024-01-31" */
static bool date_part(const char *text, char room[12])
{
    size_t length = strcspn(text, " T");
    const char *rest = text + length;
    if (length > 10 || strspn(rest, " T0:.") != strlen(rest))
        return false;
    snprintf(room, 12, "%.*s", (int)length, text);
    return true;
}

/* The three numbers of a date, with their marks alike. */
static bool three_numbers(const char *text, int parts[3], int digits[3])
{
    char mark = '\0';
    for (int i = 0; i < 3; i++) {
        parts[i] = digits[i] = 0;
        for (; is_digit(*text) && digits[i] < 4; text++, digits[i]++)
            parts[i] = parts[i] * 10 + (*text - '0');
        if (digits[i] == 0)
            return false;
        if (i == 2)
            return *text == '\0';
        if (strchr("-/.", *text) == NULL || *text == '\0' || (i == 1 && *text != mark))
            return false;
        mark = *text++;
    }
    return false;
}

static enum cell_result date_of(int year, int month, int day_of_month, day *out)
{
    char iso[40];
    snprintf(iso, sizeof iso, "%04d-%02d-%02d", year, month, day_of_month);
    return day_parse(iso, out) ? CELL_GOOD : CELL_BAD;
}

/* Day 45322 is 2024-01-31: days since 1899-12-30. */
static enum cell_result serial_day(const char *text, day *out)
{
    enum { EPOCH = 25569, LEAST = 10000, MOST = 80000 };
    int64_t micro;
    if (strlen(text) != 5 || cell_number(text, DECIMAL_UNKNOWN, &micro) != CELL_GOOD)
        return CELL_BAD;
    int64_t serial = micro / MICRO;
    if (serial < LEAST || serial > MOST)
        return CELL_BAD;
    *out = (day)(serial - EPOCH);
    return CELL_SERIAL;
}

enum cell_result cell_date(const char *text, day *out)
{
    char room[12];
    int part[3], digits[3];
    if (!date_part(text, room))
        return CELL_BAD;
    if (!three_numbers(room, part, digits))
        return serial_day(room, out);
    if (digits[0] == 4 && digits[1] <= 2 && digits[2] <= 2)
        return date_of(part[0], part[1], part[2], out);
    if (digits[2] != 4 || digits[0] > 2 || digits[1] > 2)
        return CELL_BAD;
    if (part[1] > 12 && part[0] <= 12)
        return CELL_MONTH;
    return date_of(part[2], part[1], part[0], out);
}

/* --- ids --- */

/* A number in a spreadsheet is exact up to 2^53, which has 16 digits. */
enum { EXACT_DIGITS = 15 };

/* "1.98501E+17", "1,98501E+17" */
static bool is_scientific(const char *text)
{
    size_t digits = strspn(text, "0123456789.,");
    const char *rest = text + digits;
    if (digits == 0 || (*rest != 'E' && *rest != 'e'))
        return false;
    rest += 1 + (rest[1] == '+');
    return *rest != '\0' && strspn(rest, "0123456789") == strlen(rest) && strpbrk(text, ".,+") != NULL;
}

static void unwrap(char *text)
{
    size_t length = strlen(text);
    if (length >= 3 && strncmp(text, "=\"", 2) == 0 && text[length - 1] == '"') {
        memmove(text, text + 2, length - 3);
        text[length - 3] = '\0';
    } else if (text[0] == '\'') {
        memmove(text, text + 1, length);
    }
}

/* "19850101 201001 1 001", as a NIP is printed */
static void close_up(char *text)
{
    char *to = text;
    if (strspn(text, "0123456789 ") != strlen(text))
        return;
    for (const char *from = text; *from != '\0'; from++)
        if (*from != ' ')
            *to++ = *from;
    *to = '\0';
}

enum cell_result cell_id(char *text)
{
    unwrap(text);
    close_up(text);
    if (is_scientific(text))
        return CELL_ROUNDED;
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || (text[digits] != '.' && text[digits] != ','))
        return CELL_GOOD;
    const char *zeros = text + digits + 1;
    if (*zeros == '\0' || strspn(zeros, "0") != strlen(zeros))
        return CELL_GOOD;
    if (digits > EXACT_DIGITS)
        return CELL_ROUNDED;
    text[digits] = '\0';
    return CELL_MENDED;
}

static bool is_nip(const char *text)
{
    return strlen(text) == 18 && strspn(text, "0123456789") == 18;
}

bool cell_is_rounded_nip(const char *text)
{
    return is_nip(text) && strcmp(text + 15, "000") == 0;
}

/* The last four digits decide it: 10^4 is a multiple of 16. */
bool cell_is_binary_nip(const char *text)
{
    return is_nip(text) && strtol(text + 14, NULL, 10) % 16 == 0;
}
