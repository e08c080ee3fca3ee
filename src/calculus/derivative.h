/* The partial derivative of an expression by one entry of one tensor: the rules of calculus.
 *
 * Only occurrences of the tensor itself count; that other quantities may depend on it is the chain
 * rule's business (calculus/gradient.h).
 */
#ifndef GRADSHEET_CALCULUS_DERIVATIVE_H
#define GRADSHEET_CALCULUS_DERIVATIVE_H

#include "algebra/expr.h"

/* ∂expr / ∂variable[indices]. Kinks have the derivative that their Iverson bracket says:
 * relu'(u) = (u > 0), |u|' = sign(u), sign' = 0, max(a, b) = (a >= b) a' + (b > a) b'. */
const Expr *derivative(Pool *pool, const Expr *expr, const Symbol *variable,
                       const Expr *const *indices);

/* The same with the deltas held (calculus/held.h), so that the sums in expr are still sums. */
const Expr *derivative_held(Pool *pool, const Expr *expr, const Symbol *variable,
                            const Expr *const *indices);

#endif
