/* Assume: what a model says of its given tensors, sum(c, T[k,c]) == number, made to hold. */
#ifndef GRADSHEET_NUMERIC_ASSUME_H
#define GRADSHEET_NUMERIC_ASSUME_H

#include "formula/assumption.h"
#include "numeric/number.h"

/* Changes the last entry of each sum so that the sum is right; where all are positive and it could
 * not be, all entries of that sum are scaled, so that they stay positive. entries are the tensor's,
 * rational. */
void assume_apply(const Assumption *assumption, Number *entries);

#endif
