/* Gradients: the chain rule over a model's definitions.
 *
 * The model is a graph of definitions. The gradient of T by V is the sum, over the definitions U
 * that use V, of (∂T/∂U)(∂U/∂V): reverse mode on symbols. The recursion stops at T, at every
 * gradient that has a name in the answer, and at what the author left unknown; so named gradients
 * need no search for patterns, and a shared part is derived once.
 */
#ifndef GRADSHEET_CALCULUS_GRADIENT_H
#define GRADSHEET_CALCULUS_GRADIENT_H

#include "algebra/elaborate.h"
#include "algebra/expr.h"
#include "calculus/reading_order.h"
#include "calculus/written_forms.h"

/* A gradient that stays a symbol in an answer: d l / d h3[1,1], over all or some of its entries. */
typedef struct NamedGradient {
    const Quantity *name; /* of `let`; NULL: from `using`, written as a derivative */
    const Symbol *symbol;
    const Expr *pattern[SHAPE_LIMIT]; /* numbers, or pool_axis(i) for axis i of the name */
    size_t axis_count;
} NamedGradient;

typedef struct Gradients Gradients;

/* The derivatives of one scope. scope must outlive it; so must the pool. */
Gradients *gradients_new(Arena *arena, Pool *pool, const Scope *scope);

/* An elaborator that knows derivatives. */
void gradients_elaborator(Gradients *gradients, Elaborator *elaborator);

/* The named gradients in force: those of `let` always, and those added here. Adding and clearing
 * forget what was derived with other names. */
void gradients_clear_using(Gradients *gradients);
/* using: a resolved SYNTAX_DERIVATIVE of a plain quantity, and its letters. False where it is none.
 */
bool gradients_add_using(Gradients *gradients, const Syntax *using, const Letters *letters);

/* The named gradient that an entry of a gradient's symbol is, with the name's indices in axes;
 * NULL: none. */
const NamedGradient *gradients_find_named(Gradients *gradients, const Expr *entry,
                                          const Expr **axes);

/* expr with every gradient in it derived, but for named ones; a gradient that is the whole of
 * expr is derived even if it has a name. */
const Expr *gradients_expand(Gradients *gradients, const Expr *expr);

/* The same with no name in force: nothing is left but what an author left unknown. */
const Expr *gradients_expand_fully(Gradients *gradients, const Expr *expr);

/* One step of the chain rule for one entry of a gradient: products of gradients nearer to the
 * target and local derivatives. */
const Expr *gradients_step(Gradients *gradients, const Expr *entry);

/* How the local derivatives of a step are written: as symbols ∂U/∂V, that of the target as the
 * derivative of its definition; worked out, with their deltas held; worked out and contracted. */
typedef enum StepForm { STEP_WRITTEN, STEP_HELD, STEP_DONE } StepForm;

/* The same step in a form that a person writes down before it is done; held forms are those of
 * calculus/held.h. */
const Expr *gradients_step_as(Gradients *gradients, const Expr *entry, StepForm form);

/* The definitions that a step of this gradient leads through, those nearest to the loss first;
 * their number, of which users has as many as limit. 0 where it leads through a named gradient or
 * where target and variable are one. */
size_t gradients_users(const Gradients *gradients, const Symbol *gradient, const Quantity **users,
                       size_t limit);

/* Whether a user of V depends on it by V's own occurrences only, so that ∂U/∂V is all of dU/dV. */
bool gradients_is_direct(const Gradients *gradients, const Quantity *user,
                         const Quantity *variable);

/* ∂U/∂V by V's own occurrences in the definition of U, over pool_axis(0 ...), U's axes first. */
const Expr *gradients_local(Gradients *gradients, const Quantity *user, const Quantity *variable);

/* The body of a definition over pool_axis(0 ...), derivatives in it worked out; NULL for a quantity
 * without a formula. */
const Expr *gradients_definition(const Gradients *gradients, const Quantity *quantity);

/* The definition of an entry at its indices; NULL where the quantity has none. */
const Expr *gradients_definition_at(const Gradients *gradients, const Expr *entry);

/* The same as the author wrote it, with the derivatives in it as symbols. */
const Expr *gradients_written_at(const Gradients *gradients, const Expr *entry);

/* Whether a quantity depends on another, itself included. */
bool gradients_depends(const Gradients *gradients, const Quantity *quantity, const Quantity *on);

/* The same, or the definition of one that it depends on, as gradients_definition has it, names the
 * other: s stands in s (1 - s), which d s / d u is, though that comes from u alone. */
bool gradients_is_told_by(const Gradients *gradients, const Quantity *quantity, const Quantity *on);

ReadingOrder *gradients_order(Gradients *gradients);
const WrittenForms *gradients_forms(const Gradients *gradients); /* of the definitions */
Pool *gradients_pool(Gradients *gradients);
const Scope *gradients_scope(Gradients *gradients);

#endif
