/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kill -9 at random moments of a program that writes: what it had acknowledged is in the file, and the file
 * is as after some whole number of batches. JOURNAL_KILLS in the environment: how often (default 40). */
#include "proto/clock.h"
#include "tests/support/journal_life.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

TestSuite(journal_kills, .timeout = 1200);

extern char **environ;

/* A program_journal at work; its output in *said. */
static pid_t start(const char *path, FILE **said)
{
    char *argv[] = {(char *)BIN_DIR "/program_journal", (char *)path, NULL};
    posix_spawn_file_actions_t files;
    int ends[2];
    pid_t pid;
    cr_assert_eq(pipe(ends), 0);
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&files, ends[1]);
    cr_assert_eq(posix_spawn(&pid, argv[0], &files, NULL, argv, environ), 0);
    posix_spawn_file_actions_destroy(&files);
    close(ends[1]);
    *said = fdopen(ends[0], "r");
    return pid;
}

/* Lets the program acknowledge some batches and some time pass, then kills it. The last batch it told of; 0:
 * none. */
static unsigned long long kill_at_random(const char *path, unsigned *seed)
{
    FILE *said;
    unsigned long long last = 0;
    pid_t pid = start(path, &said);
    for (int lines = rand_r(seed) % 12; lines > 0; lines--) {
        cr_assert_eq(fscanf(said, "%llu", &last), 1);
    }
    double until_s = monotonic_s() + (rand_r(seed) % 5000) * 1e-6;
    while (monotonic_s() < until_s) {
    }
    cr_assert_eq(kill(pid, SIGKILL), 0);
    cr_assert_eq(waitpid(pid, NULL, 0), pid);
    while (fscanf(said, "%llu", &last) == 1) { /* it told before it died */
    }
    fclose(said);
    return last;
}

Test(journal_kills, lose_nothing_that_was_acknowledged)
{
    const char *times = getenv("JOURNAL_KILLS");
    unsigned seed = 20260301;
    struct journal_place place;
    unsigned long long last = 0;
    place_make(&place);
    for (int i = 0; i < (times != NULL ? atoi(times) : 40); i++) {
        unsigned long long told = kill_at_random(place.path, &seed);
        last = told > last ? told : last;
        place_open(&place);
        uint64_t batches = life_batches(place.journal);
        cr_assert_geq(batches, last, "kill %d: batch %llu was acknowledged, %llu are there", i, last,
                      (unsigned long long)batches);
        const char *wrong = life_check(place.journal, batches);
        cr_assert_null(wrong, "kill %d: %s", i, wrong);
        place_close(&place);
        last = batches;
    }
    cr_assert_gt(last, 40);
    place_remove(&place);
}
