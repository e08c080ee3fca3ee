/* Attained: where a maximum or minimum over an index takes the value that it is compared with.
 *
 * The derivative of max(k, e_k) holds brackets (e_i == max(k, e_k)). Where the values are not
 * rational their balls touch, and no precision tells that they are equal; but that the left side is
 * the term at k = i shows in its form. Then it is equal just where no other term is larger.
 */
#ifndef GRADSHEET_VERIFY_ATTAINED_H
#define GRADSHEET_VERIFY_ATTAINED_H

#include "calculus/gradient.h"

/* A bracket of something and an extremum of which it is a term. */
typedef struct Attained {
    const Expr *extremum; /* one side, or the definition of the quantity that it is */
    const Expr *place;    /* the extremum's index where its body is the other side: a number, an
                             index or a label's entry */
} Attained;

/* Whether this bracket (of two sides that are equal or not) is one. */
bool attained_find(const Gradients *gradients, Pool *pool, const Expr *bracket, Attained *attained);

#endif
