/* SPDX-License-Identifier: MIT */
#ifndef MUTASI_CLIENT_INTERRUPT_H
#define MUTASI_CLIENT_INTERRUPT_H

/* SIGINT, SIGTERM and SIGHUP only set a flag from now on, so that a private service can be stopped properly.
 */
void interrupt_watch(void);
int interrupt_signal(void); /* the signal that came, or 0 */

/* Ends us by the signal that came, if one did, the way it would have; but what is printed already gets out.
 */
void interrupt_die(void);

#endif
