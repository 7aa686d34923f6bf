/* SPDX-License-Identifier: GPL-3.0-or-later */
/* program_journal PATH: lives on in the journal (tests/support/journal_life.h) with up to three batches under
 * way, and says the number of each batch once it is acknowledged. Ends when nobody reads. */
#include "tests/support/journal_life.h"

#include <poll.h>
#include <stdio.h>

enum { UNDER_WAY = 3 };

int main(int argc, char **argv)
{
    struct journal_settings settings = {.path = argc == 2 ? argv[1] : "", .retry_s = 0.01};
    struct journal *journal;
    struct error error;
    if (journal_open(&settings, &journal, &error) != ERROR_NONE) {
        fprintf(stderr, "program_journal: %s\n", error.text);
        return 1;
    }
    uint64_t before = life_batches(journal), submitted = 0, told = 0;
    bool read = true;
    while (read) {
        while (submitted < told + UNDER_WAY) {
            submitted = life_batch(journal, before + submitted + 1);
        }
        struct pollfd polled = {.fd = journal_fd(journal), .events = POLLIN};
        poll(&polled, 1, -1);
        for (uint64_t committed = journal_committed(journal); read && told < committed; told++) {
            read = printf("%llu\n", (unsigned long long)(before + told + 1)) > 0 && fflush(stdout) == 0;
        }
    }
    return journal_close(journal, &error) == ERROR_NONE ? 0 : 1;
}
