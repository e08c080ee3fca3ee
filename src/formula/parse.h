/* Formula text → syntax tree (format.md, section 2: precedence, right-associative powers, `d x / d y`).
 *
 * The parser knows names only by one question: is this a quantity (tensor, size, gradient)? It
 * decides what `max(k, e)` means: over the index k, or of two numbers. Everything else about names
 * and shapes is the elaborator's.
 */
#ifndef GRADSHEET_FORMULA_PARSE_H
#define GRADSHEET_FORMULA_PARSE_H

#include "base/diagnostics.h"
#include "formula/syntax.h"

typedef struct NameLookup {
    bool (*is_quantity)(const void *context, const char *name);
    const void *context;
} NameLookup;

/* The tree of a whole text; NULL with an error at the offending character where it is none. Names
 * in the tree are interned nowhere: compare them by strcmp. lookup may be NULL (no quantities).
 * Nesting deeper than 1,000 is an error. */
const Syntax *formula_parse(Arena *arena, const Text *text, const NameLookup *lookup,
                            Diagnostics *diagnostics);

/* `A = B = C` in prose: the sides' trees in order; their number, 0 with an error. */
size_t formula_parse_chain(Arena *arena, const Text *text, const NameLookup *lookup,
                           const Syntax ***sides, Diagnostics *diagnostics);

/* Whether it is a name of the language: letters (Greek ones count), digits and "_", a letter first,
 * and not reserved. reserved_hint, if not NULL, is set to why a reserved word is refused. */
bool formula_is_name(const char *chars, size_t length);
bool formula_is_reserved(const char *name);

#endif
