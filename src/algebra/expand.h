/* Expand: products of sums → sums of products. Canonical expressions are neither that nor the other
 * way round (algebra/factor.h); a caller who wants the shorter form tries both. */
#ifndef GRADSHEET_ALGEBRA_EXPAND_H
#define GRADSHEET_ALGEBRA_EXPAND_H

#include "algebra/expr.h"

/* Products of sums multiplied out, sums over an index taken term by term; small positive powers of
 * sums too. Parts inside functions, brackets and denominators stay. It is given up where a product
 * or a sum of products comes to more than limit terms: then it is expr itself. */
const Expr *expr_expand(Pool *pool, const Expr *expr, size_t limit);

/* How many terms it comes to multiplied out if nothing cancels; limit + 1 where they are more. */
size_t expr_product_count(const Expr *expr, size_t limit);

/* The sums over an index in expr taken term by term, as deep as products and sums reach. */
const Expr *expr_distribute_sums(Pool *pool, const Expr *expr);

/* Whether a term of a sum has a denominator, which may cancel against a factor of the sum. */
bool expr_has_denominator(const Expr *sum);

/* A product with a sum whose terms differ in their indices, or have more of them than a matrix,
 * itself or under sums over an index, as a sum of products, one for each set of them or for each
 * such term: p_i (a_i x_j + b_j + c_j) is p_i a_i x_j + p_i (b_j + c_j). Any other expression is
 * itself. */
const Expr *expr_part_by_indices(Pool *pool, const Expr *expr);

#endif
