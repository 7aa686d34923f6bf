/* SPDX-License-Identifier: MIT */
#ifndef MUTASI_PROTO_CLOCK_H
#define MUTASI_PROTO_CLOCK_H

/* Seconds on the monotonic clock, which all processes of a machine share. */
double monotonic_s(void);

#endif
