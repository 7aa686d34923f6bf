/* SPDX-License-Identifier: MIT */
#include "client/batch.h"

#include "client/command.h"
#include "client/conflict.h"
#include "client/interrupt.h"
#include "client/outcome.h"
#include "proto/body_batch.h"
#include "proto/clock.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define OUTAGE_S 60.0 /* that handing over sits through: a restart of the service */

/* --- before anything is asked --------------------------------------------------------------------------- */

/* Each in memory of its own, which is given back: a thousand problems would be a thousand cities. */
static enum error_code try_scenario(struct batch *batch, uint32_t i, struct error *error)
{
    struct arena *arena = arena_new();
    const struct problem *problem;
    const struct node *scenario = &batch->scenarios->as.items[i], *name = map_get(scenario, "name");
    char path[sizeof error->path];
    if (arena == NULL)
        return error_set(error, ERROR_MEMORY, "", "out of memory");
    enum error_code code =
        problem_read(arena, batch->inputs.instance, batch->inputs.policy, scenario, &problem, error);
    arena_free(arena);
    if (code != ERROR_NONE && strncmp(error->path, "scenario", 8) == 0) {
        snprintf(path, sizeof path, "%s", error->path + 8);
        snprintf(error->path, sizeof error->path, "%.80s: [%u]%.100s", batch->scenarios_file, (unsigned)i,
                 path);
    }
    if (code == ERROR_NONE)
        batch->rows[i + 1].name = name->as.text;
    return code;
}

static enum error_code read_scenarios(struct batch *batch, struct error *error)
{
    enum error_code code = file_read_tree(batch->arena, batch->scenarios_file, &batch->scenarios, error);
    if (code != ERROR_NONE)
        return code;
    if (batch->scenarios->kind != NODE_ARRAY)
        return error_set(error, ERROR_WRONG_TYPE, batch->scenarios_file, "%s, expected a list of scenarios",
                         node_kind_name(batch->scenarios));
    uint32_t count = batch->scenarios->count;
    if (count < 1 || count > BATCH_SCENARIOS_MAX)
        return error_set(error, ERROR_OUT_OF_RANGE, batch->scenarios_file, "%u scenarios, expected 1 to %d",
                         (unsigned)count, BATCH_SCENARIOS_MAX);
    batch->count = (int32_t)count;
    batch->rows = arena_alloc(batch->arena, count + 1, sizeof *batch->rows);
    if (batch->rows == NULL)
        return error_set(error, ERROR_MEMORY, "", "out of memory");
    batch->rows[0].name = _("base");
    for (uint32_t i = 0; i < count && code == ERROR_NONE; i++)
        code = try_scenario(batch, i, error);
    return code;
}

static enum error_code try_output(struct batch *batch, struct error *error)
{
    struct stat seen;
    if (batch->output == NULL)
        return ERROR_NONE;
    size_t length = strlen(batch->output);
    bool wants_folder = length > 0 && batch->output[length - 1] == '/';
    if (wants_folder)
        mkdir(batch->output, 0777); /* what is wrong with it shows at once */
    batch->is_folder = stat(batch->output, &seen) == 0 && S_ISDIR(seen.st_mode);
    if (wants_folder && !batch->is_folder)
        return error_set(error, ERROR_IO, batch->output, "the folder cannot be made");
    return batch->is_folder ? ERROR_NONE : file_try_write(batch->arena, batch->output, error);
}

static enum error_code prepare(struct batch *batch, struct error *error)
{
    enum error_code code = inputs_read(batch->arena, &batch->inputs, error);
    if (code == ERROR_NONE)
        code = read_scenarios(batch, error);
    if (code == ERROR_NONE)
        code = try_output(batch, error);
    if (code == ERROR_NONE)
        code = document_write(batch->arena, batch->inputs.instance, &batch->request.instance, error);
    if (code == ERROR_NONE && batch->inputs.policy != NULL)
        code = document_write(batch->arena, batch->inputs.policy, &batch->request.policy, error);
    batch->request.is_cancelled = session_is_cancelled;
    batch->request.context = &batch->session;
    return code;
}

