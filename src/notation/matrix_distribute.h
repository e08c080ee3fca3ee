/* Transposes, and vectors behind sums of matrices: what is written term by term.
 *
 * Both take a resolved formula, and give it where there is nothing to do; what is new has to be
 * resolved.
 */
#ifndef GRADSHEET_NOTATION_MATRIX_DISTRIBUTE_H
#define GRADSHEET_NOTATION_MATRIX_DISTRIBUTE_H

#include "formula/syntax.h"

/* The transpose of a sum, or of a product entry by entry, is taken of its parts where fewer are
 * left: ((A @ B.T) * C.T).T is (B @ A.T) * C. A sum of products of matrices may take one more for
 * each. */
const Syntax *matrix_transposes_distributed(Arena *arena, const Syntax *formula);

/* A vector times a sum that scales it in each term goes into them: (A @ diag(u) + B @ diag(v)) @ g
 * is A @ (g * u) + B @ (g * v). */
const Syntax *matrix_diagonals_applied(Arena *arena, const Syntax *formula);

#endif
