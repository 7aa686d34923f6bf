/* SPDX-License-Identifier: MIT */
#include "client/csv_bytes.h"

#include "client/text.h"
#include "proto/utf8.h"

#include <string.h>

static bool begins_with(struct mutasi_document bytes, const char *mark, size_t length)
{
    return bytes.length >= length && memcmp(bytes.bytes, mark, length) == 0;
}

/* The line of the first byte that is no UTF-8, and that byte. */
static uint32_t bad_line(const char *text, size_t length, unsigned *byte)
{
    uint32_t line = 1;
    size_t start = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] != '\n')
            continue;
        if (!utf8_valid(text + start, i - start))
            break;
        start = i + 1;
        line++;
    }
    while (start < length && (unsigned char)text[start] < 0x80 && text[start] != '\0')
        start++;
    *byte = start < length ? (unsigned char)text[start] : 0;
    return line;
}

static const char *as_utf8(void)
{
    return _("in the spreadsheet choose Save As, \"CSV UTF-8\"");
}

static bool refuse_encoding(const char *file, struct mutasi_document bytes, struct issues *issues)
{
    unsigned byte;
    struct place place = {file, 0, COLUMN_NONE, NULL};
    place.line = bad_line(bytes.bytes, bytes.length, &byte);
    if (memchr(bytes.bytes, '\0', bytes.length) != NULL)
        issue_error(issues, place, _("this is no text file (it holds NUL bytes): %s"), as_utf8());
    else
        issue_error(issues, place,
                    _("byte 0x%02X is not UTF-8; the file looks like Windows-1252 (\"ANSI\"): %s"), byte,
                    as_utf8());
    return false;
}

static bool refuse_kind(const char *file, const char *kind, struct issues *issues)
{
    const struct place place = {file, 0, COLUMN_NONE, NULL};
    issue_error(issues, place, _("this is %s, not CSV: %s"), kind, as_utf8());
    return false;
}

static void skip(struct mutasi_document *bytes, size_t count)
{
    bytes->bytes = (const char *)bytes->bytes + count;
    bytes->length -= count;
}

/* A spreadsheet's own word for the separator: "sep=;" alone on the first line. */
static bool skip_separator_line(struct mutasi_document *bytes)
{
    const char *text = bytes->bytes;
    size_t at = 5;
    if (!begins_with(*bytes, "sep=", 4) || bytes->length < 6)
        return false;
    at += text[at] == '\r';
    if (at >= bytes->length || text[at] != '\n')
        return false;
    skip(bytes, at + 1);
    return true;
}

bool csv_bytes_check(const char *file, struct mutasi_document *bytes, uint32_t *first_line,
                     struct issues *issues)
{
    *first_line = 1;
    if (begins_with(*bytes, "PK\3\4", 4))
        return refuse_kind(file, _("a workbook (.xlsx, .ods)"), issues);
    if (begins_with(*bytes, "\xD0\xCF\x11\xE0", 4))
        return refuse_kind(file, _("a workbook (.xls)"), issues);
    if (begins_with(*bytes, "\xFF\xFE", 2) || begins_with(*bytes, "\xFE\xFF", 2))
        return refuse_kind(file, _("\"Unicode text\" (UTF-16)"), issues);
    if (!utf8_valid(bytes->bytes, bytes->length))
        return refuse_encoding(file, *bytes, issues);
    if (begins_with(*bytes, "\xEF\xBB\xBF", 3))
        skip(bytes, 3);
    if (skip_separator_line(bytes))
        *first_line = 2;
    return true;
}

/* Where the line ends, at most the end of the text. */
static size_t line_end(const char *text, size_t length, size_t at)
{
    while (at < length && text[at] != '\n' && text[at] != '\r')
        at++;
    return at;
}

char csv_separator(struct mutasi_document bytes)
{
    const char *text = bytes.bytes;
    static const char separators[] = {';', '\t', ','};
    size_t count[sizeof separators] = {0}, start = 0, end = line_end(text, bytes.length, 0), best = 0;
    while (end < bytes.length && (start == end || text[start] == '#')) {
        start = end + 1;
        end = line_end(text, bytes.length, start);
    }
    bool is_quoted = false;
    for (size_t i = start; i < end; i++) {
        is_quoted ^= text[i] == '"';
        for (size_t s = 0; s < sizeof separators && !is_quoted; s++)
            count[s] += text[i] == separators[s];
    }
    for (size_t s = 1; s < sizeof separators; s++)
        best = count[s] > count[best] ? s : best;
    return separators[best];
}