/* --- handing over --------------------------------------------------------------------------------------- */

static bool pause_for(struct batch *batch, double seconds)
{
    double until_s = monotonic_s() + seconds;
    const struct timespec step = {.tv_nsec = 50 * 1000 * 1000};
    while (monotonic_s() < until_s && !session_is_cancelled(&batch->session))
        nanosleep(&step, NULL);
    return !session_is_cancelled(&batch->session);
}

/* What passes: a full service, and one that was there and is being restarted. */
static bool is_passing(const struct batch *batch, const struct error *error)
{
    bool is_away = error->code == ERROR_UNREACHABLE || error->code == ERROR_DRAINING;
    return error->code == ERROR_BUSY ||
           (is_away && batch->answered_s > 0 && monotonic_s() - batch->answered_s < OUTAGE_S);
}

static enum error_code take_batch(struct batch *batch, const struct mutasi_reply *reply, double *pause_s,
                                  struct error *error)
{
    batch->answered_s = monotonic_s();
    batch->accepted = reply->batch.accepted;
    batch->ended = reply->batch.ended;
    *pause_s = fmin(reply->batch.retry_after_s, 5);
    if (batch->key == NULL)
        batch->key = arena_text(batch->arena, reply->batch.key, strlen(reply->batch.key));
    return batch->key == NULL ? error_set(error, ERROR_MEMORY, "", "out of memory") : ERROR_NONE;
}

static enum error_code hand_over_once(struct batch *batch, struct mutasi_document scenarios, double *pause_s,
                                      struct error *error)
{
    struct mutasi_reply reply = {0};
    struct mutasi_error refusal;
    enum error_code code;
    *pause_s = 1;
    if (mutasi_batch(batch->session.client, &batch->request, scenarios, &reply, &refusal))
        code = take_batch(batch, &reply, pause_s, error);
    else
        code = session_error(&batch->session, &refusal, error);
    mutasi_reply_fini(&reply);
    return code;
}

/* Until the service has all of it: where it has no room, until some have ended. Nobody is told of a job's end
 * meanwhile, so a failed one is not tried again. */
static enum error_code hand_over(struct batch *batch, struct error *error)
{
    struct mutasi_document scenarios;
    double pause_s;
    enum error_code code = document_write(batch->arena, batch->scenarios, &scenarios, error);
    while (code == ERROR_NONE) {
        code = hand_over_once(batch, scenarios, &pause_s, error);
        if (code != ERROR_NONE && !is_passing(batch, error))
            return code;
        batch_show(batch);
        if (code == ERROR_NONE && batch->accepted == batch->count)
            return ERROR_NONE;
        code = pause_for(batch, pause_s) ? ERROR_NONE : error_set(error, ERROR_REFUSED, "", "cancelled");
    }
    return code;
}

/* --- one job -------------------------------------------------------------------------------------------- */

/* "DIR/base.json", "DIR/007-close-the-archive.json" */
static void name_case(const struct batch *batch, int32_t i, char *out, size_t size)
{
    size_t length = (size_t)snprintf(out, size, "%.3000s/", batch->output);
    if (i == 0) {
        snprintf(out + length, size - length, "base.json");
        return;
    }
    length += (size_t)snprintf(out + length, size - length, "%03" PRId32 "-", i);
    for (const char *c = batch->rows[i].name; *c != '\0' && length + 8 < size; c++)
        out[length++] =
            strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-", *c) != NULL ? *c
                                                                                                    : '-';
    snprintf(out + length, size - length, ".json");
}

static void take_plan(struct batch_row *row, const struct plan *plan)
{
    row->is_known = true;
    row->why = "";
    row->status = plan->status;
    row->has_plan = plan_has_placement(plan);
    row->total_upt = plan->objective.total;
    row->bound_upt = plan->bound_upt;
    row->gap = row->has_plan && plan->has_bound ? plan_gap(plan) : NAN;
    row->kpis = plan->kpis;
}

