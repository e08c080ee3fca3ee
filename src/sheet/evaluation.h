/* Evaluation: the value of a question at the assignment's numbers, entry by entry, to as many
 * certain digits as are printed. */
#ifndef GRADSHEET_SHEET_EVALUATION_H
#define GRADSHEET_SHEET_EVALUATION_H

#include "sheet/question.h"

/* Works out the value at the assignment's numbers, and what must be said of it. False, with an
 * error, where what was asked and what was derived differ there. */
bool question_evaluate(const Desk *desk, SolvedQuestion *solved, Diagnostics *diagnostics);

#endif
