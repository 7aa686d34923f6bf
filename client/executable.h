/* SPDX-License-Identifier: MIT */
#ifndef MUTASI_CLIENT_EXECUTABLE_H
#define MUTASI_CLIENT_EXECUTABLE_H

#include <stdbool.h>
#include <stddef.h>

/* The path of something beside the running executable ("mutasid", "../share/locale"); false when it cannot be
 * told or does not fit. Does not look whether it is there. */
bool executable_path(const char *relative, char *out, size_t size);

#endif
