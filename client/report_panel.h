/* SPDX-License-Identifier: MIT */
/* A rectangle of a drawing: counts to the right, amounts upwards from 0, with their axes. */
#ifndef MUTASI_CLIENT_REPORT_PANEL_H
#define MUTASI_CLIENT_REPORT_PANEL_H

#include "proto/arena.h"

#include <stdint.h>
#include <stdio.h>

enum { PANEL_LEFT = 88, PANEL_RIGHT = 850, PANEL_WIDTH = 960 }; /* labels stand beside */

struct panel {
    int top, bottom;
    double least, most; /* counts; most > least */
    double amounts;     /* at the upper edge; above 0 */
};

double panel_x(const struct panel *panel, double count);
double panel_y(const struct panel *panel, double amount); /* what is above the panel is drawn at its edge */

/* anchor: "start", "middle" or "end" */
void panel_text(FILE *out, const char *class, double x, double y, const char *anchor, const char *text);

/* Ticks at 1, 2 or 5 times a power of ten. */
void panel_counts(struct arena *arena, FILE *out, const struct panel *panel);

/* unit    what the ticks count in, so many amounts
 * text    of a tick
 * wanted  at most so many above 0 */
void panel_amounts(struct arena *arena, FILE *out, const struct panel *panel, double unit,
                   const char *(*text)(struct arena *arena, int64_t tick), int wanted);

#endif
