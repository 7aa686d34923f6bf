/* SPDX-License-Identifier: GPL-3.0-or-later */
/* source  SQLite, "The OS Backend (VFS) To SQLite"; its test_vfs.c is built the same way */
#include "tests/support/failing_disk.h"

#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct disk_file {
    sqlite3_file base;
    const char *path;   /* SQLite's, as long as the file is open; NULL: a temporary one */
    sqlite3_file *real; /* behind this struct */
};

static sqlite3_vfs *below;
static sqlite3_vfs above;
static sqlite3_io_methods methods;

static atomic_uint armed_kinds;
static atomic_int countdown;
static atomic_bool lasting_fault, struck, keep_synced;
static atomic_int fault_kind;

void disk_fail(unsigned kinds, int nth, bool lasting, enum disk_fault fault)
{
    atomic_store(&armed_kinds, 0);
    atomic_store(&countdown, nth);
    atomic_store(&lasting_fault, lasting);
    atomic_store(&fault_kind, (int)fault);
    atomic_store(&struck, false);
    atomic_store(&armed_kinds, kinds);
}

void disk_heal(void)
{
    atomic_store(&armed_kinds, 0);
}

bool disk_struck(void)
{
    return atomic_load(&struck);
}

void disk_keep_synced(bool keep)
{
    atomic_store(&keep_synced, keep);
}

/* SQLITE_OK, or what this call fails with. */
static int strike(enum disk_call call, int error)
{
    if ((atomic_load(&armed_kinds) & (unsigned)call) == 0) {
        return SQLITE_OK;
    }
    int left = atomic_fetch_sub(&countdown, 1) - 1;
    if (left > 0 || (left < 0 && !atomic_load(&lasting_fault))) {
        return SQLITE_OK;
    }
    atomic_store(&struck, true);
    switch ((enum disk_fault)atomic_load(&fault_kind)) {
    case DISK_FULL:
        return call == DISK_WRITE ? SQLITE_FULL : error;
    case DISK_NO_MEMORY:
        return SQLITE_IOERR_NOMEM;
    case DISK_IO_ERROR:
        break;
    }
    return error;
}

static sqlite3_file *real(sqlite3_file *file)
{
    return ((struct disk_file *)file)->real;
}

/* --- files -------------------------------------------------------------------------------------------- */

static int disk_close(sqlite3_file *file)
{
    return real(file)->pMethods->xClose(real(file));
}

static int disk_read(sqlite3_file *file, void *bytes, int length, sqlite3_int64 at)
{
    int failed = strike(DISK_READ, SQLITE_IOERR_READ);
    return failed != SQLITE_OK ? failed : real(file)->pMethods->xRead(real(file), bytes, length, at);
}

static int disk_write(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 at)
{
    int failed = strike(DISK_WRITE, SQLITE_IOERR_WRITE);
    if (failed != SQLITE_OK) {
        real(file)->pMethods->xWrite(real(file), bytes, length / 2, at);
        return failed;
    }
    return real(file)->pMethods->xWrite(real(file), bytes, length, at);
}

static int disk_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    int failed = strike(DISK_TRUNCATE, SQLITE_IOERR_TRUNCATE);
    return failed != SQLITE_OK ? failed : real(file)->pMethods->xTruncate(real(file), size);
}

static void copy_synced(struct disk_file *file)
{
    char name[512], bytes[65536];
    sqlite3_int64 size = 0;
    snprintf(name, sizeof name, "%s.synced", file->path);
    FILE *copy = fopen(name, "wb");
    if (copy == NULL || file->real->pMethods->xFileSize(file->real, &size) != SQLITE_OK) {
        abort();
    }
    for (sqlite3_int64 at = 0; at < size; at += (sqlite3_int64)sizeof bytes) {
        int length = size - at < (sqlite3_int64)sizeof bytes ? (int)(size - at) : (int)sizeof bytes;
        if (file->real->pMethods->xRead(file->real, bytes, length, at) != SQLITE_OK ||
            fwrite(bytes, 1, (size_t)length, copy) != (size_t)length) {
            abort();
        }
    }
    fclose(copy);
}

static int disk_sync(sqlite3_file *file, int flags)
{
    int failed = strike(DISK_SYNC, SQLITE_IOERR_FSYNC);
    if (failed != SQLITE_OK) {
        return failed;
    }
    int result = real(file)->pMethods->xSync(real(file), flags);
    if (result == SQLITE_OK && atomic_load(&keep_synced) && ((struct disk_file *)file)->path != NULL) {
        copy_synced((struct disk_file *)file);
    }
    return result;
}

