/* Tidy: the shortest equal form that a reader would write.
 *
 * Tried on every part, from the inside out: common factors taken out, products multiplied out where
 * that cancels, sums over an index taken term by term where one of them is known (a row that the
 * model assumes to add up, a definition whose sum is constant); when nothing gets shorter any more,
 * terms put together that share what others do not. A known sum is always put in. Any other form
 * replaces one only if it has fewer nodes; of equally long ones the earlier stays, so the order of
 * preference is: as derived, factored, multiplied out, gathered.
 */
#ifndef GRADSHEET_CALCULUS_TIDY_H
#define GRADSHEET_CALCULUS_TIDY_H

#include "calculus/gradient.h"

/* Which sums over an index were known on the way. */
typedef struct KnownSums {
    bool has_assumed;  /* one that the model assumes */
    bool has_constant; /* one of a definition, whatever the values */
} KnownSums;

/* An expression equal to expr wherever the model's assumptions hold. known: may be NULL. */
const Expr *tidy(Gradients *gradients, const Expr *expr, KnownSums *known);

#endif
