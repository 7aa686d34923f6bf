/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The system calls of a worker that computes: memory, clocks, threads, its pipe, standard error. Found with
 * strace over every kind of job; what glibc does when it aborts is on the list, so that the log has its
 * sentence. */
#define _GNU_SOURCE /* CLONE_THREAD */
#include "solver/worker/sandbox.h"

#include "proto/frame.h"

#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

static const int harmless[] = {
    /* memory */
    SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
    /* time */
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(times),
    SCMP_SYS(getrusage), SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep),
    /* threads and signals of this process */
    SCMP_SYS(futex), SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity), SCMP_SYS(set_robust_list),
    SCMP_SYS(rseq), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack), SCMP_SYS(restart_syscall), SCMP_SYS(getpid), SCMP_SYS(gettid),
    /* what glibc asks the system about */
    SCMP_SYS(sysinfo), SCMP_SYS(getrandom),
    /* waiting on the pipe, ending */
    SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(exit), SCMP_SYS(exit_group)};

/* The call fails, the process lives: stdio asks what kind of file standard error is, malloc names its memory.
 */
static const int declined[] = {SCMP_SYS(fstat), SCMP_SYS(newfstatat), SCMP_SYS(statx),
                               SCMP_SYS(ioctl), SCMP_SYS(lseek),      SCMP_SYS(prctl)};

struct conditional {
    int call;
    struct scmp_arg_cmp condition;
};

/* Argument number arg is this; or, masked: its bits of the mask are these. libseccomp's macros leave members
 * out that clang wants to see. */
static struct scmp_arg_cmp equals(unsigned arg, scmp_datum_t value)
{
    return (struct scmp_arg_cmp){.arg = arg, .op = SCMP_CMP_EQ, .datum_a = value, .datum_b = 0};
}

static struct scmp_arg_cmp has_bits(unsigned arg, scmp_datum_t mask, scmp_datum_t bits)
{
    return (struct scmp_arg_cmp){.arg = arg, .op = SCMP_CMP_MASKED_EQ, .datum_a = mask, .datum_b = bits};
}

static int allow_plain(scmp_filter_ctx filter)
{
    int failed = 0;
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless && failed == 0; i++) {
        failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, harmless[i], 0);
    }
    for (size_t i = 0; i < sizeof declined / sizeof *declined && failed == 0; i++) {
        failed = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), declined[i], 0);
    }
    /* its flags lie in memory, where no filter sees them; glibc then takes clone */
    return failed != 0 ? failed : seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
}

static int allow_conditional(scmp_filter_ctx filter, int memory_fd)
{
    const scmp_datum_t thread = CLONE_VM | CLONE_THREAD;
    const struct conditional rules[] = {
        {SCMP_SYS(recvfrom), equals(0, PIPE_FD)},
        {SCMP_SYS(sendto), equals(0, PIPE_FD)},
        {SCMP_SYS(write), equals(0, STDOUT_FILENO)},
        {SCMP_SYS(write), equals(0, STDERR_FILENO)},
        {SCMP_SYS(writev), equals(0, STDERR_FILENO)},
        {SCMP_SYS(pread64), equals(0, (scmp_datum_t)memory_fd)},
        {SCMP_SYS(mmap), has_bits(2, PROT_EXEC, 0)},
        {SCMP_SYS(mprotect), has_bits(2, PROT_EXEC, 0)},
        {SCMP_SYS(clone), has_bits(0, thread, thread)},
        {SCMP_SYS(tgkill), equals(0, (scmp_datum_t)getpid())},
        {SCMP_SYS(prlimit64), equals(0, 0)}, /* itself, below what is fixed */
    };
    int failed = 0;
    for (size_t i = 0; i < sizeof rules / sizeof *rules && failed == 0; i++) {
        failed = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, rules[i].call, 1, &rules[i].condition);
    }
    return failed;
}

int sandbox_filter_calls(int memory_fd)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (filter == NULL) {
        return ENOMEM;
    }
    int failed = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    if (failed == 0) {
        failed = allow_plain(filter);
    }
    if (failed == 0) {
        failed = allow_conditional(filter, memory_fd);
    }
    if (failed == 0) {
        failed = seccomp_load(filter);
    }
    seccomp_release(filter);
    return -failed;
}
