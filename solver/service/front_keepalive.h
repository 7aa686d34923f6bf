/* SPDX-License-Identifier: GPL-3.0-or-later */
/* nanomsg keeps a tcp connection for ever whose peer lost its power or its network, and has no option for
 * that; the kernel has. */
#ifndef MUTASI_SOLVER_SERVICE_FRONT_KEEPALIVE_H
#define MUTASI_SOLVER_SERVICE_FRONT_KEEPALIVE_H

#include <dirent.h>

/* Has every tcp connection of this process probed by the kernel, those included that nanomsg accepted: it is
 * closed when the peer answers nothing for two minutes. To be called now and then, for new ones; one or two
 * system calls per descriptor.
 * descriptors  /proc/self/fd, open: nothing can be opened once the front is confined */
void front_keepalive(DIR *descriptors);

#endif
