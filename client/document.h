/* SPDX-License-Identifier: MIT */
/* Documents as callers and files hold them: bytes of either face. */
#ifndef MUTASI_CLIENT_DOCUMENT_H
#define MUTASI_CLIENT_DOCUMENT_H

#include "client/mutasi.h"
#include "proto/tree.h"

/* The canonical tree of a document, in the arena; *out NULL when it is absent. JSON or MessagePack by the
 * first byte: documents are maps, and no MessagePack map begins with an ASCII byte. A UTF-8 byte-order mark
 * is skipped. name   put in front of the error's path */
enum error_code document_read(struct arena *arena, struct mutasi_document document, const char *name,
                              const struct node **out, struct error *error);

/* The other way, MessagePack in the arena. */
enum error_code document_write(struct arena *arena, const struct node *tree, struct mutasi_document *out,
                               struct error *error);

/* The error as the public API shows it; always false, for `return`. */
bool error_publish(const struct error *from, struct mutasi_error *to);

#endif
