/* Functions of the author's own, as they are declared: swish(x): x * sigmoid(x). */
#ifndef GRADSHEET_FORMULA_AUTHOR_FUNCTION_H
#define GRADSHEET_FORMULA_AUTHOR_FUNCTION_H

#include "formula/resolve.h"

/* Reads a declaration. quantities are the names that a body may have besides the parameters. NULL
 * with an error where it cannot be read; one that can, but is not right, gives an error and
 * *is_good becomes false. */
const UserFunction *author_function_read(Arena *arena, const Definition *definition,
                                         const NameLookup *quantities, bool *is_good,
                                         Diagnostics *diagnostics);

/* Whether every name in the body means something, also where nobody calls the function: an error at
 * each that does not. A letter that stands as an index may be the caller's. */
bool author_function_check(Resolver *resolver, const UserFunction *function);

#endif
