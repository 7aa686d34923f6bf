/* SPDX-License-Identifier: MIT */
#include "client/report_panel.h"

#include "client/html.h"
#include "client/report_number.h"

enum { COUNT_TICKS = 12 };

double panel_x(const struct panel *panel, double count)
{
    return PANEL_LEFT + (PANEL_RIGHT - PANEL_LEFT) * (count - panel->least) / (panel->most - panel->least);
}

double panel_y(const struct panel *panel, double amount)
{
    double share = amount > panel->amounts ? 1 : amount / panel->amounts;
    return panel->bottom - (panel->bottom - panel->top) * share;
}

void panel_text(FILE *out, const char *class, double x, double y, const char *anchor, const char *text)
{
    fprintf(out, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", class, x, y, anchor);
    html_text(out, text);
    fprintf(out, "</text>");
}

/* At most `wanted` of them reach `most`. */
static int64_t tick_step(int64_t most, int wanted)
{
    static const int factors[] = {1, 2, 5};
    for (int64_t power = 1;; power *= 10)
        for (size_t i = 0; i < sizeof factors / sizeof *factors; i++)
            if (most / (factors[i] * power) <= wanted)
                return factors[i] * power;
}

void panel_counts(struct arena *arena, FILE *out, const struct panel *panel)
{
    int64_t least = (int64_t)panel->least, most = (int64_t)panel->most;
    int64_t step = tick_step(most - least, COUNT_TICKS);
    for (int64_t tick = (least + step - 1) / step * step; tick <= most; tick += step) {
        double x = panel_x(panel, (double)tick);
        fprintf(out, "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>", x, x,
                panel->bottom, panel->bottom + 5);
        panel_text(out, "tick", x, panel->bottom + 19, "middle", number_count(arena, tick));
    }
}

void panel_amounts(struct arena *arena, FILE *out, const struct panel *panel, double unit,
                   const char *(*text)(struct arena *arena, int64_t tick), int wanted)
{
    int64_t step = tick_step((int64_t)(panel->amounts / unit), wanted);
    for (int64_t tick = 0; (double)tick * unit <= panel->amounts; tick += step) {
        double y = panel_y(panel, (double)tick * unit);
        fprintf(out, "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>", PANEL_LEFT,
                PANEL_RIGHT, y, y);
        panel_text(out, "tick", PANEL_LEFT - 8, y + 4, "end", text(arena, tick));
    }
}
