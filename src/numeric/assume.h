/* Assume: what a model says of its given tensors, sum(c, T[k,c]) == number, made to hold. */
#ifndef GRADSHEET_NUMERIC_ASSUME_H
#define GRADSHEET_NUMERIC_ASSUME_H

#include "formula/assumption.h"
#include "numeric/number.h"

/* Changes the last entry of each sum so that the sum is right. entries are the tensor's, rational.
 */
void assume_apply(const Assumption *assumption, Number *entries);

#endif
