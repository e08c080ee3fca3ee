/* Writing: formulas, answers and values as the JSON that templates and other programs read. */
#ifndef GRADSHEET_SHEET_WRITE_JSON_H
#define GRADSHEET_SHEET_WRITE_JSON_H

#include <jansson.h>

#include "sheet/question.h"

/* {"latex": ..., "text": ...} of a formula. */
json_t *json_formula(const Syntax *syntax, const Notation *notation);

/* A matrix written out as LaTeX, blocks and all, with the common factor in front. */
const char *latex_of_cells(Arena *arena, const Cells *blocks, size_t block_count, size_t leading,
                           const Syntax *factor, const Notation *notation);

/* "lhs": what was asked, and its entries where they are written out. */
json_t *json_lhs(const Desk *desk, const SolvedQuestion *solved);

/* One of "answers". */
json_t *json_answer(const Desk *desk, const SolvedQuestion *solved, const SolvedAnswer *answer);

/* An answer on one line of text, its entries as "delta * [a, b; c, d]". */
const char *answer_line(Arena *arena, const Answer *answer);

/* "entries", "matrix", "expression": a form's name in an assignment. */
const char *answer_form_name(AnswerForm form);

/* An answer's formula, or its cells and their factor, in all that a sheet prints them as. */
json_t *json_form(const Desk *desk, const Answer *answer);

/* Gives an object the form of another, its formula or its cells: a derivation ends in the answer,
 * word for word. */
void json_share_form(json_t *object, const json_t *from);

/* "value", null where there is none. */
json_t *json_value(const Desk *desk, const SolvedQuestion *solved);

/* A tensor's values as LaTeX: a number, a matrix, or matrices side by side. letters names leading
 * axes that are letters; NULL, or NULL in it: a number alone. */
const char *latex_of_values(Arena *arena, const char *const *cells, const long *dims, size_t rank,
                            const char *const *letters);

/* What stands for a number of which no digit could be made certain. */
#define VALUE_UNDECIDED "–"

/* A rational number "-3/2" or decimal "1.5e-7" as LaTeX. */
const char *latex_of_number(Arena *arena, const char *number);

#endif
