/* What one line of a derivation has that the next one has not, where only algebra leads from one to
 * the other. The two lines decide, not how they were found. Only the derivation uses it. */
#ifndef GRADSHEET_CALCULUS_DERIVATION_CHANGE_H
#define GRADSHEET_CALCULUS_DERIVATION_CHANGE_H

#include "calculus/derivation.h"

/* The rule that leads from a line to an equal one:
 *   RULE_COMMON      something is written less often, and stands before a sum instead
 *   RULE_MULTIPLY    a product with a sum in it has become a sum, or a denominator cancelled so
 *   RULE_LIKE_TERMS  there are fewer terms
 *   RULE_SUM_TERMS   there are more sums over an index; RULE_JOIN: fewer
 *   RULE_REARRANGED  none of these */
DerivationRule derivation_change(Pool *pool, const Expr *before, const Expr *after);

/* Whether one of these rules leads from a line to the next with nothing to be written between: it
 * is shorter, and nothing has to be multiplied out first to see it. */
bool derivation_is_one_change(Pool *pool, const Expr *before, const Expr *after);

/* How many sums over an index a line has. */
size_t derivation_sums(const Expr *line);

/* How many deltas a line has, held ones too. */
size_t derivation_deltas(const Expr *line);

#endif
