/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents in files; the suffix says which face: .json, anything else is MessagePack. */
#ifndef MUTASI_BENCH_DOCUMENT_FILE_H
#define MUTASI_BENCH_DOCUMENT_FILE_H

#include "proto/tree.h"

/* The file's bytes, NUL-terminated, in the arena. */
enum error_code file_read(struct arena *arena, const char *path, const void **bytes, size_t *length,
                          struct error *error);
enum error_code document_file_read(struct arena *arena, const char *path, const struct node **out,
                                   struct error *error);
/* The document must be canonical. JSON is indented. */
enum error_code document_file_write(struct arena *arena, const struct node *document, const char *path,
                                    struct error *error);

#endif
