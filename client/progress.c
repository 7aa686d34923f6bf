/* SPDX-License-Identifier: MIT */
#include "client/progress.h"

#include "client/job_print.h"
#include "proto/clock.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define TELL_EVERY_S  10.0
#define USUAL_GAP     1e-4
#define SMALLEST_GAP  1e-6 /* that a bar can aim at; a gap of 0 has no tenths */
#define USUAL_COLUMNS 80

enum { LINE_BYTES = 256, BAR_FRAME = 4 };

/* --- what is said --- */

struct line {
    char text[LINE_BYTES];
    size_t length;
};

static void __attribute__((format(printf, 2, 3))) add(struct line *line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int written = vsnprintf(line->text + line->length, sizeof line->text - line->length, format, arguments);
    va_end(arguments);
    if (written > 0)
        line->length += (size_t)written;
    if (line->length >= sizeof line->text)
        line->length = sizeof line->text - 1;
}

static void add_number(struct line *line, const char *between, const char *label, double value,
                       const char *format)
{
    add(line, "%s%s ", between, label);
    if (isnan(value))
        add(line, "-");
    else
        add(line, format, value);
}

static void add_numbers(struct line *line, const char *between, const struct mutasi_progress *progress)
{
    add_number(line, between, _("plan"), progress->incumbent, "%.2f");
    add_number(line, between, _("bound"), progress->bound, "%.2f");
    add_number(line, between, _("gap"), progress->gap * 100, "%.2f %%");
}

/* "301 M": what it is worth is how fast it grows. */
static void add_effort(struct line *line, const char *between, int64_t effort)
{
    static const char *const units[] = {"", " k", " M", " G", " T", " P"};
    double value = (double)effort;
    size_t unit = 0;
    for (; value >= 1000 && unit + 1 < sizeof units / sizeof *units; unit++)
        value /= 1000;
    if (effort > 0)
        add(line, "%s%s %.3g%s", between, _("effort"), value, units[unit]);
}

/* --- on a terminal --- */

static double gap_share(double gap, double aim)
{
    if (isnan(gap) || gap >= 1)
        return 0;
    return gap <= aim ? 1 : log(gap) / log(aim);
}

double progress_share(const struct progress_view *view, const struct mutasi_progress *progress)
{
    bool is_timed = view->has_limits && !isnan(progress->elapsed_s);
    double time_share = is_timed ? fmin(progress->elapsed_s / view->time_s, 1) : 0;
    double aim = view->has_limits ? fmax(view->gap, SMALLEST_GAP) : USUAL_GAP;
    return fmax(time_share, gap_share(progress->gap, aim));
}

static int terminal_columns(void)
{
    struct winsize size;
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : USUAL_COLUMNS;
}

/* A width that does not change with the text beside it; none in a narrow window. */
static int bar_width(int columns)
{
    return columns >= 110 ? 30 : columns >= 96 ? 20 : columns >= 80 ? 8 : 0;
}

static void print_bar(double share, int width)
{
    if (width == 0)
        return;
    fputc('[', stderr);
    for (int i = 0; i < width; i++)
        fputc(i < (int)(share * width) ? '#' : '.', stderr);
    fputs("] ", stderr);
}

static bool is_state(const struct mutasi_progress *progress, const char *state)
{
    return strcmp(progress->state, state) == 0;
}

/* A job that does not run, or of which nothing is known. */
static void add_wait(struct line *line, const struct progress_view *view,
                     const struct mutasi_progress *progress)
{
    add(line, "%s %.0f s", job_state_name(progress->state), monotonic_s() - view->began_s);
    if (progress->place > 0)
        add(line, _(", place %" PRId64 " in the queue"), progress->place);
}

/* room: columns there are for it */
static void add_run(struct line *line, const struct progress_view *view,
                    const struct mutasi_progress *progress, int room)
{
    struct line effort = {.length = 0};
    add(line, "%.1f", isnan(progress->elapsed_s) ? 0.0 : progress->elapsed_s);
    if (view->has_limits)
        add(line, _(" of %.0f s"), view->time_s);
    else
        add(line, " s");
    add_numbers(line, "  ", progress);
    add_effort(&effort, "  ", progress->effort);
    if ((int)(line->length + effort.length) <= room)
        add(line, "%s", effort.text);
}

static void show_bar(struct progress_view *view, const struct mutasi_progress *progress)
{
    struct line line = {.length = 0};
    bool has_run = is_state(progress, "running") || is_state(progress, "done");
    int columns = terminal_columns(), width = bar_width(columns);
    int room = columns - 1 - (width == 0 ? 0 : width + BAR_FRAME - 1);
    if (has_run)
        add_run(&line, view, progress, room);
    else
        add_wait(&line, view, progress);
    fputs("\r", stderr);
    print_bar(has_run ? progress_share(view, progress) : 0, width);
    fprintf(stderr, "%.*s\033[K", room, line.text);
    fflush(stderr);
    view->is_shown = true;
}

/* --- elsewhere --- */

static bool is_same(double a, double b)
{
    return (isnan(a) && isnan(b)) || fabs(a - b) < 1e-9;
}

static bool is_news(const struct progress_view *view, const struct mutasi_progress *progress)
{
    if (strcmp(view->state, progress->state) != 0)
        return true;
    bool is_better = !is_same(view->incumbent, progress->incumbent) || !is_same(view->bound, progress->bound);
    return is_better && monotonic_s() - view->told_s >= TELL_EVERY_S;
}

static void tell_line(struct progress_view *view, const struct mutasi_progress *progress)
{
    struct line line = {.length = 0};
    if (!is_news(view, progress))
        return;
    add(&line, "%s", job_state_name(progress->state));
    if (progress->place > 0)
        add(&line, _(", place %" PRId64 " in the queue"), progress->place);
    if (is_state(progress, "running") || is_state(progress, "done"))
        add(&line, ", %.1f s", isnan(progress->elapsed_s) ? 0.0 : progress->elapsed_s);
    if (is_state(progress, "running")) {
        add_numbers(&line, ", ", progress);
        add_effort(&line, ", ", progress->effort);
    }
    fprintf(stderr, "%s: %s\n", view->name, line.text);
    snprintf(view->state, sizeof view->state, "%s", progress->state);
    view->incumbent = progress->incumbent;
    view->bound = progress->bound;
    view->told_s = monotonic_s();
}

/* --- both --- */

static bool has_terminal(void)
{
    return isatty(STDERR_FILENO) == 1;
}

bool progress_is_wanted(const struct progress_view *view)
{
    return view->name != NULL || has_terminal();
}

void progress_show(struct progress_view *view, const struct mutasi_progress *progress)
{
    if (view->began_s <= 0)
        view->began_s = monotonic_s();
    if (has_terminal())
        show_bar(view, progress);
    else if (view->name != NULL)
        tell_line(view, progress);
}

void progress_clear(struct progress_view *view)
{
    if (view->is_shown)
        fputs("\r\033[K", stderr);
    view->is_shown = false;
}
