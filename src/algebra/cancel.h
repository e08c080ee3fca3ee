/* Cancel: denominators in a sum against the factors beside it. */
#ifndef GRADSHEET_ALGEBRA_CANCEL_H
#define GRADSHEET_ALGEBRA_CANCEL_H

#include "algebra/expr.h"

/* A product with a sum in it whose terms are divided by other factors of the product: these taken
 * into the sum, term by term, and the rest left alone. (a / p - b / (1 - p)) p (1 - p) c is
 * (a (1 - p) - b p) c; with is_expanded the sum is multiplied out and factored, too, where that
 * comes to no more than limit terms. Any other expression is itself. */
const Expr *expr_cancel(Pool *pool, const Expr *product, bool is_expanded, size_t limit);

#endif
