/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The front is the process that strangers' bytes reach first, inside a library that we did not write, and it
 * runs as the user who owns keys and journal. */
#ifndef MUTASI_SOLVER_SERVICE_FRONT_CONFINE_H
#define MUTASI_SOLVER_SERVICE_FRONT_CONFINE_H

/* From now on no thread of this process can open, make, rename or change the rights of a file, run a program,
 * look into or signal another process, open a socket or connect one: whoever takes it over has the messages
 * that pass, and nothing else. Call when everything is open. Core dumps are off as well. An errno when the
 * kernel does not allow it, 0 when in force; ENOTSUP under a sanitizer. */
int front_confine(void);

#endif
