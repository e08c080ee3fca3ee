/* Reading order: where a factor stands when a derivative is written, if the author has not written
 * the same factors together (written_forms.h).
 *
 * A canonical product has no order of its own. A reader expects the order of the chain: a factor
 * stands where the definition stands through which it entered, loss first, and the factors of one
 * definition as their names come in its formula. The chain rule notes each factor here as it
 * enters, by its skeleton (what it is, apart from its indices, numbers and signs), so that the
 * place is found again after any simplification that kept the factor. What was never noted stands
 * where the definition nearest to the loss uses it.
 */
#ifndef GRADSHEET_CALCULUS_READING_ORDER_H
#define GRADSHEET_CALCULUS_READING_ORDER_H

#include "algebra/expr.h"

typedef struct ReadingOrder ReadingOrder;

ReadingOrder *reading_order_new(Arena *arena, Pool *pool, const Scope *scope);

/* The formula that is asked, whose own names stand in the order in which it has them, before all
 * others: W - eta * d l / d W. NULL: none. */
void reading_order_ask(ReadingOrder *order, const Syntax *find);

/* Forgets all that was noted. */
void reading_order_forget(ReadingOrder *order);

/* Notes every factor of a local derivative of a definition, in all its terms and sums. */
void reading_order_note(ReadingOrder *order, const Quantity *definition, const Expr *local);

/* The place in the formula that is asked of a term that is one of its own names; 0: it is none. */
uint64_t reading_order_asked(const ReadingOrder *order, const Expr *term);

/* A hash of what an expression is apart from its indices, numbers and signs. */
uint64_t reading_order_skeleton(ReadingOrder *order, const Expr *expr);

/* The same of the terms of a sum or the factors of a product, whatever their order: x - y and y - x
 * have one, and so have a b and 2 b a. */
uint64_t reading_order_skeleton_of_parts(ReadingOrder *order, const Expr *const *parts,
                                         size_t count);

/* The sign that the author wrote before the derivatives in the formula that is asked, -1 in
 * W - eta * d l / d W; 0: none, or both. */
int reading_order_asked_sign(const ReadingOrder *order);

/* The place of a factor: smaller comes first. */
uint64_t reading_order_place(ReadingOrder *order, const Expr *factor);

/* The place of a name in the formulas of the definitions, for the terms of a forward quantity. */
uint64_t reading_order_of_symbol(ReadingOrder *order, const Symbol *symbol);

#endif
