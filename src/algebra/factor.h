/* Factor: what terms of a sum share is taken out of them. */
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

#endif
