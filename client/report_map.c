/* SPDX-License-Identifier: MIT */
/* Units where they lie, and the moves between them. Drawn only when most units say where they are; east-west
 * is shortened by the cosine of the latitude, good enough for a city or a regency. */
#include "client/html.h"
#include "client/report.h"
#include "client/report_number.h"
#include "client/text.h"

#include <math.h>
#include <stdlib.h>

enum { WIDTH = 960, HEIGHT_LEAST = 420, HEIGHT_MOST = 640, MARGIN = 50, STRONG_FLOWS = 12, FLOWS_MOST = 400 };
static const double metres_per_degree = 111195.0; /* of latitude, on the sphere of instance_distance_m */

struct point {
    double x, y, radius;
};

struct map {
    struct point *points; /* per unit; radius 0: not on the map */
    double pixels_per_metre;
    int height;
};

struct box {
    double left, top, right, bottom;
};

static double greater(double a, double b)
{
    return a > b ? a : b;
}

static bool is_on_map(const struct report *report, int32_t unit)
{
    return report->problem->instance->units[unit].has_at;
}

static bool has_map(const struct report *report)
{
    int32_t units = report->problem->instance->unit_count, placed = 0;
    for (int32_t u = 0; u < units; u++)
        placed += is_on_map(report, u);
    return placed >= 3 && placed * 2 > units && report->flow_count > 0;
}

/* Metres from the south-west corner, y upwards; the corners themselves in *size. */
static void place_in_metres(const struct report *report, struct point *points, struct point *size)
{
    const struct instance *instance = report->problem->instance;
    double south = 90, west = 180, north = -90, east = -180;
    for (int32_t u = 0; u < instance->unit_count; u++) {
        if (!is_on_map(report, u))
            continue;
        double lat = (double)instance->units[u].lat / 1e6, lon = (double)instance->units[u].lon / 1e6;
        south = lat < south ? lat : south, north = greater(lat, north);
        west = lon < west ? lon : west, east = greater(lon, east);
    }
    double shortening = cos((south + north) / 2 * 3.14159265358979 / 180);
    for (int32_t u = 0; u < instance->unit_count; u++) {
        points[u].x = ((double)instance->units[u].lon / 1e6 - west) * metres_per_degree * shortening;
        points[u].y = ((double)instance->units[u].lat / 1e6 - south) * metres_per_degree;
    }
    *size = (struct point){.x = greater((east - west) * metres_per_degree * shortening, 1),
                           .y = greater((north - south) * metres_per_degree, 1)};
}

static struct map lay_out(const struct report *report)
{
    const struct instance *instance = report->problem->instance;
    struct map map = {.points = arena_alloc(report->arena, (size_t)instance->unit_count, sizeof *map.points)};
    struct point size;
    int32_t most = 1;
    if (map.points == NULL)
        return map;
    place_in_metres(report, map.points, &size);
    double width = WIDTH - 2 * MARGIN, scale = width / size.x, tallest = HEIGHT_MOST - 2 * MARGIN;
    map.pixels_per_metre = scale * size.y > tallest ? tallest / size.y : scale;
    double height = greater(size.y * map.pixels_per_metre + 2 * MARGIN, HEIGHT_LEAST);
    map.height = (int)height;
    for (int32_t u = 0; u < instance->unit_count; u++)
        most = report->plan->units[u].headcount[1] > most ? report->plan->units[u].headcount[1] : most;
    for (int32_t u = 0; u < instance->unit_count; u++) {
        struct point *point = &map.points[u];
        point->x = WIDTH / 2.0 + (point->x - size.x / 2) * map.pixels_per_metre;
        point->y = height / 2 - (point->y - size.y / 2) * map.pixels_per_metre;
        double share = (double)report->plan->units[u].headcount[1] / most;
        point->radius = is_on_map(report, u) ? greater(5, 15 * sqrt(share)) : 0;
    }
    return map;
}

/* --- flows: arcs that bend to the right of their way, so that both directions can be seen --- */

