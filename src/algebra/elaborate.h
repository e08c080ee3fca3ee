/* Elaborate: a resolved formula → an expression in index notation.
 *
 * A formula of rank r is a function of r indices: given index terms for its axes, the elaborator
 * writes the entry that stands there. Matrix products become sums, transposes swap indices, slices
 * fix them, broadcasting drops them. Gradients stay entries of a gradient's symbol where their
 * target is a quantity; any other target goes to the caller's derive.
 */
#ifndef GRADSHEET_ALGEBRA_ELABORATE_H
#define GRADSHEET_ALGEBRA_ELABORATE_H

#include "algebra/expr.h"
#include "formula/resolve.h"

/* What an index letter of the formula stands for. */
typedef struct Binding {
    const char *name;
    const Expr *term;
} Binding;

typedef struct Elaborator {
    Pool *pool;
    Binding bindings[LETTER_LIMIT * 2];
    size_t binding_count;
    /* The derivative of an expression that is no plain quantity by an entry of one. NULL only where
     * no such derivative can stand in the formula. */
    const Expr *(*derive)(void *context, const Expr *target, const Quantity *variable,
                          const Expr *const *indices);
    /* Told the operands of every SYNTAX_ADD, SYNTAX_MULTIPLY and SYNTAX_COMPARE; NULL: nobody is.
     */
    void (*observe)(void *context, const Syntax *operation, const Expr *const *operands);
    void *context;
} Elaborator;

void elaborator_init(Elaborator *elaborator, Pool *pool);

/* Binds the letters to the pool's index letters of their names and dimensions. */
void elaborator_bind_letters(Elaborator *elaborator, const Letters *letters);

/* The entry of a resolved formula at the index terms, one for each dimension of its shape. */
const Expr *elaborate(Elaborator *elaborator, const Syntax *syntax, const Expr *const *indices);

/* The body of a definition as a function of pool_axis(0 ...rank): the entry of the quantity at
 * those axes. NULL for a quantity that has no formula. The elaborator has no bindings yet, and
 * keeps none. */
const Expr *elaborate_definition(Elaborator *elaborator, const Quantity *quantity);

#endif
