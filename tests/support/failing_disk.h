/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A disk, and memory, under SQLite that fail when they are told to: every file that SQLite opens in this
 * process after disk_install goes through it, and every allocation. Any thread may strike, one thread arms.
 */
#ifndef MUTASI_TESTS_SUPPORT_FAILING_DISK_H
#define MUTASI_TESTS_SUPPORT_FAILING_DISK_H

#include <stdbool.h>

enum disk_call {
    DISK_WRITE = 1, /* half of the bytes are written, then the call fails */
    DISK_SYNC = 2,
    DISK_TRUNCATE = 4,
    DISK_OPEN = 8,
    DISK_READ = 16,
    DISK_MAP = 32, /* of the WAL's index */
    DISK_EVERY = 63,
    DISK_ALLOCATE = 64 /* not of the disk: an allocation of SQLite's returns NULL, whatever the fault */
};
enum disk_fault { DISK_IO_ERROR, DISK_FULL, DISK_NO_MEMORY };

void disk_install(void); /* before SQLite is used at all */

/* The nth call from now of these kinds fails, nth from 1; lasting: and every one after it. */
void disk_fail(unsigned kinds, int nth, bool lasting, enum disk_fault fault);
void disk_heal(void);
bool disk_struck(void); /* since the last disk_fail */

/* From now on every file that is synced is copied to PATH.synced: what would be there after a power cut. */
void disk_keep_synced(bool keep);

#endif
