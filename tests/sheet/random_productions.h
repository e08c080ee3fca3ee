/* Inside of random formulas: what productions share, and the productions themselves.
 *
 * A production writes a formula of the dimensions asked for, with operands of together about budget
 * (at least 1) operators; no_formula where it stands for no such dimensions, or came to something
 * without sense.
 */
#ifndef GRADSHEET_TESTS_SHEET_RANDOM_PRODUCTIONS_H
#define GRADSHEET_TESTS_SHEET_RANDOM_PRODUCTIONS_H

#include "random_formula.h"

/* How large arguments may be before a function makes too much, or too little, of them. */
#define SMALL 6.0

/* New tensors are given until there are so many. */
enum { GIVEN_LIMIT = 8 };

static const Dims number_dims = {0};
static const Formula no_formula = {NULL, BINDS_CLOSED, 0};

/* Dimensions. */

bool dims_equal(const Dims *left, const Dims *right);
Dims dims_with(const Dims *dims, size_t at, Dim dim);
/* Dimensions that stretch to these. */
Dims narrower(Composer *composer, const Dims *dims);

/* Parts. */

/* What a formula takes over from a part that it names. */
void note_use(Composer *composer, size_t at);
size_t count_givens(const Composer *composer);

/* Indices: of any kind; of a formula, which does not say how far a letter runs that stands as a
 * number before it; without labels; a number. */
const char *choose_index(Composer *composer, Dim dim);
const char *index_of_formula(Composer *composer, Dim dim);
const char *letter_or_integer(Composer *composer, Dim dim);
const char *integer_index(Composer *composer, Dim dim);

/* Formulas. */

/* One that binds as closely as a name. */
Formula closed(const char *text, double bound);
/* Its text as a factor. */
const char *product_factor(const Composer *composer, Formula formula);
/* The formula where it is at most about `limit`, else something of it that is. */
Formula tame(Composer *composer, Formula formula, double limit);
/* One that is at least about 1/4. */
Formula positive(Composer *composer, const Dims *dims, size_t budget);
/* Whether two operands are one but for how dots are left out, z[k,.] and z[k]: which of them is
 * larger nobody can tell. */
bool read_alike(const char *left, const char *right);

/* random_operators.c: entry by entry. */

Formula write_kronecker(Composer *composer, const Dims *dims, size_t budget);
Formula write_comparison(Composer *composer, const Dims *dims, size_t budget);
Formula write_minus(Composer *composer, const Dims *dims, size_t budget);
Formula write_product(Composer *composer, const Dims *dims, size_t budget);
Formula write_whole_power(Composer *composer, const Dims *dims, size_t budget);
Formula write_power(Composer *composer, const Dims *dims, size_t budget);
Formula write_sum(Composer *composer, const Dims *dims, size_t budget);
Formula write_quotient(Composer *composer, const Dims *dims, size_t budget);

/* random_functions.c. */

Formula write_authors_function(Composer *composer, const Dims *dims, size_t budget);
Formula write_function(Composer *composer, const Dims *dims, size_t budget);
Formula write_softmax(Composer *composer, const Dims *dims, size_t budget);
Formula write_max_of_two(Composer *composer, const Dims *dims, size_t budget);
Formula write_unknown_function(Composer *composer, const Dims *dims, size_t budget);

/* random_sums.c: over letters, of all entries, along a dimension. */

Formula write_total(Composer *composer, const Dims *dims, size_t budget);
Formula write_extremum_over(Composer *composer, const Dims *dims, size_t budget);
Formula write_sum_over(Composer *composer, const Dims *dims, size_t budget);
Formula write_along(Composer *composer, const Dims *dims, size_t budget);

/* random_matrices.c. */

Formula write_square(Composer *composer, const Dims *dims, size_t budget);
Formula write_ones(Composer *composer, const Dims *dims, size_t budget);
Formula write_matrix_product(Composer *composer, const Dims *dims, size_t budget);
Formula write_trace(Composer *composer, const Dims *dims, size_t budget);
Formula write_outer(Composer *composer, const Dims *dims, size_t budget);
Formula write_transpose(Composer *composer, const Dims *dims, size_t budget);
Formula write_indexed(Composer *composer, const Dims *dims, size_t budget);
Formula write_onehot(Composer *composer, const Dims *dims, size_t budget);

#endif
