/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700 /* nftw */
#include "client/private_service.h"

#include "client/executable.h"
#include "client/transport.h"
#include "proto/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { DRAIN_S = 10, EXIT_NOT_STARTED = 127 };

struct private_service {
    pid_t pid; /* 0: none running */
    int status;
    char folder[64], url[96], log[96], journal[96];
};

static enum error_code fail(struct error *error, const char *what)
{
    return error_set(error, ERROR_IO, "", "%s: %s", what, strerror(errno));
}

static enum error_code make_folder(struct private_service *service, struct error *error)
{
    const char *base = getenv("TMPDIR");
    if (base == NULL || strlen(base) > 40)
        base = "/tmp";
    snprintf(service->folder, sizeof service->folder, "%s/mutasi-XXXXXX", base);
    if (mkdtemp(service->folder) == NULL) {
        enum error_code code = fail(error, service->folder);
        service->folder[0] = '\0';
        return code;
    }
    snprintf(service->url, sizeof service->url, "ipc://%s/socket", service->folder);
    snprintf(service->log, sizeof service->log, "%s/log", service->folder);
    snprintf(service->journal, sizeof service->journal, "%s/journal.db", service->folder);
    return ERROR_NONE;
}

/* In the child. Its own process group: Ctrl-C is for us to pass on. */
static void become_service(const struct private_service *service, const char *program, pid_t parent)
{
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    int nothing = open("/dev/null", O_RDONLY);
    int log = open(service->log, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (getppid() != parent || nothing < 0 || log < 0)
        _exit(EXIT_NOT_STARTED);
    dup2(nothing, STDIN_FILENO);
    dup2(log, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
    /* One job, as much memory as it asks for; and nothing to wait for once we have our answer or give up. */
    execlp(program, "mutasid", "--listen", service->url, "--workers", "1", "--memory-mb", "1048576",
           "--drain", "0", "--journal", service->journal, (char *)NULL);
    _exit(EXIT_NOT_STARTED);
}

static enum error_code spawn(struct private_service *service, struct error *error)
{
    char beside[PATH_MAX];
    const char *program = "mutasid";
    if (executable_path("mutasid", beside, sizeof beside) && access(beside, X_OK) == 0)
        program = beside;
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid < 0)
        return fail(error, "fork");
    if (pid == 0)
        become_service(service, program, parent);
    service->pid = pid;
    return ERROR_NONE;
}

enum error_code private_service_start(struct private_service **out, struct error *error)
{
    *out = NULL;
    struct private_service *service = calloc(1, sizeof *service);
    if (service == NULL)
        return error_set(error, ERROR_MEMORY, "", "out of memory");
    enum error_code code = make_folder(service, error);
    if (code == ERROR_NONE)
        code = spawn(service, error);
    if (code != ERROR_NONE) {
        private_service_stop(service);
        return code;
    }
    *out = service;
    return ERROR_NONE;
}

const char *private_service_url(const struct private_service *service)
{
    return service->url;
}

/* The last line the service wrote, without its end; "" when there is none. */
static void read_last_words(const struct private_service *service, char *line, size_t size)
{
    line[0] = '\0';
    FILE *log = fopen(service->log, "r");
    if (log == NULL)
        return;
    char next[512];
    while (fgets(next, sizeof next, log) != NULL) {
        next[strcspn(next, "\n")] = '\0';
        snprintf(line, size, "%.*s", (int)size - 1, next);
    }
    fclose(log);
}

static bool has_exited(struct private_service *service)
{
    if (service->pid != 0 && waitpid(service->pid, &service->status, WNOHANG) == service->pid)
        service->pid = 0;
    return service->pid == 0;
}

bool private_service_has_ended(struct private_service *service, struct error *error)
{
    if (!has_exited(service))
        return false;
    char words[300];
    read_last_words(service, words, sizeof words);
    if (WIFEXITED(service->status) && WEXITSTATUS(service->status) == EXIT_NOT_STARTED)
        error_set(error, ERROR_UNREACHABLE, "", "mutasid was found neither beside this program nor in PATH");
    else
        error_set(error, ERROR_UNREACHABLE, "", "mutasid ended by itself: %s", words);
    return true;
}

static void wait_for_end(struct private_service *service)
{
    const struct transport_wait moment = {.seconds = 0.01};
    double until_s = monotonic_s() + DRAIN_S;
    kill(service->pid, SIGTERM);
    while (!has_exited(service) && monotonic_s() < until_s)
        transport_pause(&moment);
    if (service->pid == 0)
        return;
    kill(service->pid, SIGKILL);
    waitpid(service->pid, &service->status, 0);
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status, (void)kind, (void)place;
    return remove(path);
}

void private_service_stop(struct private_service *service)
{
    if (service == NULL)
        return;
    if (service->pid != 0)
        wait_for_end(service);
    if (service->folder[0] != '\0')
        nftw(service->folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    free(service);
}
