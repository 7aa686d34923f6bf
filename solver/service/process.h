/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the kernel tells about a process, of this service or another. See proc(5). */
#ifndef MUTASI_SOLVER_SERVICE_PROCESS_H
#define MUTASI_SOLVER_SERVICE_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* The beginning of a small file /proc/PID/NAME as a string; false, and empty, when the process is gone. */
bool process_file(pid_t pid, const char *name, char *text, size_t size);

/* Pages in memory, in bytes; 0 when it cannot be read. */
size_t resident_bytes(pid_t pid);

/* Seconds that the process (its first thread) was ready to run and no processor was free; 0 when the kernel
 * does not say. */
double starved_s(pid_t pid);

#endif
