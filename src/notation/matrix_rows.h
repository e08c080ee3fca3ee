/* Rows and columns: a vector v @ A is a row on paper, A.T @ v and a name are columns.
 *
 * NumPy adds one to the other; a reader cannot. Where they meet in a sum or entry by entry, the
 * rows are written as columns.
 */
#ifndef GRADSHEET_NOTATION_MATRIX_ROWS_H
#define GRADSHEET_NOTATION_MATRIX_ROWS_H

#include "formula/syntax.h"

/* The resolved formula with rows written as columns where both meet; itself where they do not. What
 * is new in it has to be resolved. */
const Syntax *matrix_rows_straightened(Arena *arena, const Syntax *formula);

/* A resolved vector as a row: r @ A for A.T @ r, the same times numbers and in sums, and v.T for
 * any other. What is new in it has to be resolved. */
const Syntax *matrix_row_of(Arena *arena, const Syntax *vector);

#endif
