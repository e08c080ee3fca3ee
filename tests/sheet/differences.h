/* Central differences: a derivative from nothing but runs of the model forward.
 *
 * ∂T/∂V is (T(V + h) - T(V - h)) / 2h up to an error of h² T'''/6. Here h is 2^-100 and numbers
 * have 640 bits, so that the error is about 2^-200. V is made a given of a copy of the model, with
 * its own value but for the one entry that is moved; derivatives inside derivatives go the same
 * way, so that neither dual numbers nor anything of calculus has a part in it.
 */
#ifndef GRADSHEET_TESTS_SHEET_DIFFERENCES_H
#define GRADSHEET_TESTS_SHEET_DIFFERENCES_H

#include "judge.h"

typedef enum DifferenceOutcome {
    DIFFERENCE_NONE,  /* not asked for: no derivative, no values, or nothing that moves alone */
    DIFFERENCE_KINK,  /* the author's values are at a kink or a step */
    DIFFERENCE_EQUAL, /* the entries that were drawn are what the judge expects */
    DIFFERENCE_OTHER, /* one of them is not */
} DifferenceOutcome;

/* Compares some entries, drawn by the seed, of a judged question at the author's values. */
DifferenceOutcome differences_check(Judge *judge, const Model *model, const Question *question,
                                    uint64_t seed);

#endif
