/* SPDX-License-Identifier: MIT */
#include "proto/number.h"

#include <math.h>

static const double EARTH_RADIUS_M = 6371008.8;
static const double PI = 3.14159265358979323846;

int64_t micro_from_double(double value)
{
    return llround(value * (double)MICRO);
}

/* Magnitudes are taken unsigned: the negative of the smallest int128 does not fit. */
static unsigned __int128 magnitude(int128 value)
{
    return value < 0 ? -(unsigned __int128)value : (unsigned __int128)value;
}

static unsigned __int128 rounded_quotient(int128 numerator, int128 denominator)
{
    unsigned __int128 top = magnitude(numerator), bottom = magnitude(denominator);
    unsigned __int128 rest = top % bottom;
    return top / bottom + (rest >= bottom - rest ? 1 : 0);
}

int64_t divide_rounded(int128 numerator, int128 denominator)
{
    unsigned __int128 quotient = rounded_quotient(numerator, denominator);
    return (int64_t)(numerator < 0 ? -(int128)quotient : (int128)quotient);
}

bool divide_fits(int128 numerator, int128 denominator)
{
    return rounded_quotient(numerator, denominator) <= (unsigned __int128)INT64_MAX;
}

int64_t micro_to_milli(int64_t micro)
{
    int64_t rest = micro % 1000;
    return micro / 1000 + (rest >= 500) - (rest <= -500);
}

static double radians(int64_t micro_degrees)
{
    return (double)micro_degrees / (double)MICRO * PI / 180.0;
}

int64_t great_circle_m(int64_t lat_a, int64_t lon_a, int64_t lat_b, int64_t lon_b)
{
    double half_lat = sin(radians(lat_b - lat_a) / 2), half_lon = sin(radians(lon_b - lon_a) / 2);
    double haversine = half_lat * half_lat + cos(radians(lat_a)) * cos(radians(lat_b)) * half_lon * half_lon;
    return llround(2 * EARTH_RADIUS_M * asin(sqrt(fmin(1.0, haversine))));
}

int64_t power_of_ten(int exponent)
{
    int64_t power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

int64_t greatest_divisor(int64_t a, int64_t b)
{
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a < 0 ? -a : a;
}
