/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/state_path.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The variable's absolute path, or NULL. Relative ones are to be ignored (XDG base directories). */
static const char *folder_of(const char *variable)
{
    const char *value = getenv(variable);
    return value != NULL && value[0] == '/' ? value : NULL;
}

/* Every folder above the last slash. */
static enum error_code make_folders(char *path, struct error *error)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        bool there = mkdir(path, 0700) == 0 || errno == EEXIST;
        if (!there) {
            return error_set(error, ERROR_IO, "", "cannot make %s: %s", path, strerror(errno));
        }
        *slash = '/';
    }
    return ERROR_NONE;
}

enum error_code state_path_journal(char *path, size_t size, struct error *error)
{
    const char *folder;
    int length = -1;
    if ((folder = folder_of("STATE_DIRECTORY")) != NULL) { /* several are separated by colons */
        length = snprintf(path, size, "%.*s/journal.db", (int)strcspn(folder, ":"), folder);
    } else if ((folder = folder_of("XDG_STATE_HOME")) != NULL) {
        length = snprintf(path, size, "%s/mutasi/journal.db", folder);
    } else if ((folder = folder_of("HOME")) != NULL) {
        length = snprintf(path, size, "%s/.local/state/mutasi/journal.db", folder);
    }
    if (length < 0) {
        return error_set(error, ERROR_REFUSED, "", "no home for the journal: say --journal PATH");
    }
    if ((size_t)length >= size) {
        return error_set(error, ERROR_REFUSED, "", "the journal's default path is too long: say --journal");
    }
    return make_folders(path, error);
}
