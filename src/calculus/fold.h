/* Folding: an expression in terms of the defined quantity that parts of it are.
 *
 * The derivative of h = tanh(z) is 1 - tanh(z)²; a reader writes 1 - h².
 */
#ifndef GRADSHEET_CALCULUS_FOLD_H
#define GRADSHEET_CALCULUS_FOLD_H

#include "algebra/expr.h"

/* expr with every occurrence of the definition's body (a function of its axes) replaced by the
 * entry of the quantity, at whatever indices it occurs; also in powers of it. */
const Expr *fold_definition(Pool *pool, const Expr *expr, const Quantity *quantity,
                            const Expr *body);

#endif
