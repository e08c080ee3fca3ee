/* Naming: parts of an expression that a defined quantity is are called by its name.
 *
 * The chain rule leaves (x - μ) / s² where the author has u = (x - μ) / s, and Σ_q x_q / n where
 * there is a μ; a reader writes u / s and μ. A definition is looked for among the factors of every
 * product, whatever their powers and wherever they stand, in the sums over an index in the product
 * or before them; numbers and sizes may differ. Only names on the way to what is asked count:
 * quantities that its targets depend on, and these themselves.
 */
#ifndef GRADSHEET_CALCULUS_NAMING_H
#define GRADSHEET_CALCULUS_NAMING_H

#include "calculus/gradient.h"

typedef struct Naming Naming;

/* The names for what was asked, with gradients as symbols; it lives in the arena of the pool. NULL
 * for asked: none. */
Naming *naming_new(Gradients *gradients, const Expr *asked);

/* expr itself, as a whole or as a product, in terms of quantities, or as a sum whose terms come
 * together by their names; expr where that is not shorter. A name for a power of another, v = g²,
 * counts only in the latter. Parts inside are the caller's to name. */
const Expr *naming_apply(Naming *naming, const Expr *expr);

/* The quantities whose names were put in so far, in the order of their definitions; their number,
 * of which names has as many as limit. */
size_t naming_used(const Naming *naming, const Quantity **names, size_t limit);

#endif
