/* Shares: exponentials over a sum of them, which are a softmax. */
#ifndef GRADSHEET_ALGEBRA_SHARE_H
#define GRADSHEET_ALGEBRA_SHARE_H

#include "algebra/expr.h"

/* A product with the sums of exponentials that it is divided by gone into sums where they make a
 * softmax: Σ_k a_k exp(u_k) / Σ_q exp(u_q) is Σ_k a_k softmax(u)_k. Any other expression is itself.
 */
const Expr *expr_share_in_sums(Pool *pool, const Expr *expr);

#endif
