/* What the files of the resolver share. */
#ifndef GRADSHEET_FORMULA_RESOLVE_INTERNAL_H
#define GRADSHEET_FORMULA_RESOLVE_INTERNAL_H

#include "formula/resolve.h"

/* Resolves one node and those below it. */
bool resolve_node(Resolver *resolver, const Syntax *syntax, Letters *letters, bool allow_new);

/* Notes a shape in a node. */
bool resolve_set_shape(Resolver *resolver, const Syntax *syntax, const Shape *shape);

/* The shape of all children side by side under NumPy's rules; an error at syntax where theirs
 * differ. */
bool resolve_broadcast(Resolver *resolver, const Syntax *syntax, Shape *result);

/* Resolves SYNTAX_CALL, whose arguments may need more than the general rule. */
bool resolve_call(Resolver *resolver, const Syntax *syntax, Letters *letters, bool allow_new);

/* An error for a name that means nothing here, with the nearest name that does. */
void resolve_report_undefined(Resolver *resolver, const Syntax *syntax);

/* Whether a function has this name: the language's, or the author's. */
bool resolve_knows_function(const Resolver *resolver, const char *name);

/* An error for a call of a function that there is not. */
void resolve_report_unknown_function(Resolver *resolver, const Syntax *call);

/* Whether a quotient is dl/dW, in which l and W are defined: an error that says how a derivative is
 * written. */
bool resolve_report_slurred_derivative(Resolver *resolver, const Syntax *syntax);

#endif
