/* SPDX-License-Identifier: MIT */
#include "solver/model/mps.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

enum { LEGEND_WIDTH = 100 }; /* bytes after which a comment goes on in the next line */

struct writer {
    const struct choice_model *model;
    const struct instance *instance;
    struct person_room *room;
    FILE *out;
};

static bool is_open_below(int64_t value)
{
    return value == INT64_MIN;
}

static bool is_open_above(int64_t value)
{
    return value == INT64_MAX;
}

/* A row of the MPS file: lower <= activity <= upper. */
struct band {
    int64_t lower, upper;
};

/* MPS cannot say lower > upper: such a row asks for more than anybody can reach instead. */
static struct band hard_band(const struct row *row)
{
    if (row->lower > row->upper)
        return (struct band){row->reach_upper + 1, INT64_MAX};
    return (struct band){row->lower, row->upper};
}

/* A side without a price is free. A first tier that starts beyond the edge moves the edge. */
static struct band soft_band(const struct row *row)
{
    struct band band = {INT64_MIN, INT64_MAX};
    if (row->under_count > 0 && !is_open_below(row->soft_lower))
        band.lower = row->soft_lower - row->under[0].distance;
    if (row->over_count > 0 && !is_open_above(row->soft_upper))
        band.upper = row->soft_upper + row->over[0].distance;
    return band;
}

static bool is_free(struct band band)
{
    return is_open_below(band.lower) && is_open_above(band.upper);
}

static char row_sense(struct band band)
{
    if (is_open_below(band.lower))
        return 'L';
    if (is_open_above(band.upper))
        return 'G';
    return band.lower == band.upper ? 'E' : 'G'; /* a proper range is G with a RANGES entry */
}

static bool is_range(struct band band)
{
    return !is_open_below(band.lower) && !is_open_above(band.upper) && band.lower < band.upper;
}

/* value x 10^-digits, exactly; a magnitude below 2^63 once the digits are off, as prices of documents are. */
static void write_decimal(FILE *out, int128 value, int digits)
{
    int128 unit = 1;
    for (int i = 0; i < digits; i++)
        unit *= 10;
    int128 magnitude = value < 0 ? -value : value;
    fprintf(out, "%s%" PRId64 ".%0*" PRId64, value < 0 ? "-" : "", (int64_t)(magnitude / unit), digits,
            (int64_t)(magnitude % unit));
}

static void write_legend_of_person(const struct writer *writer, int32_t k)
{
    const struct instance *instance = writer->instance;
    struct person_view view;
    choice_model_person(writer->model, k, writer->room, &view);
    int column = fprintf(writer->out, "* p%" PRId32 " %s:", k, instance->employees[k].id);
    for (int32_t q = 0; q < view.count; q++) {
        if (column > LEGEND_WIDTH)
            column = fprintf(writer->out, "\n* p%" PRId32 " ...", k);
        column += fprintf(writer->out, " %s",
                          view.unit[q] == NONE ? "(unplaced)" : instance->units[view.unit[q]].id);
        if (view.offer[q] != NONE)
            column += fprintf(writer->out, "+offer%" PRId32, view.offer[q]);
        if (view.surge[q] != NONE)
            column += fprintf(writer->out, "+surge %s", instance->surges[view.surge[q]].id);
    }
    fputc('\n', writer->out);
}

/* Comments end at the line: ids hold no control characters. Lines are short, for SCIP cuts them at 1,024
 * bytes and reads the rest as data. */
static void write_legend(const struct writer *writer)
{
    fprintf(writer->out, "* mutasi choice model, costs in points\n* x<k>_<q> person k takes choice q\n");
    for (int32_t r = 0; r < choice_model_row_count(writer->model); r++) {
        const struct row *row = choice_model_row(writer->model, r);
        fprintf(writer->out, "* h%" PRId32 " s%" PRId32 " %s%s\n", r, r, row->name,
                row->rounded ? " (its price is rounded once to 10^-6 points; here it is not)" : "");
    }
    for (int32_t k = 0; k < choice_model_person_count(writer->model); k++)
        write_legend_of_person(writer, k);
}

static void write_rows(const struct writer *writer)
{
    fprintf(writer->out, "NAME mutasi FREE\nROWS\n N cost\n");
    for (int32_t k = 0; k < choice_model_person_count(writer->model); k++)
        fprintf(writer->out, " E p%" PRId32 "\n", k);
    for (int32_t r = 0; r < choice_model_row_count(writer->model); r++) {
        const struct row *row = choice_model_row(writer->model, r);
        if (!is_free(hard_band(row)))
            fprintf(writer->out, " %c h%" PRId32 "\n", row_sense(hard_band(row)), r);
        if (!is_free(soft_band(row)))
            fprintf(writer->out, " %c s%" PRId32 "\n", row_sense(soft_band(row)), r);
    }
}

static void write_choice(const struct writer *writer, int32_t k, int32_t q, const struct person_view *view)
{
    FILE *out = writer->out;
    fprintf(out, " x%" PRId32 "_%" PRId32 " cost ", k, q);
    write_decimal(out, view->cost_upt[q], 6);
    fprintf(out, "\n x%" PRId32 "_%" PRId32 " p%" PRId32 " 1\n", k, q, k);
    for (int32_t e = view->first[q]; e < view->first[q + 1]; e++) {
        const struct entry *entry = &view->entries[e];
        const struct row *row = choice_model_row(writer->model, entry->row);
        if (entry->amount == 0)
            continue;
        if (!is_free(hard_band(row)))
            fprintf(out, " x%" PRId32 "_%" PRId32 " h%" PRId32 " %" PRId64 "\n", k, q, entry->row,
                    entry->amount);
        if (!is_free(soft_band(row)))
            fprintf(out, " x%" PRId32 "_%" PRId32 " s%" PRId32 " %" PRId64 "\n", k, q, entry->row,
                    entry->amount);
    }
}