static enum error_code read_plan(struct batch *batch, int32_t i, struct arena *arena,
                                 const struct mutasi_reply *reply, struct error *error)
{
    struct inputs inputs = batch->inputs;
    const struct node *document;
    const struct plan *plan;
    char file[4096];
    inputs.scenario = i == 0 ? NULL : &batch->scenarios->as.items[i - 1];
    enum error_code code = document_read(arena, reply->document, "plan", &document, error);
    if (code == ERROR_NONE)
        code = problem_read(arena, inputs.instance, inputs.policy, inputs.scenario, &inputs.problem, error);
    if (code == ERROR_NONE)
        code = plan_read(arena, document, NULL, inputs.problem, &plan, error);
    if (code != ERROR_NONE)
        return code;
    take_plan(&batch->rows[i], plan);
    batch->rows[i].why = conflict_line(batch->arena, inputs.problem, plan);
    if (batch->rows[i].why == NULL)
        return error_set(error, ERROR_MEMORY, "", "out of memory");
    if (!batch->is_folder)
        return ERROR_NONE;
    name_case(batch, i, file, sizeof file);
    return outcome_write_case(arena, &inputs, document, file, error);
}

/* A job that failed is a row; what concerns the service or us ends the command. */
static enum error_code take_failure(struct batch *batch, int32_t i, const struct mutasi_error *refusal,
                                    struct error *error)
{
    struct batch_row *row = &batch->rows[i];
    enum error_code code = session_error(&batch->session, refusal, error);
    bool is_ours = code == ERROR_REFUSED || code == ERROR_UNREACHABLE || code == ERROR_DRAINING ||
                   code == ERROR_UNKNOWN_JOB || code == ERROR_NOT_DONE || code == ERROR_BUSY;
    if (is_ours || session_is_cancelled(&batch->session))
        return code;
    row->is_known = true;
    row->failure = code;
    row->why = arena_text(batch->arena, error->text, strlen(error->text));
    return row->why == NULL ? error_set(error, ERROR_MEMORY, "", "out of memory") : ERROR_NONE;
}

static void on_progress(void *context, const struct mutasi_progress *progress)
{
    (void)progress;
    batch_show(context);
}

static bool is_cancelled(void *context)
{
    struct batch *batch = context;
    return session_is_cancelled(&batch->session);
}

static enum error_code wait_for(struct batch *batch, int32_t i, struct error *error)
{
    char key[KEY_MAX_BYTES + 16];
    struct mutasi_reply reply = {0};
    struct mutasi_error refusal;
    const struct mutasi_job_name name = {.key = key};
    const struct mutasi_watch watch = {
        .on_progress = on_progress, .is_cancelled = is_cancelled, .context = batch};
    struct arena *arena = arena_new();
    enum error_code code = ERROR_NONE;
    snprintf(key, sizeof key, "%.*s/%" PRId32, KEY_MAX_BYTES, batch->key, i);
    if (arena == NULL)
        code = error_set(error, ERROR_MEMORY, "", "out of memory");
    else if (mutasi_wait(batch->session.client, &name, &watch, &reply, &refusal))
        code = read_plan(batch, i, arena, &reply, error);
    else
        code = take_failure(batch, i, &refusal, error);
    mutasi_reply_fini(&reply);
    arena_free(arena);
    return code;
}

/* Jobs end about in the order of their numbers, so the next to wait for is the next to end. */
static enum error_code collect(struct batch *batch, struct error *error)
{
    enum error_code code = ERROR_NONE;
    for (int32_t i = 0; i <= batch->count && code == ERROR_NONE; i++) {
        code = wait_for(batch, i, error);
        batch->ended = i > batch->ended && code == ERROR_NONE ? i : batch->ended;
        batch_show(batch);
    }
    return code;
}

enum error_code batch_run(struct batch *batch, struct error *error)
{
    batch->began_s = monotonic_s();
    enum error_code code = prepare(batch, error);
    if (code == ERROR_NONE)
        code = session_open(&batch->session, error);
    batch->session.is_asked = code == ERROR_NONE;
    if (code == ERROR_NONE)
        code = hand_over(batch, error);
    if (code == ERROR_NONE)
        code = collect(batch, error);
    batch_clear(batch);
    session_close(&batch->session);
    return code;
}
