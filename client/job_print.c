/* SPDX-License-Identifier: MIT */
#include "client/job_print.h"

#include "proto/instant.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <time.h>

enum { COLUMNS = 12, KEY_SHOWN = 16 };

const char *job_state_name(const char *state)
{
    static const char *const names[][2] = {
        {"queued", N_("queued")},
        {"running", N_("running")},
        {"done", N_("done")},
        {"failed", N_("failed")},
        {"cancelled", N_("cancelled")},
        {"busy", N_("the service is busy, asking again")},
        {"draining", N_("the service is stopping, asking again")},
        {"unreachable", N_("the service is away, asking again")},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i][0], state) == 0)
            return _(names[i][1]);
    return state;
}

/* --- cells --- */

static const char *number(struct arena *arena, const char *format, double value)
{
    const char *text = isnan(value) ? "" : arena_format(arena, format, value);
    return text == NULL ? "" : text;
}

static const char *integer(struct arena *arena, int64_t value)
{
    const char *text = value == 0 ? "" : arena_format(arena, "%" PRId64, value);
    return text == NULL ? "" : text;
}

/* In the reader's own time zone. */
static const char *local_time(struct arena *arena, const char *instant)
{
    int64_t ms;
    struct tm parts;
    char text[32];
    if (!instant_parse(instant, &ms) || localtime_r(&(time_t){ms / 1000}, &parts) == NULL ||
        strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts) == 0)
        return instant;
    const char *copy = arena_text(arena, text, strlen(text));
    return copy == NULL ? instant : copy;
}

/* Without control characters (C0, DEL, C1): a key is anybody's text, and could speak to the reader's
 * terminal. */
static const char *harmless(struct arena *arena, const char *text)
{
    size_t length = strlen(text);
    char *copy = arena_text(arena, text, length);
    for (size_t i = 0; copy != NULL && i < length; i++) {
        unsigned char byte = (unsigned char)copy[i], before = i == 0 ? 0 : (unsigned char)text[i - 1];
        if (byte < 0x20 || byte == 0x7F)
            copy[i] = '?';
        else if (before == 0xC2 && byte < 0xA0)
            copy[i - 1] = copy[i] = '?';
    }
    return copy == NULL ? "" : copy;
}

/* Keys that are hashes are told apart by their beginning. */
static const char *short_key(struct arena *arena, const char *key)
{
    if (strlen(key) < 40 || strspn(key, "0123456789abcdef") != strlen(key))
        return harmless(arena, key);
    const char *text = arena_format(arena, "%.*s...", KEY_SHOWN, key);
    return text == NULL ? key : text;
}

/* That a cancelled job has no result need not be said twice. */
static bool has_error(const struct mutasi_job *job)
{
    return job->error_code[0] != '\0' && strcmp(job->state, "cancelled") != 0;
}

/* --- many --- */

struct table *job_table_new(struct arena *arena)
{
    const char *const headings[COLUMNS] = {
        _(">job"),     _("client"),  _("state"),  _(">place"), _(">priority"), _("accepted"),
        _(">running"), _(">points"), _(">bound"), _(">gap"),   _("error"),     _("key"),
    };
    return table_new(arena, headings, COLUMNS);
}

void job_table_add(struct arena *arena, struct table *table, const struct mutasi_job *job)
{
    bool has_run = job->attempts > 0 || job->started_at[0] != '\0';
    const char *const cells[COLUMNS] = {
        integer(arena, job->id),
        job->client,
        job_state_name(job->state),
        integer(arena, job->place),
        integer(arena, job->priority),
        local_time(arena, job->accepted_at),
        has_run ? number(arena, "%.1f s", job->elapsed_s) : "",
        number(arena, "%.2f", job->incumbent),
        number(arena, "%.2f", job->bound),
        number(arena, "%.2f %%", job->gap * 100),
        has_error(job) ? job->error_code : "",
        short_key(arena, job->key),
    };
    table_add(table, cells);
}

/* --- one --- */

static void add_line(struct table *table, const char *label, const char *value)
{
    if (value[0] != '\0')
        table_add(table, (const char *const[]){label, value});
}

static const char *error_text(struct arena *arena, const struct mutasi_job *job)
{
    const char *between = job->error_path[0] == '\0' ? "" : ": ";
    const char *text = job->error_code[0] == '\0' ? ""
                                                  : arena_format(arena, "%s%s%s: %s", job->error_path,
                                                                 between, job->error_code, job->error_text);
    return text == NULL ? job->error_code : text;
}

void job_print(struct arena *arena, const struct mutasi_job *job, FILE *out)
{
    const char *const headings[] = {_("job"), integer(arena, job->id)};
    struct table *table = table_new(arena, headings, 2);
    add_line(table, _("state"), job_state_name(job->state));
    add_line(table, _("key"), harmless(arena, job->key));
    add_line(table, _("client"), job->client);
    add_line(table, _("asked for"), job->op);
    add_line(table, _("priority"), integer(arena, job->priority));
    add_line(table, _("place in the queue"), integer(arena, job->place));
    add_line(table, _("accepted"), local_time(arena, job->accepted_at));
    add_line(table, _("started"), local_time(arena, job->started_at));
    add_line(table, _("finished"), local_time(arena, job->finished_at));
    add_line(table, _("runs begun"), integer(arena, job->attempts));
    add_line(table, _("running time"), job->attempts > 0 ? number(arena, "%.1f s", job->elapsed_s) : "");
    add_line(table, _("points"), number(arena, "%.2f", job->incumbent));
    add_line(table, _("bound"), number(arena, "%.2f", job->bound));
    add_line(table, _("gap"), number(arena, "%.2f %%", job->gap * 100));
    add_line(table, _("effort"), integer(arena, job->effort));
    add_line(table, _("error"), error_text(arena, job));
    table_print(table, out);
}
