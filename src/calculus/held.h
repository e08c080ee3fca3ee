/* Held forms: what a constructor would work out at once, kept as it stands for a line of a
 * derivation.
 *
 * A sum contracts a delta in it and a derivative of a formula is not an expression at all, but a
 * person writes both down before working them out. A held form is an application of a function
 * with a name that no author can give; nothing is known about it but its parts, so it survives any
 * construction. Only lines of derivations have them, never what is evaluated.
 */
#ifndef GRADSHEET_CALCULUS_HELD_H
#define GRADSHEET_CALCULUS_HELD_H

#include "algebra/expr.h"

/* (left == right), which no sum contracts; the bracket itself where that is a number. */
const Expr *held_delta(Pool *pool, const Expr *left, const Expr *right);

/* expr with every delta in it held; a held one of two equal sides becomes 1. */
const Expr *held_deltas(Pool *pool, const Expr *expr);

/* A product that stays where it stands: no sum lets a factor of it out, no product takes it in. */
const Expr *held_product(Pool *pool, const Expr *product);

/* d target / d variable, where variable is an entry of a quantity. */
const Expr *held_derivative(Pool *pool, const Expr *target, const Expr *variable);

bool expr_is_held_delta(const Expr *expr);      /* args[0] == args[1] */
bool expr_is_held_product(const Expr *expr);    /* args[0] */
bool expr_is_held_derivative(const Expr *expr); /* d args[0] / d args[1] */

#endif
