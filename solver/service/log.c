/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* UTF-8 passes; what could end the line or move a terminal's cursor does not. */
static void blank_controls(char *line)
{
    for (unsigned char *byte = (unsigned char *)line; *byte != '\0'; byte++) {
        if (*byte < 0x20 || *byte == 0x7f) {
            *byte = '?';
        }
    }
}

static void begin_line(char *line, size_t size, const char *event)
{
    struct timespec now;
    struct tm utc;
    char stamp[32];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S", &utc);
    snprintf(line, size, "time=%s.%03ldZ event=%s ", stamp, now.tv_nsec / 1000000, event);
}

void log_event(const char *event, const char *format, ...)
{
    static const char cut[] = " cut=yes";
    char line[LOG_LINE_BYTES];
    begin_line(line, sizeof line, event);
    size_t length = strlen(line), room = sizeof line - sizeof cut - length; /* and the newline */
    va_list arguments;
    va_start(arguments, format);
    int wanted = vsnprintf(line + length, room, format, arguments);
    va_end(arguments);
    if (wanted >= (int)room) {
        strcat(line, cut);
    }
    blank_controls(line);
    length = strlen(line);
    line[length++] = '\n';
    /* one write per line, so that lines of several processes do not mix; a log that cannot be written is no
     * reason to stop */
    if (write(STDERR_FILENO, line, length) < 0) {
        return;
    }
}

/* The first byte of a UTF-8 character, or a single one. */
static int starts_character(char byte)
{
    return ((unsigned char)byte & 0xc0) != 0x80;
}

const char *log_quoted(char buffer[LOG_QUOTED_BYTES], const char *text)
{
    enum { TAIL = 3, CHARACTER_MAX = 4 }; /* a backslash and its character, the quote; the NUL is beyond */
    size_t length = 0;
    buffer[length++] = '"';
    for (; *text != '\0' && length < LOG_QUOTED_BYTES - TAIL; text++) {
        if (starts_character(*text) && length > LOG_QUOTED_BYTES - TAIL - CHARACTER_MAX) {
            break;
        }
        if (*text == '"' || *text == '\\') {
            buffer[length++] = '\\';
        }
        buffer[length++] = *text;
    }
    buffer[length++] = '"';
    buffer[length] = '\0';
    return buffer;
}
