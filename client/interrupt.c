/* SPDX-License-Identifier: MIT */
#include "client/interrupt.h"

#include <signal.h>
#include <stddef.h>
#include <stdio.h>

static volatile sig_atomic_t came;

static void remember(int number)
{
    came = number;
}

void interrupt_watch(void)
{
    struct sigaction action = {.sa_handler = remember};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
}

int interrupt_signal(void)
{
    return came;
}

void interrupt_die(void)
{
    if (came == 0)
        return;
    fflush(stdout);
    signal(came, SIG_DFL);
    raise(came);
}
