/* SPDX-License-Identifier: MIT */
#include "client/progress.h"

#include "client/text.h"

#include <math.h>
#include <unistd.h>

static bool is_shown;

bool progress_is_wanted(void)
{
    return isatty(STDERR_FILENO) == 1;
}

static void show_number(const char *label, double value, const char *format)
{
    fprintf(stderr, "   %s ", label);
    if (isnan(value))
        fputc('-', stderr);
    else
        fprintf(stderr, format, value);
}

void progress_show(const struct mutasi_progress *progress)
{
    fprintf(stderr, "\r%6.1f s", isnan(progress->elapsed_s) ? 0.0 : progress->elapsed_s);
    show_number(_("plan"), progress->incumbent, "%.2f");
    show_number(_("bound"), progress->bound, "%.2f");
    show_number(_("gap"), progress->gap * 100, "%.2f %%");
    fputs("\033[K", stderr);
    fflush(stderr);
    is_shown = true;
}

void progress_clear(void)
{
    if (is_shown)
        fputs("\r\033[K", stderr);
    is_shown = false;
}
