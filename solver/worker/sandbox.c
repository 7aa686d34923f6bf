/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* unshare, close_range */
#include "solver/worker/sandbox.h"

#include "proto/frame.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <math.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { FILES_MAX = 16, LOG_BYTES = 64 << 20 };

/* /proc/self/statm, opened while files may be opened; -1 before. */
static int memory_fd = -1;

static int errno_of(int result)
{
    return result == 0 ? 0 : errno;
}

/* --- what it has -------------------------------------------------------------------------------------- */

#ifndef MUTASI_SANITIZED
static rlim_t address_space_bytes(void)
{
    char text[64] = "";
    ssize_t length = pread(memory_fd, text, sizeof text - 1, 0);
    return length <= 0 ? 0 : (rlim_t)strtoull(text, NULL, 10) * (rlim_t)sysconf(_SC_PAGESIZE);
}

static double processor_s(void)
{
    struct timespec used;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return (double)used.tv_sec + 1e-9 * (double)used.tv_nsec;
}
#endif

/* --- shutting in -------------------------------------------------------------------------------------- */

static int close_inherited(void)
{
    int failed = errno_of(close_range(PIPE_FD + 1, ~0U, 0));
    memory_fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    return failed;
}

/* A directory that is removed while we are in it: it is empty, nobody can put anything into it, and nothing
 * is left of it however we end. */
static int leave_for_nowhere(void)
{
    char path[PATH_MAX];
    const char *folder = getenv("TMPDIR");
    int length = snprintf(path, sizeof path, "%s/mutasi-worker-XXXXXX",
                          folder != NULL && folder[0] != '\0' ? folder : "/tmp");
    if (length < 0 || (size_t)length >= sizeof path) {
        return ENAMETOOLONG;
    }
    if (mkdtemp(path) == NULL) { /* mode 0700 */
        int failed = errno;
        return chdir("/") == 0 ? failed : errno;
    }
    int failed = errno_of(chdir(path));
    return rmdir(path) == 0 ? failed : errno;
}

static int set_limit(__rlimit_resource_t resource, rlim_t most)
{
    struct rlimit limit;
    if (getrlimit(resource, &limit) != 0) {
        return errno;
    }
    if (limit.rlim_max < most) {
        most = limit.rlim_max;
    }
    limit.rlim_cur = limit.rlim_max = most;
    return errno_of(setrlimit(resource, &limit));
}

#ifndef MUTASI_SANITIZED
/* A worker writes no file; standard error may be one. */
static rlim_t file_bytes(void)
{
    struct stat log;
    bool is_file = fstat(STDERR_FILENO, &log) == 0 && S_ISREG(log.st_mode);
    return is_file ? (rlim_t)log.st_size + LOG_BYTES : 0;
}

static int limit_all(int memory_mb)
{
    int failed = set_limit(RLIMIT_NOFILE, FILES_MAX);
    signal(SIGXFSZ, SIG_IGN); /* a log that cannot grow is no reason to die */
    if (failed == 0) {
        failed = set_limit(RLIMIT_FSIZE, file_bytes());
    }
    if (failed == 0 && memory_mb > 0) {
        failed =
            memory_fd < 0 ? ENOENT : set_limit(RLIMIT_AS, address_space_bytes() + ((rlim_t)memory_mb << 20));
    }
    return failed;
}

static int drop_capabilities(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0}};
    int failed = errno_of(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
    return failed != 0 ? failed : errno_of((int)syscall(SYS_capset, &header, none));
}
#endif

void sandbox_enter(int memory_mb, struct sandbox *out)
{
    int *failed = out->failed;
    set_limit(RLIMIT_CORE, 0); /* a core would hold personal data */
    failed[CONFINED_DESCRIPTORS] = close_inherited();
    failed[CONFINED_DIRECTORY] = leave_for_nowhere();
    failed[CONFINED_USER_NAMESPACE] = errno_of(unshare(CLONE_NEWUSER));
    failed[CONFINED_NETWORK_NAMESPACE] = errno_of(unshare(CLONE_NEWNET));
    failed[CONFINED_IPC_NAMESPACE] = errno_of(unshare(CLONE_NEWIPC));
#ifndef MUTASI_SANITIZED
    failed[CONFINED_LIMITS] = limit_all(memory_mb);
    failed[CONFINED_NOT_DUMPABLE] = errno_of(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0));
    failed[CONFINED_NO_CAPABILITIES] = drop_capabilities();
#else
    (void)memory_mb;
    failed[CONFINED_LIMITS] = failed[CONFINED_NOT_DUMPABLE] = failed[CONFINED_NO_CAPABILITIES] = ENOTSUP;
#endif
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* changed credentials forget it */
#ifndef MUTASI_SANITIZED
    failed[CONFINED_SYSTEM_CALLS] = sandbox_filter_calls(memory_fd);
#else
    failed[CONFINED_SYSTEM_CALLS] = ENOTSUP;
#endif
}

uint32_t sandbox_in_force(const struct sandbox *sandbox)
{
    uint32_t bits = 0;
    for (int i = 0; i < CONFINEMENT_COUNT; i++) {
        bits |= sandbox->failed[i] == 0 ? UINT32_C(1) << i : 0;
    }
    return bits;
}

/* --- job by job --------------------------------------------------------------------------------------- */

#ifndef MUTASI_SANITIZED
static void set_soft(__rlimit_resource_t resource, rlim_t wanted)
{
    struct rlimit limit;
    if (getrlimit(resource, &limit) == 0) {
        limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
        setrlimit(resource, &limit);
    }
}

void sandbox_allow(int memory_mb, double time_s, int threads)
{
    if (memory_fd >= 0) {
        set_soft(RLIMIT_AS, address_space_bytes() + ((rlim_t)memory_mb << 20));
    }
    set_soft(RLIMIT_CPU, (rlim_t)ceil(processor_s() + time_s * threads) + 1);
}

void sandbox_allow_rest(void)
{
    set_soft(RLIMIT_AS, RLIM_INFINITY);
    set_soft(RLIMIT_CPU, RLIM_INFINITY);
}
#else
/* AddressSanitizer's shadow is larger than any limit. */
void sandbox_allow(int memory_mb, double time_s, int threads)
{
    (void)memory_mb;
    (void)time_s;
    (void)threads;
}

void sandbox_allow_rest(void)
{
}
#endif
