/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line per event on standard error: time=... event=... and what belongs to it as key=value. Never
 * anything out of a message's body or key: those are personal data. Of an error that a document caused, its
 * code alone is logged, never its text or path, which quote the document. */
#ifndef MUTASI_SOLVER_SERVICE_LOG_H
#define MUTASI_SOLVER_SERVICE_LOG_H

/* A line is cut at LOG_LINE_BYTES, and then ends with cut=yes. Control characters come out as '?', so that
 * nothing can pretend to be a line of its own. */
enum { LOG_LINE_BYTES = 1024, LOG_QUOTED_BYTES = 600 };

void log_event(const char *event, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A text that may hold anything, as a value of log_event: in quotes, with backslashes before quotes and
 * backslashes. Cut at the size of the buffer, at the end of a character; returns the buffer. */
const char *log_quoted(char buffer[LOG_QUOTED_BYTES], const char *text);

#endif