static void write_choices(const struct writer *writer)
{
    fprintf(writer->out, "COLUMNS\n MARKER1 'MARKER' 'INTORG'\n");
    for (int32_t k = 0; k < choice_model_person_count(writer->model); k++) {
        struct person_view view;
        choice_model_person(writer->model, k, writer->room, &view);
        for (int32_t q = 0; q < view.count; q++)
            write_choice(writer, k, q, &view);
    }
    fprintf(writer->out, " MARKER2 'MARKER' 'INTEND'\n");
}

/* One column per tier; slopes never fall, so cheaper tiers fill first by themselves. */
static void write_tiers(FILE *out, char name, int32_t r, const struct slope *slopes, int32_t count, int sign)
{
    for (int32_t t = 0; t < count; t++) {
        fprintf(out, " %c%" PRId32 "_%" PRId32 " cost ", name, r, t);
        write_decimal(out, slopes[t].slope_ppt, 12);
        fprintf(out, "\n %c%" PRId32 "_%" PRId32 " s%" PRId32 " %d\n", name, r, t, r, sign);
    }
}

static void write_slacks(const struct writer *writer)
{
    for (int32_t r = 0; r < choice_model_row_count(writer->model); r++) {
        const struct row *row = choice_model_row(writer->model, r);
        struct band band = soft_band(row);
        if (!is_open_below(band.lower))
            write_tiers(writer->out, 'u', r, row->under, row->under_count, 1);
        if (!is_open_above(band.upper))
            write_tiers(writer->out, 'o', r, row->over, row->over_count, -1);
    }
}

static void write_right_side(FILE *out, char name, int32_t r, struct band band)
{
    int64_t value = is_open_below(band.lower) ? band.upper : band.lower;
    if (!is_free(band) && value != 0)
        fprintf(out, " RHS %c%" PRId32 " %" PRId64 "\n", name, r, value);
}

static void write_right_sides(const struct writer *writer)
{
    fprintf(writer->out, "RHS\n");
    for (int32_t k = 0; k < choice_model_person_count(writer->model); k++)
        fprintf(writer->out, " RHS p%" PRId32 " 1\n", k);
    for (int32_t r = 0; r < choice_model_row_count(writer->model); r++) {
        const struct row *row = choice_model_row(writer->model, r);
        write_right_side(writer->out, 'h', r, hard_band(row));
        write_right_side(writer->out, 's', r, soft_band(row));
    }
}

static void write_ranges(const struct writer *writer)
{
    fprintf(writer->out, "RANGES\n");
    for (int32_t r = 0; r < choice_model_row_count(writer->model); r++) {
        struct band hard = hard_band(choice_model_row(writer->model, r));
        struct band soft = soft_band(choice_model_row(writer->model, r));
        if (is_range(hard))
            fprintf(writer->out, " RNG h%" PRId32 " %" PRId64 "\n", r, hard.upper - hard.lower);
        if (is_range(soft))
            fprintf(writer->out, " RNG s%" PRId32 " %" PRId64 "\n", r, soft.upper - soft.lower);
    }
}

static void write_tier_bounds(FILE *out, char name, int32_t r, const struct slope *slopes, int32_t count)
{
    for (int32_t t = 0; t + 1 < count; t++)
        fprintf(out, " UP BND %c%" PRId32 "_%" PRId32 " %" PRId64 "\n", name, r, t,
                slopes[t + 1].distance - slopes[t].distance);
}

static void write_bounds(const struct writer *writer)
{
    fprintf(writer->out, "BOUNDS\n");
    for (int32_t k = 0; k < choice_model_person_count(writer->model); k++)
        for (int32_t q = 0; q < choice_model_choice_count(writer->model, k); q++)
            fprintf(writer->out, " UP BND x%" PRId32 "_%" PRId32 " 1\n", k, q);
    for (int32_t r = 0; r < choice_model_row_count(writer->model); r++) {
        const struct row *row = choice_model_row(writer->model, r);
        struct band band = soft_band(row);
        if (!is_open_below(band.lower))
            write_tier_bounds(writer->out, 'u', r, row->under, row->under_count);
        if (!is_open_above(band.upper))
            write_tier_bounds(writer->out, 'o', r, row->over, row->over_count);
    }
}

enum error_code mps_write(const struct choice_model *model, const struct instance *instance, FILE *out,
                          struct error *error)
{
    struct writer writer = {.model = model, .instance = instance, .out = out};
    writer.room = person_room_new(model);
    if (writer.room == NULL)
        return error_set(error, ERROR_MEMORY, "", "out of memory");
    write_legend(&writer);
    write_rows(&writer);
    write_choices(&writer);
    write_slacks(&writer);
    write_right_sides(&writer);
    write_ranges(&writer);
    write_bounds(&writer);
    fprintf(out, "ENDATA\n");
    person_room_free(writer.room);
    if (fflush(out) != 0 || ferror(out))
        return error_set(error, ERROR_IO, "", "writing failed: %s", strerror(errno));
    return ERROR_NONE;
}
