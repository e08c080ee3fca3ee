/* Dependence: what a formula is computed from, through every definition below it.
 *
 * A question's own name may hide one of the model's. Its answer then has one name for two things
 * wherever what is asked is computed from the hidden one, and that is refused.
 */
#ifndef GRADSHEET_FORMULA_DEPENDENCE_H
#define GRADSHEET_FORMULA_DEPENDENCE_H

#include "base/diagnostics.h"
#include "formula/scope.h"

/* Whether a quantity is computed from another, or is it. A size is what everything is computed from
 * that has it as a dimension. */
bool dependence_of(Arena *arena, const Quantity *quantity, const Quantity *sought);

/* Whether the names of a question's scope leave its resolved formula and the answers to it one
 * meaning: an error at each that hides what they need. */
bool dependence_check_hidden(Arena *arena, const Scope *scope, const Syntax *formula,
                             Diagnostics *diagnostics);

#endif
