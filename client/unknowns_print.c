/* SPDX-License-Identifier: MIT */
/* Unknown competencies for people: how many are proven to change nothing, and a line for each that would. */
#include "client/case_file.h"
#include "client/points_text.h"
#include "client/text.h"
#include "client/unknowns.h"

enum { DIFFERENCES_SHOWN = 3, OPEN_SHOWN = 10 };

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

static int32_t count_of(const struct unknowns *unknowns, enum unknown_state state)
{
    int32_t count = 0;
    for (int32_t i = 0; i < unknowns->count; i++)
        count += unknowns->list[i].state == state;
    return count;
}

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
    int32_t not_asked = count_of(unknowns, UNKNOWN_NOT_ASKED);
    int32_t certificate = count_of(unknowns, UNKNOWN_CERTIFICATE),
            solved = count_of(unknowns, UNKNOWN_SOLVED);
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
    int32_t within = count_of(unknowns, UNKNOWN_WITHIN_GAP), open = count_of(unknowns, UNKNOWN_OPEN);
    fprintf(out, _("Unknown competencies: %d. People with one: %d.\n"), (int)unknowns->count,
            (int)unknowns->people);
    print_excluded(unknowns, out);
    if (within > 0)
        fprintf(out, _("  would save %s points at most; no better plan is in sight with it: %d\n"),
                points_at_most(page->arena, most_of(unknowns, UNKNOWN_WITHIN_GAP)), (int)within);
    if (open > 0)
        fprintf(out, _("  neither known to save anything nor excluded: %d\n"), (int)open);
    fprintf(out, _("  would save: %d\n"), (int)count_of(unknowns, UNKNOWN_GAINS));
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

static const char *competency_text(const struct page *page, int32_t competency, int32_t level)
{
    return arena_format(page->arena, "%s≥%d", page->instance->competencies[competency], (int)level);
}

static const char *fills_text(const struct page *page, const struct unknown *unknown)
{
    const char *text = "";
    for (int32_t f = 0; f < unknown->filled_count && text != NULL; f++) {
        const struct filled *filled = &unknown->fills[f];
        const char *place = filled->unit != NONE ? unit_title(&page->instance->units[filled->unit])
                                                 : group_title(&page->instance->groups[filled->group]);
        text = arena_format(
            page->arena, "%s%s%s %s", text, f == 0 ? "" : ", ", place,
            or_empty(competency_text(page, filled->minimum->competency, filled->minimum->level)));
    }
    return text;
}

static const char *unit_text(const struct page *page, int32_t unit)
{
    return unit == NONE ? _("no unit") : unit_title(&page->instance->units[unit]);
}

static const char *differences_text(const struct page *page, const struct unknown *unknown)
{
    const char *text = "";
    for (int32_t d = 0; d < unknown->difference_count && d < DIFFERENCES_SHOWN && text != NULL; d++) {
        const struct difference *difference = &unknown->differences[d];
        const struct employee *person = &page->instance->employees[difference->employee];
        text = arena_format(page->arena, _("%s%s%s: %s instead of %s"), text, d == 0 ? "" : "; ",
                            person->name != NULL ? person->name : person->id,
                            unit_text(page, difference->there), unit_text(page, difference->here));
    }
    if (text != NULL && unknown->difference_count > DIFFERENCES_SHOWN)
        text = arena_format(page->arena, _("%s; and %d others elsewhere"), text,
                            (int)unknown->difference_count - DIFFERENCES_SHOWN);
    return text;
}

static const char *then_text(const struct page *page, const struct unknown *unknown)
{
    if (unknown->state == UNKNOWN_OPEN)
        return unknown->is_solved ? _("no cheaper plan was found") : _("not solved: give more --time");
    if (!unknown->is_solved && unknown->least_upt < unknown->most_upt)
        return _("everybody as planned; not solved: give more --time");
    return unknown->difference_count == 0 ? _("everybody as planned") : differences_text(page, unknown);
}

static void add_line(const struct page *page, struct table *table, const struct unknown *unknown)
{
    const struct employee *person = &page->instance->employees[unknown->employee];
    const bool gains = unknown->state == UNKNOWN_GAINS;
    const char *const cells[] = {gains ? or_empty(text_points(page->arena, unknown->saves_upt)) : "-",
                                 or_empty(proven_text(page->arena, unknown)),
                                 person->id,
                                 or_empty(person->name),
                                 or_empty(competency_text(page, unknown->competency, unknown->level)),
                                 gains ? or_empty(fills_text(page, unknown)) : "",
                                 or_empty(then_text(page, unknown))};
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
    int32_t shown = count_of(page->unknowns, UNKNOWN_GAINS) + OPEN_SHOWN;
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
