/* SPDX-License-Identifier: MIT */
/* What rows of one sheet declare and other sheets refer to: by id, or by a name that only one of them has,
 * case and spacing forgiven. */
#ifndef MUTASI_CLIENT_REGISTRY_H
#define MUTASI_CLIENT_REGISTRY_H

#include "client/sheet.h"
#include "proto/id_table.h"

struct registry {
    const struct sheet *sheet;
    struct arena *arena;
    struct id_table ids, names;
    int32_t *named; /* per name: whose it is; AMBIGUOUS when several have it */
    int32_t count;
    const char **id;    /* per declared thing */
    uint32_t *row;      /* of the sheet */
    struct node *nodes; /* the document's maps, being built */
};

bool registry_init(struct registry *registry, const struct sheet *sheet);

/* The index of the new thing; NONE when the id was declared before (an issue at `column`) or out of memory.
 */
int32_t registry_declare(struct registry *registry, const char *id, const char *name, uint32_t row,
                         int column);

/* Whom the text means; NONE when nobody: an issue at the cell, unless the sheet could not be read. */
int32_t registry_find(const struct registry *registry, const char *text, const struct sheet *from,
                      struct place place);

/* registry_find of a cell that may not be empty; people's ids are mended first. */
int32_t registry_cell(const struct registry *registry, const struct sheet *from, uint32_t row, int column);

/* The rows of a sheet by whom they belong to. */
struct owners {
    int32_t *of_row;  /* NONE: the row is left out */
    uint32_t *counts; /* per thing of the registry */
};
bool owners_find(struct owners *owners, const struct registry *registry, const struct sheet *from,
                 int column);

/* Things seen before: whether `what` of the owner is new. A second one is an issue at the column. */
bool registry_is_new(struct id_table *seen, const struct sheet *from, uint32_t row, int column, int32_t owner,
                     const char *what);

#endif
