/* Derivatives of what an author left unknown, l: unknown(o, y).
 *
 * Such a derivative stays a symbol, and is a function of the same names as the unknown: it can be
 * differentiated again, d (d l / d o[i]) / d o[j]. Since the order of differentiation does not
 * matter, each has one form, whatever the order in which it was asked for: the variables stand in
 * the order of their definition, and the indices of equal variables in an order of their own. Every
 * symbol that expr_unknown_derivative makes has the first, and every entry that expr_entry makes
 * the second; so both orders of differentiation are one node, also after a substitution.
 */
#ifndef GRADSHEET_ALGEBRA_UNKNOWN_H
#define GRADSHEET_ALGEBRA_UNKNOWN_H

#include "algebra/expr.h"

/* Whether it is a derivative, of any order, of what an author left unknown by the names that it
 * depends on: such a derivative depends on the same names, and stays a symbol. */
bool symbol_is_unknown_derivative(const Symbol *symbol);

/* Whether this is such a derivative, and the name one of those that it depends on. */
bool unknown_depends_on(const Symbol *derivative, const Quantity *name);

/* The derivative of an entry of one by an argument of the unknown, at these indices of it. */
const Expr *expr_unknown_derivative(Pool *pool, const Expr *entry, const Quantity *variable,
                                    const Expr *const *indices);

/* Puts the indices of an entry of a second or higher derivative in order; for expr_entry. */
void unknown_order_indices(const Symbol *symbol, const Expr **indices);

#endif
