/* SPDX-License-Identifier: MIT */
/* The tables with one line per person. */
#include "client/decimal.h"
#include "client/export_csv.h"
#include "client/lending_words.h"
#include "client/reason_words.h"
#include "client/text.h"

static enum error_code no_memory(struct error *error)
{
    return error_set(error, ERROR_MEMORY, "", "out of memory for the reasons");
}

static void put_person(const struct export_csv *export, struct csv *csv, int32_t employee)
{
    const struct employee *person = &export->problem->instance->employees[employee];
    csv_id(csv, person->id);
    csv_text(csv, person->name);
    csv_text(csv, person->grade);
}

static void put_unit(const struct export_csv *export, struct csv *csv, int32_t unit)
{
    const struct unit *units = export->problem->instance->units;
    csv_id(csv, unit == NONE ? NULL : units[unit].id);
    csv_text(csv, unit == NONE ? NULL : units[unit].name);
}

static void put_points(const struct export_csv *export, struct csv *csv, int64_t upt)
{
    csv_number(csv, decimal_shown(export->arena, upt, 6, 2, export->form.decimal));
}

static bool put_reason(const struct export_csv *export, struct csv *csv, const struct move *move)
{
    const struct reason_words words = {export->arena, export->problem, export->plan, export->standing,
                                       export->form.decimal};
    const char *text = reason_words(&words, move);
    csv_text(csv, text);
    csv_end_line(csv);
    return text != NULL;
}

enum error_code csv_moves(const struct export_csv *export, struct csv *csv, struct error *error)
{
    const char *const headings[] = {
        _("employee"), _("name"),      _("grade"),         _("from"),          _("from (name)"),
        _("to"),       _("to (name)"), _("distance (km)"), _("cost (points)"), _("reason"),
        NULL};
    bool is_complete = true;
    csv_headings(csv, headings);
    for (int32_t i = 0; i < export->plan->move_count && is_complete; i++) {
        const struct move *move = &export->plan->moves[i];
        if (move->from == NONE || move->from == move->to)
            continue;
        int64_t metres = instance_distance_m(export->problem->instance, move->from, move->to);
        put_person(export, csv, move->employee);
        put_unit(export, csv, move->from);
        put_unit(export, csv, move->to);
        csv_number(csv, decimal_shown(export->arena, metres, 3, 1, export->form.decimal));
        put_points(export, csv, move->cost_upt);
        is_complete = put_reason(export, csv, move);
    }
    return is_complete ? ERROR_NONE : no_memory(error);
}

enum error_code csv_first_placements(const struct export_csv *export, struct csv *csv, struct error *error)
{
    const char *const headings[] = {_("employee"),  _("name"),          _("grade"),  _("to"),
                                    _("to (name)"), _("cost (points)"), _("reason"), NULL};
    bool is_complete = true;
    csv_headings(csv, headings);
    for (int32_t i = 0; i < export->plan->move_count && is_complete; i++) {
        const struct move *move = &export->plan->moves[i];
        if (move->from != NONE)
            continue;
        put_person(export, csv, move->employee);
        put_unit(export, csv, move->to);
        put_points(export, csv, move->cost_upt);
        is_complete = put_reason(export, csv, move);
    }
    return is_complete ? ERROR_NONE : no_memory(error);
}

static void put_offer(const struct export_csv *export, struct csv *csv, const struct offer *offer)
{
    bool is_training = offer->kind == OFFER_TRAINING;
    csv_text(csv, is_training ? _("training") : _("incentive"));
    csv_text(csv, is_training ? export->problem->instance->competencies[offer->competency] : NULL);
    if (is_training)
        csv_integer(csv, offer->level);
    else
        csv_text(csv, NULL);
    put_points(export, csv, offer->cost_upt);
}

enum error_code csv_offers(const struct export_csv *export, struct csv *csv, struct error *error)
{
    const char *const headings[] = {_("employee"),
                                    _("name"),
                                    _("grade"),
                                    _("unit"),
                                    _("unit (name)"),
                                    _("offer"),
                                    _("competency"),
                                    _("level"),
                                    _("cost of the offer (points)"),
                                    _("reason"),
                                    NULL};
    bool is_complete = true;
    csv_headings(csv, headings);
    for (int32_t i = 0; i < export->plan->move_count && is_complete; i++) {
        const struct move *move = &export->plan->moves[i];
        if (move->offer == NONE)
            continue;
        put_person(export, csv, move->employee);
        put_unit(export, csv, move->to);
        put_offer(export, csv, &export->problem->instance->employees[move->employee].offers[move->offer]);
        is_complete = put_reason(export, csv, move);
    }
    return is_complete ? ERROR_NONE : no_memory(error);
}

static bool put_secondment(const struct export_csv *export, struct csv *csv, const struct secondment *lent)
{
    const struct surge *surge = &export->problem->instance->surges[lent->surge];
    const char *text = lending_words(export->arena, export->problem, lent, export->form.decimal);
    char from[11], to[11];
    day_format(surge->from, from);
    day_format(surge->to, to);
    put_person(export, csv, lent->employee);
    put_unit(export, csv, lent->unit);
    put_unit(export, csv, lent->to);
    csv_text(csv, surge->id);
    csv_text(csv, from);
    csv_text(csv, to);
    put_points(export, csv, lent->cost_upt);
    csv_text(csv, text);
    csv_end_line(csv);
    return text != NULL;
}

enum error_code csv_secondments(const struct export_csv *export, struct csv *csv, struct error *error)
{
    const char *const headings[] = {_("employee"),
                                    _("name"),
                                    _("grade"),
                                    _("lent by"),
                                    _("lent by (name)"),
                                    _("to"),
                                    _("to (name)"),
                                    _("surge"),
                                    _("from (day)"),
                                    _("until (day)"),
                                    _("cost (points)"),
                                    _("reason"),
                                    NULL};
    bool is_complete = true;
    csv_headings(csv, headings);
    for (int32_t i = 0; i < export->plan->secondment_count && is_complete; i++)
        is_complete = put_secondment(export, csv, &export->plan->secondments[i]);
    return is_complete ? ERROR_NONE : no_memory(error);
}

enum error_code csv_unplaced(const struct export_csv *export, struct csv *csv, struct error *error)
{
    const char *const headings[] = {_("employee"), _("name"), _("grade"), _("cost (points)"), NULL};
    (void)error;
    csv_headings(csv, headings);
    for (int32_t i = 0; i < export->plan->unplaced_count; i++) {
        put_person(export, csv, export->plan->unplaced[i]);
        put_points(export, csv, export->problem->policy->unplaced_upt);
        csv_end_line(csv);
    }
    return ERROR_NONE;
}
