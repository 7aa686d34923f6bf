/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What reaches the log, whatever was said. */
#include "solver/service/log.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char seen[8192];

/* What the calls between begin and end wrote to standard error. */
static int kept_error, pipe_ends[2];
static void begin(void)
{
    cr_assert_eq(pipe(pipe_ends), 0);
    kept_error = dup(STDERR_FILENO);
    dup2(pipe_ends[1], STDERR_FILENO);
    close(pipe_ends[1]);
}

static const char *end(void)
{
    dup2(kept_error, STDERR_FILENO);
    close(kept_error);
    ssize_t length = read(pipe_ends[0], seen, sizeof seen - 1);
    cr_assert_gt(length, 0);
    seen[length] = '\0';
    close(pipe_ends[0]);
    return seen;
}

Test(log, is_one_line_per_event_with_its_time)
{
    begin();
    log_event("job_ended", "job=%d state=%s", 7, "done");
    int year, month, day, hour, minute, second, ms, read = 0;
    const char *line = end();
    cr_assert_eq(sscanf(line, "time=%4d-%2d-%2dT%2d:%2d:%2d.%3dZ event=job_ended job=7 state=done\n%n", &year,
                        &month, &day, &hour, &minute, &second, &ms, &read),
                 7, "%s", line);
    cr_assert_eq((size_t)read, strlen(line), "%s", line);
}

Test(log, cannot_be_made_to_tell_a_line_of_its_own)
{
    char quoted[LOG_QUOTED_BYTES];
    begin();
    log_event("front_refused", "reason=%s",
              log_quoted(quoted, "x\" event=forged\ntime=0 event=forged \x1b[2J\\"));
    const char *line = end();
    cr_assert_eq(strchr(line, '\n') + 1 - line, (ptrdiff_t)strlen(line), "%s", line);
    cr_assert_not_null(strstr(line, "reason=\"x\\\" event=forged?time=0 event=forged ?[2J\\\\\"\n"), "%s",
                       line);
}

Test(log, says_that_a_line_was_cut)
{
    char text[3000];
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    begin();
    log_event("long", "text=%s", text);
    const char *line = end();
    cr_assert_eq(strlen(line), LOG_LINE_BYTES - 1);
    cr_assert_str_eq(line + strlen(line) - 10, "a cut=yes\n");
}

Test(log, quotes_whole_characters)
{
    char quoted[LOG_QUOTED_BYTES], text[1000], expected[LOG_QUOTED_BYTES];
    for (size_t shift = 0; shift < 4; shift++) {
        memset(text, 'a', shift);
        for (size_t i = shift; i + 2 < sizeof text; i += 2) {
            memcpy(text + i, "é", 3);
        }
        log_quoted(quoted, text);
        size_t length = strlen(quoted);
        cr_assert_eq(quoted[length - 1], '"');
        snprintf(expected, sizeof expected, "\"%.*s\"", (int)(length - 2), text);
        cr_assert_str_eq(quoted, expected);
        cr_assert_eq((length - 2 - shift) % 2, 0, "no half character at the end");
        cr_assert_gt(length, LOG_QUOTED_BYTES - 10);
    }
    memset(text, '"', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    cr_assert_lt(strlen(log_quoted(quoted, text)), LOG_QUOTED_BYTES);
    cr_assert_str_eq(log_quoted(quoted, ""), "\"\"");
}
