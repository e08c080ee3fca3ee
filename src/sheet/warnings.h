/* Warnings: what a reader of a value must know before trusting it.
 *
 * A kink that the given numbers hit exactly (relu at 0, a tie in max) has no derivative; the value
 * follows a convention, and the warning says which. Where there is no value, the warning says why,
 * and where in the formulas.
 */
#ifndef GRADSHEET_SHEET_WARNINGS_H
#define GRADSHEET_SHEET_WARNINGS_H

#include <jansson.h>

#include "sheet/question.h"

/* Writes down the kinks that the question's verification met at the given numbers. */
void warnings_note_kinks(const Desk *desk, SolvedQuestion *solved);

/* A fault with the part of the author's formula that it is in, "division by zero in 1/(x - x)". */
const char *warnings_fault_text(Arena *arena, const Fault *fault);

/* Why the question has no value at the given numbers, with the part of a formula that has none
 * where it can be found. */
const char *warnings_explain_fault(const Desk *desk, const SolvedQuestion *solved,
                                   NumberFault fault);

/* The list of the question's warnings, sentences. */
json_t *json_warnings(const SolvedQuestion *solved);

#endif
