/* Numbers put in: a resolved formula → the same with the assignment's numbers in the place of its
 * names, as one writes it by hand before one works it out.
 *
 * Entries, gradients and sizes become numbers, whole tensors vectors and matrices of numbers,
 * comparisons 1 or 0. A sum over an index is written out, without the terms that a comparison of
 * indices leaves out. What broadcasting stretches is written out in full. Numbers that are not
 * rational, or fractions that are long, are rounded to the digits of the sheet.
 */
#ifndef GRADSHEET_SHEET_PUT_NUMBERS_H
#define GRADSHEET_SHEET_PUT_NUMBERS_H

#include "sheet/question.h"

/* The formula with numbers at these values of its free letters, resolved, in the arena; *room is
 * what it may still take (a number of a matrix takes 1, any other 2) and is used up by what it
 * takes. is_row: a vector stands as a row. NULL where it would be longer than that, or where a part
 * has no value or more than two dimensions. */
const Syntax *put_numbers(const Desk *desk, const Syntax *formula, const LetterValues *letters,
                          bool is_row, size_t *room);

/* The formula at these values of its free letters, its names kept: W[i,j] as W[1,2]. */
const Syntax *put_letters(Arena *arena, const Syntax *formula, const LetterValues *letters);

#endif
