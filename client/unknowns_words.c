/* SPDX-License-Identifier: MIT */
/* What the terminal and the page say of an unknown competency. */
#include "client/case_file.h"
#include "client/text.h"
#include "client/unknowns.h"

enum { DIFFERENCES_SHOWN = 3 };

int32_t unknowns_count(const struct unknowns *unknowns, enum unknown_state state)
{
    int32_t count = 0;
    for (int32_t i = 0; i < unknowns->count; i++)
        count += unknowns->list[i].state == state;
    return count;
}

const char *unknown_competency_text(struct arena *arena, const struct instance *instance, int32_t competency,
                                    int32_t level)
{
    return arena_format(arena, "%s≥%d", instance->competencies[competency], (int)level);
}

const char *unknown_fills_text(struct arena *arena, const struct instance *instance,
                               const struct unknown *unknown)
{
    const char *text = "";
    for (int32_t f = 0; f < unknown->filled_count && text != NULL; f++) {
        const struct filled *filled = &unknown->fills[f];
        const char *place = filled->unit != NONE ? unit_title(&instance->units[filled->unit])
                                                 : group_title(&instance->groups[filled->group]);
        text = arena_format(arena, "%s%s%s %s≥%d", text, f == 0 ? "" : ", ", place,
                            instance->competencies[filled->minimum->competency], (int)filled->minimum->level);
    }
    return text;
}

static const char *title_of(const struct instance *instance, int32_t unit)
{
    return unit == NONE ? _("no unit") : unit_title(&instance->units[unit]);
}

static const char *differences_text(struct arena *arena, const struct instance *instance,
                                    const struct unknown *unknown)
{
    const char *text = "";
    for (int32_t d = 0; d < unknown->difference_count && d < DIFFERENCES_SHOWN && text != NULL; d++) {
        const struct difference *difference = &unknown->differences[d];
        const struct employee *person = &instance->employees[difference->employee];
        text = arena_format(arena, _("%s%s%s: %s instead of %s"), text, d == 0 ? "" : "; ",
                            person->name != NULL ? person->name : person->id,
                            title_of(instance, difference->there), title_of(instance, difference->here));
    }
    if (text != NULL && unknown->difference_count > DIFFERENCES_SHOWN)
        text = arena_format(arena, _("%s; and %d others elsewhere"), text,
                            (int)unknown->difference_count - DIFFERENCES_SHOWN);
    return text;
}

const char *unknown_then_text(struct arena *arena, const struct instance *instance,
                              const struct unknown *unknown)
{
    if (unknown->state == UNKNOWN_OPEN)
        return unknown->is_solved ? _("no cheaper plan was found") : _("not solved: give more --time");
    if (!unknown->is_solved && unknown->least_upt < unknown->most_upt)
        return _("everybody as planned; not solved: give more --time");
    return unknown->difference_count == 0 ? _("everybody as planned")
                                          : differences_text(arena, instance, unknown);
}
