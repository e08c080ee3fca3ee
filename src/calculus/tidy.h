/* Tidy: the shortest equal form that a reader would write.
 *
 * Tried on every part, from the inside out: the names of quantities put in (calculus/naming.h),
 * common factors taken out, products multiplied out where that cancels, sums over an index taken
 * term by term where one of them is known (a row that the model assumes to add up, a definition
 * whose sum is constant); when nothing gets shorter any more, terms put together that share what
 * others do not. A known sum is always put in where that makes nothing longer. Any other form
 * replaces one only if it has fewer nodes; of equally long ones the earlier stays, so the order of
 * preference is: as derived, named, factored, multiplied out, gathered.
 */
#ifndef GRADSHEET_CALCULUS_TIDY_H
#define GRADSHEET_CALCULUS_TIDY_H

#include "calculus/gradient.h"

/* How many names are kept: more than a line tells (DERIVATION_USERS), since some may be gone again
 * from what it is tidied to. */
enum { TIDY_NAMES = 8 };

/* What was used on the way. */
typedef struct TidyGrounds {
    bool has_assumed;  /* a sum that the model assumes */
    bool has_constant; /* the sum of a definition that is the same whatever the values */
    const Quantity *named[TIDY_NAMES]; /* whose names were put in, as naming_used has them */
    size_t named_count;                /* may be more than TIDY_NAMES */
} TidyGrounds;

/* An expression equal to expr wherever the model's assumptions hold. asked is what expr was derived
 * from, with gradients as symbols: names that lead to it may stand in the result
 * (calculus/naming.h); NULL: no other names than those in expr. grounds: may be NULL; what was
 * tidied before is then not tidied again. */
const Expr *tidy(Gradients *gradients, const Expr *asked, const Expr *expr, TidyGrounds *grounds);

#endif
