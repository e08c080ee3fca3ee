/* Decimals: a number as digits that a reader may trust, each of them.
 *
 * A number is printed with a fixed count of significant digits, rounded to nearest, a tie away from
 * zero as people do by hand: 0.25 with one digit is "0.3". Zero is "0". Trailing zeros stand, for
 * they are digits too: "-1.50000", "0.250000". Where the point would be more than four zeros after
 * it, or beyond the digits, the notation is "1.23457e+20", "1.00000e-7".
 */
#ifndef GRADSHEET_NUMERIC_DECIMAL_H
#define GRADSHEET_NUMERIC_DECIMAL_H

#include "base/arena.h"
#include "numeric/number.h"

enum { DECIMAL_DIGITS_DEFAULT = 6 };

/* The number with that many significant digits (at least 1), in the arena. NULL where the ball is
 * too wide for some digit to be certain: compute it again with a higher precision. */
const char *decimal_print(Arena *arena, const Number *number, size_t digits);

/* A precision in bits at which digits are likely to be certain: where to start. */
long decimal_precision(size_t digits);

#endif
