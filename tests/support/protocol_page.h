/* SPDX-License-Identifier: GPL-3.0-or-later */
/* proto/PROTOCOL.md, taken apart: its fenced examples and its tables of fields. */
#ifndef MUTASI_TESTS_SUPPORT_PROTOCOL_PAGE_H
#define MUTASI_TESTS_SUPPORT_PROTOCOL_PAGE_H

#include "proto/tree.h"

/* A fence: ```json request ... ``` has the language "json" and the kind "request". */
struct page_example {
    const char *language, *kind, *text;
};

/* One row of a table that follows <!-- fields: SCHEMA -->. */
struct page_field {
    const char *schema;  /* "instance", "plan#/$defs/move" */
    const char *name;    /* without backticks */
    const char *initial; /* the column Default: "required", a JSON value, or "" */
};

struct page {
    const char *text;
    struct page_example *examples;
    int32_t example_count;
    struct page_field *fields;
    int32_t field_count;
};

/* Everything in the arena; examples NULL when the page cannot be read. */
struct page page_read(struct arena *arena, const char *path);

/* The nth example (from 0) of this language and kind, or NULL. */
const char *page_example(const struct page *page, const char *language, const char *kind, int n);

#endif
