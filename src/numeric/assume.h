/* Assume: what a model says of its given tensors, sum(c, T[k,c]) == number, made to hold. */
#ifndef GRADSHEET_NUMERIC_ASSUME_H
#define GRADSHEET_NUMERIC_ASSUME_H

#include "formula/scope.h"
#include "numeric/number.h"

/* Over the summed dimensions of a tensor the entries add up to total, for each place in the others.
 */
typedef struct Assumption {
    const Quantity *quantity;
    bool is_summed[RANK_LIMIT];
    long fixed[RANK_LIMIT]; /* T[1,c]: the index that stands there; 0: every one */
    fmpq *total;
} Assumption;

/* The assumptions of a scope's model, in the arena. Those of another form are left out. */
const Assumption *assume_read(Arena *arena, const Scope *scope, size_t *count);

/* Changes the last entry of each sum so that the sum is right. entries are the tensor's, rational.
 */
void assume_apply(const Assumption *assumption, Number *entries);

#endif
