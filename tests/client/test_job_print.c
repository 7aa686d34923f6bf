/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs as people read them: in their time zone, in columns, and without anything that speaks to a terminal.
 */
#include "client/job_print.h"
#include "client/job_read.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct arena *arena;
static char *text;
static size_t length;

static FILE *paper(void)
{
    arena = arena_new();
    setenv("TZ", "WIB-7", 1); /* UTC+7 */
    tzset();
    return open_memstream(&text, &length);
}

static void finish(FILE *out)
{
    fclose(out);
    arena_free(arena);
}

static struct mutasi_job job(int64_t id, const char *state, const char *key)
{
    struct mutasi_job job = job_none;
    job.id = id;
    job.state = state;
    job.key = key;
    job.accepted_at = "2026-11-22T20:30:05.123Z";
    return job;
}

static void print(const struct mutasi_job *one)
{
    FILE *out = paper();
    job_print(arena, one, out);
    finish(out);
}

Test(job_print, tells_times_in_the_time_zone_of_the_reader)
{
    const struct mutasi_job one = job(7, "queued", "k");
    print(&one);
    cr_assert_not_null(strstr(text, "  accepted  2026-11-23 03:30:05\n"), "%s", text);
    free(text);
}

Test(job_print, leaves_out_what_is_not_known)
{
    const struct mutasi_job one = job(7, "queued", "k");
    print(&one);
    cr_assert_str_eq(text,
                     "  job       7\n  state     queued\n  key       k\n  accepted  2026-11-23 03:30:05\n");
    free(text);
}

Test(job_print, says_why_a_job_failed)
{
    struct mutasi_job one = job(7, "failed", "k");
    one.error_code = "unknown_id";
    one.error_path = "instance.employees[3].unit";
    one.error_text = "no unit x";
    print(&one);
    cr_assert_not_null(strstr(text, "instance.employees[3].unit: unknown_id: no unit x\n"), "%s", text);
    free(text);
}

Test(job_print, lets_no_key_speak_to_the_terminal)
{
    const struct mutasi_job one = job(7, "queued",
                                      "a\x1b[2Jb\nc\x7f"
                                      "d\xc2\x9b"
                                      "e\xc3\xa9");
    print(&one);
    cr_assert_not_null(strstr(text, "  key       a?[2Jb?c?d??e\xc3\xa9\n"), "%s", text);
    free(text);
}

Test(job_print, lines_up_many_jobs_and_shortens_hashes_only)
{
    FILE *out = paper();
    struct table *table = job_table_new(arena);
    struct mutasi_job jobs[] = {
        job(12, "running", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
        job(3, "done", "a name of forty-one bytes is not a hash.."),
    };
    jobs[0].attempts = 1;
    jobs[0].elapsed_s = 2.5;
    jobs[1].incumbent = 145.347;
    for (size_t i = 0; i < 2; i++)
        job_table_add(arena, table, &jobs[i]);
    table_print(table, out);
    finish(out);
    cr_assert_str_eq(
        text, "  job  state    accepted             running  points  key\n"
              "   12  running  2026-11-23 03:30:05    2.5 s          0123456789abcdef...\n"
              "    3  done     2026-11-23 03:30:05           145.35  a name of forty-one bytes is not a "
              "hash..\n");
    free(text);
}
