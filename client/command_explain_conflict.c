/* SPDX-License-Identifier: MIT */
#include "client/command_explain_conflict.h"

#include "client/case_file.h"
#include "client/conflict.h"
#include "client/document.h"

/* Of a request that does not bound it: bounded by the time. What excludes a plan has as much as the solve. */
static const int64_t MUCH_EFFORT = INT64_C(1000000000000);

static bool says_all(const struct plan *plan)
{
    const struct infeasibility *found = plan->infeasibility;
    return found != NULL && found->is_minimal &&
           (found->demand_count == 0 || (found->has_relaxation && found->at_least_upt >= found->cost_upt));
}

static enum error_code solve(struct arena *arena, struct case_file *about, struct session *session,
                             struct mutasi_request *request, struct mutasi_reply *reply, struct error *error)
{
    const struct inputs inputs = {.instance_file = about->file,
                                  .policy_file = about->file,
                                  .scenario_file = about->file,
                                  .instance = about->parts.instance,
                                  .policy = about->parts.policy,
                                  .scenario = about->parts.scenario,
                                  .problem = about->problem};
    request->effort = request->effort == 0 ? MUCH_EFFORT : request->effort;
    enum error_code code = session_open(session, error);
    if (code == ERROR_NONE)
        code = session_solve(session, arena, &inputs, NULL, request, reply, error);
    session_close(session);
    return code;
}

/* The service's plan in place of the case's, where it says more. */
static enum error_code ask(struct arena *arena, struct case_file *about, struct session *session,
                           struct mutasi_request *request, struct error *error)
{
    const struct path at = {.key = "plan"};
    const struct node *document = NULL;
    const struct plan *plan = NULL;
    struct mutasi_reply reply = {0};
    enum error_code code = solve(arena, about, session, request, &reply, error);
    if (code == ERROR_NONE)
        code = document_read(arena, reply.document, "plan", &document, error);
    if (code == ERROR_NONE)
        code = plan_read(arena, document, &at, about->problem, &plan, error);
    if (code == ERROR_NONE && plan->status == PLAN_INFEASIBLE && plan->infeasibility != NULL) {
        about->plan = plan;
        about->parts.plan = document;
    }
    mutasi_reply_fini(&reply);
    return code;
}

static enum error_code check_status(const struct case_file *about, struct error *error)
{
    switch (about->plan->status) {
    case PLAN_INFEASIBLE:
        return ERROR_NONE;
    case PLAN_NO_PLAN_YET:
        return error_set(error, ERROR_CONTRADICTION, about->file,
                         "no plan was found in time, and that there is none is not proven: solve for longer");
    default:
        return error_set(error, ERROR_CONTRADICTION, about->file,
                         "there is a plan: name the EMPLOYEE to explain");
    }
}

static enum error_code show(struct arena *arena, const struct case_file *about, bool is_json,
                            struct error *error)
{
    struct conflict_told told;
    const struct node *document;
    if (about->plan->infeasibility == NULL)
        return error_set(error, ERROR_IO, about->file,
                         "what excludes a plan was not found within the limits: give more --time");
    enum error_code code = conflict_tell(arena, about->problem, about->plan, &told, error);
    if (code != ERROR_NONE)
        return code;
    if (!is_json) {
        conflict_print(&told, stdout);
        return ERROR_NONE;
    }
    code = conflict_document(arena, &told, about->parts.plan, &document, error);
    return code == ERROR_NONE ? file_write_tree(arena, "-", document, error) : code;
}

enum error_code explain_conflict(struct arena *arena, const char *case_file, bool is_json,
                                 struct session *session, struct mutasi_request *request, struct error *error)
{
    struct case_file about;
    enum error_code code = case_file_read(arena, case_file, &about, error);
    if (code == ERROR_NONE)
        code = check_status(&about, error);
    if (code == ERROR_NONE && !says_all(about.plan))
        code = ask(arena, &about, session, request, error);
    return code == ERROR_NONE ? show(arena, &about, is_json, error) : code;
}
