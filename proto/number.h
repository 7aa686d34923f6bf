/* SPDX-License-Identifier: MIT */
/* Exact numbers. A document's number is rounded once to 10^-6, half away from zero; from there on everything
 * is integers: costs in micro-points (upt), prices in pico-points (ppt, 10^-12), work in milli-FTE (mfte),
 * distances in whole metres, shares in parts per million. */
#ifndef MUTASI_PROTO_NUMBER_H
#define MUTASI_PROTO_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

__extension__ typedef __int128 int128;

#define MICRO            INT64_C(1000000)
#define PPT_PER_UPT      INT64_C(1000000)
#define NUMBER_MAX       1e9 /* largest magnitude of any number in a document */
#define INTEGER_MAX_2P53 INT64_C(9007199254740992)

int64_t micro_from_double(double value); /* |value| <= NUMBER_MAX */
int64_t divide_rounded(int128 numerator,
                       int128 denominator); /* half away from zero; denominator > 0; |result| < 2^63 */
bool divide_fits(int128 numerator, int128 denominator); /* whether divide_rounded's result fits 64 bits */
int64_t micro_to_milli(int64_t micro);                  /* half away from zero */
int64_t power_of_ten(int exponent);                     /* 0 <= exponent <= 18 */
int64_t greatest_divisor(int64_t a, int64_t b);         /* common to both, not negative; of 0 and b: |b| */

/* Great-circle distance in whole metres, haversine with R = 6,371,008.8 m; coordinates in micro-degrees. */
int64_t great_circle_m(int64_t lat_a, int64_t lon_a, int64_t lat_b, int64_t lon_b);

#endif
