/* What the local derivative of a definition is called. Only the derivation uses it. */
#ifndef GRADSHEET_CALCULUS_DERIVATION_RULE_H
#define GRADSHEET_CALCULUS_DERIVATION_RULE_H

#include "calculus/derivation.h"

/* Sets the rule, and the function's name, of a line in which the definitions in `of` are
 * differentiated by the variable. */
void derivation_name_rule(Gradients *gradients, const Quantity *variable, DerivationLine *line);

#endif
