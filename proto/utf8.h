/* SPDX-License-Identifier: MIT */
/* Which bytes are text: UTF-8 as in RFC 3629 (no surrogates, no overlong forms, nothing above U+10FFFF),
 * without NUL. */
#ifndef MUTASI_PROTO_UTF8_H
#define MUTASI_PROTO_UTF8_H

#include <stdbool.h>
#include <stddef.h>

bool utf8_valid(const char *text, size_t length); /* false too when a NUL is among the bytes */

/* Makes a NUL-terminated text printable in place: a byte that is no UTF-8 and a control character become '?';
 * a character cut in two at the end is dropped. The text never grows. */
void utf8_clean(char *text);

#endif
