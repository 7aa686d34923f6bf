/* SPDX-License-Identifier: MIT */
#include "client/session.h"

#include "client/interrupt.h"
#include "client/private_service.h"

static void on_progress(void *context, const struct mutasi_progress *progress)
{
    struct session *session = context;
    progress_show(&session->view, progress);
}

bool session_is_cancelled(void *context)
{
    struct session *session = context;
    struct error ignored;
    return interrupt_signal() != 0 ||
           (session->service != NULL && private_service_has_ended(session->service, &ignored));
}

enum error_code session_error(struct session *session, const struct mutasi_error *from, struct error *error)
{
    if (session->service != NULL && private_service_has_ended(session->service, error))
        return error->code;
    return error_set(error, error_from_word(from->code), from->path, "%s", from->text);
}

enum error_code session_open(struct session *session, struct error *error)
{
    struct mutasi_error refusal;
    enum error_code code =
        session->to.url == NULL ? private_service_start(&session->service, error) : ERROR_NONE;
    if (code != ERROR_NONE)
        return code;
    const char *url = session->to.url != NULL ? session->to.url : private_service_url(session->service);
    session->is_asked = true;
    if (!mutasi_client_open(url, &session->client, &refusal))
        return session_error(session, &refusal, error);
    session->is_asked = false;
    if (session->to.key != NULL && !mutasi_client_use_key(session->client, session->to.key, &refusal))
        return session_error(session, &refusal, error);
    return ERROR_NONE;
}

/* Trees of the files as bytes for the library. */
static enum error_code fill_request(struct session *session, struct arena *arena, const struct inputs *inputs,
                                    const struct node *start, struct mutasi_request *request,
                                    struct error *error)
{
    const struct {
        const struct node *tree;
        struct mutasi_document *document;
    } parts[] = {
        {inputs->instance, &request->instance},
        {inputs->policy, &request->policy},
        {inputs->scenario, &request->scenario},
        {start, &request->start},
    };
    enum error_code code = ERROR_NONE;
    for (size_t i = 0; i < sizeof parts / sizeof *parts && code == ERROR_NONE; i++) {
        *parts[i].document = (struct mutasi_document){0};
        if (parts[i].tree != NULL)
            code = document_write(arena, parts[i].tree, parts[i].document, error);
    }
    session->view =
        (struct progress_view){.has_limits = true, .time_s = request->time_s, .gap = request->gap};
    request->on_progress = progress_is_wanted(&session->view) ? on_progress : NULL;
    request->is_cancelled = session_is_cancelled;
    request->context = session;
    return code;
}

enum error_code session_solve(struct session *session, struct arena *arena, const struct inputs *inputs,
                              const struct node *start, struct mutasi_request *request,
                              struct mutasi_reply *reply, struct error *error)
{
    struct mutasi_error refusal;
    enum error_code code = fill_request(session, arena, inputs, start, request, error);
    if (code != ERROR_NONE)
        return code;
    session->is_asked = true;
    bool is_answered = mutasi_solve(session->client, request, reply, &refusal);
    progress_clear(&session->view);
    session->is_asked = !is_answered;
    if (is_answered)
        return ERROR_NONE;
    code = session_error(session, &refusal, error);
    inputs_name_files(inputs, error);
    return code;
}

void session_close(struct session *session)
{
    mutasi_client_close(session->client);
    session->client = NULL;
    private_service_stop(session->service);
    session->service = NULL;
}
