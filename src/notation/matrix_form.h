/* Matrix form: an expression in index notation → vector and matrix notation.
 *
 * In a product, indices are vertices and factors are edges between them. Chains along summed
 * indices are matrix products, parallel edges Hadamard products, factors with one index vectors;
 * the one index of a dimension of size 1 joins two factors like a summed one. What has no such form
 * (a factor with three indices, an index where three matrices meet) is reported as such.
 */
#ifndef GRADSHEET_NOTATION_MATRIX_FORM_H
#define GRADSHEET_NOTATION_MATRIX_FORM_H

#include "notation/layout.h"

/* The matrix, vector or number whose entry at pool_axis(0), pool_axis(1) is expr; dims are the
 * dimensions of its axes, at most two. NULL if there is none, with the reason in *reason. */
const Syntax *matrix_form(Layout *layout, const Expr *expr, const Dimension *dims, size_t rank,
                          const char **reason);

#endif
