/* Expand and factor: the two ways between a sum of products and a product of sums. Canonical
 * expressions are neither; a caller who wants the shorter form tries both. */
#ifndef GRADSHEET_ALGEBRA_EXPAND_H
#define GRADSHEET_ALGEBRA_EXPAND_H

#include "algebra/expr.h"

/* Products of sums multiplied out, sums over an index taken term by term; small positive powers of
 * sums too. Parts inside functions, brackets and denominators stay. A result of more than limit
 * terms is given up: then it is expr itself. */
const Expr *expr_expand(Pool *pool, const Expr *expr, size_t limit);

/* The sums over an index in expr taken term by term, as deep as products and sums reach. */
const Expr *expr_distribute_sums(Pool *pool, const Expr *expr);

/* A sum of terms with what all terms share taken out in front: a b + a c is a (b + c). Any other
 * expression is itself. */
const Expr *expr_factor(Pool *pool, const Expr *expr);

#endif
