/* Expected answers: an author's own formulas, proved equal to the answer that was derived. */
#ifndef GRADSHEET_SHEET_EXPECTED_H
#define GRADSHEET_SHEET_EXPECTED_H

#include <jansson.h>

#include "sheet/question.h"

/* Reads the formulas under `expect` of a question whose `find` was read: names and shapes that do
 * not fit are errors at their place. For questions that have no answer to compare them with. */
void expected_read(const Desk *desk, const SolvedQuestion *solved, Diagnostics *diagnostics);

/* "expected": the same formulas, each proved equal to the question's answer, which is verified. One
 * that is not equal, or that cannot be read or decided on, is an error at its place and left out.
 */
json_t *json_expected(const Desk *desk, const SolvedQuestion *solved, Diagnostics *diagnostics);

#endif
