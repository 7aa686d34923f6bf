/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

void log_event(const char *event, const char *format, ...)
{
    struct timespec now;
    struct tm utc;
    char stamp[32], line[1024];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S", &utc);
    int length = snprintf(line, sizeof line, "time=%s.%03ldZ event=%s ", stamp, now.tv_nsec / 1000000, event);
    va_list arguments;
    va_start(arguments, format);
    length += vsnprintf(line + length, sizeof line - (size_t)length - 1, format, arguments);
    va_end(arguments);
    if (length > (int)sizeof line - 2) {
        length = (int)sizeof line - 2;
    }
    line[length++] = '\n';
    /* one write per line, so that lines of several processes do not mix; a log that cannot be written is no
     * reason to stop */
    if (write(STDERR_FILENO, line, (size_t)length) < 0) {
        return;
    }
}
