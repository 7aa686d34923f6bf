/* SPDX-License-Identifier: MIT */
/* The tables with one line per unit, or per competency minimum. */
#include "client/decimal.h"
#include "client/export_csv.h"
#include "client/text.h"

static void put_fte(const struct export_csv *export, struct csv *csv, int64_t mfte)
{
    csv_number(csv, decimal_shown(export->arena, mfte, 3, 2, export->form.decimal));
}

/* Supply as a share of need, in per cent; empty where nothing is needed. */
static void put_coverage(const struct export_csv *export, struct csv *csv, const struct unit_outcome *outcome,
                         int when)
{
    int128 supply_ppm = (int128)outcome->supply_mfte[when] * MICRO;
    if (!outcome->has_need || outcome->need_mfte <= 0 || !divide_fits(supply_ppm, outcome->need_mfte))
        csv_text(csv, NULL);
    else
        csv_number(csv, decimal_shown(export->arena, divide_rounded(supply_ppm, outcome->need_mfte), 4, 1,
                                      export->form.decimal));
}

static int32_t missing_of(const struct minimum *minimum, int32_t have)
{
    return have < minimum->min ? minimum->min - have : 0;
}

static long long missing_people(const struct demand *demand, const struct tally *tally)
{
    long long missing = 0;
    for (int32_t m = 0; m < demand->minimum_count; m++)
        missing += missing_of(&demand->minimums[m], tally->qualified[m]);
    return missing;
}

static void put_unit(const struct export_csv *export, struct csv *csv, int32_t u)
{
    const struct instance *instance = export->problem->instance;
    const struct unit *unit = &instance->units[u];
    const struct unit_outcome *outcome = &export->plan->units[u];
    const struct standing *standing = export->standing;
    csv_id(csv, unit->id);
    csv_text(csv, unit->name);
    csv_text(csv, unit->group == NONE ? NULL : instance->groups[unit->group].id);
    csv_text(csv, unit->open ? _("open") : _("closed"));
    if (outcome->has_need)
        put_fte(export, csv, outcome->need_mfte);
    else
        csv_text(csv, NULL);
    for (int when = 0; when < 2; when++)
        put_fte(export, csv, outcome->supply_mfte[when]);
    for (int when = 0; when < 2; when++)
        put_coverage(export, csv, outcome, when);
    for (int when = 0; when < 2; when++)
        csv_integer(csv, outcome->headcount[when]);
    csv_integer(csv, missing_people(&unit->demand, &standing->before.units[u]));
    csv_integer(csv, unit->open ? missing_people(&unit->demand, &standing->after.units[u]) : 0);
    csv_end_line(csv);
}

enum error_code csv_units(const struct export_csv *export, struct csv *csv, struct error *error)
{
    const char *const headings[] = {_("unit"),
                                    _("name"),
                                    _("group"),
                                    _("state"),
                                    _("need (FTE)"),
                                    _("supply before (FTE)"),
                                    _("supply after (FTE)"),
                                    _("coverage before (%)"),
                                    _("coverage after (%)"),
                                    _("headcount before"),
                                    _("headcount after"),
                                    _("missing before"),
                                    _("missing after"),
                                    NULL};
    (void)error;
    csv_headings(csv, headings);
    for (int32_t u = 0; u < export->problem->instance->unit_count; u++)
        put_unit(export, csv, u);
    return ERROR_NONE;
}

/* --- competency minimums --- */

/* Whose minimums they are. */
struct place {
    const char *kind, *id, *name;
    const struct demand *demand;
    const struct tally *before, *after;
    bool open;
};

static void put_shortages(const struct export_csv *export, struct csv *csv, const struct place *place)
{
    for (int32_t m = 0; m < place->demand->minimum_count; m++) {
        const struct minimum *minimum = &place->demand->minimums[m];
        int32_t have[2] = {place->before->qualified[m], place->after->qualified[m]};
        int32_t missing[2] = {missing_of(minimum, have[0]), place->open ? missing_of(minimum, have[1]) : 0};
        if (missing[0] == 0 && missing[1] == 0)
            continue;
        csv_text(csv, place->kind);
        csv_id(csv, place->id);
        csv_text(csv, place->name);
        csv_text(csv, export->problem->instance->competencies[minimum->competency]);
        csv_integer(csv, minimum->level);
        csv_integer(csv, minimum->min);
        for (int when = 0; when < 2; when++)
            csv_integer(csv, have[when]);
        for (int when = 0; when < 2; when++)
            csv_integer(csv, missing[when]);
        csv_end_line(csv);
    }
}

enum error_code csv_shortages(const struct export_csv *export, struct csv *csv, struct error *error)
{
    const struct instance *instance = export->problem->instance;
    const struct measures *before = &export->standing->before, *after = &export->standing->after;
    const char *const headings[] = {
        _("kind"),        _("unit"),       _("name"),           _("competency"),    _("level"), _("minimum"),
        _("have before"), _("have after"), _("missing before"), _("missing after"), NULL};
    (void)error;
    csv_headings(csv, headings);
    for (int32_t u = 0; u < instance->unit_count; u++) {
        const struct unit *unit = &instance->units[u];
        const struct place place = {_("unit"),         unit->id,         unit->name, &unit->demand,
                                    &before->units[u], &after->units[u], unit->open};
        put_shortages(export, csv, &place);
    }
    for (int32_t g = 0; g < instance->group_count; g++) {
        const struct group *group = &instance->groups[g];
        const struct place place = {_("group"),         group->id,         group->name, &group->demand,
                                    &before->groups[g], &after->groups[g], true};
        put_shortages(export, csv, &place);
    }
    return ERROR_NONE;
}
