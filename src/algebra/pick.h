/* Pick: what deltas pick in a sum that the sum itself, term by term, does not show. */
#ifndef GRADSHEET_ALGEBRA_PICK_H
#define GRADSHEET_ALGEBRA_PICK_H

#include "algebra/expr.h"

/* A sum over an index from which factors leave once a label is called by the index that a delta
 * compares it with, Σ_i (c == x_i) / p[x_i] as 1/p_c Σ_i (c == x_i), or in which another sum stands
 * whose deltas pick this one's index, taken in the other order: Σ_q Σ_i (q == x_i) a_q as
 * Σ_i a[x_i]. It is no longer than before. Any other expression is itself. */
const Expr *expr_pick(Pool *pool, const Expr *sum);

#endif
