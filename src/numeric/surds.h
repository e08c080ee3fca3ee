/* Surds: sums of rational multiples of square roots of integers, exactly.
 *
 * Roots of integers are linearly independent over the rationals as soon as no product of two of
 * them is a square: such a sum is 0 only where all its coefficients are. So a number that is known
 * as one can be told to be 0, or rational, where no ball can. Radicands are never factored: two
 * belong together where their product is a square.
 *
 * Every function returns a new value that the caller owns, or NULL where the result is no such sum,
 * or one with more terms or digits than it is worth.
 */
#ifndef GRADSHEET_NUMERIC_SURDS_H
#define GRADSHEET_NUMERIC_SURDS_H

#include <stdbool.h>

#include <flint/fmpq.h>

typedef struct Surds Surds;

Surds *surds_of_rational(const fmpq_t rational);
Surds *surds_root(const fmpq_t rational); /* the square root of a rational from 0 up */
Surds *surds_copy(const Surds *surds);
void surds_free(Surds *surds); /* NULL is allowed */

Surds *surds_add(const Surds *left, const Surds *right);
Surds *surds_subtract(const Surds *left, const Surds *right);
Surds *surds_multiply(const Surds *left, const Surds *right);
/* Only by a single term. */
Surds *surds_divide(const Surds *left, const Surds *right);

/* Whether it is rational, and which one it is. */
bool surds_is_rational(const Surds *surds, fmpq_t rational);

#endif
