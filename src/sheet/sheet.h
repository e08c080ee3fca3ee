/* Sheet: an assignment → the JSON object of format.md, section 6, which every template is given.
 *
 * Here all stages meet: each question is read, derived, written in every form asked for, evaluated
 * and verified.
 */
#ifndef GRADSHEET_SHEET_SHEET_H
#define GRADSHEET_SHEET_SHEET_H

#include <jansson.h>

#include "base/progress.h"
#include "sheet/telling.h"
#include "source/assignment.h"

typedef struct SheetOptions {
    size_t digits;         /* significant digits of decimals; 0: the default, 6 */
    bool leaves_out_steps; /* no derivations: for sheets that do not print them */
    bool checks_steps;     /* verify every step of every derivation, as debug builds do */
    bool is_said;   /* formulas also have "mathml" and "speech", prose "html": for sheets in HTML */
    bool is_tagged; /* is_said, and LaTeX has the same beside it: for tagged PDF */
    bool is_latex_only; /* without has_alternatives: formulas have "latex" alone, for sheets that
                           print no more: no "text", "unicode" and "line", steps no "moved" and
                           "moved_latex" */
    bool has_forward;   /* sections have "forward", the values of what they compute */
    bool has_substitutions;   /* answers have "substitution", the line with the numbers put in */
    bool has_alternatives;    /* questions have "alternatives", other forms of their answers */
    const Telling *telling;   /* who wants to hear what a stage makes; NULL: nobody */
    const Progress *progress; /* who waits, and is told what is done; NULL: nobody */
    /* The test seam: every answer's value is changed by this before it is verified. NULL: none. */
    const fmpq *planted_fault;
} SheetOptions;

typedef enum SheetStatus {
    SHEET_OK,
    SHEET_ERRORS,              /* in the assignment; all in diagnostics */
    SHEET_VERIFICATION_FAILED, /* an answer did not stand the test; which one is in diagnostics */
} SheetStatus;

/* The solved assignment, which the caller owns; NULL unless the status is SHEET_OK. */
json_t *sheet_solve(Arena *arena, const Assignment *assignment, const SheetOptions *options,
                    Diagnostics *diagnostics, SheetStatus *status);

#endif
