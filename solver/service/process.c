/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/process.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

bool process_file(pid_t pid, const char *name, char *text, size_t size)
{
    char path[128];
    snprintf(path, sizeof path, "/proc/%ld/%s", (long)pid, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? 0 : read(fd, text, size - 1);
    text[length > 0 ? length : 0] = '\0';
    if (fd >= 0) {
        close(fd);
    }
    return length > 0;
}

size_t resident_bytes(pid_t pid)
{
    char text[128];
    unsigned long size, resident;
    process_file(pid, "statm", text, sizeof text);
    int read = sscanf(text, "%lu %lu", &size, &resident);
    return read == 2 ? (size_t)resident * (size_t)sysconf(_SC_PAGESIZE) : 0;
}

double starved_s(pid_t pid)
{
    char text[128];
    unsigned long long ran_ns, waited_ns;
    process_file(pid, "schedstat", text, sizeof text);
    return sscanf(text, "%llu %llu", &ran_ns, &waited_ns) == 2 ? 1e-9 * (double)waited_ns : 0;
}
