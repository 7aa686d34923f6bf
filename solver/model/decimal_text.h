/* SPDX-License-Identifier: MIT */
/* Exact numbers in sentences: "4.2", never "4.200" and never a locale's comma. */
#ifndef MUTASI_SOLVER_MODEL_DECIMAL_TEXT_H
#define MUTASI_SOLVER_MODEL_DECIMAL_TEXT_H

#include <stdint.h>

struct decimal_text {
    char text[32];
};

/* value * 10^-places, without trailing zeros. places: 0..9 */
struct decimal_text decimal_text(int64_t value, int places);

#endif
