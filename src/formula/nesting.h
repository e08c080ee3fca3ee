/* How deep derivatives are nested: d (d l / d x) / d x, directly or through definitions. */
#ifndef GRADSHEET_FORMULA_NESTING_H
#define GRADSHEET_FORMULA_NESTING_H

#include "formula/scope.h"

/* Verification carries 2^n parts of a number through n nested derivatives. */
enum { DERIVATIVE_ORDER_LIMIT = 4 };

typedef struct Nesting {
    size_t order;        /* how many derivatives are nested; 0: there is none */
    size_t unknown_rank; /* the most dimensions of a name that something unknown depends on */
} Nesting;

/* Of a resolved formula, with the definitions of the names in it: also of those that a derivative
 * is taken by, d l / d o, whose values are worked out with the rest. */
Nesting nesting_of(const Syntax *syntax);

/* Whether the derivative can be carried out: it is not nested too deep, and that of something
 * unknown, which stays a symbol, has no more than SHAPE_LIMIT indices. An error at its span if not.
 */
bool nesting_check(const Syntax *derivative, Diagnostics *diagnostics);

#endif
