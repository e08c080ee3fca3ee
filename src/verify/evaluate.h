/* Evaluate: an expression in index notation → numbers at a point.
 *
 * Every distinct part of an expression is worked out once for each assignment of its own free
 * indices and point, so a gradient through a deep network costs what reverse mode costs, not the
 * number of its paths. This is the first road to every number; the interpreter
 * (numeric/interpret.h), which differentiates by dual numbers, is the other.
 */
#ifndef GRADSHEET_VERIFY_EVALUATE_H
#define GRADSHEET_VERIFY_EVALUATE_H

#include "calculus/gradient.h"
#include "numeric/interpret.h"

typedef struct Evaluator Evaluator;

/* The evaluator lives in the arena; the gradients' scope is the point's own or one inside it. An
 * entry of a gradient is worked out by the chain rule, a step at a time, and kept like any other
 * part: all gradients of a loss together cost what one does. */
Evaluator *evaluator_new(Arena *arena, Gradients *gradients);

/* What is evaluated next is at this point, which lives as long as the evaluator. Forgets the values
 * at the last one, unless it is the same and has not forgotten its own. */
void evaluator_set_point(Evaluator *evaluator, Point *point);

/* The value of expr with its free indices bound: indices[i] has values[i], from 1. Every free index
 * must be bound. False with *fault where there is none. */
bool evaluator_value(Evaluator *evaluator, const Expr *expr, const Index *const *indices,
                     const long *values, size_t count, Number *result, Fault *fault);

/* Brackets and functions with a kink have two sides: false and true, not above the kink and above
 * it. The evaluator remembers which of them were met since evaluator_forget_sides; those that hang
 * on indices alone do not count. */
void evaluator_forget_sides(Evaluator *evaluator);

/* Whether one was on the same side whenever it was met. */
bool evaluator_is_one_sided(const Evaluator *evaluator);

/* Those do not count from now on: no point was found where they are on their other side. */
void evaluator_give_up_sides(Evaluator *evaluator);

#endif
