/* Taylor coefficients of the language's functions: how jets pass through them. */
#ifndef GRADSHEET_NUMERIC_TAYLOR_H
#define GRADSHEET_NUMERIC_TAYLOR_H

#include "numeric/number.h"

/* coefficients[k] = f⁽ᵏ⁾(x) / k! for k = 0 .. degree, of a function of one argument. Where x is a
 * kink and degree > 0 the derivatives follow the brackets, relu'(u) = (u > 0), and *is_kink is set
 * (it is never cleared). */
NumberFault taylor_function(Number *const *coefficients, size_t degree, Function function,
                            const Number *x, long precision, bool *is_kink);

/* The same of x ^ exponent. */
NumberFault taylor_power(Number *const *coefficients, size_t degree, const Number *x,
                         const Number *exponent, long precision);

#endif
