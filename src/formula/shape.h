/* Dimensions and shapes: whether they fit, how many entries they make, how messages name them. */
#ifndef GRADSHEET_FORMULA_SHAPE_H
#define GRADSHEET_FORMULA_SHAPE_H

#include "formula/syntax.h"

/* Whether two dimensions are the same: one size, or the same number where either is a number. */
bool dimension_equal(Dimension left, Dimension right);

/* Whether it is declared as the literal 1, and so stretches. */
bool dimension_is_one(Dimension dimension);

/* count for each place of a dimension: count times its value. SIZE_MAX where that is more than can
 * be counted, and so for all that it is multiplied by afterwards. */
size_t dimension_times(size_t count, Dimension dimension);

/* How many entries a tensor of these dimensions has; SIZE_MAX where that is more than can be
 * counted. */
size_t dimensions_count(const Dimension *dims, size_t rank);

/* "n2" or "3". */
const char *dimension_text(Arena *arena, Dimension dimension);

/* "(m, n2)" for messages; "a single number" for rank 0. */
const char *shape_text(Arena *arena, const Shape *shape);

#endif
