/* SPDX-License-Identifier: MIT */
#include "client/command_explain_unknowns.h"

#include "client/unknowns.h"
#include "proto/clock.h"

static enum error_code solve(struct arena *arena, struct unknowns *unknowns, struct session *session,
                             const struct mutasi_request *request, double time_s, struct error *error)
{
    enum error_code code = session_open(session, error);
    if (code == ERROR_NONE)
        code = unknowns_solve(arena, unknowns, session, request, time_s, error);
    session_close(session);
    return code;
}

static enum error_code find(struct arena *arena, struct unknowns *unknowns, struct session *session,
                            const struct mutasi_request *request, struct error *error)
{
    double now = monotonic_s();
    enum error_code code = unknowns_weigh(arena, unknowns, error);
    if (code == ERROR_NONE)
        code = unknowns_prove(unknowns, now + request->time_s / 2, error);
    if (code == ERROR_NONE && unknowns_left(unknowns) > 0)
        code = solve(arena, unknowns, session, request, now + request->time_s - monotonic_s(), error);
    if (code == ERROR_NONE)
        unknowns_settle(unknowns, request->gap);
    return code;
}

enum error_code explain_unknowns(struct arena *arena, const char *case_file, bool is_json,
                                 struct session *session, const struct mutasi_request *request,
                                 struct error *error)
{
    struct unknowns unknowns;
    const struct node *document;
    enum error_code code = unknowns_read(arena, case_file, &unknowns, error);
    if (code == ERROR_NONE)
        code = find(arena, &unknowns, session, request, error);
    if (code != ERROR_NONE)
        return code;
    if (!is_json) {
        unknowns_print(arena, &unknowns, stdout);
        return ERROR_NONE;
    }
    code = unknowns_document(arena, &unknowns, &document, error);
    return code == ERROR_NONE ? file_write_tree(arena, "-", document, error) : code;
}
