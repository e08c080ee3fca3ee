/* Factor: what terms of a sum share is taken out of them, and whether a product has a factor. */
#ifndef GRADSHEET_ALGEBRA_FACTOR_H
#define GRADSHEET_ALGEBRA_FACTOR_H

#include "algebra/expr.h"

/* A sum of terms with what all terms share taken out in front: a b + a c is a (b + c). Any other
 * expression is itself. */
const Expr *expr_factor(Pool *pool, const Expr *expr);

/* A sum of terms with those put together that share something, two by two, as long as that makes it
 * shorter: a b + a c + d is a (b + c) + d, and Σ_k a b + Σ_k a c + d is Σ_k a (b + c) + d. Terms
 * that differ in the order of two sums are like terms. */
const Expr *expr_gather(Pool *pool, const Expr *expr);

/* expr / divisor, where every factor of divisor but numbers and sizes is one of expr, to a power of
 * the same sign that is no smaller: a^3 b / n by a^2 is a b / n, and b by a b / n is none. NULL:
 * there is a factor that expr has not, or divisor has none. */
const Expr *expr_quotient(Pool *pool, const Expr *expr, const Expr *divisor);

#endif
