/* SPDX-License-Identifier: MIT */
/* Unknown competencies for people: how many are proven to change nothing, and a line for each that would. */
#include "client/points_text.h"
#include "client/text.h"
#include "client/unknowns.h"

enum { OPEN_SHOWN = 10 };

struct page {
    struct arena *arena;
    const struct unknowns *unknowns;
    const struct instance *instance;
};

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

/* --- how many --- */

static int64_t most_of(const struct unknowns *unknowns, enum unknown_state state)
{
    int64_t most = 0;
    for (int32_t i = 0; i < unknowns->count; i++)
        if (unknowns->list[i].state == state && unknowns->list[i].most_upt > most)
            most = unknowns->list[i].most_upt;
    return most;
}

static void print_excluded(const struct unknowns *unknowns, FILE *out)
{
    int32_t not_asked = unknowns_count(unknowns, UNKNOWN_NOT_ASKED);
    int32_t certificate = unknowns_count(unknowns, UNKNOWN_CERTIFICATE),
            solved = unknowns_count(unknowns, UNKNOWN_SOLVED);
    fprintf(out, _("  would change nothing if confirmed (proven): %d\n"),
            (int)(not_asked + certificate + solved));
    if (not_asked > 0)
        fprintf(out, _("    no unit that the person may be in can lack it: %d\n"), (int)not_asked);
    if (certificate > 0)
        fprintf(out, _("    the plan's certificate excludes it: %d\n"), (int)certificate);
    if (solved > 0)
        fprintf(out, _("    another solve excludes it: %d\n"), (int)solved);
}

static void print_counts(const struct page *page, FILE *out)
{
    const struct unknowns *unknowns = page->unknowns;
    int32_t within = unknowns_count(unknowns, UNKNOWN_WITHIN_GAP),
            open = unknowns_count(unknowns, UNKNOWN_OPEN);
    fprintf(out, _("Unknown competencies: %d. People with one: %d.\n"), (int)unknowns->count,
            (int)unknowns->people);
    print_excluded(unknowns, out);
    if (within > 0)
        fprintf(out, _("  would save %s points at most; no better plan is in sight with it: %d\n"),
                points_at_most(page->arena, most_of(unknowns, UNKNOWN_WITHIN_GAP)), (int)within);
    if (open > 0)
        fprintf(out, _("  neither known to save anything nor excluded: %d\n"), (int)open);
    fprintf(out, _("  would save: %d\n"), (int)unknowns_count(unknowns, UNKNOWN_GAINS));
}

/* --- a line for each --- */

static const char *proven_text(struct arena *arena, const struct unknown *unknown)
{
    if (!unknown->has_most)
        return unknown->least_upt == 0
                   ? _("nothing")
                   : arena_format(arena, _("at least %s"), points_at_least(arena, unknown->least_upt));
    if (unknown->least_upt == unknown->most_upt)
        return text_points(arena, unknown->most_upt);
    if (unknown->least_upt == 0)
        return arena_format(arena, _("at most %s"), points_at_most(arena, unknown->most_upt));
    return arena_format(arena, _("%s to %s"), points_at_least(arena, unknown->least_upt),
                        points_at_most(arena, unknown->most_upt));
}

static void add_line(const struct page *page, struct table *table, const struct unknown *unknown)
{
    const struct employee *person = &page->instance->employees[unknown->employee];
    const bool gains = unknown->state == UNKNOWN_GAINS;
    const char *const cells[] = {
        gains ? or_empty(text_points(page->arena, unknown->saves_upt)) : "-",
        or_empty(proven_text(page->arena, unknown)),
        person->id,
        or_empty(person->name),
        or_empty(unknown_competency_text(page->arena, page->instance, unknown->competency, unknown->level)),
        gains ? or_empty(unknown_fills_text(page->arena, page->instance, unknown)) : "",
        or_empty(unknown_then_text(page->arena, page->instance, unknown))};
    table_add(table, cells);
}

static void print_lines(const struct page *page, FILE *out)
{
    enum { COLUMNS = 7 };
    const char *const headings[COLUMNS] = {_(">saves"),       _("proven"), _("employee"),         _("name"),
                                           _("if confirmed"), _("fills"),  _("what else changes")};
    struct table *table = table_new(page->arena, headings, COLUMNS);
    int32_t count;
    const int32_t *order = unknowns_order(page->arena, page->unknowns, &count);
    if (count == 0 || order == NULL)
        return;
    int32_t shown = unknowns_count(page->unknowns, UNKNOWN_GAINS) + OPEN_SHOWN;
    for (int32_t i = 0; i < count && i < shown; i++)
        add_line(page, table, &page->unknowns->list[order[i]]);
    fputc('\n', out);
    table_print(table, out);
    if (count > shown)
        fprintf(out, _("  and %d others not excluded: see --json\n"), (int)(count - shown));
}

/* --- how sure --- */

static void print_caveats(const struct page *page, FILE *out)
{
    const struct plan *plan = page->unknowns->base.plan;
    bool is_word = false;
    for (int32_t i = 0; i < page->unknowns->count; i++) {
        const struct unknown *unknown = &page->unknowns->list[i];
        is_word = is_word || (unknown->has_most && unknown->most_upt < unknown->verified_most_upt);
    }
    if (is_word)
        fprintf(
            out,
            _("What is proven rests in part on the engine's word; --json has what was recomputed here.\n"));
    if (plan->has_bound && plan->bound_upt < plan->objective.total)
        fprintf(out, _("This plan itself may cost up to %s points more than the best one.\n"),
                points_at_most(page->arena, plan->objective.total - plan->bound_upt));
}

void unknowns_print(struct arena *arena, const struct unknowns *unknowns, FILE *out)
{
    const struct page page = {arena, unknowns, unknowns->base.problem->instance};
    print_counts(&page, out);
    if (unknowns->base.problem->policy->competency.unknown_qualifies)
        fprintf(out, _("The policy counts unknown competencies as held: confirming them changes nothing.\n"));
    print_lines(&page, out);
    if (unknowns->count > 0)
        print_caveats(&page, out);
}
