/* SPDX-License-Identifier: MIT */
/* Pages from the files below client/report/, which are part of the program. In them {{name}} stands for a
 * slot that is filled here, {{_Text}} for the translated, escaped text. */
#ifndef MUTASI_CLIENT_REPORT_TEMPLATE_H
#define MUTASI_CLIENT_REPORT_TEMPLATE_H

#include "proto/error.h"

#include <stdio.h>

struct report;

struct report_slot {
    const char *name;
    void (*write)(struct report *report);
};

/* slots   ends with a slot without a name
 * errors  ERROR_INTERNAL: no such file, or a slot of it that is not listed */
enum error_code template_write(struct report *report, const char *file, const struct report_slot *slots,
                               FILE *out, struct error *error);

#endif
