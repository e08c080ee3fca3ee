/* Substitution: the line in which the assignment's numbers stand in an answer, and what they come
 * to: formula = formula with the numbers put in = value, as a grader follows it by hand.
 *
 * An answer over free letters is shown at one choice of them, the first whose value is not 0. A
 * matrix that would be too long, entry by entry, is shown at one entry. What is printed is worked
 * out again: where all numbers are rational it must be the value exactly, else the value must lie
 * in the interval that the rounded numbers span.
 */
#ifndef GRADSHEET_SHEET_SUBSTITUTION_H
#define GRADSHEET_SHEET_SUBSTITUTION_H

#include <jansson.h>

#include "sheet/question.h"

/* "substitution" of an answer; null where there is no value, where the line would only repeat it,
 * or where it would be too long to read. One that is not the value is an error. */
json_t *json_substitution(const Desk *desk, const SolvedQuestion *solved, const Answer *answer,
                          Diagnostics *diagnostics);

#endif