static void draw_flow(const struct report *report, const struct map *map, const struct report_flow *flow,
                      bool is_strong)
{
    if (flow->from == NONE || !is_on_map(report, flow->from) || !is_on_map(report, flow->to))
        return;
    const struct point *from = &map->points[flow->from], *to = &map->points[flow->to];
    double dx = to->x - from->x, dy = to->y - from->y, length = greater(sqrt(dx * dx + dy * dy), 1);
    double bend_x = (from->x + to->x) / 2 - dy * 0.16, bend_y = (from->y + to->y) / 2 + dx * 0.16;
    double near = greater(length * 0.6, 1), cut = to->radius + (is_strong ? 7 : 1);
    double end_x = to->x + (bend_x - to->x) / near * cut, end_y = to->y + (bend_y - to->y) / near * cut;
    double width = 0.8 + 6.0 * flow->people / report->flows[0].people;
    fprintf(report->out,
            "<path class=\"flow%s\" stroke-width=\"%.1f\"%s d=\"M%.1f,%.1fQ%.1f,%.1f %.1f,%.1f\"><title>",
            is_strong ? " strong" : "", is_strong ? greater(width, 2) : width,
            is_strong ? " marker-end=\"url(#arrow)\"" : "", from->x, from->y, bend_x, bend_y, end_x, end_y);
    html_text(report->out, report_unit_name(report, flow->from));
    fputs(" → ", report->out);
    html_text(report->out, report_unit_name(report, flow->to));
    fprintf(report->out, ": %d</title></path>\n", (int)flow->people);
}

/* The strong ones last, so that they lie on top. */
static void draw_flows(const struct report *report, const struct map *map)
{
    int32_t count = report->flow_count < FLOWS_MOST ? report->flow_count : FLOWS_MOST;
    for (int32_t i = count - 1; i >= 0; i--)
        draw_flow(report, map, &report->flows[i], i < STRONG_FLOWS);
}

static void draw_units(const struct report *report, const struct map *map)
{
    for (int32_t u = 0; u < report->problem->instance->unit_count; u++) {
        const struct point *point = &map->points[u];
        if (point->radius <= 0)
            continue;
        fprintf(report->out, "<circle class=\"dot %s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"><title>",
                report_staffing_class(report_staffing(report, u, 1)), point->x, point->y, point->radius);
        html_text(report->out, report_unit_name(report, u));
        if (report_coverage_ppm(report, u, 1) >= 0) {
            const char *text =
                arena_format(report->arena, ": %s → %s",
                             number_percent(report->arena, report_coverage_ppm(report, u, 0), 0),
                             number_percent(report->arena, report_coverage_ppm(report, u, 1), 0));
            html_text(report->out, text == NULL ? "" : text);
        }
        fprintf(report->out, "</title></circle>\n");
    }
}

/* --- names, those with most coming and going first, where there is room --- */

static bool overlaps(const struct box *a, const struct box *b)
{
    return a->left < b->right && b->left < a->right && a->top < b->bottom && b->top < a->bottom;
}

static struct box label_box(const struct point *point, const char *text, bool is_right)
{
    double width = 0, gap = point->radius + 4;
    for (const char *at = text; *at != '\0'; at++)
        width += ((unsigned char)*at & 0xc0) != 0x80 ? 7.2 : 0;
    double left = is_right ? point->x + gap : point->x - gap - width;
    return (struct box){left, point->y - 9, left + width, point->y + 9};
}

static bool has_room(const struct report *report, const struct map *map, const struct box *box, int32_t own,
                     const struct box *taken, int32_t taken_count)
{
    if (box->left < 4 || box->right > WIDTH - 4)
        return false;
    for (int32_t i = 0; i < taken_count; i++)
        if (overlaps(box, &taken[i]))
            return false;
    for (int32_t u = 0; u < report->problem->instance->unit_count; u++) {
        const struct point *point = &map->points[u];
        double r = point->radius;
        struct box disc = {point->x - r, point->y - r, point->x + r, point->y + r};
        if (u != own && r > 0 && overlaps(box, &disc))
            return false;
    }
    return true;
}

struct label_rank {
    int32_t people, unit;
};

