/* Desk: a scope with all that is needed to solve questions in it, and reading formulas at it. */
#ifndef GRADSHEET_SHEET_DESK_H
#define GRADSHEET_SHEET_DESK_H

#include "calculus/gradient.h"
#include "notation/printer.h"
#include "sheet/telling.h"
#include "verify/verify.h"

typedef struct Desk {
    Arena *arena;
    Pool *pool;
    const Scope *scope;
    Gradients *gradients;
    Verifier *verifier;
    const Notation *notation;
    bool has_values;
    Point *place;      /* where numbers are put into answers; NULL: they are not */
    bool checks_steps; /* every step of a derivation, not only the answer */
    size_t digits;
    const Telling *telling; /* NULL: nobody listens */
} Desk;

/* A formula with its names and shapes: an author's, or one that was printed and is read again as an
 * author's would be. Letters that it has besides these are added where allow_new says so, and are
 * errors else. NULL with errors in diagnostics. */
const Syntax *desk_read_formula(const Desk *desk, const Text *text, Letters *letters,
                                bool allow_new, Diagnostics *diagnostics);

#endif
