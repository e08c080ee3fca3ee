/* Assumptions: what holds of a model's given tensors, `sum(c, y[k,c]) == 1`, for every free letter.
 */
#ifndef GRADSHEET_FORMULA_ASSUMPTION_H
#define GRADSHEET_FORMULA_ASSUMPTION_H

#include "base/diagnostics.h"
#include "formula/scope.h"

/* Over the summed dimensions of a tensor the entries add up to total, at each place in the others.
 */
struct Assumption {
    const Quantity *quantity;
    Span span;
    bool is_summed[RANK_LIMIT];
    long fixed[RANK_LIMIT]; /* T[1,c]: the index that stands there; 0: every one */
    fmpq *total;            /* owned by the arena */
};

/* Reads the equations of the scope's model into the scope, each with its errors: one that is no
 * such equation, and values of the tensor that break it, which names the first place where they do.
 */
bool assumptions_read(Arena *arena, Scope *scope, Diagnostics *diagnostics);

#endif