static int disk_map(sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
    int failed = strike(DISK_MAP, SQLITE_IOERR_SHMMAP);
    return failed != SQLITE_OK ? failed : real(file)->pMethods->xShmMap(real(file), page, size, extend, out);
}

/* --- passed on ---------------------------------------------------------------------------------------- */

static int disk_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return real(file)->pMethods->xFileSize(real(file), size);
}

static int disk_lock(sqlite3_file *file, int lock)
{
    return real(file)->pMethods->xLock(real(file), lock);
}

static int disk_unlock(sqlite3_file *file, int lock)
{
    return real(file)->pMethods->xUnlock(real(file), lock);
}

static int disk_check_lock(sqlite3_file *file, int *out)
{
    return real(file)->pMethods->xCheckReservedLock(real(file), out);
}

static int disk_control(sqlite3_file *file, int op, void *argument)
{
    return real(file)->pMethods->xFileControl(real(file), op, argument);
}

static int disk_sector(sqlite3_file *file)
{
    return real(file)->pMethods->xSectorSize(real(file));
}

static int disk_characteristics(sqlite3_file *file)
{
    return real(file)->pMethods->xDeviceCharacteristics(real(file));
}

static int disk_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
    return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}

static void disk_shm_barrier(sqlite3_file *file)
{
    real(file)->pMethods->xShmBarrier(real(file));
}

static int disk_shm_unmap(sqlite3_file *file, int delete)
{
    return real(file)->pMethods->xShmUnmap(real(file), delete);
}

/* --- memory ------------------------------------------------------------------------------------------- */

static sqlite3_mem_methods memory_below;

static void *failing_allocate(int size)
{
    return strike(DISK_ALLOCATE, SQLITE_NOMEM) == SQLITE_OK ? memory_below.xMalloc(size) : NULL;
}

static void *failing_reallocate(void *bytes, int size)
{
    return strike(DISK_ALLOCATE, SQLITE_NOMEM) == SQLITE_OK ? memory_below.xRealloc(bytes, size) : NULL;
}

static void install_memory(void)
{
    if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &memory_below) != SQLITE_OK) {
        abort();
    }
    sqlite3_mem_methods memory_above = memory_below;
    memory_above.xMalloc = failing_allocate;
    memory_above.xRealloc = failing_reallocate;
    if (sqlite3_config(SQLITE_CONFIG_MALLOC, &memory_above) != SQLITE_OK) {
        abort(); /* SQLite is in use already */
    }
}

/* --- the file system ---------------------------------------------------------------------------------- */

static int disk_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out_flags)
{
    (void)vfs;
    struct disk_file *ours = (struct disk_file *)file;
    ours->base.pMethods = NULL;
    ours->path = path;
    ours->real = (sqlite3_file *)(ours + 1);
    int failed = strike(DISK_OPEN, SQLITE_CANTOPEN);
    if (failed != SQLITE_OK) {
        return failed;
    }
    int result = below->xOpen(below, path, ours->real, flags, out_flags);
    if (ours->real->pMethods != NULL) {
        ours->base.pMethods = &methods;
    }
    return result;
}

void disk_install(void)
{
    install_memory();
    below = sqlite3_vfs_find(NULL);
    if (below == NULL || below == &above) {
        abort();
    }
    methods = (sqlite3_io_methods){.iVersion = 2,
                                   .xClose = disk_close,
                                   .xRead = disk_read,
                                   .xWrite = disk_write,
                                   .xTruncate = disk_truncate,
                                   .xSync = disk_sync,
                                   .xFileSize = disk_size,
                                   .xLock = disk_lock,
                                   .xUnlock = disk_unlock,
                                   .xCheckReservedLock = disk_check_lock,
                                   .xFileControl = disk_control,
                                   .xSectorSize = disk_sector,
                                   .xDeviceCharacteristics = disk_characteristics,
                                   .xShmMap = disk_map,
                                   .xShmLock = disk_shm_lock,
                                   .xShmBarrier = disk_shm_barrier,
                                   .xShmUnmap = disk_shm_unmap};
    above = *below; /* what is not replaced works as below: the unix one looks at its own pAppData only */
    above.szOsFile = (int)sizeof(struct disk_file) + below->szOsFile;
    above.zName = "failing-disk";
    above.pNext = NULL;
    above.xOpen = disk_open;
    if (sqlite3_vfs_register(&above, 1) != SQLITE_OK) {
        abort();
    }
}
