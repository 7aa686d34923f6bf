/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/keys.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void must(bool good, const char *what)
{
    if (!good) {
        fprintf(stderr, "tests/support/keys: %s\n", what);
        exit(1);
    }
}

static size_t spell(const char *quoted, char *out, size_t size)
{
    size_t length = strlen(quoted);
    must(length < size, "a short document");
    for (size_t i = 0; i <= length; i++) {
        out[i] = quoted[i] == '\'' ? '"' : quoted[i];
    }
    return length;
}

struct seal_key *key_of(const char *quoted)
{
    char text[2048];
    struct seal_key *key;
    struct error error = {.code = ERROR_NONE};
    size_t length = spell(quoted, text, sizeof text);
    seal_key_read(text, length, &key, &error);
    must(error.code == ERROR_NONE, error.text);
    return key;
}

struct seal_key *key_named(const char *id, unsigned char salt)
{
    char text[512];
    snprintf(text, sizeof text,
             "{'format': 'mutasi-key/1', 'id': '%s', 'client': 'bkd', 'role': 'submit', 'secret': '%s'}", id,
             COUNTED_SECRET);
    struct seal_key *key = key_of(text);
    sodium_mprotect_readwrite(key->secret);
    key->secret[0] = salt;
    return key;
}

void key_spell(const char *path, unsigned mode, const char *quoted)
{
    char text[2048];
    size_t length = spell(quoted, text, sizeof text);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    must(fd >= 0 && write(fd, text, length) == (ssize_t)length && fchmod(fd, (mode_t)mode) == 0, path);
    close(fd);
}
