/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line per event on standard error: time=... event=... and what belongs to it as key=value. Never
 * anything out of a message's body or key: those are personal data. */
#ifndef MUTASI_SOLVER_SERVICE_LOG_H
#define MUTASI_SOLVER_SERVICE_LOG_H

void log_event(const char *event, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
