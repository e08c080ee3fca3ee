/* `notation`: reads the choices, and says what cannot be chosen. */
#ifndef GRADSHEET_SOURCE_CHOOSING_H
#define GRADSHEET_SOURCE_CHOOSING_H

#include "source/assignment.h"
#include "source/schema.h"

/* Sets what a `notation` mapping chooses, and leaves the other choices as they are. Errors for keys
 * and values that there are not, each with those that there are. */
void choices_read(Reader *reader, const Tree *mapping, Choices *choices);

/* Errors where `deltas: kronecker` is chosen and a quantity of the model, or of a question asked of
 * it, is written δ too. */
void choices_check(Reader *reader, const Assignment *assignment);

#endif
