/* `write`: whether the names that get LaTeX of their own are names of anything. */
#ifndef GRADSHEET_SOURCE_WRITING_H
#define GRADSHEET_SOURCE_WRITING_H

#include "source/assignment.h"
#include "source/schema.h"

/* Errors for writings of names that no model (for its own `write`: this model), no question and not
 * the language knows. A name of one character may be an index letter and is let through, and so
 * is one that stands in a formula. shared is the assignment's own `write`, or NULL. */
void writings_check(Reader *reader, const Assignment *assignment, const Tree *shared);

#endif
