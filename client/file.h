/* SPDX-License-Identifier: MIT */
/* Documents in files: ".mp" is MessagePack, everything else JSON when written and whichever it is when read;
 * "-" is standard input or output. */
#ifndef MUTASI_CLIENT_FILE_H
#define MUTASI_CLIENT_FILE_H

#include "client/document.h"

#include <stdio.h>

/* The whole file, in the arena. errors: ERROR_IO with the file's name in the text, ERROR_TOO_LARGE,
 * ERROR_MEMORY */
enum error_code file_read(struct arena *arena, const char *name, struct mutasi_document *out,
                          struct error *error);

/* file_read, then the canonical tree; the error's path begins with "name: ". name NULL: *out is NULL. */
enum error_code file_read_tree(struct arena *arena, const char *name, const struct node **out,
                               struct error *error);

/* Puts "name: " before the error's path. */
void file_name_error(const char *name, struct error *error);

/* Complete or not at all: a regular file is written beside and renamed. */
enum error_code file_write_tree(struct arena *arena, const char *name, const struct node *tree,
                                struct error *error);

/* The same for bytes of any kind. */
enum error_code file_write_bytes(struct arena *arena, const char *name, const void *bytes, size_t length,
                                 struct error *error);

/* Whether file_write_tree could write there, before hours of work are lost for want of a directory. */
enum error_code file_try_write(struct arena *arena, const char *name, struct error *error);

/* Opens for writing, "-" or NULL is stdout; close with file_close. */
FILE *file_open(const char *name, struct error *error);
enum error_code file_close(FILE *file, const char *name, struct error *error);

#endif