static int by_traffic(const void *a, const void *b)
{
    const struct label_rank *left = a, *right = b;
    if (left->people != right->people)
        return left->people > right->people ? -1 : 1;
    return (left->unit > right->unit) - (left->unit < right->unit);
}

static void draw_label(const struct report *report, const struct point *point, const char *name,
                       bool is_right)
{
    double gap = point->radius + 4;
    fprintf(report->out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">",
            is_right ? point->x + gap : point->x - gap, point->y + 4.5, is_right ? "start" : "end");
    html_text(report->out, name);
    fprintf(report->out, "</text>\n");
}

static void draw_labels(const struct report *report, const struct map *map)
{
    int32_t units = report->problem->instance->unit_count, taken_count = 0;
    struct label_rank *ranks = arena_alloc(report->arena, (size_t)units, sizeof *ranks);
    struct box *taken = arena_alloc(report->arena, (size_t)units, sizeof *taken);
    if (ranks == NULL || taken == NULL)
        return;
    for (int32_t u = 0; u < units; u++)
        ranks[u] = (struct label_rank){report->people_in[u] + report->people_out[u], u};
    qsort(ranks, (size_t)units, sizeof *ranks, by_traffic);
    for (int32_t i = 0; i < units; i++) {
        int32_t unit = ranks[i].unit;
        const char *name = report_unit_name(report, unit);
        for (int side = 0; side < 2 && map->points[unit].radius > 0; side++) {
            struct box box = label_box(&map->points[unit], name, side == 0);
            if (!has_room(report, map, &box, unit, taken, taken_count))
                continue;
            taken[taken_count++] = box;
            draw_label(report, &map->points[unit], name, side == 0);
            break;
        }
    }
}

/* --- the scale: the longest of 1, 2, 5, 10 ... km that takes at most a quarter of the width --- */

static void draw_scale(const struct report *report, const struct map *map)
{
    static const double steps[] = {1, 2, 5};
    double km = 0.1;
    for (double decade = 0.1; decade < 1e5; decade *= 10)
        for (int i = 0; i < 3; i++)
            if (decade * steps[i] * 1000 * map->pixels_per_metre <= WIDTH / 4.0)
                km = decade * steps[i];
    double length = km * 1000 * map->pixels_per_metre, y = map->height - 18;
    fprintf(report->out,
            "<path class=\"flow\" stroke-width=\"2\" style=\"stroke-opacity:1\" "
            "d=\"M20,%.0fv6H%.1fv-6\"/><text x=\"%.1f\" y=\"%.0f\">",
            y, 20 + length, 28 + length, y + 8);
    html_text(report->out, number_decimal(report->arena, (int64_t)(km * 10 + 0.5), 1, km < 1 ? 1 : 0));
    fprintf(report->out, " km</text>\n");
}

void report_map(struct report *report)
{
    if (!has_map(report))
        return;
    struct map map = lay_out(report);
    if (map.points == NULL)
        return;
    fprintf(report->out, "<figure><figcaption>");
    html_text(report->out,
              _("The map of the moves: discs are units, the larger the more people; lines bend "
                "to the right of their way. The largest flows are drawn strong, with an arrow."));
    fprintf(report->out, "</figcaption><div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"");
    html_text(report->out, _("Map of the moves"));
    fprintf(report->out, "\"><svg class=\"map\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", WIDTH,
            map.height);
    html_text(report->out, _("Map of the moves between units; the same is in the table below"));
    fprintf(report->out,
            "\"><defs><marker id=\"arrow\" viewBox=\"0 0 10 10\" refX=\"2\" refY=\"5\" "
            "markerUnits=\"userSpaceOnUse\" markerWidth=\"11\" markerHeight=\"11\" orient=\"auto\">"
            "<path class=\"arrow\" d=\"M0,0L10,5L0,10Z\"/></marker></defs>\n");
    draw_flows(report, &map);
    draw_units(report, &map);
    draw_labels(report, &map);
    draw_scale(report, &map);
    fprintf(report->out, "</svg></div></figure>\n");
}
