/* A question without a prompt, in words. */
#ifndef GRADSHEET_SHEET_WORDING_H
#define GRADSHEET_SHEET_WORDING_H

#include "sheet/question.h"

/* Prose for what is asked, formulas between backticks: "What is the partial derivative of `l` with
 * respect to `W3[1,1]`?" */
const char *question_wording(Arena *arena, const SolvedQuestion *solved);

#endif
