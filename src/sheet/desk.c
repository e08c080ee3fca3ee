#include "sheet/desk.h"

const Syntax *desk_read_formula(const Desk *desk, const Text *text, Letters *letters,
                                bool allow_new, Diagnostics *diagnostics) {
    NameLookup lookup = scope_lookup(desk->scope);
    const Syntax *formula = formula_parse(desk->arena, text, &lookup, diagnostics);
    return formula != NULL && resolve_in_scope(desk->arena, desk->scope, formula, letters,
                                               allow_new, diagnostics)
               ? formula
               : NULL;
}
