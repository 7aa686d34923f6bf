/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/keyring.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_BYTES = 4096 };

struct keyring {
    struct seal_key **keys; /* by id */
    size_t count, capacity;
};

void keyring_free(struct keyring *ring)
{
    if (ring == NULL) {
        return;
    }
    for (size_t i = 0; i < ring->count; i++) {
        seal_key_drop(ring->keys[i]);
    }
    free(ring->keys);
    free(ring);
}

size_t keyring_count(const struct keyring *ring)
{
    return ring->count;
}

struct seal_key *keyring_at(const struct keyring *ring, size_t index)
{
    return ring->keys[index];
}

/* The index of the id, or where it would stand. Ids travel in clear: their comparison tells nothing. */
static size_t position(const struct keyring *ring, const char *id)
{
    size_t low = 0, high = ring->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(ring->keys[middle]->id, id) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

struct seal_key *keyring_find(const struct keyring *ring, const char *id)
{
    size_t at = position(ring, id);
    return at < ring->count && strcmp(ring->keys[at]->id, id) == 0 ? ring->keys[at] : NULL;
}

/* Takes the key over, also on failure. */
static enum error_code insert(struct keyring *ring, struct seal_key *key, const char *file,
                              struct error *error)
{
    enum error_code code = ERROR_NONE;
    if (keyring_find(ring, key->id) != NULL) {
        code = error_set(error, ERROR_DUPLICATE_ID, file, "another key here has the id %s too", key->id);
    } else if (ring->count == KEYRING_MAX) {
        code = error_set(error, ERROR_TOO_LARGE, file, "more than %d keys", KEYRING_MAX);
    } else if (ring->count == ring->capacity) {
        size_t capacity = ring->capacity == 0 ? 16 : 2 * ring->capacity;
        struct seal_key **keys = realloc(ring->keys, capacity * sizeof *keys);
        if (keys == NULL) {
            code = error_set(error, ERROR_MEMORY, "", "out of memory for keys");
        } else {
            ring->keys = keys;
            ring->capacity = capacity;
        }
    }
    if (code != ERROR_NONE) {
        seal_key_drop(key);
        return code;
    }
    size_t at = position(ring, key->id);
    memmove(ring->keys + at + 1, ring->keys + at, (ring->count - at) * sizeof *ring->keys);
    ring->keys[at] = key;
    ring->count++;
    return ERROR_NONE;
}

static enum error_code check_directory(DIR *folder, const char *directory, struct error *error)
{
    struct stat seen;
    if (fstat(dirfd(folder), &seen) != 0) {
        return error_set(error, ERROR_IO, directory, "cannot be looked at: %s", strerror(errno));
    }
    if ((seen.st_mode & 022) != 0 || (seen.st_uid != geteuid() && seen.st_uid != 0)) {
        return error_set(error, ERROR_REFUSED, directory,
                         "mode %04o, user %u: others could put keys here; chmod 700",
                         (unsigned)(seen.st_mode & 07777), (unsigned)seen.st_uid);
    }
    return ERROR_NONE;
}

static bool is_key_name(const char *name)
{
    size_t length = strlen(name);
    return name[0] != '.' && length > 4 && strcmp(name + length - 4, ".key") == 0;
}

static enum error_code load_file(struct keyring *ring, const char *directory, const char *name,
                                 struct error *error)
{
    char path[PATH_BYTES];
    struct seal_key *key;
    int length = snprintf(path, sizeof path, "%s/%s", directory, name);
    if (length < 0 || (size_t)length >= sizeof path) {
        return error_set(error, ERROR_BAD_VALUE, directory, "the path of a key is too long");
    }
    enum error_code code = key_file_read(path, &key, error);
    return code != ERROR_NONE ? code : insert(ring, key, path, error);
}

static enum error_code load_all(struct keyring *ring, DIR *folder, const char *directory, struct error *error)
{
    enum error_code code = check_directory(folder, directory, error);
    while (code == ERROR_NONE) {
        errno = 0;
        const struct dirent *entry = readdir(folder);
        if (entry == NULL) {
            return errno == 0 ? ERROR_NONE
                              : error_set(error, ERROR_IO, directory, "cannot be read: %s", strerror(errno));
        }
        if (is_key_name(entry->d_name)) {
            code = load_file(ring, directory, entry->d_name, error);
        }
    }
    return code;
}

/* --- limits ------------------------------------------------------------------------------------------- */

/* 0 is no limit. */
static size_t larger_count(size_t a, size_t b)
{
    return a == 0 || b == 0 ? 0 : a > b ? a : b;
}

static double larger_rate(double a, double b)
{
    return a <= 0 || b <= 0 ? 0 : a > b ? a : b;
}

static void widen(struct client_limits *limits, const struct client_limits *by)
{
    limits->jobs = larger_count(limits->jobs, by->jobs);
    limits->bytes = larger_count(limits->bytes, by->bytes);
    limits->per_second = larger_rate(limits->per_second, by->per_second);
}

static void complete(struct client_limits *limits, const struct client_limits *initial)
{
    limits->jobs = limits->jobs > 0 ? limits->jobs : initial->jobs;
    limits->bytes = limits->bytes > 0 ? limits->bytes : initial->bytes;
    limits->per_second = limits->per_second > 0 ? limits->per_second : initial->per_second;
}

/* By client; those that expire last first. */
static int compare_clients(const void *left, const void *right)
{
    const struct seal_key *a = *(struct seal_key *const *)left, *b = *(struct seal_key *const *)right;
    int clients = strcmp(a->identity.name, b->identity.name);
    return clients != 0 ? clients : (a->not_after_ms < b->not_after_ms) - (a->not_after_ms > b->not_after_ms);
}

static int compare_ids(const void *left, const void *right)
{
    return strcmp((*(struct seal_key *const *)left)->id, (*(struct seal_key *const *)right)->id);
}

/* Keys of one client; the first of them counts even when all have expired: nobody enters with them. */
static void level(struct seal_key *const *keys, size_t count, int64_t now_ms)
{
    struct client_limits limits = keys[0]->identity.limits;
    for (size_t i = 1; i < count && keys[i]->not_after_ms > now_ms; i++) {
        widen(&limits, &keys[i]->identity.limits);
    }
    for (size_t i = 0; i < count; i++) {
        keys[i]->identity.limits = limits;
    }
}

void keyring_level_limits(struct keyring *ring, const struct client_limits *initial, int64_t now_ms)
{
    size_t first = 0;
    if (ring->count == 0) {
        return;
    }
    qsort(ring->keys, ring->count, sizeof *ring->keys, compare_clients);
    for (size_t i = 0; i < ring->count; i++) {
        complete(&ring->keys[i]->identity.limits, initial);
        if (i + 1 == ring->count ||
            strcmp(ring->keys[i]->identity.name, ring->keys[i + 1]->identity.name) != 0) {
            level(ring->keys + first, i + 1 - first, now_ms);
            first = i + 1;
        }
    }
    qsort(ring->keys, ring->count, sizeof *ring->keys, compare_ids);
}

/* --- loading ------------------------------------------------------------------------------------------ */

enum error_code keyring_load(const char *directory, struct keyring **out, struct error *error)
{
    *out = NULL;
    DIR *folder = opendir(directory);
    if (folder == NULL) {
        return error_set(error, ERROR_IO, directory, "cannot be opened: %s", strerror(errno));
    }
    struct keyring *ring = calloc(1, sizeof *ring);
    enum error_code code = ring == NULL ? error_set(error, ERROR_MEMORY, "", "out of memory for keys")
                                        : load_all(ring, folder, directory, error);
    closedir(folder);
    if (code == ERROR_NONE) {
        *out = ring;
    } else {
        keyring_free(ring);
    }
    return code;
}
