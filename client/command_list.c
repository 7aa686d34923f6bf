/* SPDX-License-Identifier: MIT */
/* list: the jobs a service has of us. */
#include "client/command.h"
#include "client/document.h"
#include "client/job_print.h"
#include "client/options.h"
#include "client/service_options.h"
#include "proto/message.h"

#include <stdlib.h>

enum { KEY_STATE = 256, KEY_ALL, KEY_LIMIT, KEY_CLIENT, KEY_JSON };

static const struct argp_option options[] = {
    {.name = "state",
     .key = KEY_STATE,
     .arg = "STATE",
     .doc = N_("only jobs that are queued, running, done, failed or cancelled")},
    {.name = "all",
     .key = KEY_ALL,
     .doc = N_("all that the service still knows, not only the newest hundred")},
    {.name = "limit", .key = KEY_LIMIT, .arg = "N", .doc = N_("the newest N (default 100)")},
    {.name = "client",
     .key = KEY_CLIENT,
     .arg = "NAME",
     .doc = N_("for administrators, who see everybody's jobs: this client's only")},
    {.name = "json", .key = KEY_JSON, .doc = N_("in JSON")},
    {0},
};

struct listing {
    struct service_options service;
    struct mutasi_list_query query;
    bool all, json;
};

static error_t parse_state(struct listing *listing, const char *arg, struct argp_state *state)
{
    enum job_state known;
    if (!job_state_from_word(arg, &known))
        argp_error(state, _("--state %s: expected queued, running, done, failed or cancelled"), arg);
    listing->query.state = arg;
    return 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct listing *listing = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &listing->service;
        return 0;
    case KEY_STATE:
        return parse_state(listing, arg, state);
    case KEY_ALL:
        listing->all = true;
        return 0;
    case KEY_LIMIT:
        listing->query.limit = (int32_t)option_integer(state, "--limit", arg, 1, LIST_MAX);
        return 0;
    case KEY_CLIENT:
        listing->query.client = arg;
        return 0;
    case KEY_JSON:
        listing->json = true;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, _("'%s' is too many; one job is shown by `mutasi status JOB`"), arg);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* --- page by page --- */

struct pages {
    struct arena *arena;
    struct table *table;
    struct mutasi_reply *replies; /* all of them: rows and documents borrow from them */
    size_t count, room;
    bool more;
};

static void close_pages(struct pages *pages)
{
    for (size_t i = 0; i < pages->count; i++)
        mutasi_reply_fini(&pages->replies[i]);
    free(pages->replies);
}

static enum error_code read_page(struct pages *pages, struct mutasi_client *client,
                                 struct mutasi_list_query *query, struct error *error)
{
    struct mutasi_error refusal;
    if (pages->count == pages->room) {
        size_t room = 2 * pages->room + 8;
        struct mutasi_reply *larger = realloc(pages->replies, room * sizeof *larger);
        if (larger == NULL)
            return error_set(error, ERROR_MEMORY, "", "out of memory");
        pages->replies = larger;
        pages->room = room;
    }
    struct mutasi_reply *page = &pages->replies[pages->count];
    if (!mutasi_list(client, query, page, &refusal))
        return service_error(&refusal, error);
    pages->count++;
    for (size_t i = 0; i < page->job_count; i++)
        job_table_add(pages->arena, pages->table, &page->jobs[i]);
    pages->more = page->more && page->job_count > 0;
    if (pages->more)
        query->before = page->jobs[page->job_count - 1].id;
    return ERROR_NONE;
}

/* --- what is printed --- */

static size_t job_count(const struct pages *pages)
{
    size_t count = 0;
    for (size_t i = 0; i < pages->count; i++)
        count += pages->replies[i].job_count;
    return count;
}

/* {jobs, more} over all pages. */
static enum error_code print_pages_json(const struct pages *pages, struct error *error)
{
    struct node jobs = node_array(pages->arena, job_count(pages)), map = node_map(pages->arena, 2);
    enum error_code code = ERROR_NONE;
    for (size_t p = 0; p < pages->count && code == ERROR_NONE; p++) {
        const struct node *page;
        code = document_read(pages->arena, pages->replies[p].document, "jobs", &page, error);
        const struct node *list = code == ERROR_NONE ? map_get(page, "jobs") : NULL;
        for (uint32_t i = 0; list != NULL && i < list->count; i++)
            array_add(&jobs, list->as.items[i]);
    }
    map_add(&map, "jobs", jobs);
    map_add(&map, "more", node_boolean(pages->more));
    struct mutasi_document document;
    if (code == ERROR_NONE)
        code = tree_canonicalise(&map, error);
    if (code == ERROR_NONE)
        code = document_write(pages->arena, &map, &document, error);
    return code != ERROR_NONE ? code : service_print_json(document, error);
}

static void print_pages(const struct pages *pages)
{
    if (job_count(pages) == 0)
        fprintf(stderr, _("no such jobs\n"));
    else
        table_print(pages->table, stdout);
    if (pages->more)
        fprintf(stderr, _("older jobs are left out; --all lists them\n"));
}

static enum error_code list(struct arena *arena, struct listing *listing, struct error *error)
{
    struct mutasi_client *client;
    struct pages pages = {.arena = arena, .table = job_table_new(arena)};
    enum error_code code = service_open(&listing->service, &client, error);
    if (code != ERROR_NONE)
        return code;
    if (listing->all && listing->query.limit == 0)
        listing->query.limit = LIST_MAX;
    do {
        code = read_page(&pages, client, &listing->query, error);
    } while (code == ERROR_NONE && listing->all && pages.more);
    mutasi_client_close(client);
    if (code == ERROR_NONE && listing->json)
        code = print_pages_json(&pages, error);
    else if (code == ERROR_NONE)
        print_pages(&pages);
    close_pages(&pages);
    return code;
}

int command_list(int argc, char **argv)
{
    const struct argp_child children[] = {{.argp = &service_options_parser}, {0}};
    const struct argp argp = {
        .options = options,
        .parser = parse,
        .children = children,
        .doc = N_("List your jobs at a service, newest first.\v"
                  "Times are in your time zone; points, bound and gap are those of the best plan so far."),
    };
    struct arena *arena = arena_new();
    struct listing listing = {.all = false};
    struct error error = {0};
    argp_parse(&argp, argc, argv, 0, NULL, &listing);
    enum error_code code =
        arena == NULL ? error_set(&error, ERROR_MEMORY, "", "out of memory") : list(arena, &listing, &error);
    arena_free(arena);
    return code == ERROR_NONE ? EXIT_PLAN : command_fail(&error);
}
