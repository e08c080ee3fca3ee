/* Formula text → syntax tree (format.md, section 2: precedence, right-associative powers, `d x / d
 * y`).
 *
 * The parser knows names only by one question: is this a quantity (tensor, size, gradient)? It
 * decides what `max(k, e)` means: over the index k, or of two numbers. Everything else about names
 * and shapes is the elaborator's.
 *
 * What the tree does not say as the text did: brackets leave no node; a minus at the beginning of a
 * term is that of the whole term, -a * b is -(a * b), which is the same by any value; and
 * "a number / a number" is SYNTAX_DIVIDE of two SYNTAX_NUMBER.
 *
 * Whether something is summed over an index or along a dimension:
 *   sum(k, q, e)  every argument before the last is a bare name: they are indices, and shadow what
 *                 has their name outside ...
 *   sum(E, 2)     ... but for two arguments, the last a whole number, the first a quantity
 *   max(k, e)     over indices where they are bare names and no quantities, else of two numbers
 */
#ifndef GRADSHEET_FORMULA_PARSE_H
#define GRADSHEET_FORMULA_PARSE_H

#include "base/diagnostics.h"
#include "formula/syntax.h"

/* How deep a formula may be nested, and how high its tree is at most: no recursion over a tree that
 * was read goes deeper. */
enum { FORMULA_DEPTH_LIMIT = 1000 };

typedef struct NameLookup {
    bool (*is_quantity)(const void *context, const char *name);
    const void *context;
} NameLookup;

/* The tree of a whole text; NULL with one error at the offending character where it is none. Names
 * in the tree are interned nowhere: compare them by strcmp. lookup may be NULL (no quantities).
 * Every node has its span. */
const Syntax *formula_parse(Arena *arena, const Text *text, const NameLookup *lookup,
                            Diagnostics *diagnostics);

/* `A = B = C` in prose: the sides' trees in order; their number, 0 with an error. */
size_t formula_parse_chain(Arena *arena, const Text *text, const NameLookup *lookup,
                           const Syntax ***sides, Diagnostics *diagnostics);

/* `sum(c, y[k,c]) == 1`, as `assume` has it: a SYNTAX_COMPARE (RELATION_EQUAL) without brackets.
 * NULL with an error. */
const Syntax *formula_parse_equation(Arena *arena, const Text *text, const NameLookup *lookup,
                                     Diagnostics *diagnostics);

#endif
